//! The pass that is deployed, as a function from the answers that it was given so far to what it does next.
//!
//! A pass is deterministic, so its answers say all about where it stands. That is what lets a model checker stop it
//! between any two calls, copy it, and go on in every way.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use genesys::ConversationId;
use reconstruct::{Pass, PassError, Rules};
use runtime::Clock;
use store::keys::SortKey;
use store::{
    Appended, EventItem, EventLog, Expiry, LedgerPage, ParticipantItem, Projections, Reading, StoreError, TreeItem,
    Written,
};
use tests::deployment::NOW;
use tests::memory_table::{Stored, log_and_ledger};
use tokio::sync::Notify;

/// What a pass asks of the table.
#[derive(Debug, Clone)]
pub enum Call {
    /// The commit.
    Commit,
    /// The page of the log and the ledger after a sort key.
    Page(String),
    /// To put a participant.
    PutParticipant(ParticipantItem),
    /// To put a conclusion over the one of a revision.
    PutLedgerPage(LedgerPage),
    /// To put the commit over the one of a version.
    PutTree(TreeItem, Option<u64>),
}

/// What the table answers.
#[derive(Debug, Clone)]
pub enum Answer {
    /// The commit.
    Commit(Box<Option<TreeItem>>),
    /// A page, and whether another one follows.
    Page(Vec<Arc<Stored>>, bool),
    /// What became of a write.
    Written(Written),
}

/// What a pass does next.
#[derive(Debug)]
pub enum Next {
    /// It asks for something.
    Asks(Box<Call>),
    /// It is done.
    Ends(Result<(), PassError>),
}

/// Runs a pass on these answers until it asks for one more.
pub fn next(id: &ConversationId, rules: &Rules, order: Order, answers: Vec<Answer>) -> Next {
    thread_local! {
        static RUNTIME: tokio::runtime::Runtime =
            tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    }
    let script = Script { order, answers: Mutex::new(answers.into()), asked: Mutex::default(), waits: Notify::new() };
    let clock = Clock::fixed(NOW);
    let pass = Pass::new(&script, rules, &clock);
    let ended = RUNTIME.with(|runtime| {
        runtime.block_on(async {
            tokio::select! {
                biased;
                outcome = pass.run(id) => Some(outcome.map(drop)),
                () = script.waits.notified() => None,
            }
        })
    });
    match ended {
        Some(outcome) => Next::Ends(outcome),
        None => Next::Asks(Box::new(script.asked.into_inner().unwrap().unwrap())),
    }
}

/// In which order a pass reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// As deployed.
    CommitFirst,
    /// The other way round, which is wrong.
    CommitLast,
}

/// A store that answers what the script says, and then waits for ever.
struct Script {
    order: Order,
    answers: Mutex<VecDeque<Answer>>,
    asked: Mutex<Option<Call>>,
    waits: Notify,
}

impl Script {
    async fn ask(&self, call: Call) -> Answer {
        let answer = self.answers.lock().unwrap().pop_front();
        if let Some(answer) = answer {
            return answer;
        }
        *self.asked.lock().unwrap() = Some(call);
        self.waits.notify_one();
        std::future::pending().await
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

    async fn commit(&self, _: &ConversationId) -> Result<Option<TreeItem>, StoreError> {
        match self.ask(Call::Commit).await {
            Answer::Commit(commit) => Ok(*commit),
            other => panic!("no answer to a read: {other:?}"),
        }
    }

    async fn log_and_ledger(&self, _: &ConversationId) -> Result<(Vec<EventItem>, Vec<LedgerPage>), StoreError> {
        let (mut items, mut after) = (Vec::new(), String::new());
        loop {
            match self.ask(Call::Page(after)).await {
                Answer::Page(page, more) => {
                    items.extend(page);
                    if !more {
                        return Ok(log_and_ledger(items));
                    }
                    after = items.last().map(|last: &Arc<Stored>| last.sort_key()).unwrap();
                }
                other => panic!("no answer to a query: {other:?}"),
            }
        }
    }

    async fn read(&self, id: &ConversationId) -> Result<Reading, StoreError> {
        let (tree, (events, ledger)) = match self.order {
            Order::CommitFirst => (self.commit(id).await?, self.log_and_ledger(id).await?),
            Order::CommitLast => {
                let read = self.log_and_ledger(id).await?;
                (self.commit(id).await?, read)
            }
        };
        Ok(Reading { tree, events, ledger })
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

    async fn put_tree(&self, tree: &TreeItem, read: Option<u64>) -> Result<Written, StoreError> {
        self.written(Call::PutTree(tree.clone(), read)).await
    }

    async fn extend_expiry(&self, _: &ConversationId, _: &SortKey, _: Expiry) -> Result<(), StoreError> {
        panic!("nothing expires here")
    }

    async fn participants(&self, _: &ConversationId) -> Result<Vec<ParticipantItem>, StoreError> {
        panic!("only the pass after an upgrade reads participants")
    }
}
