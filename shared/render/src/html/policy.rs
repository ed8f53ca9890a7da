//! What a browser may do with a page: show it in its own style. No script, no request, no form.

use std::sync::LazyLock;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// The style of every page: the text of its `style` element, to the byte.
pub(super) const STYLE: &str = include_str!("../../templates/style.css");

/// The policy as it stands in a page. A `meta` element cannot say who may frame the page.
pub(super) static OF_PAGE: LazyLock<String> = LazyLock::new(|| {
    let hash = STANDARD.encode(Sha256::digest(STYLE.as_bytes()));
    format!("default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'")
});

static OF_HEADER: LazyLock<String> =
    LazyLock::new(|| format!("{}; frame-ancestors 'none'", *OF_PAGE));

/// The value of the header `Content-Security-Policy` that goes with every page of this module.
#[must_use]
pub fn content_security_policy() -> &'static str {
    &OF_HEADER
}
