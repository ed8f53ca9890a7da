//! Deviations. The first ones are printed in full, all of them are counted.

use std::collections::BTreeMap;

use genesys::ConversationId;
use serde_json::Value;

/// Number of deviations that are printed in full.
const TOLD: u64 = 20;

/// A deviation.
#[derive(Debug)]
pub struct Difference {
    kind: &'static str,
    conversation: Option<(ConversationId, Option<u64>)>,
    found: String,
}

impl Difference {
    /// A deviation of a conversation.
    pub fn new(kind: &'static str, conversation: &ConversationId, found: String) -> Self {
        Self { kind, conversation: Some((conversation.clone(), None)), found }
    }

    /// A deviation of the n-th conversation of the seed.
    pub fn numbered(
        kind: &'static str,
        conversation: &ConversationId,
        number: u64,
        found: String,
    ) -> Self {
        Self { kind, conversation: Some((conversation.clone(), Some(number))), found }
    }

    /// A deviation that belongs to no single conversation.
    pub const fn of_all(kind: &'static str, found: String) -> Self {
        Self { kind, conversation: None, found }
    }
}

/// All deviations.
#[derive(Debug)]
pub struct Differences {
    seed: u64,
    by_kind: BTreeMap<&'static str, u64>,
}

impl Differences {
    /// No deviations yet.
    pub const fn new(seed: u64) -> Self {
        Self { seed, by_kind: BTreeMap::new() }
    }

    /// Counts a deviation, and prints it if it is among the first.
    pub fn note(&mut self, difference: &Difference) {
        let Difference { kind, conversation, found } = difference;
        *self.by_kind.entry(*kind).or_default() += 1;
        let about = match conversation {
            None => String::new(),
            Some((id, None)) => format!("conversation {id}: "),
            Some((id, Some(number))) => {
                let seed = self.seed;
                format!(
                    "conversation {id} \
                     (the last one of `simulate --seed {seed} --conversations {number}`): "
                )
            }
        };
        if self.count() <= TOLD {
            eprintln!("differs ({kind}): {about}{found}");
        }
        if self.count() == TOLD {
            eprintln!("whatever differs from now on is only counted");
        }
    }

    /// Number of deviations.
    pub fn count(&self) -> u64 {
        self.by_kind.values().sum()
    }

    /// Number of deviations of each kind.
    pub const fn by_kind(&self) -> &BTreeMap<&'static str, u64> {
        &self.by_kind
    }
}

/// The path of the first difference between two values, with both values.
pub fn first(path: &str, expected: &Value, found: &Value) -> Option<String> {
    match (expected, found) {
        (Value::Object(a), Value::Object(b)) => {
            let names = a.keys().chain(b.keys().filter(|name| !a.contains_key(*name)));
            let of = |fields: &serde_json::Map<String, Value>, name| {
                fields.get(name).cloned().unwrap_or_default()
            };
            names
                .into_iter()
                .find_map(|name| first(&format!("{path}.{name}"), &of(a, name), &of(b, name)))
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            let mut pairs = a.iter().zip(b).enumerate();
            pairs.find_map(|(index, (a, b))| first(&format!("{path}[{index}]"), a, b))
        }
        _ => (expected != found).then(|| format!("{path} is {found} and should be {expected}")),
    }
}
