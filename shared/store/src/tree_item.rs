//! The conversation's own item: the commit of a pass.
//!
//! It is written last, by compare-and-set on the `version` read first. Whoever wins knew at least as much as anyone who
//! wrote before; whoever loses runs the pass again.

use std::collections::BTreeMap;

use conversation::{Status, Summary};
use genesys::details::ConversationDetails;
use genesys::{ConversationId, ParticipantId, Timestamp};
use serde::{Deserialize, Serialize};
use serde_with::serde_as;

use crate::expiry::Expiry;
use crate::keys::{ConversationKey, TreeSortKey};
use crate::packed::Packed;

/// Longest text of what documents say of the whole that is stored, in bytes; the log has what is longer.
const MAX_DOCUMENTED_BYTES: usize = 128 * 1024;

/// Longest JSON text of a summary, and of the participants, that is not deflated, in bytes: both and
/// everything else in the item are under a kilobyte, which is what a write unit pays for.
const MAX_LEGIBLE_SUMMARY_BYTES: usize = 400;
const MAX_LEGIBLE_PARTICIPANTS_BYTES: usize = 200;

/// A conversation as it is stored.
#[serde_as]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TreeItem {
    /// Partition key.
    pub pk: ConversationKey,
    /// Sort key.
    pub sk: TreeSortKey,
    /// What is said of the whole.
    #[serde_as(as = "Packed<MAX_LEGIBLE_SUMMARY_BYTES>")]
    pub summary: Summary,
    /// Counts the commits.
    pub version: u64,
    /// Basis of every participant as it was written before this commit.
    #[serde_as(as = "Packed<MAX_LEGIBLE_PARTICIPANTS_BYTES>")]
    pub participants: BTreeMap<ParticipantId, u64>,
    /// Until when every event ever known is still in the log: the least expiry of any of them.
    pub complete_until: Expiry,
    /// A time before which no participant's item expires.
    pub participants_expire_at: Expiry,
    /// When the wake-up of the conversation is due that is on its way.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub wake_up_at: Option<Timestamp>,
    /// Whether a Common Event that follows from what is known here was held back when this was
    /// committed.
    #[serde(skip_serializing_if = "is_false", default)]
    pub holds_back: bool,
    /// Partition key of the index `open`: `OPEN#<shard>`, only while the conversation is open and its start is known.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub open: Option<String>,
    /// Sort key of the index `open`: start of the conversation.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub start: Option<Timestamp>,
    /// When DynamoDB may delete it.
    pub expires_at: Expiry,
}

/// What a commit knows besides the summary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// Basis of every participant.
    pub participants: BTreeMap<ParticipantId, u64>,
    /// Least expiry of the log.
    pub complete_until: Expiry,
    /// A time before which no participant's item expires.
    pub participants_expire_at: Expiry,
    /// When the wake-up is due that is on its way.
    pub wake_up_at: Option<Timestamp>,
    /// Whether a Common Event is held back.
    pub holds_back: bool,
    /// When DynamoDB may delete the item.
    pub expires_at: Expiry,
}

impl TreeItem {
    /// The item of a commit after the one of version `read`; the index `open` has `open_shards` partitions.
    #[must_use]
    pub fn new(mut summary: Summary, commit: Commit, read: Option<u64>, open_shards: u32) -> Self {
        summary.documented = summary.documented.filter(|documented| is_short(documented));
        let start = summary.conversation_start.filter(|_| summary.status == Status::Open);
        let open = start.map(|_| open_key(shard(&summary.conversation_id, open_shards)));
        Self {
            pk: ConversationKey(summary.conversation_id.clone()),
            sk: TreeSortKey,
            summary,
            version: read.map_or(1, |version| version + 1),
            participants: commit.participants,
            complete_until: commit.complete_until,
            participants_expire_at: commit.participants_expire_at,
            wake_up_at: commit.wake_up_at,
            holds_back: commit.holds_back,
            open,
            start,
            expires_at: commit.expires_at,
        }
    }

    /// The conversation.
    #[must_use]
    pub const fn conversation_id(&self) -> &ConversationId {
        &self.pk.0
    }

    /// Whether both say the same of the conversation; version, the upkeep of expiry and wake-ups play
    /// no part.
    #[must_use]
    pub fn says_the_same(&self, other: &Self) -> bool {
        let said = |item: &Self| Self {
            version: other.version,
            participants_expire_at: other.participants_expire_at,
            wake_up_at: other.wake_up_at,
            holds_back: other.holds_back,
            expires_at: other.expires_at,
            ..item.clone()
        };
        said(self) == *other
    }
}

/// Partition key of the index `open`.
pub(crate) fn open_key(shard: u32) -> String {
    format!("OPEN#{shard}")
}

/// A place for the conversation that no upgrade moves: 32-bit FNV-1a of its id, modulo the number of shards.
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
    fn what_documents_say_is_stored_unless_it_is_too_long() {
        let mut details = ConversationDetails::new("c-1".parse().unwrap());
        assert!(is_short(&details));
        details.rest.insert("x".to_owned(), "y".repeat(MAX_DOCUMENTED_BYTES).into());
        assert!(!is_short(&details));
    }
}
