//! The style of a terminal: its width, and whether it shows colours. Colour only repeats what
//! glyphs and words say, so nothing is lost without it.

use std::io::IsTerminal;

use anstyle::{AnsiColor, Style as Ansi};
use comfy_table::{Attribute, Cell, Color};

/// The width if the output is not a terminal, or its width is unknown.
pub const DEFAULT_WIDTH: usize = 100;

/// Least width. A narrower terminal is treated as this wide, because tables need the room.
pub const MIN_WIDTH: usize = 60;

/// Width and use of colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Whether to use colours.
    pub colour: bool,
    /// Columns of a line. Less than [`MIN_WIDTH`] counts as [`MIN_WIDTH`].
    pub width: usize,
}

impl Style {
    /// The style of a terminal of `width` columns, or of other output. Only a terminal gets
    /// colours, and only if the environment allows it: `NO_COLOR` is unset or empty, and `TERM` is
    /// not `dumb`.
    #[must_use]
    pub fn new(is_terminal: bool, width: Option<usize>) -> Self {
        let set = |name: &str| std::env::var_os(name).unwrap_or_default();
        let wanted = set("NO_COLOR").is_empty() && set("TERM") != "dumb";
        Self { colour: is_terminal && wanted, ..Self::plain(width.unwrap_or(DEFAULT_WIDTH)) }
    }

    /// The style of standard output.
    #[must_use]
    pub fn of_stdout() -> Self {
        let stdout = std::io::stdout();
        let width = terminal_size::terminal_size_of(&stdout).map(|(width, _)| usize::from(width.0));
        Self::new(stdout.is_terminal(), width)
    }

    /// A style without colours, `width` columns wide.
    #[must_use]
    pub const fn plain(width: usize) -> Self {
        Self { colour: false, width }
    }

    /// The usable columns.
    pub(super) fn columns(&self) -> usize {
        self.width.max(MIN_WIDTH)
    }

    /// Writes text, in its colour if colours are on.
    pub(super) fn paint(&self, paint: Paint, text: &str, out: &mut String) {
        let ansi = paint.ansi();
        if !self.colour || ansi.is_plain() || text.trim().is_empty() {
            out.push_str(text);
        } else {
            out.push_str(&format!("{}{text}{}", ansi.render(), ansi.render_reset()));
        }
    }
}

/// The meaning of a piece of text. Only this module maps a meaning to a colour.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Paint {
    /// Ordinary text.
    #[default]
    Plain,
    /// The subject of a line.
    Strong,
    /// Details.
    Faint,
    /// The customer's side.
    Customer,
    /// Talk, and success.
    Talk,
    /// Hold, and waiting.
    Hold,
    /// Queues.
    Queue,
    /// Flows and voicemail.
    Flow,
    /// Ringing, and failure.
    Alert,
}

impl Paint {
    const fn ansi(self) -> Ansi {
        match self {
            Self::Plain => Ansi::new(),
            Self::Strong => Ansi::new().bold(),
            Self::Faint => Ansi::new().dimmed(),
            Self::Customer => AnsiColor::Cyan.on_default(),
            Self::Talk => AnsiColor::Green.on_default(),
            Self::Hold => AnsiColor::Yellow.on_default(),
            Self::Queue => AnsiColor::Magenta.on_default(),
            Self::Flow => AnsiColor::Blue.on_default(),
            Self::Alert => AnsiColor::Red.on_default(),
        }
    }

    /// The CSS class on a page. Ordinary text has none.
    pub(super) const fn class(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Strong => "strong",
            Self::Faint => "faint",
            Self::Customer => "customer",
            Self::Talk => "talk",
            Self::Hold => "hold",
            Self::Queue => "queue",
            Self::Flow => "flow",
            Self::Alert => "alert",
        }
    }

    /// Applies the colour to a table cell.
    pub(super) fn on(self, cell: Cell) -> Cell {
        match self {
            Self::Plain => cell,
            Self::Strong => cell.add_attribute(Attribute::Bold),
            Self::Faint => cell.add_attribute(Attribute::Dim),
            Self::Customer => cell.fg(Color::DarkCyan),
            Self::Talk => cell.fg(Color::DarkGreen),
            Self::Hold => cell.fg(Color::DarkYellow),
            Self::Queue => cell.fg(Color::DarkMagenta),
            Self::Flow => cell.fg(Color::DarkBlue),
            Self::Alert => cell.fg(Color::DarkRed),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_terminal_gets_colour() {
        assert_eq!(Style::new(false, None), Style::plain(DEFAULT_WIDTH));
        let mut out = String::new();
        Style::plain(80).paint(Paint::Talk, "a", &mut out);
        Style { colour: true, width: 80 }.paint(Paint::Talk, "b", &mut out);
        assert_eq!(out, "a\u{1b}[32mb\u{1b}[0m");
    }
}
