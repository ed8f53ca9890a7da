//! The conversation's own item: the commit of a pass, with the participants that fit into it.
//!
//! A pass writes it by compare-and-set on the `version` that it read first. The winner knew at
//! least as much as every pass that committed before. The loser runs the pass again.
//!
//! A commit also announces the ledger pages that its pass puts next: `ledger_end` is the number of
//! the last one. A pass that reads a commit whose pages are missing puts a page of that number
//! itself. So a slow or dead pass is never waited for, and cannot put its page later.

use std::collections::BTreeMap;

use conversation::{Overview, Participant, Status, Summary};
use genesys::details::ConversationDetails;
use genesys::{ConversationId, ParticipantId, Timestamp};

use crate::day::Day;
use crate::expiry::Expiry;
use crate::keys::{ConversationKey, TreeSortKey};
use crate::log_page::{PackedLog, Series};

/// Longest text of the conversation-level fields from documents that is stored, in bytes. The log
/// keeps longer ones.
const MAX_DOCUMENTED_BYTES: usize = 128 * 1024;

/// A conversation as it is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct TreeItem {
    /// Partition key.
    pub pk: ConversationKey,
    /// Sort key.
    pub sk: TreeSortKey,
    /// The conversation-level part of the tree.
    pub summary: Summary,
    /// What lists show. The index `ended` has a copy.
    pub overview: Overview,
    /// Counts the commits.
    pub version: u64,
    /// The `known_events` of every participant that is stored in an item of its own, as written
    /// before this commit: the number of events that the participant follows from. Log pages name
    /// others, which have not changed since.
    pub participants: BTreeMap<ParticipantId, u64>,
    /// The other participants, whole. An item of theirs may exist as well, and counts only if it
    /// knows more events.
    pub inline: Vec<Participant>,
    /// Number of the last ledger page, once the pass of this commit is done; 0 if there is none.
    pub ledger_end: u32,
    /// Until when the log is known to be complete: the least expiry of any event.
    pub complete_until: Expiry,
    /// When the pending wake-up of the conversation is due.
    pub wake_up_at: Option<Timestamp>,
    /// Whether a Common Event that follows from the events of this commit was held back at that
    /// time.
    pub holds_back: bool,
    /// Partition key of the index `open`: `OPEN#<shard>`. Set only while the conversation is open
    /// and its start is known.
    pub open: Option<String>,
    /// Partition key of the index `ended`: `ENDED#<day>#<shard>`, the day on which the conversation
    /// began, in UTC. Set only of an ended conversation whose start is known.
    pub ended: Option<String>,
    /// Sort key of the indexes `open` and `ended`: start of the conversation.
    pub start: Option<Timestamp>,
    /// Names the log. The version before named none.
    pub series: Option<Series>,
    /// The log pages; `None` before there are any.
    pub packed: Option<PackedLog>,
    /// When DynamoDB may delete the item.
    pub expires_at: Expiry,
}

/// What a commit records besides the summary and the participants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// Number of the last ledger page, once the pass is done.
    pub ledger_end: u32,
    /// The least expiry in the log.
    pub complete_until: Expiry,
    /// When the pending wake-up is due.
    pub wake_up_at: Option<Timestamp>,
    /// Whether a Common Event is held back.
    pub holds_back: bool,
    /// Names the log.
    pub series: Option<Series>,
    /// The log pages.
    pub packed: Option<PackedLog>,
    /// When DynamoDB may delete the item.
    pub expires_at: Expiry,
}

impl TreeItem {
    /// Creates the item of the commit that follows version `read`, without participants. The index
    /// `open`, and each day of the index `ended`, have `open_shards` partitions.
    #[must_use]
    pub fn new(
        (mut summary, overview): (Summary, Overview),
        commit: Commit,
        read: Option<u64>,
        open_shards: u32,
    ) -> Self {
        summary.documented = summary.documented.filter(|documented| is_short(documented));
        let start = summary.conversation_start;
        let shard = shard(&summary.conversation_id, open_shards);
        let is_open = summary.status == Status::Open;
        let open = start.filter(|_| is_open).map(|_| open_key(shard));
        let ended = start.filter(|_| !is_open).map(|start| ended_key(Day::of(start), shard));
        Self {
            pk: ConversationKey(summary.conversation_id.clone()),
            sk: TreeSortKey,
            summary,
            overview,
            version: read.map_or(1, |version| version + 1),
            participants: BTreeMap::new(),
            inline: Vec::new(),
            ledger_end: commit.ledger_end,
            complete_until: commit.complete_until,
            wake_up_at: commit.wake_up_at,
            holds_back: commit.holds_back,
            open,
            ended,
            start,
            series: commit.series,
            packed: commit.packed,
            expires_at: commit.expires_at,
        }
    }

    /// The conversation's id.
    #[must_use]
    pub const fn conversation_id(&self) -> &ConversationId {
        &self.pk.0
    }

    /// Whether all participants are within this item.
    pub(crate) fn is_whole(&self) -> bool {
        self.participants.is_empty() && self.packed.is_none()
    }

    /// Whether both describe the conversation alike. Not compared are version, expiry upkeep,
    /// wake-ups, log pages and the end of the ledger.
    #[must_use]
    pub fn has_same_content(&self, other: &Self) -> bool {
        let same_upkeep = Self {
            version: other.version,
            ledger_end: other.ledger_end,
            wake_up_at: other.wake_up_at,
            holds_back: other.holds_back,
            series: other.series,
            packed: other.packed.clone(),
            expires_at: other.expires_at,
            ..self.clone()
        };
        same_upkeep == *other
    }
}

/// Partition key of the index `open`.
pub(crate) fn open_key(shard: u32) -> String {
    format!("OPEN#{shard}")
}

/// Partition key of the index `ended`.
pub(crate) fn ended_key(day: Day, shard: u32) -> String {
    format!("ENDED#{day}#{shard}")
}

/// The shard of a conversation: 32-bit FNV-1a of its id, modulo the number of shards. Upgrades must
/// not change it.
fn shard(conversation_id: &ConversationId, shards: u32) -> u32 {
    let hash = conversation_id
        .as_str()
        .bytes()
        .fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    hash % shards.max(1)
}

fn is_short(documented: &ConversationDetails) -> bool {
    serde_json::to_string(documented).is_ok_and(|text| text.len() <= MAX_DOCUMENTED_BYTES)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shard_of_a_conversation_is_pinned() {
        let id = "cbd50548-704e-5d1c-9708-a5b984c0a46c".parse().unwrap();
        assert_eq!(shard(&id, 1), 0);
        assert_eq!(shard(&id, 0), 0);
        assert_eq!(shard(&id, 1_000), 459);
    }

    #[test]
    fn long_documented_fields_are_not_stored() {
        let mut details = ConversationDetails::new("c-1".parse().unwrap());
        assert!(is_short(&details));
        details.rest.insert("x".to_owned(), "y".repeat(MAX_DOCUMENTED_BYTES).into());
        assert!(!is_short(&details));
    }
}
