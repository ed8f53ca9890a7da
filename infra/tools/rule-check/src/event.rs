//! An event as EventBridge compares it: its leaves, each with its path and the array elements that
//! contain it.
//!
//! Arrays leave no trace in a path. But within one array, all fields of a pattern must match in the
//! same element, so that two elements together do not match what neither of them does alone.

use std::collections::BTreeMap;

use serde_json::Value;

use super::matcher::Matcher;
use super::pattern::{Alternative, Pattern};

/// An event, as its leaves by path.
#[derive(Debug, Default)]
pub(super) struct Event {
    leaves: BTreeMap<String, Vec<Leaf>>,
}

/// A value that contains no others.
#[derive(Debug, Clone)]
struct Leaf {
    value: Value,
    elements: Elements,
}

/// The index of the element, by array; arrays are numbered in order of occurrence.
type Elements = BTreeMap<usize, usize>;

impl Event {
    pub fn new(event: &Value) -> Self {
        let mut reading = Self::default();
        reading.add(event, "", &Elements::new(), &mut 0);
        reading
    }

    fn add(&mut self, value: &Value, path: &str, elements: &Elements, arrays: &mut usize) {
        match value {
            Value::Object(fields) => {
                for (name, value) in fields {
                    let path =
                        if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                    self.add(value, &path, elements, arrays);
                }
            }
            Value::Array(values) => {
                let array = *arrays;
                *arrays += 1;
                for (index, value) in values.iter().enumerate() {
                    let mut elements = elements.clone();
                    elements.insert(array, index);
                    self.add(value, path, &elements, arrays);
                }
            }
            leaf => {
                let leaf = Leaf { value: leaf.clone(), elements: elements.clone() };
                self.leaves.entry(path.to_owned()).or_default().push(leaf);
            }
        }
    }

    /// Whether a pattern matches the event.
    pub fn is_matched(&self, pattern: &Pattern) -> bool {
        pattern.branches.iter().any(|branch| {
            let conditions: Vec<_> = branch.iter().collect();
            self.is(&conditions, &Elements::new())
        })
    }

    /// Whether the conditions hold for leaves in the same elements of the same arrays as those
    /// chosen before.
    fn is(&self, conditions: &[(&String, &Vec<Alternative>)], chosen: &Elements) -> bool {
        let Some(((path, alternatives), others)) = conditions.split_first() else { return true };
        let any =
            |holds: &dyn Fn(&Matcher) -> bool| alternatives.iter().any(|one| holds(&one.matcher));
        let Some(leaves) = self.leaves.get(*path) else {
            return any(&|matcher| *matcher == Matcher::Exists(false)) && self.is(others, chosen);
        };
        leaves.iter().any(|leaf| {
            let agrees = |(array, index): (&usize, &usize)| {
                chosen.get(array).is_none_or(|before| before == index)
            };
            leaf.elements.iter().all(agrees) && any(&|matcher| matcher.matches(&leaf.value)) && {
                let mut chosen = chosen.clone();
                chosen.extend(&leaf.elements);
                self.is(others, &chosen)
            }
        })
    }
}

impl Pattern {
    /// Whether an event of EventBridge matches the pattern.
    #[must_use]
    pub fn matches(&self, event: &Value) -> bool {
        Event::new(event).is_matched(self)
    }
}
