//! Figures: tables for people and JSON for programs, from the same columns and rows.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use comfy_table::{CellAlignment, ContentArrangement, LineStyle, Table as Printed, TableStyle};
use serde_json::{Map, Number, Value};

/// A figure.
#[derive(Debug, Clone, PartialEq)]
pub enum Figure {
    /// A name.
    Text(String),
    /// A number, and the decimals to print.
    Number(f64, usize),
    /// No value.
    Absent,
}

/// A table of figures.
#[derive(Debug)]
pub struct Table {
    name: &'static str,
    title: String,
    columns: Vec<(&'static str, &'static str)>,
    rows: Vec<Vec<Figure>>,
}

/// All tables.
#[derive(Debug, Default)]
pub struct BenchReport {
    tables: Map<String, Value>,
}

impl From<&str> for Figure {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Figure {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<u64> for Figure {
    fn from(number: u64) -> Self {
        Self::Number(number as f64, 0)
    }
}

impl From<usize> for Figure {
    fn from(number: usize) -> Self {
        Self::Number(number as f64, 0)
    }
}

impl<T: Into<Self>> From<Option<T>> for Figure {
    fn from(figure: Option<T>) -> Self {
        figure.map_or(Self::Absent, Into::into)
    }
}

/// A number with two decimals.
pub const fn hundredths(number: f64) -> Figure {
    Figure::Number(number, 2)
}

/// A number with one decimal.
pub const fn tenths(number: f64) -> Figure {
    Figure::Number(number, 1)
}

/// A whole number.
pub const fn whole(number: f64) -> Figure {
    Figure::Number(number, 0)
}

impl Table {
    /// An empty table. `name` is for JSON and `title` for people, and each column has both.
    pub fn new(
        name: &'static str,
        title: impl Into<String>,
        columns: &[(&'static str, &'static str)],
    ) -> Self {
        Self { name, title: title.into(), columns: columns.to_vec(), rows: Vec::new() }
    }

    /// Adds a row, with a figure for each column.
    pub fn row(&mut self, figures: impl IntoIterator<Item = Figure>) {
        let row: Vec<Figure> = figures.into_iter().collect();
        assert_eq!(row.len(), self.columns.len(), "a row of {} has other columns", self.name);
        self.rows.push(row);
    }

    fn json(&self) -> Value {
        let row = |row: &Vec<Figure>| -> Value {
            let fields = self
                .columns
                .iter()
                .zip(row)
                .map(|((name, _), figure)| ((*name).to_owned(), figure.json()));
            Value::Object(fields.collect())
        };
        self.rows.iter().map(row).collect()
    }

    fn print(&self) -> Printed {
        let mut printed = Printed::new();
        let underline = LineStyle::none().fill('─').junction('─');
        printed.load_style(TableStyle::new().header_separator(underline));
        printed.set_content_arrangement(ContentArrangement::Disabled);
        printed.set_header(self.columns.iter().map(|(_, title)| *title));
        for row in &self.rows {
            printed.add_row(row.iter().map(Figure::print));
        }
        for (column, first) in
            printed.column_iter_mut().zip(self.rows.first().into_iter().flatten())
        {
            if !matches!(first, Figure::Text(_)) {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        printed
    }
}

impl Figure {
    /// The numbers with six significant digits.
    fn json(&self) -> Value {
        match self {
            Self::Text(text) => Value::String(text.clone()),
            Self::Number(number, 0) => Value::Number(Number::from(number.round() as i64)),
            Self::Number(number, _) => {
                let rounded = format!("{number:.5e}").parse().ok().and_then(Number::from_f64);
                rounded.map_or(Value::Null, Value::Number)
            }
            Self::Absent => Value::Null,
        }
    }

    fn print(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(number, decimals) => grouped(&format!("{number:.decimals$}")),
            Self::Absent => "–".to_owned(),
        }
    }
}

impl BenchReport {
    /// Prints a table and keeps its figures.
    pub fn take(&mut self, table: &Table) -> io::Result<()> {
        self.tables.insert(table.name.to_owned(), table.json());
        writeln!(io::stdout().lock(), "\n{}\n{}", table.title, table.print())
    }

    /// Writes the figures to a file, as one JSON object. Sections that were not measured now keep
    /// their figures.
    pub fn write(self, file: &Path) -> io::Result<()> {
        let before = fs::read(file).ok().and_then(|text| serde_json::from_slice(&text).ok());
        let mut all: Map<String, Value> = before.unwrap_or_default();
        all.extend(self.tables);
        fs::write(file, serde_json::to_string_pretty(&all)? + "\n")
    }
}

/// A number with a comma after every three digits of its whole part.
fn grouped(number: &str) -> String {
    let (digits, rest) = number.split_at(number.find('.').unwrap_or(number.len()));
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text + rest
}
