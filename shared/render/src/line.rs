//! A line of text in several colours. Text is sanitized as it enters a line, and only lines and
//! tables are written. So text from outside has no other way to the terminal.

use super::style::{Paint, Style};
use super::text::{columns, fit, harmless};

/// A line, or a part of one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Line {
    spans: Vec<(Paint, String)>,
}

impl Line {
    /// A line of one piece of text.
    pub fn of(paint: Paint, text: impl AsRef<str>) -> Self {
        Self::default().with(paint, text)
    }

    /// Ordinary text.
    pub fn plain(text: impl AsRef<str>) -> Self {
        Self::of(Paint::Plain, text)
    }

    /// Appends text.
    #[must_use]
    pub fn with(mut self, paint: Paint, text: impl AsRef<str>) -> Self {
        self.spans.push((paint, harmless(text.as_ref())));
        self
    }

    /// Appends another line.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.spans.extend(other.spans);
        self
    }

    /// Width in columns.
    pub fn width(&self) -> usize {
        self.spans.iter().map(|(_, text)| columns(text)).sum()
    }

    /// Whether the line has no text.
    pub fn is_empty(&self) -> bool {
        self.spans.iter().all(|(_, text)| text.is_empty())
    }

    /// The pieces of the line.
    pub fn spans(&self) -> &[(Paint, String)] {
        &self.spans
    }

    /// The text without colours.
    pub fn text(&self) -> String {
        self.spans.iter().map(|(_, text)| text.as_str()).collect()
    }

    /// The line cut to `width` columns.
    #[must_use]
    pub fn fit(mut self, width: usize) -> Self {
        if self.width() <= width {
            return self;
        }
        let mut left = width;
        for (_, text) in &mut self.spans {
            let wide = columns(text);
            if wide > left || (wide == left && wide > 0) {
                // The rest is cut off, so this piece has to show it: one column too many produces
                // the ellipsis.
                *text = if wide > left { fit(text, left) } else { fit(&format!("{text} "), left) };
                left = 0;
            } else {
                left -= wide;
            }
        }
        self
    }

    /// The line, cut or padded to exactly `width` columns.
    #[must_use]
    pub fn pad(self, width: usize) -> Self {
        let line = self.fit(width);
        let missing = width.saturating_sub(line.width());
        line.with(Paint::Plain, " ".repeat(missing))
    }

    /// The line in `width` columns, aligned to the right.
    #[must_use]
    pub fn right(self, width: usize) -> Self {
        let missing = width.saturating_sub(self.width());
        Self::plain(" ".repeat(missing)).and(self.fit(width))
    }

    /// Writes the line without trailing spaces.
    pub fn write(mut self, style: &Style, out: &mut String) {
        while let Some((_, text)) = self.spans.last_mut() {
            text.truncate(text.trim_end_matches(' ').len());
            if !text.is_empty() {
                break;
            }
            self.spans.pop();
        }
        for (paint, text) in &self.spans {
            style.paint(*paint, text, out);
        }
    }
}

/// Joins parts by ` · `, on as few lines of `width` columns as possible.
pub(super) fn flow(parts: Vec<Line>, width: usize) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for part in parts.into_iter().filter(|part| !part.is_empty()) {
        match lines.last_mut() {
            Some(last) if last.width() + 3 + part.width() <= width => {
                *last = std::mem::take(last).with(Paint::Faint, " · ").and(part);
            }
            _ => lines.push(part.fit(width)),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(line: Line) -> String {
        let mut out = String::new();
        line.write(&Style::plain(100), &mut out);
        out
    }

    #[test]
    fn long_line_is_cut_with_an_ellipsis() {
        let line =
            || Line::plain("customer ").with(Paint::Strong, "日本語").with(Paint::Faint, " xyz");
        assert_eq!(line().width(), 19);
        assert_eq!(text(line().fit(19)), "customer 日本語 xyz");
        assert_eq!(text(line().fit(16)), "customer 日本語…");
        assert_eq!(text(line().fit(15)), "customer 日本…");
        assert_eq!(text(line().fit(9)), "customer…");
        assert_eq!(line().pad(30).width(), 30);
        assert_eq!(line().right(12).width(), 12);
    }

    #[test]
    fn parts_flow_onto_as_few_lines_as_possible() {
        let parts = || ["one", "two", "three"].map(Line::plain).to_vec();
        let lines: Vec<String> = flow(parts(), 9).into_iter().map(text).collect();
        assert_eq!(lines, ["one · two", "three"]);
        assert_eq!(flow(parts(), 100).len(), 1);
    }
}
