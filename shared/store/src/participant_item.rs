//! One participant of the tree, with their sessions, and the sessions' segments, metrics and
//! attributes.
//!
//! A participant is a function of the events that name them, so `known_events`, the number of these
//! events, only grows. A write requires that the stored `known_events` is not greater, so older
//! knowledge never replaces newer. An earlier version counted more events, so an item of its
//! [`EDITION`] may always be replaced.

use conversation::Participant;
use genesys::{ConversationId, Timestamp, UserId};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_with::serde_as;

use crate::cut::{TEXT_LENGTHS, shorten};
use crate::expiry::Expiry;
use crate::keys::{ConversationKey, ParticipantSortKey};
use crate::old_sessions::{Run, SessionsOnPages};
use crate::packed::Packed;
use crate::size::MAX_ITEM_BYTES;

/// Longest JSON text of a participant that is stored whole, in bytes: DynamoDB's item limit less
/// room for the other attributes. The limit is on the plain text because some text does not
/// deflate.
const MAX_PARTICIPANT_BYTES: usize = MAX_ITEM_BYTES - 2 * 1024;

/// How `known_events` is counted. Edition 0 also counted that other sessions of the user were
/// answered, however much later.
pub const EDITION: u32 = 1;

/// A participant as it is stored.
#[serde_as]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ParticipantItem {
    /// Partition key.
    pub pk: ConversationKey,
    /// Sort key.
    pub sk: ParticipantSortKey,
    /// The participant.
    #[serde_as(as = "Packed")]
    pub participant: Participant,
    /// Number of events that the participant follows from. The condition of the write compares it.
    pub known_events: u64,
    /// See [`EDITION`]. Items of edition 0 have no such attribute.
    #[serde(skip_serializing_if = "is_zero", default)]
    pub edition: u32,
    /// Partition key of the index `by_user`: `USER#<userId>`. Set for a user whose start is known.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub by_user: Option<String>,
    /// Sort key of the index `by_user`: start of the first session.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub start: Option<Timestamp>,
    /// When DynamoDB may delete the item.
    pub expires_at: Expiry,
    /// Sessions that are on log pages instead.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub paged: Vec<Run>,
    /// What was shortened or dropped so that the item fits.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub cut: Vec<String>,
}

/// What a pass reads of a participant's item: how much it knows, and its keys in the index
/// `by_user`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ItemKeys {
    /// Sort key.
    pub sk: ParticipantSortKey,
    /// Number of events that the stored participant follows from.
    pub known_events: u64,
    /// Partition key of the index `by_user`.
    pub by_user: Option<String>,
    /// Sort key of the index `by_user`.
    pub start: Option<Timestamp>,
}

impl ItemKeys {
    /// Whether this is the item of the same participant, and the index has it where `item` says.
    #[must_use]
    pub fn agree_with(&self, item: &ParticipantItem) -> bool {
        self.sk == item.sk && self.by_user == item.by_user && self.start == item.start
    }
}

impl ParticipantItem {
    /// Creates the item of a participant, whole, however large.
    #[must_use]
    pub fn new(
        conversation_id: ConversationId,
        participant: Participant,
        expires_at: Expiry,
    ) -> Self {
        let start = participant.sessions.iter().filter_map(|session| session.start).min();
        let by_user = participant.user_id.as_ref().filter(|_| start.is_some()).map(user_key);
        Self {
            pk: ConversationKey(conversation_id),
            sk: ParticipantSortKey(participant.participant_id.clone()),
            known_events: participant.known_events,
            edition: EDITION,
            start: start.filter(|_| by_user.is_some()),
            by_user,
            participant,
            expires_at,
            paged: Vec::new(),
            cut: Vec::new(),
        }
    }

    /// This item, whole until now, as it is put: without sessions that are on log pages, and cut if
    /// it is still too large for DynamoDB.
    #[must_use]
    pub fn as_put(mut self, on_pages: Option<&SessionsOnPages>) -> Self {
        if let Some(on_pages) = on_pages {
            let all = std::mem::take(&mut self.participant.sessions);
            (self.participant.sessions, self.paged) = on_pages.leave_out(&self.sk.0, all);
        }
        let sessions = self.participant.sessions.len();
        self.cut = fit(&mut self.participant);
        let gone = sessions - self.participant.sessions.len();
        for run in &mut self.paged {
            run.after = run.after.saturating_sub(gone);
        }
        self
    }

    /// What a pass reads of this item.
    #[must_use]
    pub fn keys(&self) -> ItemKeys {
        ItemKeys {
            sk: self.sk.clone(),
            known_events: self.known_events,
            by_user: self.by_user.clone(),
            start: self.start,
        }
    }

    /// Puts the sessions back that are on log pages. Those of pages that are gone stay away.
    pub fn put_sessions_back(&mut self, on_pages: &SessionsOnPages) {
        let others = std::mem::take(&mut self.participant.sessions);
        let runs = std::mem::take(&mut self.paged);
        self.participant.sessions = on_pages.put_back(&self.sk.0, others, runs);
    }

    /// Whether this item, as it was read, describes the participant as `whole` does: with the
    /// sessions that are on log pages, or cut in the same way. Expiry is not compared.
    #[must_use]
    pub fn is(&self, whole: &Self, on_pages: Option<&SessionsOnPages>) -> bool {
        if self.sk != whole.sk {
            return false;
        }
        let mut read = Self { expires_at: whole.expires_at, ..self.clone() };
        if read == whole.clone().as_put(on_pages) {
            return true;
        }
        if let Some(on_pages) = on_pages {
            read.put_sessions_back(on_pages);
        }
        read == *whole
    }
}

/// Partition key of the index `by_user`.
pub(crate) fn user_key(user_id: &UserId) -> String {
    format!("USER#{user_id}")
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
const fn is_zero(edition: &u32) -> bool {
    *edition == 0
}

type Step = fn(&mut Participant);

/// Cuts a participant until the item is within DynamoDB's limit. Fields from details documents go
/// first, because the log has them, and then those of metric records. Then texts are shortened.
/// Then what a reader of the tree misses least goes: attributes, metrics, segments, and last the
/// oldest sessions.
fn fit(participant: &mut Participant) -> Vec<String> {
    let mut cut = Vec::new();
    if !is_too_large(participant) {
        return cut;
    }
    let documented = participant.documented.take().is_some();
    if participant
        .sessions
        .iter_mut()
        .fold(documented, |any, session| session.documented.take().is_some() || any)
    {
        cut.push("documented".to_owned());
        if !is_too_large(participant) {
            return cut;
        }
    }
    if drop_recorded(participant) {
        cut.push("recorded".to_owned());
        if !is_too_large(participant) {
            return cut;
        }
    }
    cut.push("texts".to_owned());
    for length in TEXT_LENGTHS {
        let Some(shorter) = with_texts_of(participant, length) else { break };
        *participant = shorter;
        if !is_too_large(participant) {
            return cut;
        }
    }
    let steps: [(&str, Step); 3] = [
        ("attributes", |participant| {
            participant.attributes.clear();
            participant.other_attributes.clear();
        }),
        ("metrics", |participant| {
            participant.sessions.iter_mut().for_each(|session| session.metrics.clear());
        }),
        ("segments", |participant| {
            participant.sessions.iter_mut().for_each(|session| session.segments.clear());
        }),
    ];
    for (name, step) in steps {
        step(participant);
        cut.push(name.to_owned());
        if !is_too_large(participant) {
            return cut;
        }
    }
    cut.push("sessions".to_owned());
    while is_too_large(participant) && !participant.sessions.is_empty() {
        let half = participant.sessions.len().div_ceil(2);
        participant.sessions.drain(..half);
    }
    cut
}

/// Drops what only metric records carry, which the log has, too. Returns whether there was any.
fn drop_recorded(participant: &mut Participant) -> bool {
    let mut any = participant.recorded.take().is_some();
    for session in &mut participant.sessions {
        any |= session.recorded.take().is_some() || !session.scored_agents.is_empty();
        session.scored_agents.clear();
    }
    any
}

fn is_too_large(participant: &Participant) -> bool {
    serde_json::to_string(participant).is_ok_and(|text| text.len() > MAX_PARTICIPANT_BYTES)
}

fn with_texts_of(participant: &Participant, length: usize) -> Option<Participant> {
    let mut value: Value = serde_json::to_value(participant).ok()?;
    shorten(&mut value, length);
    serde_json::from_value(value).ok()
}
