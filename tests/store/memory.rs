//! The table in memory, on which every fault and every interleaving is tried, behaves exactly like
//! the real one.

use std::collections::BTreeMap;

use aws_lambda_events::dynamodb::EventRecord;
use conversation::{overview, project};
use futures::TryStreamExt;
use genesys::ConversationId;
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value, json};
use store::tree_item::Commit;
use store::{
    Consistency, EventItem, EventLog, Image, LedgerEntry, LedgerPage, LogPage, NewContent,
    OpenConversations, PagedEpisodes, ParticipantItem, Projections, Series, TreeItem,
};
use testkit::invocations::event;
use testkit::memory_store::MemoryStore;
use testkit::{cases, envelopes, history};
use tests::deployment::Deployment;

use super::conditions::{LATER, entry};

/// An operation on a table. Numbers are small, so that conditions both hold and fail.
#[derive(Debug, Clone)]
enum Ask {
    Append(Index),
    PutParticipant(Index, u64),
    PutLedgerPage(u32, u64),
    PutLogPage(u32, Index),
    PutTree(u64, Option<u64>),
    Read,
    IsNewestCommit(u64),
    HasLedgerPage(u32),
    EventsBetween(Index, Index),
    LedgerAfter(u32),
    LogPages(u32, u32),
    Participants,
    Open(u32, i64),
    LatestEvent,
    Log,
}

fn any_ask() -> impl Strategy<Value = Ask> {
    let read = || proptest::option::of(1..4_u64);
    prop_oneof![
        any::<Index>().prop_map(Ask::Append),
        (any::<Index>(), 1..4_u64)
            .prop_map(|(which, known_events)| Ask::PutParticipant(which, known_events)),
        (1..4_u32, 1..4_u64).prop_map(|(number, revision)| Ask::PutLedgerPage(number, revision)),
        (1..4_u32, any::<Index>()).prop_map(|(number, which)| Ask::PutLogPage(number, which)),
        (1..4_u64, read()).prop_map(|(version, read)| Ask::PutTree(version, read)),
        Just(Ask::Read),
        (1..4_u64).prop_map(Ask::IsNewestCommit),
        (1..4_u32).prop_map(Ask::HasLedgerPage),
        (any::<Index>(), any::<Index>()).prop_map(|(a, b)| Ask::EventsBetween(a, b)),
        (0..4_u32).prop_map(Ask::LedgerAfter),
        (1..3_u32, 0..3_u32).prop_map(|(first, more)| Ask::LogPages(first, first + more)),
        Just(Ask::Participants),
        (0..2_u32, -1..2_i64).prop_map(|(shard, ms)| Ask::Open(shard, ms)),
        Just(Ask::LatestEvent),
        Just(Ask::Log),
    ]
}

/// The items of one conversation.
struct Items {
    id: ConversationId,
    events: Vec<EventItem>,
    participants: Vec<ParticipantItem>,
    tree: TreeItem,
}

impl Items {
    fn new() -> Self {
        let (_, details) = cases().remove(0);
        let id = details.conversation_id.clone();
        let tree = project(&history(&details, true));
        let overview = overview(&tree);
        let commit = Commit {
            ledger_end: 0,
            complete_until: LATER,
            wake_up_at: None,
            holds_back: false,
            series: None,
            packed: None,
            expires_at: LATER,
        };
        let participants = tree.participants.into_iter().take(2);
        Self {
            events: envelopes(&details, false).iter().take(3).map(event).collect(),
            participants: participants
                .map(|p| ParticipantItem::new(id.clone(), p, LATER))
                .collect(),
            tree: TreeItem::new((tree.summary, overview), commit, None, 1),
            id,
        }
    }

    fn page(&self, number: u32, revision: u64) -> LedgerPage {
        let data = json!({"revision": revision, "score": 1.0});
        let entry = LedgerEntry { conversation_id: self.id.clone(), data, ..entry(revision) };
        LedgerPage::after(number - 1, vec![entry], LATER).remove(0)
    }

    fn log_page(&self, number: u32, event: &EventItem) -> LogPage {
        let series = Series::begin(event.received_at, &[]);
        let participants = &BTreeMap::from([("p-1".parse().unwrap(), 3)]);
        let (events, ledger) = (&[event], &[self.page(1, 1)]);
        let (episodes, sessions) = (&PagedEpisodes::default(), &BTreeMap::new());
        let content = NewContent { events, ledger, participants, episodes, sessions };
        LogPage::after(number - 1, series, &content).unwrap().remove(0)
    }

    /// The result of an operation, as text.
    async fn ask(
        &self,
        store: &(impl EventLog + OpenConversations + Projections),
        ask: &Ask,
    ) -> String {
        match ask {
            Ask::Append(which) => {
                format!("{:?}", store.append(which.get(&self.events)).await.unwrap())
            }
            Ask::PutParticipant(which, known_events) => {
                let item = ParticipantItem {
                    known_events: *known_events,
                    ..which.get(&self.participants).clone()
                };
                format!("{:?}", store.put_participant(&item).await.unwrap())
            }
            Ask::PutLedgerPage(number, revision) => {
                format!(
                    "{:?}",
                    store.put_ledger_page(&self.page(*number, *revision)).await.unwrap()
                )
            }
            Ask::PutTree(version, read) => {
                // One version in three is open, in the only shard.
                let start = self.tree.summary.conversation_start.filter(|_| *version == 2);
                let open = start.map(|_| "OPEN#0".to_owned());
                // Another one has a participant within it.
                let inline = self.participants.iter().filter(|_| *version == 3).take(1);
                let inline = inline.map(|item| item.participant.clone()).collect();
                let tree = TreeItem { version: *version, open, start, inline, ..self.tree.clone() };
                format!("{:?}", store.put_tree(&tree, *read).await.unwrap())
            }
            Ask::PutLogPage(number, which) => {
                let page = self.log_page(*number, which.get(&self.events));
                format!("{:?}", store.put_log_page(&page).await.unwrap())
            }
            Ask::Read => {
                let all = store.log_and_ledger(&self.id).await.unwrap();
                format!("{all:?} {:?}", store.read(&self.id).await.unwrap())
            }
            Ask::EventsBetween(a, b) => {
                let time = |which: &Index| which.get(&self.events).sk.time;
                let (first, last) = (time(a).min(time(b)), time(a).max(time(b)));
                let events = store.events_between(&self.id, first, last, Consistency::Strong);
                format!("{:?}", events.await.unwrap())
            }
            Ask::LedgerAfter(number) => {
                let pages = store.ledger_after(&self.id, *number, Consistency::Eventual);
                format!("{:?}", pages.await.unwrap())
            }
            Ask::LogPages(first, last) => {
                format!("{:?}", store.log_pages(&self.id, *first, *last).await.unwrap())
            }
            Ask::IsNewestCommit(version) => {
                format!("{:?}", store.is_newest_commit(&self.id, *version).await.unwrap())
            }
            Ask::HasLedgerPage(number) => {
                format!("{:?}", store.has_ledger_page(&self.id, *number).await.unwrap())
            }
            Ask::Participants => format!("{:?}", store.participants(&self.id).await.unwrap()),
            Ask::Open(shard, ms) => {
                let until = self.tree.summary.conversation_start.unwrap().plus_ms(*ms);
                format!("{:?}", store.open(*shard, until).try_collect::<Vec<_>>().await.unwrap())
            }
            Ask::LatestEvent => format!("{:?}", store.latest_event(&self.id).await.unwrap()),
            Ask::Log => format!("{:?}", OpenConversations::log(store, &self.id).await.unwrap()),
        }
    }
}

/// The parts of a record that the functions read.
fn said(record: &EventRecord) -> Value {
    let change = &record.change;
    let keys = Image(&change.keys);
    let images =
        keys.is_under("COMMON_EVENT#").then(|| json!([change.new_image, change.old_image]));
    json!([record.event_name, keys.text("pk"), keys.text("sk"), images])
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 48,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn the_table_in_memory_is_the_real_one(asks in proptest::collection::vec(any_ask(), 1..40)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let (items, real, memory) =
                (Items::new(), Deployment::start().await, MemoryStore::default());
            for ask in &asks {
                prop_assert_eq!(
                    items.ask(&memory, ask).await, items.ask(&real.table, ask).await, "{:?}", ask
                );
            }
            let in_memory: Vec<Value> = memory.records(0, usize::MAX).iter().map(said).collect();
            let real: Vec<Value> = real.records().await.iter().map(said).collect();
            prop_assert_eq!(in_memory, real);
            Ok(())
        })?;
    }
}
