//! Text on a page: pieces, each with its CSS class for the colour. The text is sanitized when it
//! becomes a line, and the templates escape it.

use super::super::line::Line;

/// A piece of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Span {
    /// The CSS class. Empty for ordinary text.
    pub class: &'static str,
    /// The text.
    pub text: String,
}

/// The pieces of a line, cut to `width` columns.
pub(super) fn spans(line: Line, width: usize) -> Vec<Span> {
    let line = line.fit(width);
    let shown = line.spans().iter().filter(|(_, text)| !text.is_empty());
    shown.map(|(paint, text)| Span { class: paint.class(), text: text.clone() }).collect()
}
