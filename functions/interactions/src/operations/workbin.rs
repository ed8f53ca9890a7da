//! What a user has parked. The query goes to the analytics API, because only it knows parked
//! conversations of all media.

use genesys::{ConversationId, Timestamp, UserId};
use serde::Deserialize;
use serde_json::json;

use crate::platform::{Call, Path};

/// How far back the query looks, in milliseconds. A query is charged by the days that it covers,
/// and parked work is meant to be resumed soon.
const BACK_MS: i64 = 7 * 86_400_000;

/// Conversations on a page: the maximum of a query.
const PAGE: usize = 100;

/// Most pages that are read.
pub(super) const MOST_PAGES: usize = 10;

/// The fields that are read of `AnalyticsConversationQueryResponse` in the published model.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Page {
    conversations: Vec<Conversation>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Conversation {
    conversation_id: Option<ConversationId>,
    participants: Vec<Participant>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Participant {
    user_id: Option<String>,
    sessions: Vec<Session>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Session {
    segments: Vec<Segment>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Segment {
    segment_type: Option<String>,
    segment_end: Option<String>,
}

/// The query (`ConversationQuery` of the published model) for page `number`, counted from 1: the
/// conversations of the last days that have not ended and in which the user has parked something.
pub(super) fn query(user_id: &UserId, now: Timestamp, number: usize) -> Call {
    let is = |dimension: &str, value: &str| {
        json!({
            "type": "dimension", "dimension": dimension, "value": value
        })
    };
    let body = json!({
        "interval": format!("{}/{now}", now.minus_ms(BACK_MS)),
        "segmentFilters": [{"type": "and", "predicates": [
            is("userId", user_id.as_str()), is("segmentType", "parked"),
        ]}],
        "conversationFilters": [{"type": "and", "predicates": [
            {"type": "dimension", "dimension": "conversationEnd", "operator": "notExists"},
        ]}],
        "order": "asc",
        "orderBy": "conversationStart",
        "paging": {"pageSize": PAGE, "pageNumber": number},
    });
    Call::query(Path::of("/api/v2/analytics/conversations/details/query"), body)
}

impl Page {
    /// Whether another page may follow.
    pub fn is_full(&self) -> bool {
        self.conversations.len() >= PAGE
    }

    /// The conversations in which the user has something parked now. The query also finds those
    /// that were resumed.
    pub fn parked_by<'a>(
        &'a self,
        user_id: &'a UserId,
    ) -> impl Iterator<Item = &'a ConversationId> {
        let is_parked = |segment: &Segment| {
            segment.segment_type.as_deref() == Some("parked") && segment.segment_end.is_none()
        };
        let has_parked = move |participant: &Participant| {
            let his = participant.user_id.as_deref() == Some(user_id.as_str());
            his && participant.sessions.iter().flat_map(|session| &session.segments).any(is_parked)
        };
        let parked =
            self.conversations.iter().filter(move |it| it.participants.iter().any(has_parked));
        parked.filter_map(|conversation| conversation.conversation_id.as_ref())
    }
}
