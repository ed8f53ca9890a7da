//! Finds conversations by the beginning of their ids.
//!
//! Partition keys are hashed, so no query finds a beginning. A table on this machine is read whole,
//! keys only. Of a deployed one, only the indexes are read: the open conversations, and the ended
//! ones of each day backwards, up to a limit. So a search says how far it went.

use aws_sdk_dynamodb::types::{AttributeValue, ReturnConsumedCapacity};
use futures::stream::TryStreamExt;
use genesys::{ConversationId, Timestamp};

use crate::day::Day;
use crate::error::StoreError;
use crate::keys::ConversationKey;
use crate::schema::{ENDED, ENDED_INDEX, OPEN, OPEN_INDEX};
use crate::table::Table;
use crate::tree_item::{ended_key, open_key};

/// Fewest characters of a beginning that is searched.
pub const LEAST: usize = 4;
/// Most candidates that a search collects.
pub const MOST_CANDIDATES: usize = 10;
/// Days of ended conversations that a search of the indexes reads.
const MOST_DAYS: usize = 31;
/// Entries of the indexes after which a search begins no other day.
const MOST_ENTRIES: usize = 200_000;

/// Where to search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrefixSearch {
    /// All keys of the table. For a table on this machine.
    Whole,
    /// The indexes, which have this many shards, from `now` backwards.
    Indexes {
        /// `OPEN_SHARDS`.
        shards: u32,
        /// The present.
        now: Timestamp,
    },
}

/// What a search found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Searched {
    /// The conversations whose ids begin so, at most [`MOST_CANDIDATES`].
    pub found: Vec<ConversationId>,
    /// The earliest day whose ended conversations were searched; `None` if the whole table was.
    pub since: Option<Day>,
}

impl Searched {
    /// Takes an id. Returns whether the search goes on.
    fn take(&mut self, id: ConversationId, beginning: &str) -> bool {
        let begins =
            id.as_str().get(..beginning.len()).is_some_and(|it| it.eq_ignore_ascii_case(beginning));
        if begins && !self.found.contains(&id) {
            self.found.push(id);
        }
        self.found.len() < MOST_CANDIDATES
    }
}

impl Table {
    /// Whether anything is stored of a conversation.
    ///
    /// # Errors
    /// Any error of a DynamoDB call.
    pub async fn has(&self, conversation_id: &ConversationId) -> Result<bool, StoreError> {
        let pk = ConversationKey(conversation_id.clone()).to_string();
        let query = self
            .client
            .query()
            .table_name(&self.name)
            .key_condition_expression("pk = :pk")
            .expression_attribute_values(":pk", AttributeValue::S(pk))
            .projection_expression("pk")
            .limit(1)
            .return_consumed_capacity(ReturnConsumedCapacity::Total);
        Ok(self.answered(query.send().await)?.items.is_some_and(|items| !items.is_empty()))
    }

    /// The conversations whose ids begin so, in upper or lower case.
    ///
    /// # Errors
    /// Any error of a DynamoDB call.
    pub async fn beginning_with(
        &self,
        beginning: &str,
        search: PrefixSearch,
    ) -> Result<Searched, StoreError> {
        let mut searched = Searched::default();
        match search {
            PrefixSearch::Whole => {
                let mut ids = self.conversation_ids(None);
                while let Some(id) = ids.try_next().await? {
                    if !searched.take(id, beginning) {
                        break;
                    }
                }
            }
            PrefixSearch::Indexes { shards, now } => {
                let mut read = 0;
                for shard in 0..shards {
                    let open = (OPEN_INDEX, OPEN, open_key(shard));
                    read += self.search_partition(open, beginning, &mut searched).await?;
                }
                let days = std::iter::successors(Some(Day::of(now)), |day| Some(day.previous()));
                for day in days.take(MOST_DAYS) {
                    if searched.found.len() >= MOST_CANDIDATES || read >= MOST_ENTRIES {
                        break;
                    }
                    searched.since = Some(day);
                    for shard in 0..shards {
                        let ended = (ENDED_INDEX, ENDED, ended_key(day, shard));
                        read += self.search_partition(ended, beginning, &mut searched).await?;
                    }
                }
            }
        }
        Ok(searched)
    }

    /// Searches a partition of an index. Returns how many entries were read.
    async fn search_partition(
        &self,
        (index, attribute, value): (&str, &str, String),
        beginning: &str,
        searched: &mut Searched,
    ) -> Result<usize, StoreError> {
        let mut ids = self.query_index(index, attribute, value, None);
        let mut read = 0;
        while let Some(id) = ids.try_next().await? {
            read += 1;
            if !searched.take(id, beginning) {
                break;
            }
        }
        Ok(read)
    }
}
