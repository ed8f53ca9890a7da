//! Following a table's stream, as Lambda's event source mapping does, and handing out the very records that Lambda
//! delivers.
//!
//! The records of one item come in the order of its writes: a batch is of one shard, in its order, and a shard is read
//! only when its parent has been read to the end. A record counts as done when it is acknowledged, never when it is
//! delivered, so whatever is followed by a crash is delivered again. Two readers of a stream know nothing of each
//! other.
//!
//! Facts about the embedded engine (dynoxide 3.2): a stream has one shard, which never closes; iterators never expire;
//! records are never trimmed and are still there after a restart, under the same ARN and sequence numbers. None of that
//! is relied on. A write that changes nothing makes a record there, which DynamoDB does not: such records are left out.
//! A table that is deleted leaves its records to the next one of that name.

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

/// One follower of a table's stream, from its oldest record or from a [`Checkpoint`].
///
/// ```no_run
/// # use switchboard::streams::StreamReader;
/// # async fn example(embedded: &switchboard::embedded::Embedded) -> Result<(), switchboard::streams::StreamError> {
/// # fn failed(records: &[aws_lambda_events::event::dynamodb::EventRecord]) -> Option<&str> { None }
/// let mut reader = StreamReader::open(embedded.streams(), &embedded.dynamodb(), "switchboard", None).await?;
/// loop {
///     let records = reader.next(100).await?;
///     if records.is_empty() {
///         break;
///     }
///     // Give them to a function; `failed` is the lowest sequence number among the failed items of its response.
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
        /// The table that was asked for.
        table: String,
        /// What DynamoDB said.
        source: Box<aws_sdk_dynamodb::Error>,
    },
    /// The table has no stream.
    #[error("table {table} has no stream; enable one with NEW_AND_OLD_IMAGES")]
    NoStream {
        /// The table that was asked for.
        table: String,
    },
    /// A call on the stream failed. It may be made again: nothing was delivered.
    #[error("the stream cannot be read: {0}")]
    Read(#[from] Box<aws_sdk_dynamodbstreams::Error>),
    /// A record lacks what every record has.
    #[error("a record of shard {shard} has no {field}")]
    Record {
        /// The shard that it is in.
        shard: String,
        /// The field, as the API spells it.
        field: &'static str,
    },
    /// The sequence number is of no record that was delivered and is not yet acknowledged.
    #[error("no record {sequence_number} is waiting to be acknowledged")]
    NotDelivered {
        /// The sequence number that was given.
        sequence_number: String,
    },
}

impl StreamReader {
    /// The most records that one `GetRecords` returns.
    const PAGE: usize = 1000;

    /// Follows the stream of `table` from `from`, or from its oldest record: also when `from` is of another stream, for
    /// then the table was made anew.
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

    /// The next records, at most `max`, all of one shard; none when it has caught up. They follow what was delivered
    /// last, acknowledged or not. After an error the same records come again.
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
            // The end of a shard is what lets its children be read.
            if !ended {
                return Ok(Vec::new());
            }
        }
    }

    /// Everything that was delivered is done.
    pub fn acknowledge(&mut self) {
        self.shards.acknowledge();
    }

    /// What was delivered up to and including this record is done.
    ///
    /// # Errors
    /// When no such record is waiting.
    pub fn acknowledge_through(&mut self, sequence_number: &str) -> Result<(), StreamError> {
        self.shards
            .acknowledge_through(sequence_number)
            .ok_or_else(|| not_delivered(sequence_number))
    }

    /// What was delivered before this record is done; this record and all that followed it are delivered again. So it
    /// is with a batch of which a function reports a failed item: Lambda takes the lowest sequence number among them.
    ///
    /// # Errors
    /// When no such record is waiting.
    pub fn rewind_to(&mut self, sequence_number: &str) -> Result<(), StreamError> {
        self.shards.rewind_to(sequence_number).ok_or_else(|| not_delivered(sequence_number))
    }

    /// The position after what has been acknowledged.
    #[must_use]
    pub fn checkpoint(&self) -> Checkpoint {
        Checkpoint { stream: self.stream.clone(), shards: self.shards.progress() }
    }

    /// Reads the list of shards, whatever number of pages it has.
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

    /// Reads a shard until there are `max` records or, for now, no more, and says whether that was its end. Only when
    /// all pages are there does the shard move on, so an error between two of them loses nothing.
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
                if !record::changes_nothing(&record) {
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

    /// An iterator after a record of the shard, or at its oldest one, which is also where it goes on when the record
    /// has been trimmed. `None` when the whole shard has.
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

/// An iterator lives for fifteen minutes, and what it points at for a day; a new one from the same place is all it
/// takes.
fn iterator_is_stale(error: &GetRecordsError) -> bool {
    error.is_expired_iterator_exception() || error.is_trimmed_data_access_exception()
}

fn not_delivered(sequence_number: &str) -> StreamError {
    StreamError::NotDelivered { sequence_number: sequence_number.to_owned() }
}

fn read_error(error: impl Into<aws_sdk_dynamodbstreams::Error>) -> StreamError {
    StreamError::Read(Box::new(error.into()))
}
