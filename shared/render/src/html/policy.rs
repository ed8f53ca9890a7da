//! The content security policies. A page may have its own style, and no script, request or form; a
//! list also its own script, requests to its own server, and its form.

use std::sync::LazyLock;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// The style of every page. The text of the `style` element has exactly these bytes.
pub(super) const STYLE: &str = include_str!("../../templates/style.css");

/// The style and the script of a list.
pub(super) const LIST_STYLE: &str =
    concat!(include_str!("../../templates/style.css"), include_str!("../../templates/list.css"));
pub(super) const LIST_SCRIPT: &str = include_str!("../../templates/list.js");

/// The policy in a page's `meta` element, where `frame-ancestors` is not allowed.
pub(super) static OF_PAGE: LazyLock<String> = LazyLock::new(|| {
    let hash = STANDARD.encode(Sha256::digest(STYLE.as_bytes()));
    format!("default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'")
});

static OF_HEADER: LazyLock<String> =
    LazyLock::new(|| format!("{}; frame-ancestors 'none'", *OF_PAGE));

/// The value of the header `Content-Security-Policy` that goes with every page except lists.
#[must_use]
pub fn content_security_policy() -> &'static str {
    &OF_HEADER
}

/// The policy in a list's `meta` element. The script may reload the list; the form leads to it.
pub(super) static OF_LIST: LazyLock<String> = LazyLock::new(|| {
    let hash = |text: &str| STANDARD.encode(Sha256::digest(text.as_bytes()));
    format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; connect-src 'self'; \
         base-uri 'none'; form-action 'self'",
        hash(LIST_STYLE),
        hash(LIST_SCRIPT)
    )
});

static OF_LIST_HEADER: LazyLock<String> =
    LazyLock::new(|| format!("{}; frame-ancestors 'none'", *OF_LIST));

/// The value of the header `Content-Security-Policy` that goes with every list.
#[must_use]
pub fn list_security_policy() -> &'static str {
    &OF_LIST_HEADER
}
