//! Documents and the deployed table list the columns that an export has. To write them:
//! `cargo run -p export --example columns`.

#![allow(clippy::unwrap_used, reason = "these are tests")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use export::table;

fn infra(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)).unwrap()
}

#[test]
fn documents_list_every_column() {
    let page = infra("docs/ANALYTICS.md");
    let (_, rest) = page.split_once("--example columns` -->\n").unwrap();
    let (columns, _) = rest.split_once("\n<!-- end of columns -->").unwrap();
    assert!(columns == table::markdown(), "ANALYTICS.md lists other columns");
    assert!(infra("analytics/athena.sql") == table::athena(), "athena.sql lists other columns");
}

/// Athena and Hive have names in lower case alone, and Athena reads a folder for each table.
#[test]
fn names_work_in_every_engine() {
    for table in table::all() {
        let names: BTreeSet<&str> = table.columns.iter().map(|column| column.name).collect();
        assert_eq!(names.len(), table.columns.len(), "{}", table.name);
        for name in names.into_iter().chain([table.name]) {
            assert!(
                name.chars().all(|letter| letter.is_ascii_lowercase() || letter == '_'),
                "{name}"
            );
        }
        for column in table.columns {
            let is_a_sentence = column.meaning.ends_with(['.', '…']);
            assert!(is_a_sentence && !column.meaning.contains('|'), "{column:?}");
        }
    }
}
