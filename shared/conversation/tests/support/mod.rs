//! Builds conversations from events, for tests. Times are milliseconds after `T0`.
#![allow(dead_code, reason = "each test binary uses its part")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "only tests use it")]

pub mod invariants;

use common_events::DerivedEvent;
use common_events::catalogue::Selection;
use conversation::tree::{Segment, Session};
use conversation::{Conversation, History, Known, derive, project};
use genesys::{Event, EventKey, Timestamp, Topic};
use serde_json::{Map, Value, json};

pub const T0: i64 = 1_772_442_000_000;

/// The events of a conversation under construction.
#[derive(Debug, Clone, Default)]
pub struct Story(pub Vec<Known>);

pub fn event(at: i64, topic: &str, body: Value) -> Event {
    let Value::Object(body) = body else { panic!("a body is an object") };
    let topic = Topic::from_name(topic);
    let mut keyed: Map<String, Value> = body.clone();
    keyed.insert("eventTime".into(), json!(T0 + at));
    let key = EventKey::new(&topic, &keyed).unwrap();
    Event::new(topic, Timestamp::from_ms(T0 + at), key, body)
}

impl Story {
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an event of a session. `who` is `participant/session`, or a participant alone.
    pub fn add(mut self, at: i64, topic: &str, who: &str, mut body: Value) -> Self {
        let (participant, session) = who.split_once('/').unwrap_or((who, ""));
        body["participantId"] = json!(participant);
        if !session.is_empty() {
            body["sessionId"] = json!(session);
        }
        if body.get("mediaType").is_none() {
            body["mediaType"] = json!("VOICE");
        }
        self.0.push(event(at, topic, body).into());
        self
    }

    pub fn customer(self, at: i64, who: &str) -> Self {
        self.add(
            at,
            "customer.start",
            who,
            json!({"direction": "INBOUND", "ani": "tel:+15550100001"}),
        )
    }

    pub fn customer_left(self, at: i64, who: &str, how: &str) -> Self {
        self.add(at, "customer.end", who, json!({"disconnectType": how}))
    }

    pub fn queued(self, at: i64, who: &str) -> Self {
        self.add(at, "acd.start", who, json!({"queueId": "q1", "direction": "INBOUND"}))
    }

    pub fn answered(self, at: i64, who: &str, user: &str, waited: i64) -> Self {
        let body = json!({"queueId": "q1", "acdOutcome": "ANSWERED", "answeredUserId": user,
            "connectedDurationMs": waited, "disconnectType": "TRANSFER"});
        self.add(at, "acd.end", who, body)
    }

    pub fn abandoned(self, at: i64, who: &str, waited: i64) -> Self {
        let body = json!({"queueId": "q1", "acdOutcome": "ABANDON", "connectedDurationMs": waited,
            "disconnectType": "PEER"});
        self.add(at, "acd.end", who, body)
    }

    /// A queue offers the conversation to a user.
    pub fn agent(self, at: i64, who: &str, user: &str) -> Self {
        self.add(
            at,
            "user.start",
            who,
            json!({"userId": user, "queueId": "q1", "direction": "INBOUND"}),
        )
    }

    /// A user leaves. The tuple gives the alerting, talk and hold time.
    pub fn agent_left(
        self,
        at: i64,
        who: &str,
        user: &str,
        how: &str,
        (alert, talk, held): (i64, i64, i64),
    ) -> Self {
        let body = json!({"userId": user, "queueId": "q1", "disconnectType": how,
            "alertingDurationMs": alert, "interactingDurationMs": talk, "heldDurationMs": held,
            "contactingDurationMs": 0, "dialingDurationMs": 0, "callbackDurationMs": 0});
        self.add(at, "user.end", who, body)
    }

    pub fn record(mut self, at: i64, session: &str, metric: &str, value: i64) -> Self {
        let body = json!({"sessionId": session, "metric": metric, "value": value,
            "recordId": format!("{metric}-{at}")});
        self.0.push(event(at, "metrics", body).into());
        self
    }

    /// The sweep closes the conversation. `last_news` is the time of the latest event that the
    /// sweep knew.
    pub fn swept(mut self, last_news: i64) -> Self {
        self.0.push(event(last_news, "sweep", json!({"lastNewsAt": T0 + last_news})).into());
        self
    }

    pub fn history(&self) -> History {
        history(self.0.iter().cloned())
    }

    pub fn tree(&self) -> Conversation {
        project(&self.history())
    }

    pub fn derived_events(&self) -> Vec<DerivedEvent> {
        derive(&self.history(), &Selection::all())
    }

    /// `Type subject` of every Common Event, in order. Leaves out ConversationCreated and
    /// ParticipantAdded.
    pub fn names(&self) -> Vec<String> {
        let quiet = ["ConversationCreated", "ParticipantAdded", "FlowEnded"];
        let published =
            self.derived_events().into_iter().filter(|c| !quiet.contains(&c.event_type().as_str()));
        published.map(|c| format!("{} {}", c.event_type(), c.subject)).collect()
    }

    /// `data` of the Common Event `Type subject`.
    pub fn data(&self, name: &str) -> Value {
        let found = self
            .derived_events()
            .into_iter()
            .find(|c| format!("{} {}", c.event_type(), c.subject) == name);
        serde_json::to_value(
            found.unwrap_or_else(|| panic!("no {name} in {:#?}", self.names())).data,
        )
        .unwrap()
    }

    /// When the Common Event `Type subject` occurred, in milliseconds after `T0`.
    pub fn when(&self, name: &str) -> i64 {
        let found = self
            .derived_events()
            .into_iter()
            .find(|c| format!("{} {}", c.event_type(), c.subject) == name);
        found.unwrap_or_else(|| panic!("no {name} in {:#?}", self.names())).occurred_at.ms() - T0
    }
}

pub fn history(events: impl IntoIterator<Item = Known>) -> History {
    History::new("c-1".parse().unwrap(), events)
}

/// The session with this id.
pub fn session(tree: &Conversation, id: &str) -> Session {
    let mut sessions = tree.participants.iter().flat_map(|participant| &participant.sessions);
    sessions.find(|session| session.session_id.as_str() == id).unwrap().clone()
}

/// `type start-end` of every segment, in milliseconds after `T0`.
pub fn laid(session: &Session) -> Vec<String> {
    let at = |segment: &Segment| segment.segment_start.ms() - T0;
    let end = |segment: &Segment| {
        segment.segment_end.map_or_else(String::new, |end| (end.ms() - T0).to_string())
    };
    session
        .segments
        .iter()
        .map(|s| format!("{} {}-{}", s.segment_type.as_str(), at(s), end(s)))
        .collect()
}

/// The value of a metric.
pub fn value(session: &Session, metric: &str) -> Option<i64> {
    session.metrics.iter().find(|m| m.name == metric).map(|m| m.value)
}

/// Number of cases that a property tries: the variable `PROPTEST_CASES`, else `usual`.
pub fn cases(usual: u32) -> u32 {
    std::env::var("PROPTEST_CASES").map_or(usual, |cases| cases.parse().unwrap())
}

/// Calls `each` with every permutation of `items` (Heap's algorithm).
pub fn permutations<T: Clone>(items: &[T], mut each: impl FnMut(&[T])) {
    let mut items = items.to_vec();
    let mut counts = vec![0; items.len()];
    each(&items);
    let mut i = 0;
    while i < items.len() {
        if counts[i] < i {
            items.swap(if i % 2 == 0 { 0 } else { counts[i] }, i);
            each(&items);
            counts[i] += 1;
            i = 0;
        } else {
            counts[i] = 0;
            i += 1;
        }
    }
}
