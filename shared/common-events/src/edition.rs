//! Why an upgrade that adds a field republishes nothing.
//!
//! A ledger entry remembers the edition of the contract that it was written under. What is derived today is compared
//! with it without the fields that later editions added; only when something else differs is the whole of today's data
//! published. Every addition to the contract raises [`EDITION`] and is listed in [`ADDED`].

use serde_json::Value;

use crate::catalogue::EventType;

/// The edition of today's contract.
pub const EDITION: u32 = 1;

/// A field that came with an edition after the first: (edition, type or every type, path below `data`).
pub type Addition = (u32, Option<EventType>, &'static [&'static str]);

/// Every addition since the first edition.
pub const ADDED: &[Addition] = &[];

/// Whether `derived` says what `stored`, written under `edition`, already said.
#[must_use]
pub fn says_the_same(event_type: EventType, edition: u32, stored: &Value, derived: &Value) -> bool {
    same_but_for(ADDED, event_type, edition, stored, derived)
}

fn same_but_for(
    added: &[Addition],
    event_type: EventType,
    edition: u32,
    stored: &Value,
    derived: &Value,
) -> bool {
    let later =
        |(since, of, _): &&Addition| *since > edition && of.is_none_or(|of| of == event_type);
    let mut paths = added.iter().filter(later).map(|(_, _, path)| *path).peekable();
    if paths.peek().is_none() {
        return stored == derived;
    }
    let mut then = derived.clone();
    for path in paths {
        remove(&mut then, path);
    }
    stored == &then
}

fn remove(value: &mut Value, path: &[&str]) {
    match (value, path) {
        (Value::Object(fields), [name]) => {
            fields.remove(*name);
        }
        (Value::Object(fields), [name, rest @ ..]) => {
            if let Some(inner) = fields.get_mut(*name) {
                remove(inner, rest);
            }
        }
        (Value::Array(values), path) => values.iter_mut().for_each(|inner| remove(inner, path)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_added_field_alone_is_no_difference_and_any_other_change_is() {
        let added: &[Addition] =
            &[(2, None, &["conversation", "new"]), (3, Some(EventType::AgentLeft), &["newer"])];
        let same = |edition, stored: &Value, derived: &Value| {
            same_but_for(added, EventType::AgentLeft, edition, stored, derived)
        };
        let old = json!({"conversation": {"a": 1}, "talkMs": 5});
        let new = json!({"conversation": {"a": 1, "new": 2}, "talkMs": 5, "newer": 3});
        assert!(same(1, &old, &new));
        assert!(!same(2, &old, &new), "edition 2 knew `new`, so its absence was a statement");
        assert!(!same(3, &old, &new));
        assert!(!same(1, &old, &json!({"conversation": {"a": 2, "new": 2}, "talkMs": 5})));
    }
}
