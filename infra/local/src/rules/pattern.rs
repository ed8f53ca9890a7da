//! Event patterns, read as strictly as EventBridge reads them.
//!
//! A pattern is what any of its branches asks for: without `$or` there is one, and each `$or` multiplies them. A branch is
//! alternatives by path, as EventBridge compares them: the names on the way to a value, joined with dots.

use std::collections::BTreeMap;

use super::invalid::{Fault, Invalid, MOST_BRANCHES, OPERATORS};
use super::json::Json;
use super::matcher::Matcher;

/// A pattern.
#[derive(Debug, Clone, PartialEq)]
pub struct Pattern {
    pub(super) branches: Vec<Branch>,
}

/// What has to be the case of an event, all of it: alternatives by path.
pub(super) type Branch = BTreeMap<String, Vec<Alternative>>;

/// One of the things that a path may be.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Alternative {
    /// What it is compared with.
    pub matcher: Matcher,
    /// The same as it is written.
    pub written: String,
}

impl Pattern {
    pub(super) fn read(json: &Json) -> Result<Self, Invalid> {
        let Json::Object(fields) = json else { return Err(invalid("", Fault::NoObject)) };
        let mut branches = vec![Branch::new()];
        object("", fields, false, &mut branches)?;
        Ok(Self { branches })
    }
}

fn invalid(path: &str, fault: Fault) -> Invalid {
    Invalid { path: path.to_owned(), fault }
}

/// The path of a field.
fn below(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

/// Adds what an object asks for to each branch.
fn object(
    path: &str,
    fields: &[(String, Json)],
    in_or: bool,
    branches: &mut Vec<Branch>,
) -> Result<(), Invalid> {
    if fields.is_empty() {
        return Err(invalid(path, Fault::EmptyObject));
    }
    for (name, value) in fields {
        let at = below(path, name);
        if name == "$or" {
            *branches = any_of(path, &at, value, branches)?;
            continue;
        }
        if in_or && OPERATORS.contains(&name.as_str()) {
            return Err(invalid(&at, Fault::Reserved(name.clone())));
        }
        match value {
            Json::Object(fields) => object(&at, fields, in_or, branches)?,
            Json::Array(values) => {
                let alternatives = alternatives(&at, values)?;
                for branch in &mut *branches {
                    if branch.insert(at.clone(), alternatives.clone()).is_some() {
                        return Err(invalid(&at, Fault::Twice));
                    }
                }
            }
            other => return Err(invalid(&at, Fault::NoArray(other.to_string()))),
        }
    }
    Ok(())
}

/// Each branch so far, once with each object of an `$or`.
fn any_of(path: &str, at: &str, value: &Json, branches: &[Branch]) -> Result<Vec<Branch>, Invalid> {
    let Json::Array(objects) = value else { return Err(invalid(at, Fault::Or)) };
    if objects.len() < 2 {
        return Err(invalid(at, Fault::Or));
    }
    let mut all = Vec::new();
    for one in objects {
        let Json::Object(fields) = one else { return Err(invalid(at, Fault::Or)) };
        let mut with = branches.to_vec();
        object(path, fields, true, &mut with)?;
        all.append(&mut with);
        if all.len() > MOST_BRANCHES {
            return Err(invalid(at, Fault::TooMany));
        }
    }
    Ok(all)
}

fn alternatives(path: &str, values: &[Json]) -> Result<Vec<Alternative>, Invalid> {
    if values.is_empty() {
        return Err(invalid(path, Fault::EmptyArray));
    }
    let read = |value: &Json| {
        Ok(Alternative { matcher: Matcher::read(value)?, written: value.to_string() })
    };
    values.iter().map(read).collect::<Result<_, Fault>>().map_err(|fault| invalid(path, fault))
}
