//! No log line and no metric contains personal data, whatever happens, and personal data leaves
//! only in the fields that the contract names.
//!
//! The input has a mark in every personal text, in good messages and in bad ones. Then the output
//! is searched for the mark. This is a process of its own, because a log filter applies to a whole
//! process.

#![allow(clippy::unwrap_used, reason = "these are tests")]

mod input;
mod log;
mod run;

use std::collections::BTreeSet;

use common_events::EventType;
use serde_json::Value;
use testkit::marks::{FIELDS, MARK, marked, marked_line};

use self::log::saying;
use self::run::{PUBLISHED, Run, run};

/// Otherwise the other tests would find nothing to search.
#[test]
fn marks_reach_the_table_and_the_dead_letters() {
    let Run { input, stored, dead_letters, received, .. } = run();
    assert_eq!(input.fields, BTreeSet::from(FIELDS));
    for field in FIELDS {
        assert!(
            stored.contains(&marked(field, "")),
            "{field} is not in the table, where it belongs"
        );
    }
    assert!(
        dead_letters.iter().any(|message| message.contains(MARK)),
        "what the bus refuses is kept whole"
    );
    let [good, again, rejected] = &received[..] else { unreachable!() };
    assert_eq!(good.received, good.stored + good.duplicates);
    assert!(good.cut > 0 && good.unknown_topics > 0);
    assert_eq!(again.received, again.duplicates);
    assert_eq!(rejected.received, rejected.rejected.len() as u64);
}

#[test]
fn no_log_line_holds_anything_personal() {
    assert_eq!(marked_line(&run().log), None);
}

#[test]
fn metrics_hold_only_numbers() {
    let metrics = &run().metrics;
    for line in metrics {
        assert_eq!(marked_line(line), None);
        let line: Value = serde_json::from_str(line).unwrap();
        let numbers = line
            .as_object()
            .unwrap()
            .iter()
            .filter(|(name, _)| !["_aws", "function"].contains(&name.as_str()));
        assert!(numbers.into_iter().all(|(_, number)| number.is_number()), "{line}");
    }
    for function in ["receive", "reconstruct", "emit"] {
        assert!(metrics.iter().any(|line| line.contains(function)), "{function}");
    }
}

/// Number of lines with this message. Each must have text in all of these fields.
fn found(log: &str, message: &str, fields: &[&str]) -> u64 {
    let lines = saying(log, message);
    for line in &lines {
        let missing = fields.iter().find(|field| line[**field].as_str().is_none_or(str::is_empty));
        assert_eq!(missing, None, "{line}");
    }
    lines.len() as u64
}

#[test]
fn log_has_the_outcome_of_every_message() {
    let Run { log, received, stored, .. } = run();
    let ids = ["conversation_id", "event_key"];
    assert_eq!(found(log, "event stored", &ids), received[0].stored);
    assert_eq!(
        found(log, "event is a duplicate", &ids),
        received[0].duplicates + received[1].duplicates
    );
    assert_eq!(
        found(log, "message rejected", &["message_id", "reason"]),
        received[2].rejected.len() as u64
    );
    assert_eq!(found(log, "event not stored", &["conversation_id", "event_key", "error"]), 40);
    for line in saying(log, "event stored").iter().take(20) {
        let [conversation, key] = ids.map(|id| line[id].as_str().unwrap());
        assert!(
            stored.contains(&format!("CONVERSATION#{conversation}"))
                && stored.contains(&format!("#{key}"))
        );
    }
}

/// The log has the outcome of every conversation and every Common Event.
#[test]
fn log_has_the_outcome_of_every_common_event() {
    let log = &run().log;
    let common_event = ["conversation_id", "common_event_id", "event_type"];
    for (message, fields) in [
        ("derived", &common_event[..]),
        ("published", &common_event),
        ("not published", &common_event),
        ("refused by the bus", &common_event),
        ("dead letter not kept", &["error"]),
        ("passed", &["conversation_id"]),
        (
            "pass failed: the batch is delivered again",
            &["conversation_id", "sequence_number", "error"],
        ),
        ("conversation set aside: reproject it", &["conversation_id", "sequence_number", "error"]),
        ("record set aside", &["sequence_number", "partition_key", "reason"]),
        ("record cannot be read and is set aside", &["sequence_number", "partition_key"]),
        ("an event of the log cannot be decoded and is skipped", &[]),
        ("the data of a Common Event was cut to fit the bus", &["event_type"]),
    ] {
        assert!(found(log, message, fields) > 0, "nothing was {message:?}");
    }
}

/// The paths of the marks in a Common Event, as `Type.data.field`, without list indexes and
/// attribute names.
fn marks(event: &Value) -> BTreeSet<String> {
    fn walk(value: &Value, path: &str, found: &mut BTreeSet<String>) {
        match value {
            Value::String(text) if text.contains(MARK) => drop(found.insert(path.to_owned())),
            Value::Array(items) => items.iter().for_each(|item| walk(item, path, found)),
            Value::Object(fields) => {
                assert!(!fields.keys().any(|name| name.contains(MARK)), "{path}");
                fields
                    .iter()
                    .for_each(|(name, value)| walk(value, &format!("{path}.{name}"), found));
            }
            _ => {}
        }
    }
    let mut found = BTreeSet::new();
    walk(event, event["metadata"]["type"].as_str().unwrap(), &mut found);
    found
}

/// The fields that the contract marks as addresses, as `Type.data.field`.
fn addresses() -> BTreeSet<String> {
    let paths = EventType::ALL.iter().flat_map(|event_type| {
        let paths = event_type.addresses().into_iter();
        paths.map(move |path| format!("{event_type}.data{}", path.replace('/', ".")))
    });
    paths.collect()
}

#[test]
fn personal_data_leaves_only_in_contract_fields() {
    let Run { sent, sent_with_values, .. } = run();
    let addresses = addresses();
    assert_eq!(sent.iter().flat_map(marks).collect::<BTreeSet<String>>(), addresses);
    let values = ["AttributesUpdated", "ConversationEnded"];
    let values =
        values.map(|event_type| format!("{event_type}.data.attributes.values.{PUBLISHED}"));
    let expected: BTreeSet<String> = addresses.into_iter().chain(values).collect();
    assert_eq!(sent_with_values.iter().flat_map(marks).collect::<BTreeSet<String>>(), expected);
}

/// No part of an address leaves in another form than the operator wants.
#[test]
fn addresses_leave_only_as_the_operator_wants() {
    let Run { sent_with_values, sent_without_addresses, .. } = run();
    let created = |events: &[Value]| {
        let of_type = |event: &&Value| event["metadata"]["type"] == "ConversationCreated";
        events.iter().filter(of_type).cloned().collect::<Vec<Value>>()
    };
    for events in sent_without_addresses {
        assert_eq!(events.len(), sent_with_values.len());
        assert_eq!(events.iter().flat_map(marks).collect::<BTreeSet<String>>(), BTreeSet::new());
    }
    let clear = created(sent_with_values);
    let [masked, hashed, none] = sent_without_addresses.each_ref().map(|events| created(events));
    assert!(none.iter().all(|event| ["ani", "dnis"].iter().all(|it| event["data"][it].is_null())));
    assert!(masked.iter().any(|event| event["data"]["ani"] == "***"));
    for (clear, hashed) in clear.iter().zip(&hashed) {
        let is_hash = |text: &str| text.len() == 32 && text.bytes().all(|b| b.is_ascii_hexdigit());
        assert_eq!(
            clear["data"]["ani"].is_string(),
            hashed["data"]["ani"].as_str().is_some_and(is_hash)
        );
    }
}

/// Subscribers learn only that notes exist, and the names of attributes.
#[test]
fn notes_and_attribute_values_never_leave() {
    let Run { sent, sent_with_values, .. } = run();
    for event in sent.iter().chain(sent_with_values) {
        for field in [
            "wrapupNotes",
            "participantName",
            "callbackUserName",
            "callbackNumbers",
            "remote",
            "subject",
            "spouse",
        ] {
            assert!(!event.to_string().contains(&marked(field, "")), "{event}");
        }
    }
    assert!(sent.iter().any(|event| event["data"]["hasNote"] == true));
    let attributes = || {
        sent.iter()
            .map(|event| &event["data"]["attributes"])
            .filter(|attributes| attributes.is_object())
    };
    assert!(
        attributes().all(|attributes| attributes["values"]
            .as_object()
            .is_none_or(serde_json::Map::is_empty))
    );
    assert!(attributes().any(|attributes| attributes["names"].to_string().contains(PUBLISHED)));
}
