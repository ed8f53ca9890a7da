//! The cost of a workload: requests to DynamoDB, consumed capacity, and entries on the bus.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use async_trait::async_trait;
use aws_lambda_events::dynamodb::EventRecord;
use emit::{Bus, Entry, Outcome};
use genesys::{Arrival, ConversationId, Timestamp};
use local_aws::arrival;
use local_aws::local::{Local, TABLE};
use local_aws::pipeline::Pipeline;
use local_aws::streams::StreamReader;
use reconstruct::{Pass, PassRules};
use runtime::{Clock, Environment};
use serde_dynamo::Item;
use store::keys::{EVENT_PREFIX, LEDGER_PREFIX, LOG_PAGE_PREFIX, TREE};
use store::size::write_units;
use store::{EventLog, Image, LogPage, Usage};

/// Number of records in one read.
const RECORDS: usize = 1_000;

/// The cost of a workload.
#[derive(Debug, Default)]
pub struct Cost {
    /// Number of its events.
    pub events: u64,
    /// Number of passes if none is repeated: one for each conversation of a batch, and those of
    /// wake-ups.
    pub passes: u64,
    /// Number of wake-ups sent.
    pub wake_ups: u64,
    /// Requests and consumed capacity of DynamoDB.
    pub usage: Usage,
    /// Number of `PutEvents` entries.
    pub entries: u64,
    /// Read units of a pass that remembers nothing, at the end, over the conversation of the first
    /// message.
    pub cold: f64,
    /// Write units of the last log page of this conversation for each event on it; 0 if none was
    /// put.
    pub paging: f64,
    /// Writes to the table itself, without its indexes, by kind of item.
    pub kinds: BTreeMap<&'static str, Writes>,
}

/// The writes of one kind of item.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Writes {
    /// Number of items created, changed or removed.
    pub count: u64,
    /// Write units of these, each by the larger of the item before and after.
    pub units: u64,
}

/// A bus that accepts everything and counts it.
#[derive(Clone, Default)]
struct Counting(Arc<AtomicU64>);

#[async_trait]
impl Bus for Counting {
    async fn publish(&self, entries: &[Entry]) -> Vec<Outcome> {
        self.0.fetch_add(entries.len() as u64, Ordering::Relaxed);
        vec![Outcome::Accepted; entries.len()]
    }
}

impl Cost {
    /// Feeds messages to the functions, `batch` at a time, with this value of `COMMON_EVENT_TYPES`.
    pub async fn of(messages: &[String], batch: usize, types: &'static str) -> Self {
        Self::after([&[], &[]], messages, batch, types).await
    }

    /// The same after messages that are not counted: the first in one batch, the others one by one.
    pub async fn after(
        [before, then]: [&[String]; 2],
        messages: &[String],
        batch: usize,
        types: &'static str,
    ) -> Self {
        let local = Local::start(None).await.unwrap();
        let bus = Counting::default();
        let types = move |name: &str| (name == "COMMON_EVENT_TYPES").then(|| types.to_owned());
        let at_once = batch.max(before.len());
        let (environment, clock) =
            (Environment::asking(types), Clock::fixed(Timestamp::from_ms(0)));
        let mut pipeline =
            Pipeline::start_at(&local, bus.clone(), at_once, &environment, clock).await.unwrap();
        let embedded = local.embedded();
        let mut reader = StreamReader::open(embedded.streams(), &embedded.dynamodb(), TABLE, None)
            .await
            .unwrap();
        Self::default().feed(&mut pipeline, before, at_once).await;
        Self::default().feed(&mut pipeline, then, 1).await;
        Self::default().note(&mut reader).await;
        let id = Arrival::decode(&messages[0]).unwrap().conversation_id;
        let pages_before = log_pages(&local, &id).await.len();
        drop(local.table().meter().take());
        let entries = bus.0.load(Ordering::Relaxed);

        let mut cost = Self::default();
        cost.feed(&mut pipeline, messages, batch).await;
        cost.note(&mut reader).await;
        cost.usage = local.table().meter().take();
        cost.entries = bus.0.load(Ordering::Relaxed) - entries;
        cost.cold = cold(&local, &id, &environment).await;
        // The first one also has what was derived from the messages before.
        let pages = log_pages(&local, &id).await.split_off(pages_before);
        cost.paging = pages.last().map_or(0.0, paging);
        local.stop().await;
        cost
    }

    /// Each batch arrives at the time of its last message. At the end, time passes until nothing is
    /// held back.
    async fn feed(&mut self, pipeline: &mut Pipeline<Counting>, messages: &[String], batch: usize) {
        let before = pipeline.wake_ups_sent();
        for messages in messages.chunks(batch) {
            if let Some(arrived_at) = messages.last().and_then(|message| arrival::time_of(message))
            {
                self.passes += pipeline.pass_time(arrived_at).await.unwrap().woken;
            }
            let received = pipeline.receive(messages).await;
            assert_eq!(received.stored, messages.len() as u64, "they are distinct: {received:?}");
            self.events += received.stored;
            self.passes += received.conversations.len() as u64;
            let settled = pipeline.settle().await.unwrap();
            assert_eq!(settled.poisoned, 0);
            self.passes += settled.woken;
        }
        self.passes += pipeline.finish().await.unwrap().woken;
        self.wake_ups = pipeline.wake_ups_sent() - before;
    }

    /// Number of requests, of all operations.
    pub fn requests(&self) -> u64 {
        self.usage.requests.values().sum()
    }

    /// A total per event.
    pub fn per_event(&self, total: f64) -> f64 {
        total / self.events as f64
    }

    /// Write units of the table itself, without its indexes.
    pub fn table_units(&self) -> u64 {
        self.kinds.values().map(|writes| writes.units).sum()
    }

    /// Adds the writes of the records in the stream.
    async fn note(&mut self, reader: &mut StreamReader) {
        loop {
            let records = reader.next(RECORDS).await.unwrap();
            if records.is_empty() {
                return;
            }
            for record in &records {
                let writes = self.kinds.entry(kind(record)).or_default();
                writes.count += 1;
                writes.units +=
                    units(&record.change.old_image).max(units(&record.change.new_image));
            }
            reader.acknowledge();
        }
    }
}

/// Read units of a pass that remembers nothing.
async fn cold(local: &Local, id: &ConversationId, environment: &Environment) -> f64 {
    let (rules, clock) = (PassRules::read(environment).unwrap(), Clock::system());
    let pass = Pass::new(local.table(), local.wake_ups(), &rules, &clock);
    pass.run(id).await.unwrap();
    local.table().meter().take().read_units
}

async fn log_pages(local: &Local, id: &ConversationId) -> Vec<LogPage> {
    local.table().log_and_ledger(id).await.unwrap().log_pages
}

/// Write units of a log page for each event on it.
fn paging(page: &LogPage) -> f64 {
    let units = write_units(&serde_dynamo::to_item(page).unwrap());
    units / page.read().unwrap().events.len() as f64
}

/// The kind of item that a record is about.
fn kind(record: &EventRecord) -> &'static str {
    let keys = Image(&record.change.keys);
    match keys {
        _ if keys.is_under(EVENT_PREFIX) => "EVENT#",
        _ if keys.is_under(LEDGER_PREFIX) => "COMMON_EVENT#",
        _ if keys.is_under(LOG_PAGE_PREFIX) => "LOG#",
        _ if keys.text(store::keys::SK) == Some(TREE) => "TREE",
        _ => "TREE#",
    }
}

/// The write units of an image, as the store computes them.
fn units(image: &Item) -> u64 {
    write_units(&image.clone().into()) as u64
}
