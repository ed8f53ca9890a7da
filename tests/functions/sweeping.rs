//! The sweep: which silent conversations it closes, that it closes each once, and that a later
//! event reopens them.

use std::time::Duration;

use common_events::EventType;
use conversation::{Status, project};
use genesys::details::ConversationDetails;
use genesys::{ConversationId, Timestamp, Topic};
use runtime::{Clock, Deadline};
use serde_json::{Value, json};
use store::{EventItem, EventLog, OpenConversations, Operation, Projections};
use sweep::{RunReport, SweepRules, Sweeper};
use testkit::invocations::{NOW, RETENTION, event, reconstruct};
use testkit::memory_store::MemoryStore;
use testkit::memory_table::MemoryTable;
use testkit::{cases, envelopes, known};
use tests::deployment::Deployment;

use super::stale_store::StaleStore;

pub const DAY: i64 = 86_400_000;
pub const HOUR: i64 = 3_600_000;
/// When the sweep closes a conversation whose last event was at [`NOW`].
pub const DUE: Timestamp = NOW.plus_ms(14 * DAY);
/// Time limit of a run.
pub const INVOCATION: Duration = Duration::from_secs(30);

pub fn sweeper<S: EventLog + OpenConversations>(store: S, now: Timestamp) -> Sweeper<S> {
    let rules = SweepRules { retention: RETENTION, open_shards: 1, after_days: 14 };
    Sweeper::new(store, rules, Clock::fixed(now))
}

/// Runs one ordinary sweep; returns how many conversations it looked at and how many it closed.
pub async fn run(store: impl EventLog + OpenConversations, now: Timestamp) -> (u64, u64) {
    let report = sweeper(store, now).run(Deadline::never()).await;
    let (looked_at, swept) = (report.looked_at, report.swept);
    assert_eq!(
        report,
        RunReport { looked_at, swept, ..RunReport::default() },
        "the report has nothing else"
    );
    (looked_at, swept)
}

/// The start of a call, at [`NOW`].
pub fn call(conversation: &str) -> Value {
    envelope(
        conversation,
        "customer.start",
        NOW,
        json!({"mediaType": "VOICE", "direction": "INBOUND"}),
    )
}

pub fn envelope(conversation: &str, topic: &str, at: Timestamp, mut body: Value) -> Value {
    body["conversationId"] = json!(conversation);
    body["eventTime"] = json!(at.ms());
    body["participantId"] = json!("p-1");
    body["sessionId"] = json!("s-1");
    json!({
        "id": "e", "detail-type": format!("v2.detail.events.conversation.{{id}}.{topic}"),
        "source": "aws.partner/genesys.com/cloud/org-1/bus", "detail": {"eventBody": body},
    })
}

pub fn id(conversation: &str) -> ConversationId {
    conversation.parse().unwrap()
}

/// Puts events into the log and runs the passes.
async fn tell<S: EventLog + Projections + Clone>(store: &S, events: &[EventItem]) {
    for event in events {
        store.append(event).await.unwrap();
        reconstruct(store.clone(), NOW).pass().run(event.conversation_id()).await.unwrap();
    }
}

/// A store with `count` calls whose ends were lost, named `c-0` and so on.
pub async fn calls(count: usize) -> MemoryStore {
    let store = MemoryStore::default();
    for n in 0..count {
        tell(&store, &[event(&call(&format!("c-{n}")))]).await;
    }
    store
}

pub fn sweeps(events: &[EventItem]) -> Vec<&EventItem> {
    events.iter().filter(|event| event.topic == Topic::Sweep.as_str()).collect()
}

pub fn given_up(table: &MemoryTable, conversation: &str) -> bool {
    !sweeps(&table.log(&id(conversation))).is_empty()
}

/// The envelopes of a conversation before its end was lost, and those that come late.
fn cut(details: &ConversationDetails) -> (Vec<Value>, Vec<Value>) {
    let mut all = envelopes(details, false);
    all.sort_by_key(|envelope| known(envelope).event.time);
    let is_open = |kept: &[Value]| {
        let history =
            conversation::History::new(details.conversation_id.clone(), kept.iter().map(known));
        project(&history).summary.status == Status::Open
    };
    let mut kept = all.len();
    while !is_open(&all[..kept]) {
        kept -= 1;
    }
    let late = all.split_off(kept);
    (all, late)
}

/// A silent conversation ends once; when its real end arrives late, the Common Event is corrected
/// to it.
#[tokio::test]
async fn swept_conversation_ends_once() {
    for (name, details) in cases() {
        let of = &details.conversation_id;
        let (kept, late) = cut(&details);
        if late.is_empty() || kept.is_empty() {
            continue;
        }
        let deployment = Deployment::start().await;
        deployment.append(&kept).await;
        let first = deployment.pass(of).await;
        assert!(
            first.published.iter().all(|(told, _)| *told != EventType::ConversationEnded),
            "{name}"
        );
        let last_news = kept.iter().map(|envelope| known(envelope).event.time).max().unwrap();
        let calls_back = kept
            .iter()
            .filter_map(|it| it["detail"]["eventBody"]["callbackScheduledTime"].as_i64())
            .max();
        let due =
            last_news.max(NOW).max(Timestamp::from_ms(calls_back.unwrap_or(0))).plus_ms(14 * DAY);
        assert_eq!(run(deployment.table.clone(), due.minus_ms(1)).await, (1, 0), "{name}");
        assert_eq!(run(deployment.table.clone(), due).await, (1, 1), "{name}");
        assert_eq!(run(deployment.table.clone(), due).await, (1, 0), "{name}: once");

        let log = deployment.table.log(of).await.unwrap();
        let [sweep] = sweeps(&log)[..] else { panic!("{name}") };
        assert_eq!(
            (sweep.sk.time, sweep.received_at, &sweep.envelope_id),
            (last_news, due, &None),
            "{name}"
        );
        assert_eq!(sweep.organization_id, known(&kept[0]).organization_id, "{name}");
        let ended = deployment.pass(of).await;
        assert_eq!(ended.published, [(EventType::ConversationEnded, 1)], "{name}");
        let tree = deployment.table.tree_item(of).await.unwrap().unwrap();
        assert_eq!((tree.summary.status, tree.summary.timed_out), (Status::Ended, true), "{name}");
        assert_eq!(
            run(deployment.table.clone(), due.plus_ms(99 * DAY)).await,
            (0, 0),
            "{name}: not in the index"
        );

        deployment.append(&late).await;
        let taken_back = deployment.pass(of).await;
        assert!(
            taken_back.published.contains(&(EventType::ConversationEnded, 2)),
            "{name}: {taken_back:?}"
        );
        let undisturbed = Deployment::start().await;
        undisturbed.append(&[kept, late].concat()).await;
        undisturbed.pass(of).await;
        let (mut one, other) = (deployment.said(of).await, undisturbed.said(of).await);
        one["tree"]["summary"]["knownEvents"] = other["tree"]["summary"]["knownEvents"].clone();
        assert_eq!(one, other, "{name}");
        assert_eq!(run(deployment.table.clone(), due.plus_ms(99 * DAY)).await, (0, 0), "{name}");
    }
}

/// A conversation with recent events costs one read unit and is left alone.
#[tokio::test]
async fn active_conversation_costs_one_read_unit() {
    let deployment = Deployment::start().await;
    deployment.append(&[call("c-1")]).await;
    let attributes = |n: i64| json!({"attributes": {"a": testkit::noise(2_500)}, "n": n});
    let lately = |n: i64| envelope("c-1", "attributes", NOW.plus_ms(DAY + n), attributes(n));
    deployment.append(&(1..=40).map(lately).collect::<Vec<_>>()).await;
    deployment.pass(&id("c-1")).await;
    let _ = deployment.table.meter().take();
    assert_eq!(run(deployment.table.clone(), DUE).await, (1, 0));
    let usage = deployment.table.meter().take();
    assert_eq!((usage.requests.get(&Operation::Query), usage.requests.len()), (Some(&2), 1));
    assert_eq!(usage.read_units, 1.0, "half a unit for the index and half for the latest event");

    assert_eq!(run(deployment.table.clone(), DUE.plus_ms(2 * DAY)).await, (1, 1));
    let usage = deployment.table.meter().take();
    assert_eq!((usage.requests[&Operation::Query], usage.requests[&Operation::PutItem]), (3, 1));
    assert!(
        (20.0..30.0).contains(&usage.read_units),
        "{}: the log of 90 KB at last",
        usage.read_units
    );
    assert_eq!(usage.write_units, 1.0);
}

#[tokio::test]
async fn recent_conversation_is_not_looked_at() {
    let store = calls(1).await;
    assert_eq!(run(store.clone(), DUE.minus_ms(1)).await, (0, 0));
    assert_eq!(run(store, DUE).await, (1, 1));
}

/// The silent days count from the time that the callback is scheduled for.
#[tokio::test]
async fn scheduled_callback_delays_the_sweep() {
    let scheduled = NOW.plus_ms(30 * DAY);
    let body = json!({"mediaType": "CALLBACK", "callbackScheduledTime": scheduled.ms()});
    let store = MemoryStore::default();
    tell(&store, &[event(&envelope("c-1", "customer.start", NOW, body))]).await;
    for (now, swept) in [
        (DUE, 0),
        (scheduled, 0),
        (scheduled.plus_ms(14 * DAY - 1), 0),
        (scheduled.plus_ms(14 * DAY), 1),
    ] {
        assert_eq!(run(store.clone(), now).await, (1, swept), "{now}");
    }
}

/// Replayed events count from their arrival. The sweep names the replay only if all events came by
/// it.
#[tokio::test]
async fn replayed_conversation_is_swept_late() {
    let past = NOW.minus_ms(100 * DAY);
    let replayed = |conversation: &str, topic: &str, name: Option<&str>| {
        let mut envelope = envelope(conversation, topic, past, json!({"mediaType": "VOICE"}));
        if let Some(name) = name {
            envelope["replay-name"] = json!(name);
        }
        event(&envelope)
    };
    let store = MemoryStore::default();
    tell(&store, &[replayed("c-1", "customer.start", Some("backfill"))]).await;
    let events =
        [replayed("c-2", "customer.start", Some("backfill")), replayed("c-2", "contact", None)];
    tell(&store, &events).await;
    assert_eq!(run(store.clone(), DUE.minus_ms(1)).await, (2, 0), "the rest may be on its way");
    assert_eq!(run(store.clone(), DUE).await, (2, 2));
    let replay_of =
        |conversation: &str| sweeps(&store.table().log(&id(conversation)))[0].replay_name.clone();
    assert_eq!((replay_of("c-1").as_deref(), replay_of("c-2")), (Some("backfill"), None));
}

#[tokio::test]
async fn latest_arrival_counts_not_latest_event_time() {
    let store = calls(1).await;
    let earlier = envelope("c-1", "contact", NOW.minus_ms(HOUR), json!({}));
    let mut late = event(&earlier);
    late.pk = event(&call("c-0")).pk;
    late.received_at = NOW.plus_ms(5 * DAY);
    tell(&store, &[late]).await;
    assert_eq!(run(store.clone(), DUE).await, (1, 0), "something old came five days later");
    assert_eq!(run(store, DUE.plus_ms(5 * DAY)).await, (1, 1));
}

/// The index still lists the conversation, because the pass that closes it is not done yet.
#[tokio::test]
async fn ended_conversation_in_the_index_is_left_alone() {
    let store = calls(1).await;
    let end = envelope("c-0", "customer.end", NOW.plus_ms(5), json!({"mediaType": "VOICE"}));
    store.append(&event(&end)).await.unwrap();
    assert_eq!(run(store.clone(), DUE.plus_ms(DAY)).await, (1, 0));
    assert!(!given_up(&store.table(), "c-0"));
}

#[tokio::test]
async fn stale_reads_decide_nothing() {
    let store = calls(1).await;
    let news = envelope("c-0", "attributes", NOW.plus_ms(DAY), json!({"attributes": {"a": "b"}}));
    store.append(&event(&news)).await.unwrap();
    assert_eq!(run(StaleStore(store.clone()), DUE).await, (1, 0), "the log knows better");
    assert_eq!(run(StaleStore(store), DUE.plus_ms(DAY)).await, (1, 1));
}
