//! The functions, wired as the deployed stack wires them: messages to receive, the table's stream to reconstruct and to
//! emit. A batch that a function reports as failed is delivered again from the record that it names.

use aws_lambda_events::dynamodb::Event;
use aws_lambda_events::sqs::{SqsEvent, SqsMessage};
use common_events::EventType;
use emit::{Bus, Emit};
use receive::Receive;
use reconstruct::Reconstruct;
use runtime::{Clock, ConfigError, DeadLetterQueue, Deadline, Environment, Redelivery};
use store::{EventLog, Projections, Retention, Table};

use crate::local::{Local, TABLE};
use crate::streams::{Position, PositionError, StreamError, StreamReader};

/// How many stream records an invocation gets at least.
const RECORDS: usize = 100;
/// How often in a row a batch may fail before the pipeline gives up.
const ATTEMPTS: u32 = 5;

/// Why the pipeline stopped. Nothing is lost: the next run on the same folder goes on from here.
#[derive(Debug, thiserror::Error)]
pub enum PipelineError {
    /// The configuration is odd.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// A stream cannot be read.
    #[error(transparent)]
    Stream(#[from] StreamError),
    /// How far a stream was read cannot be kept.
    #[error(transparent)]
    Position(#[from] PositionError),
    /// A function failed again and again.
    #[error("{0} failed {ATTEMPTS} times in a row; the log lines above say why")]
    Failed(&'static str),
}

/// What the functions published and set aside while they caught up.
#[derive(Debug, Default)]
pub struct Settled {
    /// What the bus accepted, in order: type and revision.
    pub published: Vec<(EventType, u64)>,
    /// Records and conversations that no attempt can deal with.
    pub poisoned: u64,
}

/// The three functions on a table, and a bus.
pub struct Pipeline<B, S = Table> {
    receive: Receive<S>,
    reconstruct: Reconstruct<S, DeadLetterQueue>,
    emit: Emit<B, DeadLetterQueue>,
    events: Follower,
    ledger: Follower,
    records: usize,
}

impl<B: Bus> Pipeline<B> {
    /// The pipeline on a table of this machine; its configuration is that of the functions, from the environment.
    ///
    /// # Errors
    /// See [`PipelineError`].
    pub async fn start(local: &Local, bus: B, batch: usize, environment: &Environment) -> Result<Self, PipelineError> {
        let clock = Clock::system();
        let retention = Retention::days(environment.event_retention_days()?);
        let rules = reconstruct::Rules::read(environment)?;
        let published = emit::Rules::read(environment)?;
        Ok(Self {
            receive: Receive::new(local.table().clone(), retention, clock.clone()),
            reconstruct: Reconstruct::new(local.table().clone(), DeadLetterQueue::None, rules, clock),
            emit: Emit::new(bus, DeadLetterQueue::None, published),
            events: Follower::start(local, "reconstruct").await?,
            ledger: Follower::start(local, "emit").await?,
            records: batch.max(RECORDS),
        })
    }
}

impl<B: Bus, S: EventLog + Projections> Pipeline<B, S> {
    /// One invocation of receive.
    pub async fn receive(&self, messages: &[String]) -> receive::Report {
        self.receive.handle(&batch(messages), Deadline::never()).await
    }

    /// Lets reconstruct and emit catch up with the table's stream.
    ///
    /// # Errors
    /// See [`PipelineError`].
    pub async fn settle(&mut self) -> Result<Settled, PipelineError> {
        let mut settled = Settled::default();
        while let Some(batch) = self.events.next(self.records).await? {
            let report = self.reconstruct.handle(&batch, Deadline::never()).await;
            settled.poisoned += report.poisoned;
            self.events.done(&batch, &report.redelivery)?;
        }
        while let Some(batch) = self.ledger.next(self.records).await? {
            let report = self.emit.handle(&batch, Deadline::never()).await;
            settled.poisoned += report.poisoned + report.refused;
            settled.published.extend(&report.published);
            self.ledger.done(&batch, &report.redelivery)?;
        }
        Ok(settled)
    }
}

/// Messages as SQS hands them to receive; the id is the place in the batch.
pub(crate) fn batch(messages: &[String]) -> SqsEvent {
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

/// One follower of the table's stream, and how far it has come.
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
        let reader = StreamReader::open(embedded.streams(), &embedded.dynamodb(), TABLE, from).await?;
        Ok(Self { function, reader, position, failures: 0 })
    }

    async fn next(&mut self, records: usize) -> Result<Option<Event>, StreamError> {
        let mut batch = Event::default();
        batch.records = self.reader.next(records).await?;
        Ok((!batch.records.is_empty()).then_some(batch))
    }

    /// A batch was dealt with, but for what is to be delivered again.
    fn done(&mut self, batch: &Event, redelivery: &Redelivery) -> Result<(), PipelineError> {
        let first = redelivery.index().and_then(|index| batch.records.get(index));
        match first.map(|record| record.change.sequence_number.as_deref().unwrap_or_default()) {
            None => {
                self.reader.acknowledge();
                self.failures = 0;
            }
            Some(_) if self.failures + 1 == ATTEMPTS => return Err(PipelineError::Failed(self.function)),
            Some(sequence_number) => {
                self.reader.rewind_to(sequence_number)?;
                self.failures += 1;
            }
        }
        self.position.as_ref().map_or(Ok(()), |position| position.store(&self.reader.checkpoint()))?;
        Ok(())
    }
}
