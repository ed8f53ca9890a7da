//! What is not as expected: the first ones are told in full, all are counted.

use std::collections::BTreeMap;

use genesys::ConversationId;
use serde_json::Value;

/// How many are told in full.
const TOLD: u64 = 20;

/// Something that is not as expected.
#[derive(Debug)]
pub struct Difference {
    kind: &'static str,
    conversation: Option<(ConversationId, Option<u64>)>,
    found: String,
}

impl Difference {
    /// Something about a conversation.
    pub fn new(kind: &'static str, conversation: &ConversationId, found: String) -> Self {
        Self { kind, conversation: Some((conversation.clone(), None)), found }
    }

    /// Something about the n-th conversation of the seed.
    pub fn numbered(
        kind: &'static str,
        conversation: &ConversationId,
        number: u64,
        found: String,
    ) -> Self {
        Self { kind, conversation: Some((conversation.clone(), Some(number))), found }
    }

    /// Something that is about no single conversation.
    pub const fn of_all(kind: &'static str, found: String) -> Self {
        Self { kind, conversation: None, found }
    }
}

/// Everything that was not as expected.
#[derive(Debug)]
pub struct Differences {
    seed: u64,
    by_kind: BTreeMap<&'static str, u64>,
}

impl Differences {
    /// None so far.
    pub const fn new(seed: u64) -> Self {
        Self { seed, by_kind: BTreeMap::new() }
    }

    /// Counts one and tells it, if it is among the first.
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

    /// How many there are.
    pub fn count(&self) -> u64 {
        self.by_kind.values().sum()
    }

    /// How many there are of each kind.
    pub const fn by_kind(&self) -> &BTreeMap<&'static str, u64> {
        &self.by_kind
    }
}

/// Where two values differ first, and how.
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
