//! Makes a JSON object fit into a number of bytes.
//!
//! Keeping a part is better than keeping nothing. First long texts are shortened, then the largest
//! fields are dropped. The result depends on the object alone, so cutting the same object again
//! gives the same result.

use serde_json::{Map, Value};

/// Lengths in bytes to which texts are shortened, tried in this order. Ids are never longer than
/// the last one.
pub const TEXT_LENGTHS: [usize; 6] = [65_536, 16_384, 4_096, 1_024, 256, 64];

/// Limits on the list of cut fields, which has to fit as well: the number of names, and the length
/// of each.
const MAX_NAMES: usize = 64;
const MAX_NAME_BYTES: usize = 64;

/// Makes the JSON text of `object` at most `max_bytes` long. A scalar value of a field named in
/// `kept` is never dropped. Returns the sorted names of the top-level fields that were cut; names
/// after the 64th are replaced by one `…`.
#[must_use]
pub fn fit(object: &mut Map<String, Value>, max_bytes: usize, kept: &[&str]) -> Vec<String> {
    let mut cut = Vec::new();
    for length in TEXT_LENGTHS {
        if length_of(object) <= max_bytes {
            return names(cut);
        }
        for (name, value) in object.iter_mut() {
            if shorten(value, length) {
                cut.push(name.clone());
            }
        }
    }
    let droppable = |(name, value): &(&String, &Value)| {
        !kept.contains(&name.as_str()) || matches!(value, Value::Object(_) | Value::Array(_))
    };
    let mut by_size: Vec<(usize, String)> = object
        .iter()
        .filter(droppable)
        .map(|(name, value)| (name.len() + value.to_string().len(), name.clone()))
        .collect();
    by_size.sort_by(|a, b| b.cmp(a));
    let mut length = length_of(object);
    for (size, name) in by_size {
        if length <= max_bytes {
            break;
        }
        object.remove(&name);
        length = length.saturating_sub(size);
        cut.push(name);
    }
    names(cut)
}

/// Shortens every text in a value that is longer than `length` bytes. Returns whether any was.
pub(crate) fn shorten(value: &mut Value, length: usize) -> bool {
    match value {
        Value::String(text) => shorten_text(text, length),
        Value::Array(values) => {
            values.iter_mut().fold(false, |any, inner| shorten(inner, length) | any)
        }
        Value::Object(fields) => {
            fields.values_mut().fold(false, |any, inner| shorten(inner, length) | any)
        }
        _ => false,
    }
}

/// Shortens a text to at most `length` bytes. Returns whether it was longer.
pub(crate) fn shorten_text(text: &mut String, length: usize) -> bool {
    let longer = text.len() > length;
    text.truncate(text.floor_char_boundary(length));
    longer
}

fn length_of(object: &Map<String, Value>) -> usize {
    serde_json::to_string(object).map_or(0, |text| text.len())
}

fn names(mut cut: Vec<String>) -> Vec<String> {
    cut.sort_unstable();
    cut.dedup();
    let more = cut.len() > MAX_NAMES;
    cut.truncate(MAX_NAMES);
    for name in &mut cut {
        shorten_text(name, MAX_NAME_BYTES);
    }
    if more {
        cut.push("…".to_owned());
    }
    cut
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn object(value: Value) -> Map<String, Value> {
        match value {
            Value::Object(fields) => fields,
            _ => Map::new(),
        }
    }

    #[test]
    fn object_that_fits_is_unchanged() {
        let mut fields = object(json!({"a": "x".repeat(100)}));
        let before = fields.clone();
        assert!(fit(&mut fields, 1_000, &[]).is_empty());
        assert_eq!(fields, before);
    }

    // // Texts are shortened no further than needed, and never within a UTF-8 character.
    #[test]
    fn texts_are_shortened_no_further_than_needed() {
        let mut fields = object(json!({"long": "é".repeat(50_000), "nested": {"short": "ok"}}));
        assert_eq!(fit(&mut fields, 70_000, &[]), ["long"]);
        assert_eq!(fields["long"].as_str().map(str::len), Some(65_536));
        assert_eq!(fit(&mut fields, 20_001, &[]), ["long"]);
        assert_eq!(fields["long"].as_str().map(str::len), Some(16_384));
        assert_eq!(fields["nested"]["short"], "ok");
    }

    #[test]
    fn largest_fields_are_dropped_but_not_ids() {
        let mut fields = object(json!({
            "conversationId": "c-1", "small": [1, 2],
            "large": vec![1; 10_000], "larger": vec![1; 20_000],
        }));
        assert_eq!(fit(&mut fields, 25_000, &["conversationId"]), ["larger"]);
        assert_eq!(fit(&mut fields, 20, &["conversationId"]), ["large", "small"]);
        assert_eq!(Value::Object(fields), json!({"conversationId": "c-1"}));
    }

    #[test]
    fn many_fields_and_their_names_fit() {
        let mut fields: Map<String, Value> =
            (0..50_000).map(|n| (format!("{n}{}", "n".repeat(90)), json!(n))).collect();
        let cut = fit(&mut fields, 10_000, &[]);
        assert!(length_of(&fields) <= 10_000);
        assert_eq!(cut.len(), MAX_NAMES + 1);
        assert!(cut.iter().all(|name| name.len() <= MAX_NAME_BYTES));
    }

    #[test]
    fn cutting_is_deterministic() {
        let original =
            object(json!({"a": "x".repeat(9_000), "b": vec![7; 9_000], "c": "y".repeat(9_000)}));
        let cut = |max| {
            let mut fields = original.clone();
            (fit(&mut fields, max, &["a"]), fields)
        };
        for max in [100, 1_000, 10_000, 20_000] {
            assert_eq!(cut(max), cut(max));
        }
    }
}
