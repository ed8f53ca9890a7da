//! Log pages change nothing: whatever the order of the events, wherever passes are killed, however
//! stale a read is, and with two warm processes side by side, the tree and the ledger are those
//! that follow from all events.

use std::collections::BTreeMap;

use aws_lambda_events::dynamodb::EventRecord;
use common_events::Status;
use common_events::catalogue::Selection;
use conversation::{History, derive, project};
use fastrand::Rng;
use genesys::ConversationId;
use reconstruct::{Packing, Pass, Reconstruct};
use runtime::{Clock, DeadLetterQueue, Deadline};
use serde_json::{Value, json};
use simulate::{Kind, conversation};
use store::EventLog;
use testkit::faults::{Fault, Faults, FaultyStore};
use testkit::invocations::{NOW, batch, event, new_events, rules};
use testkit::memory_store::MemoryStore;
use testkit::memory_table::by_id;
use testkit::wake_ups::SentWakeUps;
use testkit::{but_context, envelopes, known};

use super::unsteady::{Flaw, Unsteady};

/// Number of runs.
const RUNS: u64 = 60;
/// A run with more batches than this is stuck.
const BATCHES: usize = 2_000;

type Process = Reconstruct<FaultyStore<Unsteady>, DeadLetterQueue, SentWakeUps>;

/// A run: what is right in the end, or what is wrong.
struct Run {
    rng: Rng,
    id: ConversationId,
    arrivals: Vec<Value>,
    store: MemoryStore,
    unsteady: Unsteady,
    packing: Packing,
}

impl Run {
    fn new(seed: u64, flaw: Option<Flaw>) -> Self {
        let mut rng = Rng::with_seed(seed);
        let kinds = [Kind::WebMessage, Kind::VoiceAnswered, Kind::BlindTransferToQueue];
        let details = conversation(kinds[rng.usize(..kinds.len())], seed);
        let mut arrivals = envelopes(&details, rng.bool());
        // Most events arrive in order, some late.
        for _ in 0..rng.usize(..arrivals.len()) {
            let (from, to) = (rng.usize(..arrivals.len()), rng.usize(..arrivals.len()));
            let late = arrivals.remove(from);
            arrivals.insert(to.max(from), late);
        }
        let packing = Packing {
            events: rng.usize(1..6),
            lag_ms: [0, 1_000, 30_000][rng.usize(..3)],
            sessions: rng.usize(..2),
            recent_ms: [0, 1_000, 30_000][rng.usize(..3)],
        };
        let store = MemoryStore::default();
        let unsteady = Unsteady::new(store.clone(), rng.fork(), flaw);
        Self { rng, id: details.conversation_id, arrivals, store, unsteady, packing }
    }

    /// A process. It dies at one of its next calls, or an answer is lost there.
    fn process(&mut self) -> (Process, Faults) {
        let call = self.rng.u64(1..200);
        let fault = [Fault::CrashBefore, Fault::CrashAfter, Fault::AnswerLost][self.rng.usize(..3)];
        let faults = Faults::at(call, fault);
        let store = FaultyStore::new(self.unsteady.clone(), faults.clone());
        let (wake_ups, clock) = (SentWakeUps::default(), Clock::fixed(NOW));
        let process = Reconstruct::new(store, DeadLetterQueue::None, wake_ups, rules(), clock);
        (process.with_packing(self.packing), faults)
    }

    /// Lets all events arrive and all passes run. Returns the number of log pages; none where the
    /// run is stuck.
    async fn run(&mut self) -> Option<u64> {
        let mut waiting: Vec<EventRecord> = Vec::new();
        let (mut seen, mut log_pages) = (0, 0);
        let mut arrivals = self.arrivals.clone().into_iter();
        let mut processes = [self.process(), self.process()];
        for _ in 0..BATCHES {
            for arrival in arrivals.by_ref().take(self.rng.usize(..4)) {
                self.unsteady.append(&event(&arrival)).await.unwrap();
            }
            let records = self.store.records(seen, usize::MAX);
            seen += records.len();
            waiting.extend(records.into_iter().filter(new_events));
            if waiting.is_empty() && arrivals.len() == 0 {
                return Some(log_pages);
            }
            // Two batches side by side, which may overlap: records are delivered again.
            let mut two = [Vec::new(), Vec::new()];
            for records in &mut two {
                let count = self.rng.usize(..5).min(waiting.len());
                let start = self.rng.usize(..=waiting.len() - count);
                *records = waiting[start..start + count].to_vec();
            }
            let handle = |place: usize| {
                let ((process, faults), records) = (&processes[place], two[place].clone());
                let records = batch(records);
                async move {
                    let work = process.handle(&records, Deadline::never());
                    let report = faults.process(work).await;
                    report.map(|report| (report.done().map(|it| it.log_pages).sum::<u64>(), report))
                }
            };
            let reports = futures::future::join(handle(0), handle(1)).await;
            for (place, report) in [reports.0, reports.1].into_iter().enumerate() {
                match report {
                    None => processes[place] = self.process(),
                    Some((pages, report)) if report.redelivery.index().is_none() => {
                        log_pages += pages;
                        let sk = |it: &EventRecord| it.change.sequence_number.clone();
                        waiting.retain(|it| two[place].iter().all(|done| sk(done) != sk(it)));
                    }
                    Some(_) => {}
                }
            }
        }
        None
    }

    /// Whether everything is as it follows from all events, and a pass over everything agrees.
    async fn is_right(&self) -> bool {
        let history = History::new(self.id.clone(), self.arrivals.iter().map(known));
        let table = self.store.table();
        let derived = derive(&history, &Selection::all());
        let derived: BTreeMap<(&str, String), Value> = derived
            .iter()
            .map(|it| {
                let data = but_context(&serde_json::to_value(&it.data).unwrap());
                let name = (it.event_type().as_str(), it.subject.clone());
                (name, json!([it.occurred_at, data]))
            })
            .collect();
        let ledger = table.ledger(&self.id).into_iter();
        let ledger: BTreeMap<(&str, String), Value> = ledger
            .filter(|it| it.status == Status::Active)
            .map(|it| {
                let content = json!([it.occurred_at, but_context(&it.data)]);
                ((it.event_type.as_str(), it.subject), content)
            })
            .collect();
        if table.tree(&self.id) != Some(by_id(project(&history))) || ledger != derived {
            return false;
        }
        let (wake_ups, rules, clock) = (SentWakeUps::default(), rules(), Clock::fixed(NOW));
        let pass = Pass::new(&self.store, &wake_ups, &rules, &clock).over_everything();
        let report = pass.run(&self.id).await.unwrap();
        !report.committed && report.published.is_empty() && report.participants == 0
    }
}

/// Runs on a paused clock, so that pauses cost no time.
fn run<T>(work: impl Future<Output = T>) -> T {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    builder.enable_time().start_paused(true).build().unwrap().block_on(work)
}

#[test]
fn log_pages_change_nothing_anyhow() {
    let mut log_pages = 0;
    for seed in 0..RUNS {
        let mut tried = Run::new(seed, None);
        log_pages += run(tried.run()).unwrap_or_else(|| panic!("run {seed} is stuck"));
        assert!(run(tried.is_right()), "run {seed} is wrong");
    }
    println!("{log_pages} log pages in {RUNS} runs");
    assert!(log_pages > RUNS, "there are few to speak of");
}

/// Without this rule, some run ends wrong.
fn goes_wrong(flaw: Flaw) {
    let is_wrong = |seed| {
        let mut tried = Run::new(seed, Some(flaw));
        run(tried.run()).is_none() || !run(tried.is_right())
    };
    assert!((0..RUNS).any(is_wrong), "nobody misses the rule: {flaw:?}");
}

#[test]
fn late_event_that_is_not_read_is_lost() {
    goes_wrong(Flaw::LateEventsNotRead);
}

#[test]
fn page_that_is_not_named_is_lost() {
    goes_wrong(Flaw::PageNotNamed);
}

#[test]
fn own_event_that_a_stale_read_misses_is_lost() {
    goes_wrong(Flaw::OwnEventsStale);
}
