//! What has to follow from all events, computed without wires, to compare with the subscriber's
//! queue and the table.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;

use common_events::CommonEvent;
use common_events::catalogue::Selection;
use common_events::id::common_event_id;
use conversation::{History, derive, project};
use emit::PublishedAttributes;
use genesys::details::ConversationDetails;
use serde_json::{Value, json};
use testkit::{active_events, history};
use tests::deployment::Deployment;
use uuid::Uuid;

/// All events of some conversations.
pub struct Truth {
    histories: Vec<History>,
}

/// The Common Events that a subscriber received.
pub struct Heard {
    common_events: Vec<CommonEvent>,
    /// By id and revision. Repeated deliveries are identical.
    by_revision: BTreeMap<Uuid, BTreeMap<u64, CommonEvent>>,
}

impl Truth {
    /// The conversations, with their metric records.
    pub fn of(conversations: &[ConversationDetails]) -> Self {
        Self { histories: conversations.iter().map(|details| history(details, true)).collect() }
    }

    /// Number of distinct events.
    pub fn events(&self) -> u64 {
        self.histories.iter().map(History::known_events).sum()
    }

    /// Checks a table and the received Common Events: every event is in the log once, the trees
    /// equal the projections, the active Common Events equal the derived ones, and the ledger
    /// agrees with what was received last.
    pub async fn check(&self, deployment: &Deployment, heard: &Heard) {
        let mut ledger = BTreeMap::new();
        for history in &self.histories {
            let id = history.conversation_id();
            let log = deployment.table.log(id).await.unwrap();
            assert_eq!(log.len() as u64, history.known_events(), "the log of {id}");
            let stored =
                deployment.table.tree(id).await.unwrap().map(|stored| stored.conversation());
            assert_eq!(stored, Some(project(history)), "the tree of {id}");
            for entry in deployment.table.ledger(id).await.unwrap() {
                let mut common_event = entry.common_event();
                PublishedAttributes::default().filter(&mut common_event.data);
                ledger.insert(entry.id(), common_event);
            }
        }
        same(
            &heard.active_events(),
            &self.what_follows(),
            "what the bus says in the end and what follows",
        );
        same(&heard.last_words(), &ledger, "what the bus said last and the ledger");
    }

    fn what_follows(&self) -> BTreeMap<String, Value> {
        let mut entries = Vec::new();
        for history in &self.histories {
            for derived in derive(history, &Selection::all()) {
                let id = common_event_id(
                    history.conversation_id(),
                    derived.event_type(),
                    &derived.subject,
                );
                let mut data = serde_json::to_value(&derived.data).unwrap();
                PublishedAttributes::default().filter(&mut data);
                let metadata = json!({"id": id, "type": derived.event_type(), "revision": 1,
                    "status": "active",
                    "occurredAt": derived.occurred_at});
                entries.push(json!({"Detail": {"metadata": metadata, "data": data}}));
            }
        }
        active_events(&entries)
    }
}

impl Heard {
    /// Reads the messages that the rule put into the queue.
    pub fn read(messages: &[String]) -> Self {
        let common_events: Vec<CommonEvent> =
            messages.iter().map(|message| common_event(message)).collect();
        let mut by_revision: BTreeMap<Uuid, BTreeMap<u64, CommonEvent>> = BTreeMap::new();
        for common_event in &common_events {
            let revisions = by_revision.entry(common_event.metadata.id).or_default();
            let before = revisions.insert(common_event.metadata.revision, common_event.clone());
            assert!(
                before.is_none_or(|before| before == *common_event),
                "a revision says two things: {common_event:?}"
            );
        }
        for (id, revisions) in &by_revision {
            let numbers: BTreeSet<u64> = (1..=revisions.len() as u64).collect();
            assert_eq!(
                revisions.keys().copied().collect::<BTreeSet<_>>(),
                numbers,
                "the revisions of {id}"
            );
        }
        Self { common_events, by_revision }
    }

    /// Number of Common Events received, repetitions included.
    pub fn count(&self) -> u64 {
        self.common_events.len() as u64
    }

    /// Number of distinct revisions received.
    pub fn distinct(&self) -> u64 {
        self.by_revision.values().map(|revisions| revisions.len() as u64).sum()
    }

    /// The name of the replay, if every Common Event names the same one.
    pub fn replay(&self) -> Option<&str> {
        let mut replays =
            self.common_events.iter().map(|common_event| common_event.metadata.replay.as_deref());
        let first = replays.next()?;
        first.filter(|_| replays.all(|replay| replay == first))
    }

    fn active_events(&self) -> BTreeMap<String, Value> {
        let entries: Vec<Value> =
            self.common_events.iter().map(|common_event| json!({"Detail": common_event})).collect();
        active_events(&entries)
    }

    fn last_words(&self) -> BTreeMap<Uuid, CommonEvent> {
        let last = |(id, revisions): (&Uuid, &BTreeMap<u64, CommonEvent>)| {
            revisions.last_key_value().map(|(_, common_event)| (*id, common_event.clone()))
        };
        self.by_revision.iter().filter_map(last).collect()
    }
}

/// The Common Event in a message, decoded as any subscriber would.
fn common_event(message: &str) -> CommonEvent {
    let event: Value = serde_json::from_str(message).unwrap();
    let common_event: CommonEvent = serde_json::from_value(event["detail"].clone()).unwrap();
    common_event.payload().unwrap();
    assert_eq!(event["source"], "switchboard.conversations");
    assert_eq!(event["detail-type"], common_event.metadata.event_type.as_str());
    // This EventBridge delivers times in whole seconds.
    let time = common_event.metadata.occurred_at.to_string();
    assert_eq!(event["time"].as_str().unwrap().get(..19), time.get(..19), "{message}");
    common_event
}

/// Compares key by key, so that a failure shows only the differences.
fn same<K: Ord + Debug, V: PartialEq + Debug>(
    found: &BTreeMap<K, V>,
    expected: &BTreeMap<K, V>,
    what: &str,
) {
    for key in found.keys().chain(expected.keys()) {
        assert_eq!(found.get(key), expected.get(key), "{what}: {key:?}");
    }
}
