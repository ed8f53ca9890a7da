//! Sizes: conversations of the largest sizes, through the real functions on the real table layout.
//! What has to be left out is left out deterministically and marked as cut; the rest is kept, and
//! the bus accepts all of it.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout, reason = "these are tests")]

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use async_trait::async_trait;
use common_events::catalogue::Selection;
use common_events::id::common_event_id;
use conversation::{Conversation, History, Participant, Status, derive, project};
use emit::publisher::{MAX_CALL_BYTES, MAX_ENTRIES};
use emit::{Bus, Entry, Outcome};
use genesys::ConversationId;
use local_aws::local::Local;
use local_aws::pipeline::Pipeline;
use runtime::Environment;
use serde_json::{Value, json};
use store::{Expiry, ParticipantItem};
use testkit::invocations::event;

const T0: i64 = 1_772_442_000_000;
/// Size limit of an EventBridge entry.
const MAX_ENTRY_BYTES: usize = 256 * 1024;

fn id() -> ConversationId {
    "c-1".parse().unwrap()
}

/// An event in its envelope. `who` is `participant/session`, `at` the milliseconds since the
/// conversation began.
fn envelope(at: i64, topic: &str, who: &str, mut body: Value) -> Value {
    let (participant, session) = who.split_once('/').unwrap_or((who, ""));
    body["conversationId"] = json!(id());
    body["eventTime"] = json!(T0 + at);
    body["participantId"] = json!(participant);
    if !session.is_empty() {
        body["sessionId"] = json!(session);
        body["mediaType"] = json!("MESSAGE");
    }
    let detail_type = format!("v2.detail.events.conversation.{{id}}.{topic}");
    json!({"id": "e", "detail-type": detail_type, "source": "aws.partner/genesys.com/cloud/org/bus",
        "detail": {"eventBody": body}})
}

fn record(at: i64, session: &str, metric: &str, value: i64) -> Value {
    let date = genesys::Timestamp::from_ms(T0 + at);
    json!({"id": "e", "detail-type": "v2.analytics.conversation.{id}.metrics",
        "detail": {"eventBody": {"conversationId": id(), "sessionId": session, "metric": metric,
            "value": value,
            "metricDate": date, "recordId": format!("{metric}-{at}")}}})
}

fn customer(until: i64) -> Vec<Value> {
    let inbound = json!({"direction": "INBOUND", "disconnectType": "CLIENT"});
    vec![
        envelope(0, "customer.start", "c/c1", inbound.clone()),
        envelope(until, "customer.end", "c/c1", inbound),
    ]
}

/// The events of an agent who talks.
fn agent(at: i64, who: &str, user: &str) -> Vec<Value> {
    let body = json!({"userId": user, "queueId": "q1", "disconnectType": "CLIENT",
        "alertingDurationMs": 500,
        "interactingDurationMs": 1_500});
    vec![envelope(at, "user.start", who, body.clone()), envelope(at + 2_000, "user.end", who, body)]
}

fn attributes(at: i64, names: std::ops::Range<usize>, bytes: usize) -> Value {
    let values: BTreeMap<String, String> =
        names.map(|n| (format!("a{n:05}"), "v".repeat(bytes))).collect();
    envelope(at, "attributes", "c", json!({"attributes": values}))
}

/// A bus that accepts everything and records it call by call.
#[derive(Clone, Default)]
struct Calls(Arc<Mutex<Vec<Vec<Entry>>>>);

#[async_trait]
impl Bus for Calls {
    async fn publish(&self, entries: &[Entry]) -> Vec<Outcome> {
        self.0.lock().unwrap().push(entries.to_vec());
        vec![Outcome::Accepted; entries.len()]
    }
}

/// The final state.
struct Stored {
    tree: Conversation,
    participants: Vec<ParticipantItem>,
    calls: Vec<Vec<Entry>>,
}

/// Feeds batches of messages through the functions. Attribute values are published, and nothing is
/// held back.
async fn feed(batches: &[&[Value]]) -> Stored {
    let began = Instant::now();
    let local = Local::start(None).await.unwrap();
    let bus = Calls::default();
    let environment = Environment::of([("PUBLISHED_ATTRIBUTES", "*"), ("SETTLE_SECONDS", "0")]);
    let mut pipeline =
        Pipeline::start(&local, bus.clone(), usize::MAX, &environment).await.unwrap();
    for batch in batches {
        let messages: Vec<String> = batch.iter().map(Value::to_string).collect();
        let report = pipeline.receive(&messages).await;
        assert!(
            report.failed.is_empty()
                && report.rejected.is_empty()
                && report.stored == messages.len() as u64
        );
        assert_eq!(pipeline.settle().await.unwrap().poisoned, 0);
    }
    let stored = local.table().tree(&id()).await.unwrap().unwrap();
    local.stop().await;
    let calls = bus.0.lock().unwrap().clone();
    let fed: usize = batches.iter().map(|batch| batch.len()).sum();
    println!("{fed} events in {:.1?}", began.elapsed());
    Stored { tree: stored.conversation(), participants: stored.participants, calls }
}

/// The history of events in the log.
fn history(envelopes: &[Value]) -> History {
    History::new(id(), envelopes.iter().map(|envelope| event(envelope).known()))
}

impl Stored {
    /// Compares the state with what follows from the events: the tree, except for what does not fit
    /// into an item, and the Common Events, each published once, in calls within the limits of the
    /// bus.
    fn is_what_follows_from(&self, envelopes: &[Value]) {
        let history = history(envelopes);
        let Conversation { summary, participants } = project(&history);
        let item = |participant: Participant| {
            ParticipantItem::new(id(), participant, Expiry::from_seconds(0)).as_put(None)
        };
        let participants =
            participants.into_iter().map(|participant| item(participant).participant).collect();
        assert!(self.tree == Conversation { summary, participants }, "the tree is another");
        let expected: BTreeMap<String, (String, Value)> = derive(&history, &Selection::all())
            .into_iter()
            .map(|c| {
                let event_id = common_event_id(&id(), c.event_type(), &c.subject);
                (
                    event_id.to_string(),
                    (c.occurred_at.to_string(), serde_json::to_value(c.data).unwrap()),
                )
            })
            .collect();
        let entries = self.entries();
        assert_eq!(entries.len(), expected.len());
        for entry in entries {
            let metadata = &entry["metadata"];
            let (occurred_at, data) = &expected[metadata["id"].as_str().unwrap()];
            assert_eq!((&metadata["revision"], &metadata["status"]), (&json!(1), &json!("active")));
            assert_eq!((&metadata["occurredAt"], &entry["data"]), (&json!(occurred_at), data));
        }
        for call in &self.calls {
            let sizes: Vec<usize> = call.iter().map(Entry::size).collect();
            assert!(
                sizes.len() <= MAX_ENTRIES && sizes.iter().all(|size| *size < MAX_ENTRY_BYTES),
                "{sizes:?}"
            );
            assert!(sizes.iter().sum::<usize>() < MAX_CALL_BYTES, "{sizes:?}");
        }
    }

    /// The Common Events in the order of publication.
    fn entries(&self) -> Vec<Value> {
        self.calls
            .iter()
            .flatten()
            .map(|entry| serde_json::from_str(entry.detail.get()).unwrap())
            .collect()
    }

    fn of_type(&self, event_type: &str) -> Vec<Value> {
        self.entries().into_iter().filter(|entry| entry["metadata"]["type"] == event_type).collect()
    }
}

/// Weeks of messages: many short sessions of a few agents, and thousands of metric records. The
/// last hundred events come later.
#[tokio::test]
async fn ten_thousand_events_are_processed_whole() {
    let mut envelopes = customer(9_000_000);
    for n in 0..200_i64 {
        let number = n % 7;
        envelopes.extend(agent(n * 40_000, &format!("a{number}/s{n}"), &format!("u{number}")));
    }
    envelopes.push(attributes(5_000, 0..10, 10));
    let rest = 10_000 - envelopes.len();
    envelopes
        .extend((0..rest).map(|n| record(n as i64 * 500, &format!("s{}", n % 200), "tTalk", 1)));
    let stored = feed(&[&envelopes[..9_900], &envelopes[9_900..]]).await;
    assert_eq!(
        (stored.tree.summary.known_events, stored.tree.summary.status),
        (10_000, Status::Ended)
    );
    assert!(stored.participants.iter().all(|item| item.cut.is_empty()));
    stored.is_what_follows_from(&envelopes);
}

/// A conversation that was offered to 499 agents.
#[tokio::test]
async fn five_hundred_participants_are_published() {
    let mut envelopes = customer(2_000_000);
    for n in 0..499 {
        let body = json!({"userId": format!("u{n}"), "queueId": "q1",
            "disconnectType": "NO_ANSWER_TRANSFER",
            "alertingDurationMs": 2_000});
        let who = format!("agent-{n}/s{n}");
        envelopes.push(envelope(n * 3_000, "user.start", &who, body.clone()));
        envelopes.push(envelope(n * 3_000 + 2_000, "user.end", &who, body));
    }
    let stored = feed(&[&envelopes]).await;
    assert_eq!((stored.tree.summary.counts.participants, stored.participants.len()), (500, 500));
    assert_eq!(stored.of_type("AgentDidNotAnswer").len(), 499);
    stored.is_what_follows_from(&envelopes);
}

/// Many attributes of some length, and one of an extreme length.
#[tokio::test]
async fn large_attributes_in_one_event_are_cut() {
    for (names, bytes, kept) in [(400, 1_024, 256), (1, 420_000, 65_536)] {
        let mut envelopes = customer(60_000);
        envelopes.push(attributes(1_000, 0..names, bytes));
        assert_eq!(event(&envelopes[2]).cut, ["attributes"]);
        let stored = feed(&[&envelopes]).await;
        let customer = &stored.tree.participants[0];
        assert_eq!((customer.attributes.len(), customer.attributes["a00000"].len()), (names, kept));
        assert_eq!(stored.tree.summary.status, Status::Ended);
        for told in ["AttributesUpdated", "ConversationEnded"] {
            let attributes = &stored.of_type(told)[0]["data"]["attributes"];
            assert_eq!(attributes["names"].as_array().unwrap().len(), names, "{told}");
            assert_eq!(attributes["cut"], true, "{told}");
        }
        stored.is_what_follows_from(&envelopes);
    }
}

/// Attributes of many events add up to 400 KB: only the participant and `ConversationEnded` are
/// cut.
#[tokio::test]
async fn large_attributes_of_many_events_are_cut() {
    let mut envelopes = customer(60_000);
    envelopes.extend((0..15).map(|n| attributes(1_000 + n as i64, n * 30..(n + 1) * 30, 1_024)));
    let stored = feed(&[&envelopes]).await;
    let customer = &stored.participants[0];
    assert_eq!(
        (&customer.cut[..], customer.participant.attributes.len()),
        (&["texts".to_owned()][..], 450)
    );
    let updated = stored.of_type("AttributesUpdated");
    assert!(
        updated.len() == 15
            && updated.iter().all(|told| told["data"]["attributes"]["cut"] == false)
    );
    let ended = &stored.of_type("ConversationEnded")[0]["data"]["attributes"];
    assert_eq!((&ended["cut"], ended["names"].as_array().unwrap().len()), (&json!(true), 450));
    stored.is_what_follows_from(&envelopes);
}

/// Calls with small Common Events are limited by number, calls with large ones by size.
#[tokio::test]
async fn hundreds_of_events_of_one_pass_fit_the_calls() {
    let mut envelopes = customer(400_000);
    for n in 0..40 {
        envelopes.extend(agent(1_000 + n * 3_000, &format!("a{n}/s{n}"), &format!("u{n}")));
    }
    envelopes.extend((0..20).map(|n| attributes(200_000 + n as i64, n * 30..(n + 1) * 30, 1_024)));
    let stored = feed(&[&envelopes]).await;
    let lengths: Vec<usize> = stored.calls.iter().map(Vec::len).collect();
    assert!(lengths.iter().sum::<usize>() > 200 && lengths[0] == MAX_ENTRIES, "{lengths:?}");
    assert!(lengths[..lengths.len() - 1].iter().any(|length| *length < MAX_ENTRIES), "{lengths:?}");
    let published = stored.entries();
    assert!(
        published
            .is_sorted_by_key(|entry| entry["metadata"]["occurredAt"].as_str().map(str::to_owned))
    );
    stored.is_what_follows_from(&envelopes);
}
