//! The tables by name, with their columns: what documents and tests need.

use crate::column::{Column, Kind};
use crate::{common_events, conversations, participants, segments};

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Its name, which is also that of its folder.
    pub name: &'static str,
    /// What a row is.
    pub meaning: &'static str,
    /// Its columns, in order.
    pub columns: Vec<Described>,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Described {
    /// Its name.
    pub name: &'static str,
    /// Its type.
    pub kind: Kind,
    /// What it holds.
    pub meaning: &'static str,
}

impl Table {
    fn new<R>(name: &'static str, meaning: &'static str, columns: &[Column<R>]) -> Self {
        let described = |column: &Column<R>| Described {
            name: column.name,
            kind: column.kind(),
            meaning: column.meaning,
        };
        Self { name, meaning, columns: columns.iter().map(described).collect() }
    }

    /// What a row is and a line for each column, in Markdown.
    fn markdown(&self) -> String {
        let line = |column: &Described| {
            let kind = column.kind;
            let (duckdb, glue) = (kind.duckdb(), kind.glue());
            format!("| `{}` | {duckdb} | {glue} | {} |\n", column.name, column.meaning)
        };
        let lines: String = self.columns.iter().map(line).collect();
        let heading = "| column | DuckDB | Athena | meaning |\n|---|---|---|---|\n";
        format!("\n### `{}`\n\n{}\n\n{heading}{lines}", self.name, self.meaning)
    }

    /// The statement that makes the table in Athena.
    fn statement(&self) -> String {
        let line = |column: &Described| format!("  `{}` {}", column.name, column.kind.glue());
        let lines: Vec<String> = self.columns.iter().map(line).collect();
        let (name, lines) = (self.name, lines.join(",\n"));
        format!(
            "\nCREATE EXTERNAL TABLE {name} (\n{lines}\n)\nSTORED AS PARQUET\n\
             LOCATION 's3://BUCKET/switchboard/{name}/';\n"
        )
    }
}

/// The columns of all tables, for `infra/docs/ANALYTICS.md`.
#[must_use]
pub fn markdown() -> String {
    all().iter().map(Table::markdown).collect()
}

/// The content of `infra/analytics/athena.sql`.
#[must_use]
pub fn athena() -> String {
    let heading = "-- The tables of an export in S3, for Athena. Replace BUCKET, and run one \
                   statement at a time.\n-- Written by `cargo run -p export --example columns`.\n";
    heading.to_owned() + &all().iter().map(Table::statement).collect::<String>()
}

/// All tables.
#[must_use]
pub fn all() -> [Table; 4] {
    [
        Table::new("common_events", common_events::MEANING, common_events::COLUMNS),
        Table::new("conversations", conversations::MEANING, conversations::COLUMNS),
        Table::new("participants", participants::MEANING, participants::COLUMNS),
        Table::new("segments", segments::MEANING, segments::COLUMNS),
    ]
}
