//! A conversation that is long enough for log pages.

use conversation::project;
use futures::TryStreamExt;
use genesys::Timestamp;
use reconstruct::{Packing, Reconstruct};
use runtime::{Clock, DeadLetterQueue, Deadline};
use serde_json::{Value, json};
use store::{Conversations, EventItem, EventLog, Listing, LogPage, Projections, TreeItem, Usage};
use testkit::invocations::{NOW, batch, new_events, rules};
use testkit::wake_ups::SentWakeUps;
use tests::deployment::Deployment;

const PACKING: Packing = Packing { events: 4, lag_ms: 60_000, sessions: 1, recent_ms: 1_000 };
pub const T0: i64 = 1_772_442_000_000;

/// An event of the conversation, `minute` minutes after its start: a session begins.
pub fn message(minute: i64) -> Value {
    of_session("customer.start", minute, minute)
}

/// An event of the session that began at minute `begun`.
pub fn of_session(topic: &str, begun: i64, minute: i64) -> Value {
    json!({
        "id": "e", "detail-type": format!("v2.detail.events.conversation.{{id}}.{topic}"),
        "detail": {"eventBody": {
            "conversationId": "c-1", "participantId": "p-1", "eventTime": T0 + minute * 60_000,
            "sessionId": format!("s-{begun}"), "mediaType": "VOICE",
        }},
    })
}

/// A session of two minutes, the only one of its episode.
pub fn episode(minute: i64) -> [Value; 2] {
    [message(minute), of_session("customer.end", minute, minute + 2)]
}

pub type Process<S> = Reconstruct<S, DeadLetterQueue, SentWakeUps>;

pub fn process<S: EventLog + Projections>(store: S) -> Process<S> {
    process_at(store, NOW)
}

pub fn process_at<S: EventLog + Projections>(store: S, now: Timestamp) -> Process<S> {
    let (wake_ups, clock) = (SentWakeUps::default(), Clock::fixed(now));
    Reconstruct::new(store, DeadLetterQueue::None, wake_ups, rules(), clock).with_packing(PACKING)
}

/// A table and its processes.
pub struct World {
    pub deployment: Deployment,
    seen: usize,
}

impl World {
    pub async fn start() -> Self {
        Self { deployment: Deployment::start().await, seen: 0 }
    }

    /// Stores these events and passes their records. Returns the usage of the passes, and the
    /// number of log pages that they put.
    pub async fn pass(&mut self, process: &Process<store::Table>, minutes: &[i64]) -> (Usage, u64) {
        let messages: Vec<Value> = minutes.iter().copied().map(message).collect();
        self.pass_messages(process, &messages).await
    }

    /// As [`Self::pass`].
    pub async fn pass_messages(
        &mut self,
        process: &Process<store::Table>,
        messages: &[Value],
    ) -> (Usage, u64) {
        self.deployment.append(messages).await;
        let records = self.deployment.records().await.split_off(self.seen);
        self.seen += records.len();
        let _ = self.deployment.table.meter().take();
        let own = records.into_iter().filter(new_events).collect();
        let report = process.handle(&batch(own), Deadline::never()).await;
        let usage = self.deployment.table.meter().take();
        self.seen = self.deployment.records().await.len();
        (usage, report.done().map(|pass| pass.log_pages).sum())
    }

    pub async fn tree(&self) -> TreeItem {
        self.deployment.table.tree_item(&"c-1".parse().unwrap()).await.unwrap().unwrap()
    }

    pub async fn pages(&self) -> Vec<LogPage> {
        let all = self.deployment.table.log_and_ledger(&"c-1".parse().unwrap()).await.unwrap();
        all.log_pages
    }

    /// When the episodes began, in minutes, however the tree is read.
    pub async fn episodes(&self) -> Vec<i64> {
        let (table, id) = (&self.deployment.table, "c-1".parse().unwrap());
        let (tree, _) = table.tree_and_ledger(&id).await.unwrap().unwrap();
        assert_eq!(table.tree(&id).await.unwrap().as_ref(), Some(&tree));
        let whole: Vec<_> = table.whole(&Listing::All).try_collect().await.unwrap();
        assert_eq!(whole[0].0, tree);
        let episodes = tree.conversation().summary.episodes;
        episodes.iter().map(|it| (it.started_at.ms() - T0) / 60_000).collect()
    }

    /// When the customer's sessions began, in minutes, however the tree is read.
    pub async fn sessions(&self) -> Vec<i64> {
        let (table, id) = (&self.deployment.table, "c-1".parse().unwrap());
        let (tree, _) = table.tree_and_ledger(&id).await.unwrap().unwrap();
        assert_eq!(table.tree(&id).await.unwrap().as_ref(), Some(&tree));
        let log = EventItem::history(&id, &table.log(&id).await.unwrap());
        assert!(tree.conversation().participants == project(&log).participants, "they differ");
        let sessions = &tree.participants[0].participant.sessions;
        sessions.iter().filter_map(|it| Some((it.start?.ms() - T0) / 60_000)).collect()
    }

    /// The most sessions that an item of a participant has.
    pub async fn most_in_an_item(&self) -> usize {
        let items = self.deployment.table.participants(&"c-1".parse().unwrap()).await.unwrap();
        items.iter().map(|item| item.participant.sessions.len()).max().unwrap_or_default()
    }

    pub async fn known_events(&self) -> u64 {
        self.tree().await.summary.known_events
    }
}
