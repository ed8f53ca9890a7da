//! Why a condition of a pattern can never hold for a type of Common Event.

use serde_json::Value;

use super::matcher::Matcher;
use super::pattern::Alternative;
use super::shape::{Field, Leaf, Shape};

/// The least similarity, from 0 to 1, at which one name is suggested for another.
const CLOSE: f64 = 0.6;
/// The most names that a message lists.
const LISTED: usize = 12;

/// Why a condition can never hold.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub(super) enum Reason {
    /// The path is an object or an array without elements.
    #[error("{0} is {1}")]
    NoValue(String, String),
    /// The value is never one of the alternatives.
    #[error("{path} is {is}, never {never}{}", meant(.close))]
    NoSuchValue { path: String, is: String, never: String, close: Option<String> },
    /// The path is always present.
    #[error("{0} is always there")]
    AlwaysThere(String),
    /// The path does not exist.
    #[error("{path} is not part of the contract{}", meant(.close))]
    NoSuchPath { path: String, close: Option<String> },
}

fn meant(close: &Option<String>) -> String {
    close.as_ref().map(|close| format!(": did you mean {close}?")).unwrap_or_default()
}

impl Shape {
    /// Whether one of the alternatives can hold for a path.
    pub(super) fn allows(&self, path: &str, alternatives: &[&Alternative]) -> Result<(), Reason> {
        let absent = alternatives.iter().any(|one| one.matcher == Matcher::Exists(false));
        match self.find(path) {
            Ok(found) => found.allows(path, alternatives),
            Err(_) if absent => Ok(()),
            Err(NoField { parent, beyond }) => Err(match beyond {
                Some(is) => Reason::NoValue(parent, format!("{is} and has no fields")),
                None => {
                    Reason::NoSuchPath { path: path.to_owned(), close: self.closest(path, &parent) }
                }
            }),
        }
    }

    /// Why a path can never have a value; `None` when it can.
    pub(super) fn why_absent(&self, path: &str) -> Option<Reason> {
        let there = Alternative { matcher: Matcher::Exists(true), written: String::new() };
        self.allows(path, &[&there]).err()
    }

    fn find(&self, path: &str) -> Result<Found<'_>, NoField> {
        let mut found = Found { shape: self, required: true };
        let (mut walked, mut rest) = (String::new(), Some(path));
        while let Some(left) = rest {
            found.required &= !found.shape.array;
            if let Some(shape) = &found.shape.any_field {
                return Ok(Found { shape, required: false });
            }
            let (name, after) =
                left.split_once('.').map_or((left, None), |(name, after)| (name, Some(after)));
            let Some(Field { shape, required }) = found.shape.fields.get(name) else {
                let beyond = found.shape.fields.is_empty().then(|| found.shape.kind());
                return Err(NoField { parent: walked, beyond });
            };
            found = Found { shape, required: found.required && *required };
            walked = if walked.is_empty() { name.to_owned() } else { format!("{walked}.{name}") };
            rest = after;
        }
        found.required &= !found.shape.array;
        Ok(found)
    }

    /// A short description of the shape.
    fn kind(&self) -> String {
        let names: Vec<String> = self.fields.keys().take(LISTED).cloned().collect();
        if !names.is_empty() {
            return format!("an object: name one of its fields, such as {}", names.join(", "));
        }
        let only: Vec<String> = self.leaves.iter().filter_map(Leaf::written).collect();
        match only.as_slice() {
            [one] if self.leaves.len() == 1 => return format!("always {one}"),
            several if several.len() == self.leaves.len() && !several.is_empty() => {
                let listed: Vec<&str> = several.iter().map(String::as_str).take(LISTED).collect();
                let more = if several.len() > LISTED {
                    format!(" and {} more", several.len() - LISTED)
                } else {
                    String::new()
                };
                return format!("one of {}{more}", listed.join(", "));
            }
            _ => {}
        }
        let mut kinds: Vec<&str> = self.leaves.iter().map(Leaf::kind).collect();
        kinds.dedup();
        match kinds.is_empty() {
            true if self.any_field.is_some() => "an object: name one of its fields".to_owned(),
            true => "always empty".to_owned(),
            false => kinds.join(" or "),
        }
    }

    /// The path that was probably meant: a similar name in the same place, or the same last name
    /// elsewhere.
    fn closest(&self, path: &str, parent: &str) -> Option<String> {
        let mut paths = Vec::new();
        self.paths("", &mut paths);
        let wrong = path.get(parent.len()..)?.trim_start_matches('.');
        let name = wrong.split('.').next()?;
        let last = path.rsplit('.').next()?;
        let siblings = paths
            .iter()
            .filter(|other| other.rsplit_once('.').map_or("", |(parent, _)| parent) == parent);
        let names: Vec<&str> = siblings.filter_map(|sibling| sibling.rsplit('.').next()).collect();
        let beside = closest(name, &names).map(|close| {
            let after = wrong.get(name.len()..).unwrap_or_default();
            let parent = if parent.is_empty() { String::new() } else { format!("{parent}.") };
            format!("{parent}{close}{after}")
        });
        let same = |other: &&String| {
            other.rsplit('.').next().is_some_and(|name| name.eq_ignore_ascii_case(last))
        };
        beside.or_else(|| {
            paths.iter().filter(same).min_by_key(|other| strsim::levenshtein(path, other)).cloned()
        })
    }

    fn paths(&self, path: &str, into: &mut Vec<String>) {
        for (name, field) in &self.fields {
            let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            into.push(path.clone());
            field.shape.paths(&path, into);
        }
    }
}

/// The shape at a path, and whether every event has it.
struct Found<'s> {
    shape: &'s Shape,
    required: bool,
}

/// A path that does not exist: the last object on the way, and a description of what has no fields.
struct NoField {
    parent: String,
    beyond: Option<String>,
}

impl Found<'_> {
    fn allows(&self, path: &str, alternatives: &[&Alternative]) -> Result<(), Reason> {
        let Shape { leaves, .. } = self.shape;
        let holds = |one: &&Alternative| match one.matcher {
            Matcher::Exists(false) => leaves.is_empty() || !self.required,
            ref matcher => leaves.iter().any(|leaf| leaf.may_match(matcher)),
        };
        if alternatives.iter().any(holds) {
            return Ok(());
        }
        let path = path.to_owned();
        if alternatives.iter().all(|one| one.matcher == Matcher::Exists(false)) {
            return Err(Reason::AlwaysThere(path));
        }
        if leaves.is_empty() {
            return Err(Reason::NoValue(path, self.shape.kind()));
        }
        let written = alternatives.iter().map(|one| one.written.as_str());
        let never: Vec<&str> =
            written.take(LISTED).chain((alternatives.len() > LISTED).then_some("…")).collect();
        let known: Vec<&str> = leaves.iter().filter_map(Leaf::text).collect();
        let close = alternatives.iter().find_map(|one| match &one.matcher {
            Matcher::Is(Value::String(text)) => {
                closest(text, &known).map(|close| format!("{close:?}"))
            }
            _ => None,
        });
        Err(Reason::NoSuchValue { path, is: self.shape.kind(), never: never.join(" or "), close })
    }
}

impl Leaf {
    fn kind(&self) -> &'static str {
        match self {
            Self::Text => "a text",
            Self::Number(_) => "a number",
            Self::Bool => "true or false",
            Self::Only(Value::Null) => "null",
            Self::Only(_) => "one of some values",
        }
    }

    fn written(&self) -> Option<String> {
        match self {
            Self::Only(value) => Some(value.to_string()),
            _ => None,
        }
    }

    fn text(&self) -> Option<&str> {
        match self {
            Self::Only(value) => value.as_str(),
            _ => None,
        }
    }
}

/// The most similar name, if one is similar enough.
fn closest<'n>(name: &str, names: &[&'n str]) -> Option<&'n str> {
    let name = name.to_lowercase();
    let likeness =
        |other: &&str| strsim::normalized_damerau_levenshtein(&name, &other.to_lowercase());
    let close = names
        .iter()
        .copied()
        .map(|other| (likeness(&other), other))
        .filter(|(likeness, _)| *likeness >= CLOSE);
    close.max_by(|(one, _), (other, _)| one.total_cmp(other)).map(|(_, other)| other)
}
