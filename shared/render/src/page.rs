//! The output buffer. Every line passes through it and is cut to the terminal's width.

use comfy_table::{Cell, ColumnConstraint, LineStyle, Table, TableStyle, Width};

use super::line::{Line, flow};
use super::style::{Paint, Style};
use super::text::{columns, fit, harmless};

const INDENT: usize = 2;
/// Empty columns to the right of each table column, besides the one that separates columns anyway.
const GUTTER: usize = 1;
/// Least width of an elastic table column, as long as others can shrink.
const ELASTIC: usize = 12;
/// Least width of any table column.
const LEAST: usize = 5;

/// A page that is being written.
#[derive(Debug)]
pub(super) struct Page<'s> {
    pub style: &'s Style,
    text: String,
}

impl<'s> Page<'s> {
    /// An empty page.
    pub const fn new(style: &'s Style) -> Self {
        Self { style, text: String::new() }
    }

    /// Columns inside the indent.
    pub fn columns(&self) -> usize {
        self.style.columns() - INDENT
    }

    /// Writes a line from the left edge.
    pub fn line(&mut self, line: Line) {
        line.fit(self.style.columns()).write(self.style, &mut self.text);
        self.text.push('\n');
    }

    /// Writes an indented line.
    pub fn indented(&mut self, line: Line) {
        self.line(Line::plain(" ".repeat(INDENT)).and(line));
    }

    /// Writes an empty line.
    pub fn gap(&mut self) {
        self.line(Line::default());
    }

    /// Writes the heading of a section, after an empty line.
    pub fn heading(&mut self, text: &str) {
        self.gap();
        self.line(Line::of(Paint::Strong, text));
    }

    /// Writes lines beside a label of `label_width` columns.
    pub fn labelled(&mut self, label: &str, label_width: usize, lines: Vec<Line>) {
        let mut label = Line::of(Paint::Faint, label);
        for line in lines {
            self.indented(std::mem::take(&mut label).pad(label_width).and(line));
        }
    }

    /// Writes parts separated by ` · `.
    pub fn flow(&mut self, parts: Vec<Line>) {
        for line in flow(parts, self.columns()) {
            self.indented(line);
        }
    }

    /// Writes a table of cells. If the room is too small, the columns of `elastic` shrink and wrap,
    /// and if that is not enough, all columns do.
    pub fn table(&mut self, header: &[&str], elastic: &[usize], rows: Vec<Vec<(Paint, String)>>) {
        let widths = self.widths(header, elastic, &rows);
        let mut table = Table::new();
        let underline = LineStyle::none().fill('─').junction('─');
        table.load_style(TableStyle::new().header_separator(underline));
        if self.style.colour {
            table.enforce_styling();
        } else {
            table.force_no_tty();
        }
        table.set_header(header.iter().map(|name| Paint::Faint.on(Cell::new(name))));
        for row in rows {
            let cells = row.into_iter().map(|(paint, text)| paint.on(Cell::new_owned(text)));
            table.add_row(cells);
        }
        for (column, width) in table.column_iter_mut().zip(widths) {
            column.set_padding((0, 1));
            column.set_constraint(ColumnConstraint::Absolute(Width::Fixed(
                u16::try_from(width).unwrap_or(u16::MAX),
            )));
        }
        for line in table.lines() {
            self.text.push_str(&" ".repeat(INDENT));
            self.text.push_str(line.trim_end());
            self.text.push('\n');
        }
    }

    /// Widths of the table columns, each with its gutter.
    fn widths(
        &self,
        header: &[&str],
        elastic: &[usize],
        rows: &[Vec<(Paint, String)>],
    ) -> Vec<usize> {
        let natural = |(index, name): (usize, &&str)| {
            let cells = rows.iter().filter_map(|row| row.get(index)).map(|(_, text)| columns(text));
            cells.chain([columns(name)]).max().unwrap_or(0) + GUTTER
        };
        let mut widths: Vec<usize> = header.iter().enumerate().map(natural).collect();
        let room = (self.columns() + 1).saturating_sub(header.len());
        shrink(&mut widths, room, ELASTIC, |index| elastic.contains(&index));
        shrink(&mut widths, room, LEAST, |_| true);
        widths
    }

    /// The text of the page.
    pub fn finish(self) -> String {
        self.text
    }
}

/// Shrinks the widest of the columns that may shrink, down to `least`, until all fit into `room`.
fn shrink(widths: &mut [usize], room: usize, least: usize, may: impl Fn(usize) -> bool) {
    while widths.iter().sum::<usize>() > room {
        let wide =
            widths.iter_mut().enumerate().filter(|(index, width)| may(*index) && **width > least);
        let Some((_, widest)) = wide.max_by_key(|(_, width)| **width) else { return };
        *widest -= 1;
    }
}

/// A table cell: sanitized text of at most `width` columns.
pub(super) fn cell(paint: Paint, text: impl AsRef<str>, width: usize) -> (Paint, String) {
    (paint, fit(&harmless(text.as_ref()), width))
}
