//! Files of names: JSON as the Platform API's lists answer, or CSV.
//!
//! Each row that cannot be used is reported with its place and the reason, never with its content;
//! the others are used.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;
use std::time::UNIX_EPOCH;

use csv::{ReaderBuilder, StringRecord};
use genesys::{Entity, EntityKind, Timestamp};
use serde_json::Value;

/// A name from a file.
#[derive(Clone, PartialEq, Eq)]
pub struct Named {
    /// What is named.
    pub entity: Entity,
    /// Its name.
    pub name: String,
}

/// What a file holds.
#[derive(Default)]
pub struct Contents {
    /// The names.
    pub named: Vec<Named>,
    /// Why other rows were rejected, one sentence each.
    pub rejections: Vec<String>,
    /// When the file was modified; `None` for standard input.
    pub modified: Option<Timestamp>,
}

/// A row: what it has of an entity.
#[derive(Default)]
struct Row<'r> {
    id: Option<&'r str>,
    name: Option<&'r str>,
    kind: Option<&'r str>,
    uri: Option<&'r str>,
}

impl Contents {
    /// Reads a file; `-` is standard input.
    ///
    /// # Errors
    /// The file cannot be read. Rows that cannot be used are among the rejections.
    pub fn read(file: &Path, kind: Option<EntityKind>) -> io::Result<Self> {
        let mut bytes = Vec::new();
        let mut modified = None;
        if file.as_os_str() == "-" {
            io::stdin().lock().read_to_end(&mut bytes)?;
        } else {
            if fs::metadata(file)?.is_dir() {
                return Err(io::ErrorKind::IsADirectory.into());
            }
            let mut opened = File::open(file)?;
            modified = opened.metadata()?.modified().ok().and_then(|at| {
                let since = at.duration_since(UNIX_EPOCH).ok()?;
                Some(Timestamp::from_ms(i64::try_from(since.as_millis()).ok()?))
            });
            opened.read_to_end(&mut bytes)?;
        }
        let name = file.display().to_string();
        let mut rows =
            Rows { file: &name, kind, of_file: kind_of_file(file), read: Self::default() };
        rows.read.modified = modified;
        match std::str::from_utf8(&bytes) {
            Ok(text) => rows.text(text.trim_start_matches('\u{feff}')),
            Err(_) => rows.reject(None, "the file is not UTF-8: save it as UTF-8"),
        }
        Ok(rows.read)
    }
}

/// The kind in the name of a file: `users.json`, `queues-2.csv`.
fn kind_of_file(file: &Path) -> Option<EntityKind> {
    let stem = file.file_stem()?.to_str()?;
    let word = stem.trim_end_matches(|char: char| !char.is_ascii_alphabetic());
    word.parse().ok()
}

/// A text that says something.
fn said(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}

/// Collects the rows of a file.
struct Rows<'f> {
    file: &'f str,
    /// The kind that the command line names.
    kind: Option<EntityKind>,
    /// The kind in the name of the file.
    of_file: Option<EntityKind>,
    read: Contents,
}

impl Rows<'_> {
    fn text(&mut self, text: &str) {
        match text.trim_start().chars().next() {
            None => self.reject(None, "the file is empty"),
            Some('{' | '[') => self.json(text),
            Some(_) => self.csv(text),
        }
    }

    /// JSON: pages of a list, arrays of entities, or single entities, one after the other.
    fn json(&mut self, text: &str) {
        let mut number = 0;
        for value in serde_json::Deserializer::from_str(text).into_iter::<Value>() {
            let value = match value {
                Ok(value) => value,
                Err(error) => {
                    let line = format!("line {}", error.line());
                    self.reject(Some(&line), "this is not JSON: the rest of the file was not read");
                    return;
                }
            };
            let entities = match &value {
                Value::Array(entities) => entities.as_slice(),
                Value::Object(page) => match page.get("entities") {
                    Some(Value::Array(entities)) => entities,
                    _ => std::slice::from_ref(&value),
                },
                _ => std::slice::from_ref(&value),
            };
            for entity in entities {
                number += 1;
                let text = |name: &str| entity.get(name).and_then(Value::as_str);
                let row = Row {
                    id: text("id"),
                    name: text("name"),
                    kind: text("kind"),
                    uri: text("selfUri"),
                };
                self.row(&format!("entity {number}"), &row);
            }
        }
    }

    /// CSV: a line with the names of the columns, then an entity on each line. Without such a line,
    /// the columns are id, name and kind.
    fn csv(&mut self, text: &str) {
        let first = text.lines().next().unwrap_or_default();
        let count = |separator: &u8| first.bytes().filter(|byte| byte == separator).count();
        let separator = [b',', b';', b'\t'].into_iter().rev().max_by_key(count).unwrap_or(b',');
        let mut reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(separator)
            .from_reader(text.as_bytes());
        let mut columns: Option<Columns> = None;
        for record in reader.records() {
            let record = match record {
                Ok(record) => record,
                Err(error) => {
                    let line = error.position().map(|position| format!("line {}", position.line()));
                    self.reject(line.as_deref(), "this is not CSV");
                    continue;
                }
            };
            let line = record.position().map_or(0, csv::Position::line);
            let Some(columns) = &columns else {
                let named = Columns::named(&record);
                let is_entity = named.is_none();
                let known = named.or_else(|| Columns::of_entity(&record));
                let Some(known) = known else {
                    self.reject(
                        Some(&format!("line {line}")),
                        "this line names no columns `id` and `name`, so nothing was read",
                    );
                    return;
                };
                if is_entity {
                    self.row(&format!("line {line}"), &known.row(&record));
                }
                columns = Some(known);
                continue;
            };
            self.row(&format!("line {line}"), &columns.row(&record));
        }
    }

    fn row(&mut self, place: &str, row: &Row<'_>) {
        let own = || {
            let of_word = said(row.kind).and_then(|word| word.parse().ok());
            of_word.or_else(|| EntityKind::of_uri(row.uri?))
        };
        let kind = self.kind.or_else(own).or(self.of_file);
        let (reason, named) = match (said(row.id), said(row.name), kind) {
            (None, ..) => ("there is no id", None),
            (_, None, _) => ("there is no name", None),
            (.., None) => ("it is not known what this names: add --kind", None),
            (Some(id), Some(name), Some(kind)) => {
                let name = name.to_owned();
                let named = Entity::new(kind, id).map(|entity| Named { entity, name });
                ("the id is not 1 to 64 letters, digits or hyphens", named)
            }
        };
        match named {
            Some(named) => self.read.named.push(named),
            None => self.reject(Some(place), reason),
        }
    }

    fn reject(&mut self, place: Option<&str>, reason: &str) {
        let place = place.map(|place| format!(", {place}")).unwrap_or_default();
        self.read.rejections.push(format!("{}{place}: {reason}", self.file));
    }
}

/// Which columns of a CSV file are which.
#[derive(Clone, Copy)]
struct Columns {
    id: usize,
    name: usize,
    kind: Option<usize>,
    uri: Option<usize>,
}

impl Columns {
    /// The columns that a line names.
    fn named(record: &StringRecord) -> Option<Self> {
        let column = |words: &[&str]| {
            let is = |field: &str| words.iter().any(|word| field.trim().eq_ignore_ascii_case(word));
            record.iter().position(is)
        };
        Some(Self {
            id: column(&["id"])?,
            name: column(&["name"])?,
            kind: column(&["kind", "type"]),
            uri: column(&["selfUri"]),
        })
    }

    /// The columns of a file without a line of names, whose first line is an entity: it begins with
    /// a UUID.
    fn of_entity(record: &StringRecord) -> Option<Self> {
        let is_uuid = |text: &str| {
            text.len() == 36 && text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
        };
        let begins = record.get(0).is_some_and(|id| is_uuid(id.trim()));
        begins.then_some(Self { id: 0, name: 1, kind: Some(2), uri: None })
    }

    fn row<'r>(&self, record: &'r StringRecord) -> Row<'r> {
        let field = |column: Option<usize>| record.get(column?);
        Row {
            id: record.get(self.id),
            name: record.get(self.name),
            kind: field(self.kind),
            uri: field(self.uri),
        }
    }
}
