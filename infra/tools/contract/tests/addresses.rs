//! The schemas mark the fields that emit masks, hashes or leaves out, and no others.

#![allow(clippy::unwrap_used, reason = "these are tests")]

use std::collections::BTreeSet;

use common_events::{EventType, address};
use contract::folder::folder;
use serde_json::Value;

/// The paths of the marked fields of a schema, with `*` for the elements of a list.
fn marked(schema: &Value, whole: &Value, path: &str, into: &mut BTreeSet<String>) {
    let Value::Object(fields) = schema else { return };
    if fields.get("$comment").is_some_and(|comment| comment == address::COMMENT) {
        into.insert(path.to_owned());
    }
    if let Some(pointer) = fields.get("$ref").and_then(Value::as_str) {
        let target = whole.pointer(pointer.trim_start_matches('#')).unwrap();
        marked(target, whole, path, into);
    }
    for (name, inner) in fields.get("properties").and_then(Value::as_object).into_iter().flatten() {
        marked(inner, whole, &format!("{path}/{name}"), into);
    }
    if let Some(items) = fields.get("items") {
        marked(items, whole, &format!("{path}/*"), into);
    }
    for combined in ["allOf", "anyOf", "oneOf"] {
        let alternatives = fields.get(combined).and_then(Value::as_array).into_iter().flatten();
        alternatives.for_each(|alternative| marked(alternative, whole, path, into));
    }
}

#[test]
fn schemas_mark_every_address() {
    let mut count = 0;
    for event_type in EventType::ALL {
        let file = folder().join(format!("{event_type}.json"));
        let schema: Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
        let mut found = BTreeSet::new();
        marked(&schema, &schema, "", &mut found);
        let paths = event_type.addresses().into_iter();
        let expected: BTreeSet<String> = paths.map(|path| format!("/data{path}")).collect();
        let detail: BTreeSet<String> =
            found.iter().map(|path| path.trim_start_matches("/detail").to_owned()).collect();
        assert_eq!(detail, expected, "{event_type}");
        count += expected.len();
    }
    assert!(count >= 5, "{count}");
}
