//! Follows a table's stream as Lambda's event source mapping does, and returns the same records
//! that Lambda delivers.
//!
//! The records of one item come in the order of its writes: a batch is from one shard, in its
//! order, and a shard is read only when its parent has been read to the end. A record counts as
//! done when it is acknowledged, not when it is delivered, so records in flight during a crash are
//! delivered again. Two readers of a stream are independent.
//!
//! Facts about the embedded engine (dynoxide 3.2): a stream has one shard, which never closes;
//! iterators never expire; records are never trimmed and survive a restart, under the same ARN and
//! sequence numbers. This module relies on none of that. In the engine, a write that changes
//! nothing makes a record, which DynamoDB does not: this module skips such records. A deleted table
//! leaves its records to the next table of that name.

mod position;
mod record;
mod shards;
#[cfg(test)]
mod tests;

use aws_lambda_events::event::dynamodb::EventRecord;
use aws_sdk_dynamodbstreams::operation::get_records::GetRecordsError;
use aws_sdk_dynamodbstreams::operation::get_shard_iterator::GetShardIteratorError;
use aws_sdk_dynamodbstreams::types::ShardIteratorType;

pub use self::position::{Checkpoint, Position, PositionError, Progress};
use self::shards::Shards;

/// A reader of a table's stream, from its oldest record or from a [`Checkpoint`].
///
/// ```no_run
/// # use local_aws::embedded::Embedded;
/// # use local_aws::streams::{StreamError, StreamReader};
/// # async fn example(embedded: &Embedded) -> Result<(), StreamError> {
/// # use aws_lambda_events::event::dynamodb::EventRecord;
/// # fn failed(records: &[EventRecord]) -> Option<&str> { None }
/// let dynamodb = embedded.dynamodb();
/// let mut reader =
///     StreamReader::open(embedded.streams(), &dynamodb, "switchboard", None).await?;
/// loop {
///     let records = reader.next(100).await?;
///     if records.is_empty() {
///         break;
///     }
///     // Pass the records to a function. `failed` is the lowest sequence number
///     // among the failed items of its response.
///     match failed(&records) {
///         Some(sequence_number) => reader.rewind_to(sequence_number)?,
///         None => reader.acknowledge(),
///     }
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct StreamReader {
    client: aws_sdk_dynamodbstreams::Client,
    /// The ARN of the stream.
    stream: String,
    shards: Shards,
}

/// Why a stream could not be followed.
#[derive(Debug, thiserror::Error)]
pub enum StreamError {
    /// The table could not be described.
    #[error("table {table} cannot be described: {source}")]
    Table {
        /// The table that was requested.
        table: String,
        /// The error of DynamoDB.
        source: Box<aws_sdk_dynamodb::Error>,
    },
    /// The table has no stream.
    #[error("table {table} has no stream; enable one with NEW_AND_OLD_IMAGES")]
    NoStream {
        /// The table that was requested.
        table: String,
    },
    /// A call on the stream failed. It can be repeated: nothing was delivered.
    #[error("the stream cannot be read: {0}")]
    Read(#[from] Box<aws_sdk_dynamodbstreams::Error>),
    /// A record lacks a mandatory field.
    #[error("a record of shard {shard} has no {field}")]
    Record {
        /// The shard of the record.
        shard: String,
        /// The field, as the API spells it.
        field: &'static str,
    },
    /// The sequence number belongs to no record that was delivered and is not yet acknowledged.
    #[error("no record {sequence_number} is waiting to be acknowledged")]
    NotDelivered {
        /// The sequence number that was given.
        sequence_number: String,
    },
}

impl StreamReader {
    /// The most records that one `GetRecords` returns.
    const PAGE: usize = 1000;

    /// Follows the stream of `table` from `from`, or from its oldest record. A checkpoint of
    /// another stream is ignored, because the table was then created anew.
    ///
    /// # Errors
    /// When the table has no stream or cannot be described.
    pub async fn open(
        client: aws_sdk_dynamodbstreams::Client,
        dynamodb: &aws_sdk_dynamodb::Client,
        table: &str,
        from: Option<Checkpoint>,
    ) -> Result<Self, StreamError> {
        let described = dynamodb.describe_table().table_name(table).send().await;
        let stream = described
            .map_err(|error| StreamError::Table {
                table: table.to_owned(),
                source: Box::new(error.into()),
            })?
            .table
            .and_then(|table| table.latest_stream_arn)
            .ok_or_else(|| StreamError::NoStream { table: table.to_owned() })?;
        let shards = Shards::resume(from.filter(|from| from.stream == stream));
        let mut reader = Self { client, stream, shards };
        reader.discover().await?;
        Ok(reader)
    }

    /// Follows the stream of `table` from its end: the records of later writes.
    ///
    /// # Errors
    /// When the table has no stream, or the stream cannot be read.
    pub async fn open_at_end(
        client: aws_sdk_dynamodbstreams::Client,
        dynamodb: &aws_sdk_dynamodb::Client,
        table: &str,
    ) -> Result<Self, StreamError> {
        let mut reader = Self::open(client, dynamodb, table, None).await?;
        for shard in reader.shards.readable() {
            let request = reader.client.get_shard_iterator().stream_arn(&reader.stream);
            let request = request.shard_id(&shard).shard_iterator_type(ShardIteratorType::Latest);
            let iterator = request.send().await.map_err(read_error)?.shard_iterator;
            reader.shards.delivered(&shard, [], iterator, false);
        }
        Ok(reader)
    }

    /// The next records, at most `max`, all from one shard; empty when the reader has caught up.
    /// They follow the records that were delivered last, acknowledged or not. After an error, the
    /// same records come again.
    ///
    /// # Errors
    /// When the stream cannot be read.
    pub async fn next(&mut self, max: usize) -> Result<Vec<EventRecord>, StreamError> {
        loop {
            if self.shards.await_children() {
                self.discover().await?;
            }
            let mut ended = false;
            for shard in self.shards.readable() {
                let (records, end) = self.read(&shard, max).await?;
                if !records.is_empty() {
                    return Ok(records);
                }
                ended |= end;
            }
            // When a shard ends, its children become readable, so look again.
            if !ended {
                return Ok(Vec::new());
            }
        }
    }

    /// Marks everything that was delivered as done.
    pub fn acknowledge(&mut self) {
        self.shards.acknowledge();
    }

    /// Marks the records up to and including this one as done.
    ///
    /// # Errors
    /// When no such record waits to be acknowledged.
    pub fn acknowledge_through(&mut self, sequence_number: &str) -> Result<(), StreamError> {
        self.shards
            .acknowledge_through(sequence_number)
            .ok_or_else(|| not_delivered(sequence_number))
    }

    /// Marks the records before this one as done; this record and all later ones are delivered
    /// again. For a batch with failed items, pass the lowest sequence number among them, as Lambda
    /// does.
    ///
    /// # Errors
    /// When no such record waits to be acknowledged.
    pub fn rewind_to(&mut self, sequence_number: &str) -> Result<(), StreamError> {
        self.shards.rewind_to(sequence_number).ok_or_else(|| not_delivered(sequence_number))
    }

    /// The position after the acknowledged records.
    #[must_use]
    pub fn checkpoint(&self) -> Checkpoint {
        Checkpoint { stream: self.stream.clone(), shards: self.shards.progress() }
    }

    /// Reads all pages of the list of shards.
    async fn discover(&mut self) -> Result<(), StreamError> {
        let mut listing = Vec::new();
        let mut after = None;
        loop {
            let page = self
                .client
                .describe_stream()
                .stream_arn(&self.stream)
                .set_exclusive_start_shard_id(after);
            let Some(page) = page.send().await.map_err(read_error)?.stream_description else {
                break;
            };
            listing.extend(page.shards.unwrap_or_default().into_iter().filter_map(|shard| {
                let parent = shard.parent_shard_id;
                shard.shard_id.map(|id| (id, parent))
            }));
            after = page.last_evaluated_shard_id;
            if after.is_none() {
                break;
            }
        }
        self.shards.list(listing);
        Ok(())
    }

    /// Reads a shard until it has `max` records or no more for now. Returns them, and whether the
    /// shard ended. The shard's position moves only when all pages are read, so an error between
    /// two pages loses nothing.
    async fn read(
        &mut self,
        shard: &str,
        max: usize,
    ) -> Result<(Vec<EventRecord>, bool), StreamError> {
        let mut iterator = self.shards.take_iterator(shard);
        let mut fresh = false;
        let mut last = self.shards.last_read(shard);
        let mut records = Vec::new();
        while records.len() < max {
            let at = match iterator.take() {
                Some(iterator) => iterator,
                None => {
                    fresh = true;
                    match self.iterator(shard, last.as_deref()).await? {
                        Some(iterator) => iterator,
                        None => break,
                    }
                }
            };
            let limit = i32::try_from((max - records.len()).min(Self::PAGE)).unwrap_or(i32::MAX);
            let page = match self.client.get_records().shard_iterator(at).limit(limit).send().await
            {
                Ok(page) => page,
                Err(error) if !fresh && error.as_service_error().is_some_and(iterator_is_stale) => {
                    continue;
                }
                Err(error) => return Err(read_error(error)),
            };
            iterator = page.next_shard_iterator;
            let page = page.records.unwrap_or_default();
            let caught_up = page.is_empty();
            for record in page {
                let record = record::event_record(record, &self.stream)
                    .map_err(|field| StreamError::Record { shard: shard.to_owned(), field })?;
                last.clone_from(&record.change.sequence_number);
                if !record::changes_nothing(&record) && !record::is_erased(&record) {
                    records.push(record);
                }
            }
            if iterator.is_none() || caught_up {
                break;
            }
        }
        let sequence_numbers =
            records.iter().filter_map(|record| record.change.sequence_number.clone());
        let end = max > 0 && iterator.is_none();
        self.shards.delivered(shard, sequence_numbers, iterator, end);
        Ok((records, end))
    }

    /// Returns an iterator after a record of the shard, or at the shard's oldest record. If the
    /// record has been trimmed, reading also continues at the oldest one. `None` when the whole
    /// shard has been trimmed.
    async fn iterator(
        &self,
        shard: &str,
        after: Option<&str>,
    ) -> Result<Option<String>, StreamError> {
        let request = self.client.get_shard_iterator().stream_arn(&self.stream).shard_id(shard);
        let oldest = request.clone().shard_iterator_type(ShardIteratorType::TrimHorizon);
        let sent = match after {
            None => oldest.send().await,
            Some(after) => {
                let request = request
                    .shard_iterator_type(ShardIteratorType::AfterSequenceNumber)
                    .sequence_number(after);
                match request.send().await {
                    Err(error)
                        if error.as_service_error().is_some_and(
                            GetShardIteratorError::is_trimmed_data_access_exception,
                        ) =>
                    {
                        tracing::warn!(
                            shard,
                            "records were trimmed from the stream before they were read"
                        );
                        oldest.send().await
                    }
                    sent => sent,
                }
            }
        };
        match sent {
            Ok(sent) => Ok(sent.shard_iterator),
            Err(error)
                if error
                    .as_service_error()
                    .is_some_and(GetShardIteratorError::is_resource_not_found_exception) =>
            {
                Ok(None)
            }
            Err(error) => Err(read_error(error)),
        }
    }
}

/// An iterator expires after fifteen minutes, and the record that it points at is trimmed after a
/// day. In both cases, a new iterator from the same position is enough.
fn iterator_is_stale(error: &GetRecordsError) -> bool {
    error.is_expired_iterator_exception() || error.is_trimmed_data_access_exception()
}

fn not_delivered(sequence_number: &str) -> StreamError {
    StreamError::NotDelivered { sequence_number: sequence_number.to_owned() }
}

fn read_error(error: impl Into<aws_sdk_dynamodbstreams::Error>) -> StreamError {
    StreamError::Read(Box::new(error.into()))
}
