//! Faults between any two calls: a store, a bus and a queue that work until a chosen call and then
//! fail in a chosen way.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use emit::{Bus, Entry, Outcome};
use futures::stream::{self, BoxStream, StreamExt, TryStreamExt};
use genesys::{ConversationId, Timestamp};
use runtime::wake_ups::NotSent;
use runtime::{WakeUp, WakeUps};
use store::{
    Appended, Consistency, EventItem, EventLog, LatestCommit, LedgerPage, LogAndLedger, LogPage,
    OpenConversations, Operation, ParticipantItem, Projections, StoreError, TreeItem, Written,
};
use tokio::sync::Notify;

/// How a call fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Refused before it takes effect, as when a permission is missing for a while.
    Refused,
    /// Throttled, before it takes effect.
    Throttled,
    /// Times out before it takes effect.
    TimedOut,
    /// Takes effect, but the response is lost.
    AnswerLost,
    /// Takes effect, but no response ever comes.
    NoAnswer,
    /// The process dies before the call.
    CrashBefore,
    /// The process dies after the call has taken effect.
    CrashAfter,
    /// This call and all later ones fail permanently.
    Poison,
}

impl Fault {
    /// Faults that can pass: the same call may succeed when it is repeated.
    pub const PASSING: [Self; 7] = [
        Self::Refused,
        Self::Throttled,
        Self::TimedOut,
        Self::AnswerLost,
        Self::NoAnswer,
        Self::CrashBefore,
        Self::CrashAfter,
    ];
}

/// Decides by the number of a call whether and how it fails.
type Plan = dyn Fn(u64) -> Option<Fault> + Send + Sync;

/// Counts the calls of every store, bus and queue that uses it, and makes some of them fail. Clones
/// share the count.
#[derive(Clone)]
pub struct Faults {
    plan: Arc<Plan>,
    calls: Arc<AtomicU64>,
    crash: Arc<Notify>,
}

/// The outcome of a call that fails.
enum Wrong {
    Refused,
    Throttled,
    TimedOut,
    Poison,
}

impl Faults {
    /// Faults by the number of the call, from 1.
    pub fn new(plan: impl Fn(u64) -> Option<Fault> + Send + Sync + 'static) -> Self {
        Self { plan: Arc::new(plan), calls: Arc::default(), crash: Arc::default() }
    }

    /// Nothing goes wrong.
    #[must_use]
    pub fn none() -> Self {
        Self::new(|_| None)
    }

    /// One call fails. After [`Fault::Poison`], all later calls fail as well.
    #[must_use]
    pub fn at(call: u64, fault: Fault) -> Self {
        Self::new(move |number| {
            (number == call || fault == Fault::Poison && number > call).then_some(fault)
        })
    }

    /// Number of calls so far.
    #[must_use]
    pub fn calls(&self) -> u64 {
        self.calls.load(Ordering::SeqCst)
    }

    /// Runs the work of a process. When the process dies, the work is dropped at once and the
    /// result is `None`.
    pub async fn process<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        tokio::select! {
            biased;
            () = self.crash.notified() => None,
            done = work => Some(done),
        }
    }

    async fn call<T>(&self, call: impl Future<Output = T>) -> Result<T, Wrong> {
        let number = self.calls.fetch_add(1, Ordering::SeqCst) + 1;
        match (self.plan)(number) {
            None => Ok(call.await),
            Some(Fault::Refused) => Err(Wrong::Refused),
            Some(Fault::Throttled) => Err(Wrong::Throttled),
            Some(Fault::TimedOut) => {
                tokio::time::sleep(Duration::from_secs(5)).await;
                Err(Wrong::TimedOut)
            }
            Some(Fault::AnswerLost) => {
                call.await;
                Err(Wrong::TimedOut)
            }
            Some(Fault::NoAnswer) => {
                call.await;
                std::future::pending().await
            }
            Some(Fault::CrashBefore) => self.die().await,
            Some(Fault::CrashAfter) => {
                call.await;
                self.die().await
            }
            Some(Fault::Poison) => Err(Wrong::Poison),
        }
    }

    async fn die<T>(&self) -> T {
        self.crash.notify_one();
        std::future::pending().await
    }
}

/// A store with faults.
#[derive(Clone)]
pub struct FaultyStore<S> {
    store: S,
    faults: Faults,
}

impl<S> FaultyStore<S> {
    /// A store with these faults.
    pub const fn new(store: S, faults: Faults) -> Self {
        Self { store, faults }
    }

    async fn call<T>(
        &self,
        operation: Operation,
        call: impl Future<Output = Result<T, StoreError>>,
    ) -> Result<T, StoreError> {
        let source = "a fault";
        match self.faults.call(call).await {
            Ok(answer) => answer,
            Err(Wrong::Refused) => Err(StoreError::Fatal {
                operation,
                code: "AccessDeniedException".into(),
                source: source.into(),
            }),
            Err(Wrong::Throttled) => Err(StoreError::Retry {
                operation,
                code: "ThrottlingException".into(),
                source: source.into(),
            }),
            Err(Wrong::TimedOut) => {
                Err(StoreError::Retry { operation, code: "timeout".into(), source: source.into() })
            }
            Err(Wrong::Poison) => Err(StoreError::Poison {
                operation,
                code: "ValidationException".into(),
                source: source.into(),
            }),
        }
    }
}

#[async_trait]
impl<S: EventLog> EventLog for FaultyStore<S> {
    async fn append(&self, event: &EventItem) -> Result<Appended, StoreError> {
        self.call(Operation::PutItem, self.store.append(event)).await
    }

    async fn latest_commit(&self, of: &ConversationId) -> Result<LatestCommit, StoreError> {
        self.call(Operation::Query, self.store.latest_commit(of)).await
    }

    async fn is_newest_commit(
        &self,
        of: &ConversationId,
        version: u64,
    ) -> Result<bool, StoreError> {
        self.call(Operation::GetItem, self.store.is_newest_commit(of, version)).await
    }

    async fn has_ledger_page(&self, of: &ConversationId, number: u32) -> Result<bool, StoreError> {
        self.call(Operation::GetItem, self.store.has_ledger_page(of, number)).await
    }

    async fn log_and_ledger(&self, of: &ConversationId) -> Result<LogAndLedger, StoreError> {
        self.call(Operation::Query, self.store.log_and_ledger(of)).await
    }

    async fn events_between(
        &self,
        of: &ConversationId,
        first: Timestamp,
        last: Timestamp,
        consistency: Consistency,
    ) -> Result<Vec<EventItem>, StoreError> {
        self.call(Operation::Query, self.store.events_between(of, first, last, consistency)).await
    }

    async fn ledger_after(
        &self,
        of: &ConversationId,
        number: u32,
        consistency: Consistency,
    ) -> Result<Vec<LedgerPage>, StoreError> {
        self.call(Operation::Query, self.store.ledger_after(of, number, consistency)).await
    }

    async fn log_pages(
        &self,
        of: &ConversationId,
        first: u32,
        last: u32,
    ) -> Result<Vec<LogPage>, StoreError> {
        self.call(Operation::Query, self.store.log_pages(of, first, last)).await
    }
}

#[async_trait]
impl<S: OpenConversations> OpenConversations for FaultyStore<S> {
    /// One call before anything is listed, and one before each conversation, because pages can end
    /// anywhere.
    fn open(
        &self,
        shard: u32,
        until: Timestamp,
    ) -> BoxStream<'_, Result<ConversationId, StoreError>> {
        let page = || self.call(Operation::Query, async { Ok(()) });
        let listed = self
            .store
            .open(shard, until)
            .and_then(move |id| async move { page().await.map(|()| id) });
        let begun = stream::once(page()).map_ok(|()| None).chain(listed.map_ok(Some));
        // After a failure the stream ends.
        let ended = begun.scan(false, |failed, listed| {
            let goes_on = !*failed;
            *failed |= listed.is_err();
            futures::future::ready(goes_on.then_some(listed))
        });
        ended.try_filter_map(|listed| futures::future::ready(Ok(listed))).boxed()
    }

    async fn latest_event(&self, of: &ConversationId) -> Result<Option<EventItem>, StoreError> {
        self.call(Operation::Query, self.store.latest_event(of)).await
    }

    async fn log(&self, of: &ConversationId) -> Result<Vec<EventItem>, StoreError> {
        self.call(Operation::Query, self.store.log(of)).await
    }
}

#[async_trait]
impl<S: Projections> Projections for FaultyStore<S> {
    async fn put_participant(&self, participant: &ParticipantItem) -> Result<Written, StoreError> {
        self.call(Operation::PutItem, self.store.put_participant(participant)).await
    }

    async fn put_ledger_page(&self, page: &LedgerPage) -> Result<Written, StoreError> {
        self.call(Operation::PutItem, self.store.put_ledger_page(page)).await
    }

    async fn put_log_page(&self, page: &LogPage) -> Result<Written, StoreError> {
        self.call(Operation::PutItem, self.store.put_log_page(page)).await
    }

    async fn put_tree(&self, tree: &TreeItem, read: Option<u64>) -> Result<Written, StoreError> {
        self.call(Operation::PutItem, self.store.put_tree(tree, read)).await
    }

    async fn participants(&self, of: &ConversationId) -> Result<Vec<ParticipantItem>, StoreError> {
        self.call(Operation::Query, self.store.participants(of)).await
    }
}

/// A bus with faults.
#[derive(Clone)]
pub struct FaultyBus<B> {
    bus: B,
    faults: Faults,
}

impl<B> FaultyBus<B> {
    /// A bus with these faults.
    pub const fn new(bus: B, faults: Faults) -> Self {
        Self { bus, faults }
    }
}

#[async_trait]
impl<B: Bus> Bus for FaultyBus<B> {
    async fn publish(&self, entries: &[Entry]) -> Vec<Outcome> {
        let outcome = match self.faults.call(self.bus.publish(entries)).await {
            Ok(outcomes) => return outcomes,
            Err(Wrong::Refused) => Outcome::Retry("AccessDeniedException".into()),
            Err(Wrong::Throttled) => Outcome::Retry("ThrottlingException".into()),
            Err(Wrong::TimedOut) => Outcome::Retry("timeout".into()),
            Err(Wrong::Poison) => Outcome::Refused("MalformedDetail".into()),
        };
        vec![outcome; entries.len()]
    }
}

/// A queue of wake-ups with faults.
#[derive(Clone)]
pub struct FaultyWakeUps<W> {
    wake_ups: W,
    faults: Faults,
}

impl<W> FaultyWakeUps<W> {
    /// A queue with these faults.
    pub const fn new(wake_ups: W, faults: Faults) -> Self {
        Self { wake_ups, faults }
    }
}

#[async_trait]
impl<W: WakeUps> WakeUps for FaultyWakeUps<W> {
    async fn send(&self, wake_up: &WakeUp, now: Timestamp) -> Result<(), NotSent> {
        self.faults
            .call(self.wake_ups.send(wake_up, now))
            .await
            .unwrap_or_else(|_| Err(NotSent("a fault".into())))
    }
}
