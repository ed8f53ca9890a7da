//! The conversations of `tests/fixtures/cases`, known by their events alone or by their document
//! too.

#![allow(dead_code, reason = "each test binary uses its part")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "only tests use it")]

pub mod expected;
pub mod large;
pub mod spoilt;

use std::path::{Path, PathBuf};

use common_events::catalogue::Selection;
use common_events::{CommonEvent, DerivedEvent, Metadata, SCHEMA_VERSION, Status, id};
use conversation::synthesized::synthesize;
use conversation::{Conversation, History, Known, derive, project};
use genesys::details::ConversationDetails;
use genesys::{Event, EventKey, Sweep, Timestamp, Topic};
use serde_json::{Map, Value};

/// A conversation: its events, its tree and its Common Events.
#[derive(Debug, Clone)]
pub struct Story {
    pub name: String,
    pub history: History,
    pub conversation: Conversation,
    pub common_events: Vec<CommonEvent>,
}

/// The names of the cases.
pub fn cases() -> Vec<String> {
    let files = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let mut names: Vec<String> =
        files.map(|file| file.file_stem().unwrap().to_str().unwrap().to_owned()).collect();
    names.sort();
    assert_eq!(names.len(), 11, "the cases are eleven");
    names
}

/// Every case, both without and with its document.
pub fn stories() -> Vec<Story> {
    cases().iter().flat_map(|name| [story(name, false), story(name, true)]).collect()
}

/// A case, known by its events, and with `whole` by its document too. Only the document has the
/// times of all segments.
pub fn story(name: &str, whole: bool) -> Story {
    story_of(name, &document(name), whole)
}

/// The document of a case.
pub fn document(name: &str) -> Value {
    serde_json::from_slice(&std::fs::read(folder().join(format!("{name}.json"))).unwrap()).unwrap()
}

/// The story that a document tells: its events, and with `whole` the document too.
pub fn story_of(name: &str, document: &Value, whole: bool) -> Story {
    let details: ConversationDetails = serde_json::from_value(document.clone()).unwrap();
    let mut known = synthesized_from(&details);
    if whole {
        let Value::Object(body) = serde_json::to_value(&details).unwrap() else {
            panic!("a document is an object")
        };
        known.push(event(Topic::Details, details.evidence().unwrap(), body));
    }
    Story::of(name, History::new(details.conversation_id, known))
}

/// A case that was swept: closed after a timeout.
pub fn given_up(name: &str) -> Story {
    let details: ConversationDetails = serde_json::from_value(document(name)).unwrap();
    let mut known = synthesized_from(&details);
    let last_news = known.iter().map(|known| known.event.time).max().unwrap();
    known.push(event(Topic::Sweep, last_news, Sweep { last_news }.body(&details.conversation_id)));
    Story::of(name, History::new(details.conversation_id, known))
}

fn synthesized_from(details: &ConversationDetails) -> Vec<Known> {
    let events = synthesize(details).events.into_iter();
    events.map(|one| event(one.topic, one.time, one.body)).collect()
}

fn event(topic: Topic, time: Timestamp, body: Map<String, Value>) -> Known {
    let key = EventKey::new(&topic, &body).unwrap();
    Event::new(topic, time, key, body).into()
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/cases")
}

impl Story {
    /// Sets all times of the conversation to `times`, in the order of the tree.
    pub fn scatter(
        &mut self,
        times: &mut impl Iterator<Item = Timestamp>,
        ended: bool,
        mut lives: impl FnMut() -> bool,
    ) {
        let summary = &mut self.conversation.summary;
        summary.conversation_start = times.next();
        summary.ended_at = times.next().filter(|_| ended);
        for session in self
            .conversation
            .participants
            .iter_mut()
            .flat_map(|participant| &mut participant.sessions)
        {
            (session.start, session.end) = (times.next(), times.next());
            for segment in &mut session.segments {
                segment.segment_start = times.next().unwrap();
                segment.segment_end = times.next().filter(|_| !lives());
            }
        }
    }

    /// The story of a history.
    pub fn of(name: &str, history: History) -> Self {
        let derived_events = derive(&history, &Selection::all());
        Self {
            name: name.to_owned(),
            conversation: project(&history),
            common_events: derived_events
                .into_iter()
                .map(|derived| common_event(&history, derived))
                .collect(),
            history,
        }
    }
}

/// The first revision of a derived Common Event.
fn common_event(history: &History, derived: DerivedEvent) -> CommonEvent {
    let (conversation_id, event_type) = (history.conversation_id(), derived.event_type());
    CommonEvent {
        metadata: Metadata {
            id: id::common_event_id(conversation_id, event_type, &derived.subject),
            event_type,
            schema_version: SCHEMA_VERSION,
            revision: 1,
            status: Status::Active,
            conversation_id: conversation_id.clone(),
            organization_id: None,
            occurred_at: derived.occurred_at,
            known_events: history.known_events(),
            causes: derived.causes,
            replay: None,
        },
        data: serde_json::to_value(&derived.data).unwrap(),
    }
}
