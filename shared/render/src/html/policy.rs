//! The content security policies. A page may have its own style, and no script, request or form; a
//! conversation's page and a list also their own script, and requests to the server that they came
//! from, and a list its form; the page that explains a Common Event its own script.

use std::sync::LazyLock;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// The style of every page. The text of the `style` element has exactly these bytes.
pub(super) const STYLE: &str = include_str!("../../templates/style.css");

/// The style and the script of a conversation's page. The text of the elements has exactly these
/// bytes.
pub(super) const TIMELINE_STYLE: &str = concat!(
    include_str!("../../templates/style.css"),
    include_str!("../../templates/timeline.css")
);
pub(super) const TIMELINE_SCRIPT: &str = concat!(
    include_str!("../../templates/local.js"),
    include_str!("../../templates/timeline.js"),
    include_str!("../../templates/live.js")
);
/// The script of the page that explains a Common Event.
pub(super) const WHY_SCRIPT: &str =
    concat!(include_str!("../../templates/local.js"), "local.localize(document);\n");
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

/// The value of the header `Content-Security-Policy` that goes with a page without a script.
#[must_use]
pub fn content_security_policy() -> &'static str {
    &OF_HEADER
}

/// The policy in the `meta` element of a conversation's page. The script may ask its own server for
/// news.
pub(super) static OF_TIMELINE: LazyLock<String> = LazyLock::new(|| {
    let hash = |text: &str| STANDARD.encode(Sha256::digest(text.as_bytes()));
    format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; connect-src 'self'; \
         base-uri 'none'; form-action 'none'",
        hash(TIMELINE_STYLE),
        hash(TIMELINE_SCRIPT)
    )
});

static OF_TIMELINE_HEADER: LazyLock<String> =
    LazyLock::new(|| format!("{}; frame-ancestors 'none'", *OF_TIMELINE));

/// The value of the header `Content-Security-Policy` that goes with a conversation's page.
#[must_use]
pub fn timeline_security_policy() -> &'static str {
    &OF_TIMELINE_HEADER
}

/// The policy in the `meta` element of the page that explains a Common Event. It has the style of a
/// conversation's page, whose script shows a part of it. Its own script asks for nothing.
pub(super) static OF_WHY: LazyLock<String> = LazyLock::new(|| {
    let hash = |text: &str| STANDARD.encode(Sha256::digest(text.as_bytes()));
    format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; \
         form-action 'none'",
        hash(TIMELINE_STYLE),
        hash(WHY_SCRIPT)
    )
});

static OF_WHY_HEADER: LazyLock<String> =
    LazyLock::new(|| format!("{}; frame-ancestors 'none'", *OF_WHY));

/// The value of the header `Content-Security-Policy` that goes with the page that explains a Common
/// Event.
#[must_use]
pub fn why_security_policy() -> &'static str {
    &OF_WHY_HEADER
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
