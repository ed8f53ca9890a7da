//! The deployed pass as a function: from the answers that it has got so far, with their times, to
//! its next step.
//!
//! A pass is deterministic, so its answers determine its state. A model checker can therefore stop
//! it between any two calls, copy it, and continue it in every way.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use genesys::{ConversationId, Timestamp};
use reconstruct::{Packing, Pass, PassRules, Reconstruct};
use runtime::wake_ups::NotSent;
use runtime::{Clock, DeadLetterQueue, Deadline, WakeUp, WakeUps};
use store::keys::EventSortKey;
use store::{
    Appended, Consistency, EventItem, EventLog, LatestCommit, LedgerPage, LogAndLedger, LogPage,
    ParticipantItem, Projections, StoreError, TreeItem, Written,
};
use testkit::invocations::messages;
use testkit::memory_table::{Stored, log_and_ledger};
use tokio::sync::Notify;

/// A request of a pass to the table or the queue.
#[derive(Debug, Clone)]
#[expect(clippy::large_enum_variant, reason = "one call is pending for each pass")]
pub enum Call {
    /// The commit.
    Commit,
    /// Whether the commit of a version is still the newest.
    IsNewestCommit(u64),
    /// Whether there is a page of the ledger of a number.
    HasLedgerPage(u32),
    /// The page of the log and the ledger after a sort key.
    Page(String),
    /// The events of a time.
    Events(Timestamp, Timestamp),
    /// The pages of the ledger after one.
    LedgerAfter(u32),
    /// The log pages of these numbers.
    LogPages(u32, u32),
    /// Put a participant.
    PutParticipant(ParticipantItem),
    /// Put a ledger page.
    PutLedgerPage(LedgerPage),
    /// Put a log page.
    PutLogPage(LogPage),
    /// Put the commit, if the stored one has this version.
    PutTree(TreeItem, Option<u64>),
    /// Send a wake-up.
    Send(WakeUp),
}

/// The response to a call.
#[derive(Debug, Clone)]
pub enum Answer {
    /// The commit.
    Commit(Box<LatestCommit>),
    /// Whether that is so.
    Is(bool),
    /// A page, and whether another one follows.
    Page(Vec<Arc<Stored>>, bool),
    /// What another query finds.
    Found(LogAndLedger),
    /// The outcome of a write.
    Written(Written),
    /// The wake-up is sent.
    Sent,
}

/// The next step of a pass.
#[derive(Debug)]
pub enum Next {
    /// A call.
    Asks(Box<Call>),
    /// The end: successful or not.
    Ends(bool),
}

/// What starts a pass, and when.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Start {
    /// The time.
    pub at: Timestamp,
    /// Its wake-up; `None` if a new event starts the pass.
    pub woken_by: Option<WakeUp>,
    /// The new events that start the pass.
    pub own: Vec<EventSortKey>,
}

/// Runs a pass on these answers, each with its time, until it makes a call that has no answer yet.
pub fn next(
    id: &ConversationId,
    (rules, packing): (&PassRules, Packing),
    order: Order,
    start: &Start,
    answers: Vec<(Answer, Timestamp)>,
) -> Next {
    thread_local! {
        static RUNTIME: tokio::runtime::Runtime =
            tokio::runtime::Builder::new_current_thread()
                .enable_time()
                .start_paused(true)
                .build()
                .unwrap();
    }
    let time = Arc::new(AtomicI64::new(start.at.ms()));
    let shown = Arc::clone(&time);
    let clock = Clock::new(move || Timestamp::from_ms(shown.load(Ordering::SeqCst)));
    let (answers, asked) = (Mutex::new(answers.into()), Mutex::default());
    let (early, waits) = (Mutex::default(), Notify::new());
    let script = Script(Arc::new(Inner { order, answers, asked, early, waits, time }));
    let ended = RUNTIME.with(|runtime| {
        runtime.block_on(async {
            tokio::select! {
                biased;
                is_done = run(id, (rules, packing), &clock, start, &script) => Some(is_done),
                () = script.0.waits.notified() => None,
            }
        })
    });
    match ended {
        Some(is_done) => Next::Ends(is_done),
        None => Next::Asks(Box::new(script.0.asked.lock().unwrap().take().unwrap())),
    }
}

/// Runs the pass for a new event, or all work for a wake-up; returns whether it succeeds.
async fn run(
    id: &ConversationId,
    (rules, packing): (&PassRules, Packing),
    clock: &Clock,
    start: &Start,
    script: &Script,
) -> bool {
    let Some(wake_up) = &start.woken_by else {
        let pass = Pass::new(script, script, rules, clock).with_packing(packing);
        return pass.run_for(id, &start.own).await.is_ok();
    };
    let (store, dead_letters, wake_ups) = (script.clone(), DeadLetterQueue::None, script.clone());
    let reconstruct = Reconstruct::new(store, dead_letters, wake_ups, rules.clone(), clock.clone());
    let reconstruct = reconstruct.with_packing(packing);
    let message = messages(&[serde_json::to_string(wake_up).unwrap()]);
    reconstruct.wake(&message, Deadline::never()).await.response().batch_item_failures.is_empty()
}

/// The order of a pass's reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// As deployed.
    CommitFirst,
    /// Reversed, which is wrong.
    CommitLast,
}

/// A store and a queue with scripted answers, which block forever when these run out.
#[derive(Clone)]
struct Script(Arc<Inner>);

struct Inner {
    order: Order,
    answers: Mutex<VecDeque<(Answer, Timestamp)>>,
    asked: Mutex<Option<Call>>,
    /// What was read before the commit, which is wrong.
    early: Mutex<Option<LogAndLedger>>,
    waits: Notify,
    /// The time of the last answer.
    time: Arc<AtomicI64>,
}

impl Script {
    async fn ask(&self, call: Call) -> Answer {
        let answer = self.0.answers.lock().unwrap().pop_front();
        if let Some((answer, at)) = answer {
            self.0.time.store(at.ms(), Ordering::SeqCst);
            return answer;
        }
        *self.0.asked.lock().unwrap() = Some(call);
        self.0.waits.notify_one();
        std::future::pending().await
    }

    async fn is(&self, call: Call) -> Result<bool, StoreError> {
        match self.ask(call).await {
            Answer::Is(is_so) => Ok(is_so),
            other => panic!("no answer to a read: {other:?}"),
        }
    }

    async fn found(&self, call: Call) -> Result<LogAndLedger, StoreError> {
        match self.ask(call).await {
            Answer::Found(found) => Ok(found),
            other => panic!("no answer to a query: {other:?}"),
        }
    }

    async fn log_and_ledger_now(&self) -> LogAndLedger {
        let (mut items, mut after) = (Vec::new(), String::new());
        loop {
            match self.ask(Call::Page(after)).await {
                Answer::Page(page, more) => {
                    items.extend(page);
                    if !more {
                        return log_and_ledger(items);
                    }
                    after = items.last().map(|last: &Arc<Stored>| last.sort_key()).unwrap();
                }
                other => panic!("no answer to a query: {other:?}"),
            }
        }
    }

    async fn written(&self, call: Call) -> Result<Written, StoreError> {
        match self.ask(call).await {
            Answer::Written(written) => Ok(written),
            other => panic!("no answer to a write: {other:?}"),
        }
    }
}

#[async_trait]
impl EventLog for Script {
    async fn append(&self, _: &EventItem) -> Result<Appended, StoreError> {
        panic!("a pass appends nothing")
    }

    async fn latest_commit(&self, _: &ConversationId) -> Result<LatestCommit, StoreError> {
        if self.0.order == Order::CommitLast {
            let early = self.log_and_ledger_now().await;
            *self.0.early.lock().unwrap() = Some(early);
        }
        match self.ask(Call::Commit).await {
            Answer::Commit(commit) => Ok(*commit),
            other => panic!("no answer to a read: {other:?}"),
        }
    }

    async fn is_newest_commit(&self, _: &ConversationId, version: u64) -> Result<bool, StoreError> {
        self.is(Call::IsNewestCommit(version)).await
    }

    async fn has_ledger_page(&self, _: &ConversationId, number: u32) -> Result<bool, StoreError> {
        self.is(Call::HasLedgerPage(number)).await
    }

    async fn log_and_ledger(&self, _: &ConversationId) -> Result<LogAndLedger, StoreError> {
        let early = self.0.early.lock().unwrap().take();
        match early {
            Some(early) => Ok(early),
            None => Ok(self.log_and_ledger_now().await),
        }
    }

    async fn events_between(
        &self,
        _: &ConversationId,
        first: Timestamp,
        last: Timestamp,
        _: Consistency,
    ) -> Result<Vec<EventItem>, StoreError> {
        Ok(self.found(Call::Events(first, last)).await?.events)
    }

    async fn ledger_after(
        &self,
        _: &ConversationId,
        number: u32,
        _: Consistency,
    ) -> Result<Vec<LedgerPage>, StoreError> {
        Ok(self.found(Call::LedgerAfter(number)).await?.ledger)
    }

    async fn log_pages(
        &self,
        _: &ConversationId,
        first: u32,
        last: u32,
    ) -> Result<Vec<LogPage>, StoreError> {
        Ok(self.found(Call::LogPages(first, last)).await?.log_pages)
    }
}

#[async_trait]
impl WakeUps for Script {
    async fn send(&self, wake_up: &WakeUp, _: Timestamp) -> Result<(), NotSent> {
        match self.ask(Call::Send(wake_up.clone())).await {
            Answer::Sent => Ok(()),
            other => panic!("no answer to a message: {other:?}"),
        }
    }
}

#[async_trait]
impl Projections for Script {
    async fn put_participant(&self, participant: &ParticipantItem) -> Result<Written, StoreError> {
        self.written(Call::PutParticipant(participant.clone())).await
    }

    async fn put_ledger_page(&self, page: &LedgerPage) -> Result<Written, StoreError> {
        self.written(Call::PutLedgerPage(page.clone())).await
    }

    async fn put_log_page(&self, page: &LogPage) -> Result<Written, StoreError> {
        self.written(Call::PutLogPage(page.clone())).await
    }

    async fn put_tree(&self, tree: &TreeItem, read: Option<u64>) -> Result<Written, StoreError> {
        self.written(Call::PutTree(tree.clone(), read)).await
    }

    async fn participants(&self, _: &ConversationId) -> Result<Vec<ParticipantItem>, StoreError> {
        panic!("only the pass after an upgrade reads participants")
    }
}
