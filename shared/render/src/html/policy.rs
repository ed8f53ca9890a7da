//! The content security policy of a page: its own style is allowed, and no script, request or form.

use std::sync::LazyLock;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// The style of every page. The text of the `style` element has exactly these bytes.
pub(super) const STYLE: &str = include_str!("../../templates/style.css");

/// The policy in a page's `meta` element, where `frame-ancestors` is not allowed.
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
