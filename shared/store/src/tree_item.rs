//! The conversation's own item: the commit of a pass.
//!
//! A pass writes it last, by compare-and-set on the `version` that it read first. The winner knew
//! at least as much as every pass that committed before. The loser runs the pass again.

use std::collections::BTreeMap;

use conversation::{Overview, Status, Summary};
use genesys::details::ConversationDetails;
use genesys::{ConversationId, ParticipantId, Timestamp};
use serde::{Deserialize, Serialize};
use serde_with::serde_as;

use crate::day::Day;
use crate::expiry::Expiry;
use crate::keys::{ConversationKey, TreeSortKey};
use crate::packed::Packed;

/// Longest text of the conversation-level fields from documents that is stored, in bytes. The log
/// keeps longer ones.
const MAX_DOCUMENTED_BYTES: usize = 128 * 1024;

/// Longest JSON texts of the summary and of the participants that are not deflated, in bytes. With
/// both, the item stays under a kilobyte, which is what one write unit covers.
const MAX_LEGIBLE_SUMMARY_BYTES: usize = 400;
const MAX_LEGIBLE_PARTICIPANTS_BYTES: usize = 200;
const MAX_LEGIBLE_OVERVIEW_BYTES: usize = 100;

/// A conversation as it is stored.
#[serde_as]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TreeItem {
    /// Partition key.
    pub pk: ConversationKey,
    /// Sort key.
    pub sk: TreeSortKey,
    /// The conversation-level part of the tree.
    #[serde_as(as = "Packed<MAX_LEGIBLE_SUMMARY_BYTES>")]
    pub summary: Summary,
    /// What lists show. The index `ended` has a copy.
    #[serde_as(as = "Packed<MAX_LEGIBLE_OVERVIEW_BYTES>")]
    #[serde(default)]
    pub overview: Overview,
    /// Counts the commits.
    pub version: u64,
    /// The `known_events` of every participant as written before this commit: the number of events
    /// that the participant follows from.
    #[serde_as(as = "Packed<MAX_LEGIBLE_PARTICIPANTS_BYTES>")]
    pub participants: BTreeMap<ParticipantId, u64>,
    /// Until when the log is known to be complete: the least expiry of any event.
    pub complete_until: Expiry,
    /// No participant's item expires before this time.
    pub participants_expire_at: Expiry,
    /// When the pending wake-up of the conversation is due.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub wake_up_at: Option<Timestamp>,
    /// Whether a Common Event that follows from the events of this commit was held back at that
    /// time.
    #[serde(skip_serializing_if = "is_false", default)]
    pub holds_back: bool,
    /// Partition key of the index `open`: `OPEN#<shard>`. Set only while the conversation is open
    /// and its start is known.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub open: Option<String>,
    /// Partition key of the index `ended`: `ENDED#<day>#<shard>`, the day on which the conversation
    /// began, in UTC. Set only of an ended conversation whose start is known.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub ended: Option<String>,
    /// Sort key of the indexes `open` and `ended`: start of the conversation.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub start: Option<Timestamp>,
    /// When DynamoDB may delete the item.
    pub expires_at: Expiry,
}

/// What a commit records besides the summary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// The `known_events` of every participant.
    pub participants: BTreeMap<ParticipantId, u64>,
    /// The least expiry in the log.
    pub complete_until: Expiry,
    /// No participant's item expires before this time.
    pub participants_expire_at: Expiry,
    /// When the pending wake-up is due.
    pub wake_up_at: Option<Timestamp>,
    /// Whether a Common Event is held back.
    pub holds_back: bool,
    /// When DynamoDB may delete the item.
    pub expires_at: Expiry,
}

impl TreeItem {
    /// Creates the item of the commit that follows version `read`. The index `open`, and each day
    /// of the index `ended`, have `open_shards` partitions.
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
            participants: commit.participants,
            complete_until: commit.complete_until,
            participants_expire_at: commit.participants_expire_at,
            wake_up_at: commit.wake_up_at,
            holds_back: commit.holds_back,
            open,
            ended,
            start,
            expires_at: commit.expires_at,
        }
    }

    /// The conversation's id.
    #[must_use]
    pub const fn conversation_id(&self) -> &ConversationId {
        &self.pk.0
    }

    /// Whether both describe the conversation alike. Version, expiry upkeep and wake-ups are not
    /// compared.
    #[must_use]
    pub fn has_same_content(&self, other: &Self) -> bool {
        let same_upkeep = Self {
            version: other.version,
            participants_expire_at: other.participants_expire_at,
            wake_up_at: other.wake_up_at,
            holds_back: other.holds_back,
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

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
const fn is_false(value: &bool) -> bool {
    !*value
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
