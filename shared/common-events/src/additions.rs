//! Keeps an upgrade that adds a field from publishing everything again.
//!
//! A ledger entry stores the number of the contract's last schema addition at the time of writing.
//! A pass compares the derived data with the stored data, without the fields that were added later.
//! If anything else differs, the whole derived data is published. Every addition to the contract
//! raises [`EDITION`] and is listed in [`ADDED`].

use serde_json::Value;

use crate::catalogue::EventType;

/// Number of the contract's latest schema addition.
pub const EDITION: u32 = 1;

/// A schema addition: (number, type or `None` for every type, path below `data`). The first
/// contract has number 1.
pub type Addition = (u32, Option<EventType>, &'static [&'static str]);

/// Every schema addition since the first contract.
pub const ADDED: &[Addition] = &[];

/// Whether `derived` equals `stored`, except for fields added after `edition`, under which `stored`
/// was written.
#[must_use]
pub fn equal_but_for_additions(
    event_type: EventType,
    edition: u32,
    stored: &Value,
    derived: &Value,
) -> bool {
    equal_but_for(ADDED, event_type, edition, stored, derived)
}

fn equal_but_for(
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
    fn an_added_field_alone_is_no_difference() {
        let added: &[Addition] =
            &[(2, None, &["conversation", "new"]), (3, Some(EventType::AgentLeft), &["newer"])];
        let same = |edition, stored: &Value, derived: &Value| {
            equal_but_for(added, EventType::AgentLeft, edition, stored, derived)
        };
        let old = json!({"conversation": {"a": 1}, "talkMs": 5});
        let new = json!({"conversation": {"a": 1, "new": 2}, "talkMs": 5, "newer": 3});
        assert!(same(1, &old, &new));
        assert!(!same(2, &old, &new), "edition 2 has `new`, so its absence is a difference");
        assert!(!same(3, &old, &new));
        assert!(!same(1, &old, &json!({"conversation": {"a": 2, "new": 2}, "talkMs": 5})));
    }
}
