//! A run over the open conversations. Conversations are independent: a failure of one does not stop
//! the others from being checked.

use std::pin::pin;

use conversation::History;
use futures::stream::{self, StreamExt};
use genesys::{Arrival, ConversationId, EventKey, Timestamp, Topic};
use runtime::{Clock, Deadline};
use serde_json::Value;
use store::{Appended, EventItem, EventLog, OpenConversations, Operation, StoreError};

use crate::config::SweepRules;
use crate::report::RunReport;
use crate::sample::RandomSample;

/// The most conversations that a run closes. Each one costs a pass and publishes Common Events, so
/// the backlog of an outage is closed in portions.
pub const MOST_SWEPT: u64 = 1_000;

/// How many conversations are checked concurrently: enough to hide DynamoDB's latency, few enough
/// to hold their logs in memory.
const SIDE_BY_SIDE: usize = 8;

const DAY_MS: i64 = 86_400_000;

/// The function: closes conversations that have been silent for too long.
#[derive(Debug, Clone)]
pub struct Sweeper<S> {
    store: S,
    rules: SweepRules,
    clock: Clock,
}

impl<S: EventLog + OpenConversations> Sweeper<S> {
    /// Creates the function on a store.
    pub const fn new(store: S, rules: SweepRules, clock: Clock) -> Self {
        Self { store, rules, clock }
    }

    /// Checks the open conversations until the deadline, or until it has closed [`MOST_SWEPT`]. The
    /// next run checks the rest.
    pub async fn run(&self, deadline: Deadline) -> RunReport {
        let now = self.clock.now();
        let silent_since = now.minus_ms(i64::from(self.rules.after_days) * DAY_MS);
        let mut report = RunReport::default();
        let sample = self.list(RandomSample::of(now), silent_since, deadline, &mut report).await;
        report.unfinished |= sample.is_sample();
        let mut left = sample.len();
        let looks = stream::iter(sample.into_ids())
            .map(|id| async move {
                let outcome = self.look_at(&id, silent_since).await;
                (id, outcome)
            })
            .buffer_unordered(SIDE_BY_SIDE)
            .take_until(deadline.reached());
        let mut looks = pin!(looks);
        while let Some((id, outcome)) = looks.next().await {
            left -= 1;
            report.note(id, outcome);
            if report.swept >= MOST_SWEPT {
                break;
            }
        }
        report.unfinished |= left > 0;
        report
    }

    /// Lists the conversations that began before `silent_since`. Others cannot have been silent for
    /// that long, as no event precedes the start.
    async fn list(
        &self,
        mut sample: RandomSample,
        silent_since: Timestamp,
        deadline: Deadline,
        report: &mut RunReport,
    ) -> RandomSample {
        let listed = stream::iter(0..self.rules.open_shards)
            .map(|shard| self.store.open(shard, silent_since).map(move |id| (shard, id)))
            .flatten_unordered(SIDE_BY_SIDE)
            .take_until(deadline.reached());
        let mut listed = pin!(listed);
        while let Some((shard, id)) = listed.next().await {
            match id {
                Ok(id) => sample.add(id),
                Err(error) => {
                    tracing::error!(
                        shard, %error,
                        "the rest of a shard of open conversations was not listed"
                    );
                    report.failed += 1;
                }
            }
        }
        report.unfinished = deadline.has_passed() || report.failed > 0;
        sample
    }

    /// Closes a conversation if it has been silent for too long. Returns `false` if it is left
    /// unchanged.
    async fn look_at(
        &self,
        id: &ConversationId,
        silent_since: Timestamp,
    ) -> Result<bool, StoreError> {
        let Some(latest) = self.store.latest_event(id).await? else { return Ok(false) };
        if is_sweep(&latest) || active_at(&latest) > silent_since {
            return Ok(false);
        }
        let log = self.store.log(id).await?;
        if log.iter().any(|event| !is_sweep(event) && active_at(event) > silent_since) {
            return Ok(false);
        }
        let history = History::new(id.clone(), log.iter().map(EventItem::known));
        let Some(sweep) = conversation::sweep(&history, silent_since) else { return Ok(false) };
        let event = self.event(&history, sweep)?;
        Ok(match self.store.append(&event).await? {
            Appended::Stored => {
                tracing::info!(
                    conversation_id = %id, event_key = %event.sk.key, "silent conversation closed"
                );
                true
            }
            Appended::Duplicate => false,
        })
    }

    /// The sweep event that closes a conversation. If every known event came by a replay, the sweep
    /// event counts as replayed too, so what follows from it is published only if the rest is.
    fn event(&self, history: &History, sweep: genesys::Sweep) -> Result<EventItem, StoreError> {
        let body = sweep.body(history.conversation_id());
        let key = EventKey::new(&Topic::Sweep, &body).map_err(|error| StoreError::Poison {
            operation: Operation::PutItem,
            code: "cannot be encoded".into(),
            source: error.into(),
        })?;
        let causes: Vec<EventKey> = history.events().map(|event| event.key).collect();
        let arrival = Arrival {
            conversation_id: history.conversation_id().clone(),
            topic: Topic::Sweep,
            time: sweep.last_news,
            key,
            body: Value::Object(body).to_string(),
            organization_id: history.organization_id().map(str::to_owned),
            envelope_id: None,
            replay_name: history.replay_of(&causes).map(str::to_owned),
            exported_at: None,
        };
        Ok(EventItem::new(arrival, self.clock.now(), self.rules.retention))
    }
}

/// When an event last showed that the conversation is not silent. An old event that a replay or an
/// import delivers counts from its arrival, because more of that conversation may still arrive.
fn active_at(event: &EventItem) -> Timestamp {
    event.sk.time.max(event.received_at)
}

fn is_sweep(event: &EventItem) -> bool {
    event.topic == Topic::Sweep.as_str()
}

impl RunReport {
    fn note(&mut self, conversation_id: ConversationId, outcome: Result<bool, StoreError>) {
        self.looked_at += 1;
        match outcome {
            Ok(swept) => self.swept += u64::from(swept),
            Err(error @ StoreError::Poison { .. }) => {
                tracing::error!(
                    %conversation_id, %error,
                    "conversation set aside: it cannot be checked or closed"
                );
                self.poisoned.push(conversation_id);
            }
            Err(error) => {
                tracing::error!(
                    %conversation_id, %error, "conversation not checked: the next run checks it"
                );
                self.failed += 1;
            }
        }
    }
}
