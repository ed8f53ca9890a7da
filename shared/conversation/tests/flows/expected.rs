//! Compares the Common Events of a flow with the expectations.

use std::collections::BTreeMap;

use conversation::details;
use serde_json::{Value, json};

use crate::support::{Story, T0};

/// Time and data of a Common Event.
#[derive(Debug, Clone)]
struct Fact {
    at: i64,
    data: Value,
}

/// The final Common Events by `Type subject`, and the details document.
pub struct Outcome {
    facts: BTreeMap<String, Vec<Fact>>,
    document: Value,
}

impl Outcome {
    pub fn new(story: &Story) -> Self {
        let mut facts: BTreeMap<String, Vec<Fact>> = BTreeMap::new();
        for derived in story.derived_events() {
            let data = serde_json::to_value(&derived.data).unwrap();
            let event_type = derived.event_type().as_str();
            let subject = match event_type {
                "ConversationEnded" | "ConversationReopened" => format!("#{}", derived.subject),
                "AttributesUpdated" => data["participantId"].as_str().unwrap().to_owned(),
                _ => derived.subject.split('/').next().unwrap().to_owned(),
            };
            let fact = Fact { at: derived.occurred_at.ms() - T0, data };
            facts.entry(format!("{event_type} {subject}")).or_default().push(fact);
        }
        let document = serde_json::to_value(details(&story.tree().with_inferred_ends())).unwrap();
        Self { facts, document }
    }

    /// Why an expectation is not met. `None` if it is met.
    pub fn differs_from(&self, expected: &Value) -> Option<String> {
        let text = |name: &str| expected[name].as_str();
        let is_met = if let Some(name) = text("say") {
            self.facts.get(name).is_some_and(|facts| facts.iter().any(|fact| fact.is(expected)))
        } else if let Some(name) = text("fact") {
            let of_type =
                self.facts.iter().filter(|(key, _)| kind(key) == name).flat_map(|(_, facts)| facts);
            of_type.into_iter().any(|fact| fact.has(&expected["of"]) && fact.is(expected))
        } else if let Some(name) = text("never") {
            !self.facts.contains_key(name)
        } else if let Some(name) = text("only") {
            self.subjects(name) == sorted(&expected["of"])
        } else if let Some(subjects) = expected["subjects"].as_object() {
            subjects.iter().all(|(name, of)| self.subjects(name) == sorted(of))
        } else if let Some(name) = text("count") {
            expected["n"].as_u64() == Some(self.count(name))
        } else if let Some(counts) = expected["exactly"].as_object() {
            let named = counts.iter().all(|(name, n)| n.as_u64() == Some(self.count(name)));
            named && self.facts.keys().all(|key| counts.contains_key(kind(key)))
        } else if let Some(path) = text("tree") {
            let there = self.document.pointer(&format!("/{path}")).unwrap_or(&Value::Null);
            covers(there, &instant(&expected["is"]))
        } else {
            panic!("an expectation that nobody knows: {expected}");
        };
        (!is_met).then(|| format!("{expected} of {:#?}", self.facts.keys()))
    }

    fn subjects(&self, name: &str) -> Vec<String> {
        let own = self
            .facts
            .keys()
            .filter_map(|key| key.split_once(' '))
            .filter(|(kind, _)| *kind == name);
        own.map(|(_, subject)| subject.to_owned()).collect()
    }

    fn count(&self, name: &str) -> u64 {
        self.facts
            .iter()
            .filter(|(key, _)| kind(key) == name)
            .map(|(_, facts)| facts.len() as u64)
            .sum()
    }
}

impl Fact {
    fn is(&self, expected: &Value) -> bool {
        expected["at"].as_i64().is_none_or(|at| at == self.at) && self.has(&expected["data"])
    }

    fn has(&self, expected: &Value) -> bool {
        let fields = expected.as_object().into_iter().flatten();
        fields.into_iter().all(|(path, value)| {
            let there = path.split('.').fold(&self.data, |data, name| &data[name]);
            covers(there, &instant(value))
        })
    }
}

fn kind(key: &str) -> &str {
    key.split(' ').next().unwrap_or_default()
}

fn sorted(subjects: &Value) -> Vec<String> {
    let mut subjects: Vec<String> = subjects
        .as_array()
        .unwrap()
        .iter()
        .map(|subject| subject.as_str().unwrap().to_owned())
        .collect();
    subjects.sort();
    subjects
}

/// Turns `{"at": 5}` into the instant 5 ms after the beginning of the flow.
fn instant(value: &Value) -> Value {
    match (value.as_object(), value["at"].as_i64()) {
        (Some(fields), Some(at)) if fields.len() == 1 => {
            json!(genesys::Timestamp::from_ms(T0 + at).to_string())
        }
        _ => value.clone(),
    }
}

/// Whether `there` matches: an object has the expected members, a list has as many items that match
/// in any order, anything else is equal.
fn covers(there: &Value, expected: &Value) -> bool {
    match expected {
        Value::Object(fields) => fields.iter().all(|(name, value)| covers(&there[name], value)),
        Value::Array(values) => {
            let mut rest = there.as_array().cloned().unwrap_or_default();
            let found = values.iter().all(|value| {
                let position = rest.iter().position(|one| covers(one, value));
                position.map(|position| rest.remove(position)).is_some()
            });
            found && rest.is_empty() && there.is_array()
        }
        _ => there == expected,
    }
}
