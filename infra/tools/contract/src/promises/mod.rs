//! The promises that subscribers rely on, one per line, such as
//! `AgentLeft 1 data.talkMs is always there (edition 1)`.
//!
//! The lines on disk are the record of the contract. Lines are only added. A line that no longer
//! holds under the same `schemaVersion` breaks the subscribers that rely on it ([`guard`]). Lines
//! of older versions stay as history.

pub mod guard;

use std::fmt;
use std::str::FromStr;

use serde_json::{Map, Value};

use crate::schema::known_words;

/// A promise about a type under a version of the contract.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Promise {
    /// The type. It may no longer exist.
    pub event_type: String,
    /// The `schemaVersion`.
    pub version: u32,
    /// The promise about a field: `data.how: text`.
    pub claim: String,
}

impl Promise {
    /// The path of the field that the promise introduces: `data.how` of `data.how: text`.
    #[must_use]
    pub fn field(&self) -> Option<&str> {
        self.claim.split_once(": ").map(|(path, _)| path)
    }
}

impl fmt::Display for Promise {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.event_type, self.version, self.claim)
    }
}

/// The error for a line that is no promise.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no promise: take back what was done to infra/schemas/promises.txt")]
pub struct NotAPromise(pub String);

/// A promise with the edition of the contract that introduced it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The promise.
    pub promise: Promise,
    /// The edition.
    pub edition: u32,
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (edition {})", self.promise, self.edition)
    }
}

impl FromStr for Line {
    type Err = NotAPromise;

    fn from_str(line: &str) -> Result<Self, NotAPromise> {
        let parse = || {
            let (promise, edition) = line.strip_suffix(')')?.rsplit_once(" (edition ")?;
            let (event_type, rest) = promise.split_once(' ')?;
            let (version, claim) = rest.split_once(' ')?;
            let (event_type, claim) = (event_type.to_owned(), claim.to_owned());
            let promise = Promise { event_type, version: version.parse().ok()?, claim };
            Some(Self { promise, edition: edition.parse().ok()? })
        };
        parse().ok_or_else(|| NotAPromise(line.to_owned()))
    }
}

/// The promises that the schema of a type's `detail` makes.
#[must_use]
pub fn promises(event_type: &str, version: u32, schema: &Value) -> Vec<Promise> {
    let mut claims = Claims { root: schema, claims: Vec::new() };
    claims.of_fields("", schema);
    let promise = |claim| Promise { event_type: event_type.to_owned(), version, claim };
    claims.claims.into_iter().map(promise).collect()
}

struct Claims<'a> {
    root: &'a Value,
    claims: Vec<String>,
}

impl Claims<'_> {
    fn of_fields(&mut self, path: &str, schema: &Value) {
        let fields: Option<&Map<String, Value>> = schema["properties"].as_object();
        for (name, field) in fields.into_iter().flatten() {
            self.of(&join(path, name), field);
        }
        let required =
            schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
        self.claims.extend(required.map(|name| format!("{} is always there", join(path, name))));
    }

    fn of(&mut self, path: &str, schema: &Value) {
        let schema = resolve(self.root, schema);
        self.claims.push(format!("{path}: {}", kind(schema)));
        if let Some(format) = schema["format"].as_str().filter(|_| schema["type"] == "string") {
            self.claims.push(format!("{path} has the format {format}"));
        }
        if let Some(pattern) = schema["pattern"].as_str() {
            self.claims.push(format!("{path} matches {pattern}"));
        }
        if !schema["minimum"].is_null() {
            self.claims.push(format!("{path} is at least {}", schema["minimum"]));
        }
        let values = known_words(schema).iter().chain(schema.get("const"));
        self.claims.extend(values.map(|value| format!("{path} may be {value}")));
        self.of_fields(path, schema);
        if schema["items"].is_object() {
            self.of(&format!("{path}[]"), &schema["items"]);
        }
        if schema["additionalProperties"].is_object() {
            self.of(&format!("{path}.*"), &schema["additionalProperties"]);
        }
    }
}

/// The schema that a reference within a document points to.
#[must_use]
pub fn resolve<'a>(root: &'a Value, schema: &'a Value) -> &'a Value {
    let reference = schema["$ref"].as_str().and_then(|reference| reference.strip_prefix('#'));
    reference.and_then(|pointer| root.pointer(pointer)).unwrap_or(schema)
}

/// The JSON type in words.
#[must_use]
pub fn kind(schema: &Value) -> &str {
    match schema["type"].as_str().unwrap_or_default() {
        "string" => "text",
        "boolean" => "true or false",
        "array" => "list",
        "" => "anything",
        other => other,
    }
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}
