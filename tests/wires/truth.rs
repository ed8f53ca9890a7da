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
use tests::deployment::Deployment;
use tests::{active_events, history};
use uuid::Uuid;

/// All events of some conversations.
pub struct Truth {
    histories: Vec<History>,
}

/// The Common Events that a subscriber received.
pub struct Heard {
    statements: Vec<CommonEvent>,
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
        self.histories.iter().map(History::basis).sum()
    }

    /// Checks a table and the received Common Events: every event is in the log once, the trees
    /// equal the projections, the active Common Events equal the derived ones, and the ledger
    /// agrees with what was received last.
    pub async fn check(&self, deployment: &Deployment, heard: &Heard) {
        let mut ledger = BTreeMap::new();
        for history in &self.histories {
            let id = history.conversation_id();
            let log = deployment.table.log(id).await.unwrap();
            assert_eq!(log.len() as u64, history.basis(), "the log of {id}");
            let stored =
                deployment.table.tree(id).await.unwrap().map(|stored| stored.conversation());
            assert_eq!(stored, Some(project(history)), "the tree of {id}");
            for entry in deployment.table.ledger(id).await.unwrap() {
                let mut statement = entry.common_event();
                PublishedAttributes::default().filter(&mut statement.data);
                ledger.insert(entry.id(), statement);
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
            for conclusion in derive(history, &Selection::all()) {
                let id = common_event_id(
                    history.conversation_id(),
                    conclusion.event_type(),
                    &conclusion.subject,
                );
                let mut data = serde_json::to_value(&conclusion.data).unwrap();
                PublishedAttributes::default().filter(&mut data);
                let metadata = json!({"id": id, "type": conclusion.event_type(), "revision": 1,
                    "status": "active",
                    "occurredAt": conclusion.occurred_at});
                entries.push(json!({"Detail": {"metadata": metadata, "data": data}}));
            }
        }
        active_events(&entries)
    }
}

impl Heard {
    /// Reads the messages that the rule put into the queue.
    pub fn read(messages: &[String]) -> Self {
        let statements: Vec<CommonEvent> =
            messages.iter().map(|message| statement(message)).collect();
        let mut by_revision: BTreeMap<Uuid, BTreeMap<u64, CommonEvent>> = BTreeMap::new();
        for statement in &statements {
            let revisions = by_revision.entry(statement.metadata.id).or_default();
            let before = revisions.insert(statement.metadata.revision, statement.clone());
            assert!(
                before.is_none_or(|before| before == *statement),
                "a revision says two things: {statement:?}"
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
        Self { statements, by_revision }
    }

    /// Number of Common Events received, repetitions included.
    pub fn count(&self) -> u64 {
        self.statements.len() as u64
    }

    /// Number of distinct revisions received.
    pub fn distinct(&self) -> u64 {
        self.by_revision.values().map(|revisions| revisions.len() as u64).sum()
    }

    /// The name of the replay, if every Common Event names the same one.
    pub fn replay(&self) -> Option<&str> {
        let mut replays =
            self.statements.iter().map(|statement| statement.metadata.replay.as_deref());
        let first = replays.next()?;
        first.filter(|_| replays.all(|replay| replay == first))
    }

    fn active_events(&self) -> BTreeMap<String, Value> {
        let entries: Vec<Value> =
            self.statements.iter().map(|statement| json!({"Detail": statement})).collect();
        active_events(&entries)
    }

    fn last_words(&self) -> BTreeMap<Uuid, CommonEvent> {
        let last = |(id, revisions): (&Uuid, &BTreeMap<u64, CommonEvent>)| {
            revisions.last_key_value().map(|(_, statement)| (*id, statement.clone()))
        };
        self.by_revision.iter().filter_map(last).collect()
    }
}

/// The Common Event in a message, decoded as any subscriber would.
fn statement(message: &str) -> CommonEvent {
    let event: Value = serde_json::from_str(message).unwrap();
    let statement: CommonEvent = serde_json::from_value(event["detail"].clone()).unwrap();
    statement.particulars().unwrap();
    assert_eq!(event["source"], "switchboard.conversations");
    assert_eq!(event["detail-type"], statement.metadata.event_type.as_str());
    // This EventBridge delivers times in whole seconds.
    let time = statement.metadata.occurred_at.to_string();
    assert_eq!(event["time"].as_str().unwrap().get(..19), time.get(..19), "{message}");
    statement
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
