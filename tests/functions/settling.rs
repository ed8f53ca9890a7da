//! What reconstruct holds back, and how it publishes it once it is due.

use std::time::Duration;

use common_events::{EventType, Status};
use genesys::{ConversationId, Timestamp};
use reconstruct::{BatchReport, PassReport, PassRules, Reconstruct, Woken};
use runtime::clock::ClockSetter;
use runtime::{Clock, DeadLetterQueue, Deadline, WakeUp};
use serde_json::{Value, json};
use store::{EventItem, EventLog, LedgerEntry, LedgerPage, Projections, TreeItem, Written};
use testkit::faults::{Fault, Faults, FaultyStore};
use testkit::invocations::{NOW, batch, event, messages, rules};
use testkit::memory_store::MemoryStore;
use testkit::wake_ups::SentWakeUps;

const CREATED: EventType = EventType::ConversationCreated;
const FLOW_ENDED: EventType = EventType::FlowEnded;
const ENDED: EventType = EventType::ConversationEnded;

/// A conversation that arrives event by event. Times are seconds after [`NOW`].
struct World {
    store: MemoryStore,
    wake_ups: SentWakeUps,
    clock: Clock,
    setter: ClockSetter,
    told: usize,
}

fn id() -> ConversationId {
    "c-1".parse().unwrap()
}

fn at(second: i64) -> Timestamp {
    NOW.plus_ms(second * 1_000)
}

fn wake_up(second: i64) -> WakeUp {
    WakeUp { conversation_id: id(), due_at: at(second) }
}

fn body(wake_up: &WakeUp) -> String {
    serde_json::to_string(wake_up).unwrap()
}

impl World {
    fn new() -> Self {
        let (clock, setter) = Clock::fixed(NOW).adjustable();
        Self {
            store: MemoryStore::default(),
            wake_ups: SentWakeUps::default(),
            clock,
            setter,
            told: 0,
        }
    }

    /// A conversation whose flow ended at 4 s, due at 9 s, and whose customer left at 7 s, due at
    /// 17 s.
    async fn ended() -> Self {
        let mut world = Self::new();
        let customer =
            json!({"participantId": "p-1", "sessionId": "s-1", "disconnectType": "CLIENT"});
        let flow = json!({"participantId": "p-2", "sessionId": "s-2", "flowId": "f-1",
            "exitReason": "DISCONNECT"});
        world.hear(0, "customer.start", &customer).await;
        world.hear(1, "flow.start", &flow).await;
        world.hear(4, "flow.end", &flow).await;
        world.hear(7, "customer.end", &customer).await;
        world
    }

    fn function(&self) -> Reconstruct<MemoryStore, DeadLetterQueue, SentWakeUps> {
        self.function_over(self.store.clone(), self.wake_ups.clone())
    }

    fn function_over<S: EventLog + Projections>(
        &self,
        store: S,
        wake_ups: SentWakeUps,
    ) -> Reconstruct<S, DeadLetterQueue, SentWakeUps> {
        let selection = "ConversationCreated,FlowEnded,ConversationEnded".parse().unwrap();
        let rules = PassRules { selection, settle_seconds: 5, ..rules() };
        Reconstruct::new(store, DeadLetterQueue::None, wake_ups, rules, self.clock.clone())
    }

    /// Stores an event that is received at `second`.
    async fn receive(&mut self, second: i64, topic: &str, body: &Value) {
        self.setter.move_to(at(second));
        let mut event_body = body.clone();
        event_body["conversationId"] = json!(id());
        event_body["eventTime"] = json!(at(second).ms());
        event_body["mediaType"] = json!("VOICE");
        let detail_type = format!("v2.detail.events.conversation.{{id}}.{topic}");
        let item = event(
            &json!({"id": "e", "detail-type": detail_type, "detail": {"eventBody": event_body}}),
        );
        self.store.append(&EventItem { received_at: at(second), ..item }).await.unwrap();
    }

    /// Receives an event at `second` and runs its pass.
    async fn hear(&mut self, second: i64, topic: &str, body: &Value) -> PassReport {
        self.receive(second, topic, body).await;
        let mut report = self.pass(&self.function()).await;
        self.told = self.store.records(0, usize::MAX).len();
        report.passes.remove(0).1.unwrap()
    }

    /// Runs the passes of the events that had none yet.
    async fn pass<S: EventLog + Projections>(
        &self,
        by: &Reconstruct<S, DeadLetterQueue, SentWakeUps>,
    ) -> BatchReport {
        by.handle(&batch(self.store.records(self.told, usize::MAX)), Deadline::never()).await
    }

    /// Delivers wake-up messages at `second`.
    async fn deliver(&self, second: i64, bodies: &[String]) -> Woken {
        self.setter.move_to(at(second));
        self.function().wake(&messages(bodies), Deadline::never()).await
    }

    /// Runs the pass of a wake-up at `second`.
    async fn wake(&self, second: i64) -> PassReport {
        let mut woken = self.deliver(second, &[body(&wake_up(second))]).await;
        assert!(woken.response().batch_item_failures.is_empty());
        woken.passes.remove(0).1.unwrap()
    }

    /// The due times of the wake-ups that were sent since the last call, in seconds.
    fn sent(&self) -> Vec<i64> {
        self.wake_ups.take().iter().map(|wake_up| wake_up.due_at.since(NOW) / 1_000).collect()
    }

    fn ledger(&self) -> Vec<(EventType, u64, Status)> {
        self.store
            .table()
            .ledger(&id())
            .iter()
            .map(|entry| (entry.event_type, entry.revision, entry.status))
            .collect()
    }

    fn tree(&self) -> TreeItem {
        self.store.table().latest_tree(&id()).unwrap()
    }
}

fn failed(woken: &Woken) -> Vec<String> {
    woken
        .response()
        .batch_item_failures
        .into_iter()
        .map(|failure| failure.item_identifier)
        .collect()
}

#[tokio::test]
async fn woken_pass_publishes_only_what_is_due() {
    let world = World::ended().await;
    assert_eq!(
        world.ledger(),
        [(CREATED, 1, Status::Active)],
        "facts of one event are published at once"
    );
    assert_eq!(world.sent(), [9], "one that comes in time is enough");
    let tree = world.tree();
    assert_eq!((tree.wake_up_at, tree.holds_back), (Some(at(9)), true));
    let report = world.wake(9).await;
    assert_eq!(
        (report.published, report.held_back, world.sent()),
        (vec![(FLOW_ENDED, 1)], 1, vec![17])
    );
    assert_eq!(world.wake(9).await.published, [], "and it may come twice");
    assert_eq!(world.sent(), [17], "each time it sees to what still waits");
    let report = world.wake(17).await;
    assert_eq!((report.published, report.held_back, world.sent()), (vec![(ENDED, 1)], 0, vec![]));
    let report = world.wake(17).await;
    assert!(report.published.is_empty() && !report.committed);
    assert_eq!(world.tree(), tree, "a pass that changes the ledger alone does not commit");
}

/// What another pass does in the middle of this one is seen after its write.
#[tokio::test]
async fn both_sides_of_a_ledger_race_see_each_other() {
    let mut world = World::ended().await;
    let read = world.tree().version;
    assert!(world.store.is_newest_commit(&id(), read).await.unwrap());
    assert!(!world.store.has_ledger_page(&id(), 2).await.unwrap());
    world.wake(9).await;
    assert!(world.store.is_newest_commit(&id(), read).await.unwrap());
    assert!(world.store.has_ledger_page(&id(), 2).await.unwrap());
    world.hear(10, "customer.start", &json!({"participantId": "p-4", "sessionId": "s-4"})).await;
    assert!(!world.store.is_newest_commit(&id(), read).await.unwrap());
}

/// A held-back Common Event that no longer follows when it is due is never published.
#[tokio::test]
async fn held_back_event_that_lapses_is_never_published() {
    let mut world = World::ended().await;
    let agent = json!({"participantId": "p-3", "sessionId": "s-3", "userId": "u-1"});
    world.hear(8, "user.start", &agent).await;
    for second in [9, 17, 60] {
        world.wake(second).await;
    }
    let ledger = [(CREATED, 1, Status::Active), (FLOW_ENDED, 1, Status::Active)];
    assert_eq!(world.ledger(), ledger);
}

#[tokio::test]
async fn change_while_held_back_is_published_once() {
    let mut world = World::ended().await;
    let agent = json!({"participantId": "p-3", "sessionId": "s-3", "userId": "u-1"});
    world.hear(12, "user.end", &agent).await;
    assert_eq!(world.wake(17).await.published, [], "later evidence restarts the time");
    assert_eq!(world.wake(22).await.published, [(ENDED, 1)]);
    let entries = world.store.table().ledger(&id());
    let ended = entries.iter().find(|entry| entry.event_type == ENDED).unwrap();
    assert_eq!(ended.occurred_at, at(12));
}

#[tokio::test]
async fn withdrawal_is_held_back_and_may_be_cancelled() {
    let mut world = World::ended().await;
    world.wake(17).await;
    let agent = json!({"participantId": "p-3", "sessionId": "s-3", "userId": "u-1"});
    world.sent();
    // The agent's session begins before the end that was published.
    let mut ringing = agent.clone();
    ringing["x"] = json!("told late");
    world.hear(20, "user.start", &ringing).await;
    let is_ended = |world: &World| world.ledger().contains(&(ENDED, 1, Status::Active));
    assert!(is_ended(&world) || world.ledger().iter().all(|(event_type, ..)| *event_type != ENDED));
    assert!(is_ended(&world), "what was said stays as it is");
}

/// Appends an entry to the ledger, as an earlier pass would have.
async fn say(world: &World, entry: LedgerEntry) {
    for page in LedgerPage::after(100, vec![entry], world.tree().expires_at) {
        assert_eq!(world.store.put_ledger_page(&page).await.unwrap(), Written::Stored);
    }
}

/// A change of context alone publishes nothing; new context is published with the next real change.
#[tokio::test]
async fn changed_context_alone_publishes_nothing() {
    for (other, revisions) in [(json!({}), vec![]), (json!({"ani": "tel:+1"}), vec![(CREATED, 2)])]
    {
        let world = World::ended().await;
        let created = world.store.table().ledger(&id()).remove(0);
        let mut before = created.clone();
        before.data["conversation"]["divisionId"] = json!("d-1");
        before.data.as_object_mut().unwrap().extend(other.as_object().unwrap().clone());
        say(&world, before.clone()).await;
        let report = world.function().pass().run(&id()).await.unwrap();
        assert_eq!(report.published, revisions);
        let stands = world.store.table().ledger(&id()).remove(0);
        let expected = if revisions.is_empty() { before.data } else { created.data };
        assert_eq!(stands.data, expected, "the new data is published whole");
    }
}

#[tokio::test]
async fn pass_commits_nothing_without_its_wake_up() {
    let mut world = World::ended().await;
    let before = world.tree();
    let customer = json!({"participantId": "p-4", "sessionId": "s-4"});
    world.receive(20, "customer.end", &customer).await;
    let report = world.pass(&world.function_over(world.store.clone(), SentWakeUps::down())).await;
    assert!(report.passes[0].1.is_err() && report.redelivery.index().is_some());
    assert_eq!(world.tree(), before);
    let report = world.pass(&world.function()).await;
    assert!(report.redelivery.index().is_none() && world.tree().version > before.version);
}

#[tokio::test]
async fn early_wake_up_is_only_sent_again() {
    let world = World::ended().await;
    world.sent();
    let early = body(&wake_up(9));
    let woken = world.deliver(8, &[early.clone(), early.clone()]).await;
    assert_eq!((woken.sent_again, woken.passes.len(), failed(&woken)), (2, 0, vec![]));
    assert_eq!(world.sent(), [9], "once for all of its copies");
    let down = world.function_over(world.store.clone(), SentWakeUps::down());
    let woken = down.wake(&messages(&[early]), Deadline::never()).await;
    assert_eq!((woken.sent_again, failed(&woken)), (0, vec!["0".to_owned()]));
}

#[tokio::test]
async fn unreadable_wake_up_fails_alone() {
    let world = World::ended().await;
    let unreadable = [
        String::new(),
        "7".to_owned(),
        json!({"conversationId": "a b", "dueAt": at(9)}).to_string(),
    ];
    let bodies = [&unreadable[..], &[body(&wake_up(9))]].concat();
    let woken = world.deliver(9, &bodies).await;
    assert_eq!(
        (woken.unreadable.len(), failed(&woken)),
        (3, vec!["0".to_owned(), "1".to_owned(), "2".to_owned()])
    );
    assert_eq!(woken.done().count(), 1);
}

#[tokio::test]
async fn wake_up_of_an_expired_conversation_is_consumed() {
    let world = World::ended().await;
    let unknown = WakeUp { conversation_id: "c-2".parse().unwrap(), due_at: at(9) };
    let woken = world.deliver(9, &[body(&unknown)]).await;
    assert_eq!(
        (failed(&woken), woken.done().map(|pass| pass.known_events).sum::<u64>()),
        (vec![], 0)
    );
    let report = world.wake(401 * 86_400).await;
    assert!(report.truncated && report.published.is_empty() && world.sent() == [9]);
}

/// The wake-up is delivered again when its pass fails or runs out of time.
#[tokio::test(start_paused = true)]
async fn wake_up_of_a_failed_pass_comes_again() {
    let world = World::ended().await;
    world.setter.move_to(at(9));
    let due = messages(&[body(&wake_up(9))]);
    for (fault, failing, unfinished) in
        [(Fault::Refused, 1, 0), (Fault::Poison, 1, 0), (Fault::NoAnswer, 0, 1)]
    {
        let store = FaultyStore::new(world.store.clone(), Faults::at(1, fault));
        let function = world.function_over(store, world.wake_ups.clone());
        let woken = function.wake(&due, Deadline::after(Duration::from_secs(10))).await;
        assert_eq!(
            (woken.failed.len(), woken.unfinished.len(), failed(&woken)),
            (failing, unfinished, vec!["0".into()])
        );
    }
    assert_eq!(world.wake(9).await.published, [(FLOW_ENDED, 1)]);
}

#[tokio::test]
async fn settle_time_of_zero_publishes_at_once() {
    let world = World::ended().await;
    world.sent();
    let at_once = Reconstruct::new(
        world.store.clone(),
        DeadLetterQueue::None,
        world.wake_ups.clone(),
        PassRules { settle_seconds: 0, ..rules() },
        Clock::fixed(NOW),
    );
    let report = at_once.pass().run(&id()).await.unwrap();
    assert_eq!((report.held_back, report.wake_ups), (0, 0));
    assert!([FLOW_ENDED, ENDED].iter().all(|of| report.published.contains(&(*of, 1))));
}
