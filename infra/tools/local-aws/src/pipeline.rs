//! The functions, wired as in the deployed stack: messages go to receive, the table's stream to
//! reconstruct and to emit, wake-ups to reconstruct. A batch that a function reports as failed is
//! delivered again from the failed record.

use async_trait::async_trait;
use aws_lambda_events::dynamodb::Event;
use aws_lambda_events::sqs::{SqsEvent, SqsMessage};
use common_events::EventType;
#[cfg(feature = "aws")]
use emit::KeySecret;
use emit::{AddressKey, AddressKeys, Bus, Emit, KeyError, PublishConfig, PublishRules};
use genesys::Timestamp;
use receive::Receive;
use reconstruct::Reconstruct;
use runtime::clock::ClockSetter;
use runtime::{Clock, ConfigError, DeadLetterQueue, Deadline, Environment, Redelivery, WakeUp};
use store::{EventLog, Projections, Retention, Table};

use crate::local::{Local, TABLE};
use crate::streams::{Position, PositionError, StreamError, StreamReader};
use crate::wake_ups::{LocalWakeUps, WakeUpError};

/// The least number of stream records that one invocation may get.
const RECORDS: usize = 100;
/// The most wake-ups that one invocation gets.
const WAKE_UPS: u32 = 10;
/// How often in a row a batch may fail before the pipeline stops.
const ATTEMPTS: u32 = 5;

/// Why the pipeline stopped. Nothing is lost: the next run on the same folder continues from here.
#[derive(Debug, thiserror::Error)]
pub enum PipelineError {
    /// A variable of the configuration is invalid.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// Addresses cannot be hashed.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// A stream cannot be read.
    #[error(transparent)]
    Stream(#[from] StreamError),
    /// The position in a stream cannot be loaded or stored.
    #[error(transparent)]
    Position(#[from] PositionError),
    /// The queue of wake-ups cannot be used.
    #[error(transparent)]
    WakeUps(#[from] WakeUpError),
    /// A function failed too often in a row.
    #[error("{0} failed {ATTEMPTS} times in a row: see the log lines above")]
    Failed(&'static str),
}

/// The key of hashed addresses: the variable `ADDRESS_KEY`, else a secret. Without the feature
/// `aws` no secret can be read.
struct LocalKey<'e>(&'e Environment);

#[async_trait]
impl AddressKeys for LocalKey<'_> {
    async fn address_key(&self) -> Result<AddressKey, KeyError> {
        match self.0.address_key() {
            Some(key) => AddressKey::new(&key),
            #[cfg(feature = "aws")]
            None => {
                let secret = self.0.address_key_secret();
                let configuration = runtime::clients::configuration().await;
                KeySecret::new(configuration, secret).address_key().await
            }
            #[cfg(not(feature = "aws"))]
            None => {
                Err(self.0.address_key_secret().map_or(KeyError::NotNamed, KeyError::Unavailable))
            }
        }
    }
}

/// What is published, as the environment says it.
///
/// # Errors
/// A variable is invalid, or the key of hashed addresses cannot be read.
pub async fn publish_rules(environment: &Environment) -> Result<PublishRules, PipelineError> {
    Ok(PublishConfig::read(environment)?.rules(&LocalKey(environment)).await?)
}

/// What the functions published and set aside while they caught up.
#[derive(Debug, Default)]
pub struct Settled {
    /// The Common Events that the bus accepted, in order: type and revision.
    pub published: Vec<(EventType, u64)>,
    /// Records and conversations that no attempt can process.
    pub poisoned: u64,
    /// Passes that wake-ups started.
    pub woken: u64,
}

/// The three functions on a table, and a bus.
pub struct Pipeline<B, S = Table> {
    receive: Receive<S>,
    reconstruct: Reconstruct<S, DeadLetterQueue, LocalWakeUps>,
    emit: Emit<B, DeadLetterQueue>,
    events: Follower,
    ledger: Follower,
    records: usize,
    wake_ups: LocalWakeUps,
    clock: Clock,
    setter: ClockSetter,
}

impl<B: Bus> Pipeline<B> {
    /// The pipeline on a local table. It reads the functions' configuration from the environment,
    /// and uses the system clock.
    pub async fn start(
        local: &Local,
        bus: B,
        batch: usize,
        environment: &Environment,
    ) -> Result<Self, PipelineError> {
        Self::start_at(local, bus, batch, environment, Clock::system()).await
    }

    /// As [`Pipeline::start`], with another clock, which [`Pipeline::pass_time`] advances.
    pub async fn start_at(
        local: &Local,
        bus: B,
        batch: usize,
        environment: &Environment,
        clock: Clock,
    ) -> Result<Self, PipelineError> {
        let (clock, setter) = clock.adjustable();
        let wake_ups = local.wake_ups().clone();
        let (table, dead_letters) = (local.table().clone(), DeadLetterQueue::None);
        let retention = Retention::days(environment.event_retention_days()?);
        let rules = reconstruct::PassRules::read(environment)?;
        let published = publish_rules(environment).await?;
        Ok(Self {
            receive: Receive::new(local.table().clone(), retention, clock.clone()),
            reconstruct: Reconstruct::new(
                table,
                dead_letters,
                wake_ups.clone(),
                rules,
                clock.clone(),
            ),
            emit: Emit::new(bus, DeadLetterQueue::None, published),
            events: Follower::start(local, "reconstruct").await?,
            ledger: Follower::start(local, "emit").await?,
            records: batch.max(RECORDS),
            wake_ups,
            clock,
            setter,
        })
    }
}

impl<B: Bus, S: EventLog + Projections> Pipeline<B, S> {
    /// One invocation of receive.
    pub async fn receive(&self, messages: &[String]) -> receive::BatchReport {
        self.receive.handle(&batch(messages), Deadline::never()).await
    }

    /// Lets reconstruct and emit catch up with the table's stream, and delivers the wake-ups that
    /// are due.
    pub async fn settle(&mut self) -> Result<Settled, PipelineError> {
        let mut settled = Settled::default();
        self.catch_up(&mut settled).await?;
        Ok(settled)
    }

    /// Advances the clock to `until`; a clock that is later stays as it is. Wake-ups that are due
    /// by then are delivered on the way, with the clock set to their due time.
    pub async fn pass_time(&mut self, until: Timestamp) -> Result<Settled, PipelineError> {
        let mut settled = Settled::default();
        while let Some(due_at) = self.wake_ups.next_due()?.filter(|due_at| *due_at <= until) {
            self.setter.move_to(due_at);
            self.catch_up(&mut settled).await?;
        }
        self.setter.move_to(until);
        Ok(settled)
    }

    /// Catches up, and advances time until nothing is held back any more.
    pub async fn finish(&mut self) -> Result<Settled, PipelineError> {
        let mut settled = self.settle().await?;
        while let Some(due_at) = self.wake_ups.next_due()? {
            self.setter.move_to(due_at);
            self.catch_up(&mut settled).await?;
        }
        Ok(settled)
    }

    /// How many wake-ups were sent.
    #[must_use]
    pub fn wake_ups_sent(&self) -> u64 {
        self.wake_ups.sent()
    }

    async fn catch_up(&mut self, settled: &mut Settled) -> Result<(), PipelineError> {
        loop {
            while let Some(batch) = self.events.next(self.records).await? {
                let report = self.reconstruct.handle(&batch, Deadline::never()).await;
                settled.poisoned += report.poisoned;
                self.events.done(&batch, &report.redelivery)?;
            }
            // Passes that were woken write to the stream as well.
            if !self.wake(settled).await? {
                break;
            }
        }
        while let Some(batch) = self.ledger.next(self.records).await? {
            let report = self.emit.handle(&batch, Deadline::never()).await;
            settled.poisoned += report.poisoned + report.refused;
            settled.published.extend(&report.published);
            self.ledger.done(&batch, &report.redelivery)?;
        }
        Ok(())
    }

    /// Delivers the wake-ups that are due, and returns whether there were any. Failed ones are
    /// delivered again.
    async fn wake(&mut self, settled: &mut Settled) -> Result<bool, PipelineError> {
        let mut failures = 0;
        for deliveries in 0_u64.. {
            let due = self.wake_ups.due(self.clock.now(), WAKE_UPS)?;
            if due.is_empty() {
                return Ok(deliveries > 0);
            }
            let woken = self.reconstruct.wake(&batch(&bodies(&due)), Deadline::never()).await;
            settled.woken += woken.passes.len() as u64;
            let failed = woken.response().batch_item_failures;
            let is_done = |place: &usize| {
                failed.iter().all(|failure| failure.item_identifier != place.to_string())
            };
            for (_, wake_up) in due.iter().enumerate().filter(|(place, _)| is_done(place)) {
                self.wake_ups.done(wake_up)?;
            }
            failures = if failed.is_empty() { 0 } else { failures + 1 };
            if failures == ATTEMPTS {
                return Err(PipelineError::Failed("reconstruct"));
            }
        }
        Ok(true)
    }
}

fn bodies(wake_ups: &[WakeUp]) -> Vec<String> {
    wake_ups.iter().map(|wake_up| serde_json::to_string(wake_up).unwrap_or_default()).collect()
}

/// Wraps messages as SQS delivers them to receive; the message id is the index in the batch.
#[must_use]
pub fn batch(messages: &[String]) -> SqsEvent {
    let message = |(index, body): (usize, &String)| {
        let mut message = SqsMessage::default();
        message.message_id = Some(index.to_string());
        message.body = Some(body.clone());
        message
    };
    let mut batch = SqsEvent::default();
    batch.records = messages.iter().enumerate().map(message).collect();
    batch
}

/// A function that follows the table's stream, and its position.
struct Follower {
    function: &'static str,
    reader: StreamReader,
    position: Option<Position>,
    failures: u32,
}

impl Follower {
    async fn start(local: &Local, function: &'static str) -> Result<Self, PipelineError> {
        let position = local.folder().map(|folder| Position::new(folder, function));
        let from = position.as_ref().map(Position::load).transpose()?.flatten();
        let embedded = local.embedded();
        let reader =
            StreamReader::open(embedded.streams(), &embedded.dynamodb(), TABLE, from).await?;
        Ok(Self { function, reader, position, failures: 0 })
    }

    async fn next(&mut self, records: usize) -> Result<Option<Event>, StreamError> {
        let mut batch = Event::default();
        batch.records = self.reader.next(records).await?;
        Ok((!batch.records.is_empty()).then_some(batch))
    }

    /// Acknowledges a batch, except for the records that must be delivered again.
    fn done(&mut self, batch: &Event, redelivery: &Redelivery) -> Result<(), PipelineError> {
        let first = redelivery.index().and_then(|index| batch.records.get(index));
        match first.map(|record| record.change.sequence_number.as_deref().unwrap_or_default()) {
            None => {
                self.reader.acknowledge();
                self.failures = 0;
            }
            Some(_) if self.failures + 1 == ATTEMPTS => {
                return Err(PipelineError::Failed(self.function));
            }
            Some(sequence_number) => {
                self.reader.rewind_to(sequence_number)?;
                self.failures += 1;
            }
        }
        self.position
            .as_ref()
            .map_or(Ok(()), |position| position.store(&self.reader.checkpoint()))?;
        Ok(())
    }
}
