//! Event patterns, parsed as strictly as EventBridge parses them.
//!
//! A pattern matches if any of its branches does. Without `$or` there is one branch; each `$or`
//! multiplies them. A branch maps a path to its alternatives. A path is the names on the way to a
//! value, joined with dots, as EventBridge compares them.

use std::collections::BTreeMap;

use super::invalid::{Fault, Invalid, MOST_BRANCHES, OPERATORS};
use super::json::Json;
use super::matcher::Matcher;

/// A pattern.
#[derive(Debug, Clone, PartialEq)]
pub struct Pattern {
    pub(super) branches: Vec<Branch>,
}

/// Conditions that must all hold: alternatives by path.
pub(super) type Branch = BTreeMap<String, Vec<Alternative>>;

/// One of the values that a path may have.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Alternative {
    /// The comparison.
    pub matcher: Matcher,
    /// The alternative as the pattern has it.
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

/// Adds the conditions of an object to each branch.
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

/// Combines each branch so far with each object of an `$or`.
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
