//! What the tests of every crate share, without a database, a web server or the command: the
//! conversations of `fixtures/cases`, and the way from a details document to a history.

#![allow(clippy::unwrap_used, clippy::panic, reason = "only tests use it")]

pub mod dead_letters;
pub mod faults;
pub mod fidelity_check;
pub mod filled;
pub mod invocations;
pub mod marks;
pub mod memory_store;
pub mod memory_table;
pub mod refusal;
pub mod wake_ups;

use std::collections::BTreeMap;
use std::path::PathBuf;

use conversation::{History, Known};
use genesys::details::ConversationDetails;
use genesys::{Arrival, Event};
use serde_json::{Value, json};
use simulate::events_of;

/// The folder with the fixtures.
#[must_use]
pub fn fixtures() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../fixtures")
}

/// The details documents with real timings, sorted by name.
#[must_use]
pub fn case_files() -> Vec<PathBuf> {
    let folder = std::fs::read_dir(fixtures().join("cases")).unwrap();
    let mut files: Vec<PathBuf> = folder.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert_eq!(files.len(), 11, "the cases are eleven");
    files
}

/// The details documents with real timings, with their names.
#[must_use]
pub fn cases() -> Vec<(String, ConversationDetails)> {
    let read = |file: &PathBuf| {
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        let details = serde_json::from_slice(&std::fs::read(file).unwrap());
        (name, details.unwrap())
    };
    case_files().iter().map(read).collect()
}

/// The events that Genesys would send about a conversation, in arrival order.
#[must_use]
pub fn envelopes(details: &ConversationDetails, with_metrics: bool) -> Vec<Value> {
    events_of(details, with_metrics).events.into_iter().map(|event| event.envelope).collect()
}

/// An envelope as it is read from the log.
#[must_use]
pub fn known(envelope: &Value) -> Known {
    known_of(&envelope.to_string())
}

/// The text of an envelope as it is read from the log.
#[must_use]
pub fn known_of(message: &str) -> Known {
    let arrival = Arrival::decode(message).unwrap();
    let event = Event::read(arrival.topic, arrival.time, arrival.key, &arrival.body)
        .exported_at(arrival.exported_at);
    Known { event, organization_id: arrival.organization_id, replay_name: arrival.replay_name }
}

/// The history of all events of a conversation.
#[must_use]
pub fn history(details: &ConversationDetails, with_metrics: bool) -> History {
    let envelopes = envelopes(details, with_metrics);
    History::new(details.conversation_id.clone(), envelopes.iter().map(known))
}

/// A text of `bytes` bytes that hardly compresses. Deterministic.
#[must_use]
pub fn noise(bytes: usize) -> String {
    let mut rng = fastrand::Rng::with_seed(bytes as u64);
    (0..bytes).map(|_| rng.alphanumeric()).collect()
}

/// `data` without its context. Context is as it was when the Common Event was published, and is
/// never corrected.
#[must_use]
pub fn but_context(data: &Value) -> Value {
    let mut data = data.clone();
    if let Some(fields) = data.as_object_mut() {
        fields.remove("conversation");
    }
    data
}

/// The active Common Events after a list of `PutEvents` entries: the last revision of each id,
/// unless it is withdrawn, without its revision number and context.
#[must_use]
pub fn active_events(entries: &[Value]) -> BTreeMap<String, Value> {
    let mut last: BTreeMap<String, (u64, Value)> = BTreeMap::new();
    for entry in entries {
        let metadata = &entry["Detail"]["metadata"];
        let revision = metadata["revision"].as_u64().unwrap();
        let data = but_context(&entry["Detail"]["data"]);
        let content = json!([metadata["type"], metadata["status"], metadata["occurredAt"], data]);
        let before = last.entry(metadata["id"].to_string()).or_default();
        if revision > before.0 {
            *before = (revision, content);
        }
    }
    let stands = last.into_iter().filter(|(_, (_, content))| content[1] == "active");
    stands.map(|(id, (_, content))| (id, content)).collect()
}
