//! What a list shows of a conversation: what happens in it now, its parties and its waits. A pure
//! function of the tree, so a list never claims what the tree does not.
//!
//! The overview is stored with the conversation and copied into an index, so its fields have short
//! names there, and its texts are cut.

mod sessions;
mod source;
mod state;
mod text;

use genesys::vocabulary::{Direction, MediaType};
use genesys::{QueueId, Timestamp};
use serde::{Deserialize, Serialize};
use serde_with::{DeserializeAs, SerializeAs, serde_as, skip_serializing_none};

use crate::family::Family;
use crate::tree::{Conversation, Participant, Status};

use sessions::{is_live, is_outside, sessions};

pub use source::Source;
pub use state::{State, doing_of_user, may_have_talked};
pub use text::address;

/// Most agents that an overview names.
const MOST_AGENTS: usize = 6;

/// What a list shows of a conversation.
#[serde_as]
#[skip_serializing_none]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overview {
    /// What happens in the conversation now, or how it ended.
    #[serde(rename = "s")]
    pub state: State,
    /// When that began.
    #[serde_as(as = "Option<Milliseconds>")]
    #[serde(rename = "t", default)]
    pub since: Option<Timestamp>,
    /// Start of the conversation.
    #[serde_as(as = "Option<Milliseconds>")]
    #[serde(rename = "b", default)]
    pub start: Option<Timestamp>,
    /// When its last episode ended; only of an ended conversation.
    #[serde_as(as = "Option<Milliseconds>")]
    #[serde(rename = "e", default)]
    pub end: Option<Timestamp>,
    /// When to call back, of a live callback.
    #[serde_as(as = "Option<Milliseconds>")]
    #[serde(rename = "k", default)]
    pub callback_at: Option<Timestamp>,
    /// Number or address of the customer: calling of an inbound contact, called of an outbound one.
    #[serde(rename = "c", default)]
    pub customer: Option<String>,
    /// Name of the customer.
    #[serde(rename = "n", default)]
    pub customer_name: Option<String>,
    /// The queue in which the conversation waits, or from which it came last.
    #[serde(rename = "q", default)]
    pub queue: Option<Party>,
    /// The users who take part now, those who are furthest on in the order of [`State`] first. Of
    /// an ended conversation, those who talked, or may have.
    #[serde(rename = "a", default, skip_serializing_if = "Vec::is_empty")]
    pub agents: Vec<Party>,
    /// The media, in the order of the sessions.
    #[serde(rename = "m", default, skip_serializing_if = "Vec::is_empty")]
    pub media: Vec<MediaType>,
    /// Direction of the first session that has one.
    #[serde(rename = "d", default)]
    pub direction: Option<Direction>,
    /// How long the conversation waited in queues, in milliseconds, without a wait that goes on.
    #[serde(rename = "w", default, skip_serializing_if = "is_zero")]
    pub waited_ms: i64,
    /// Since when it waits in a queue.
    #[serde_as(as = "Option<Milliseconds>")]
    #[serde(rename = "p", default)]
    pub waits_since: Option<Timestamp>,
    /// Number of transfers.
    #[serde(rename = "x", default, skip_serializing_if = "is_none")]
    pub transfers: u64,
    /// What the conversation is known from.
    #[serde(rename = "o", default, skip_serializing_if = "Source::is_events")]
    pub source: Source,
}

/// A user or a queue.
#[skip_serializing_none]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// The id.
    #[serde(rename = "i")]
    pub id: String,
    /// The name, if an event carried it.
    #[serde(rename = "n", default)]
    pub name: Option<String>,
}

impl Overview {
    /// How long the conversation has waited in queues at `now`, in milliseconds. A wait for a
    /// callback begins when the callback is due.
    #[must_use]
    pub fn wait_ms(&self, now: Timestamp) -> i64 {
        let since =
            self.waits_since.map(|since| self.callback_at.map_or(since, |at| at.max(since)));
        self.waited_ms.saturating_add(since.map_or(0, |since| now.since(since).max(0)))
    }

    /// How long the conversation lasted at `now`, in milliseconds. `None` if its start is unknown.
    #[must_use]
    pub fn age_ms(&self, now: Timestamp) -> Option<i64> {
        self.start.map(|start| self.end.unwrap_or(now).since(start).max(0))
    }
}

/// The overview of a tree.
#[must_use]
pub fn overview(conversation: &Conversation) -> Overview {
    let with_ends: Conversation;
    let whole = if conversation.summary.inferred_ends.is_empty() {
        conversation
    } else {
        with_ends = conversation.clone().with_inferred_ends();
        &with_ends
    };
    let summary = &whole.summary;
    let (state, since) = state::of(whole);
    let is_open = summary.status == Status::Open;
    let (waited_ms, waits_since) = waits(whole);
    let customer = || whole.participants.iter().filter(|it| is_outside(it));
    let callbacks = sessions(whole).filter(|(_, session)| is_open && is_live(session));
    Overview {
        state,
        since,
        start: summary.conversation_start,
        end: summary.ended_at,
        callback_at: callbacks.filter_map(|(_, session)| session.callback_scheduled_time).max(),
        customer: customer()
            .flat_map(|one| one.sessions.iter().filter_map(|session| address(one, session)))
            .next()
            .map(text::cut),
        customer_name: customer().find_map(name),
        queue: queue(whole),
        agents: agents(whole),
        media: summary.media_types.clone(),
        direction: summary.originating_direction.clone(),
        waited_ms,
        waits_since: waits_since.filter(|_| is_open),
        transfers: summary.counts.transfers,
        source: summary.source(),
    }
}

fn name(participant: &Participant) -> Option<String> {
    participant.participant_name.as_deref().filter(|name| !name.is_empty()).map(text::cut)
}

/// The waits in queues: the sum of those that ended, in milliseconds, and since when one goes on.
fn waits(whole: &Conversation) -> (i64, Option<Timestamp>) {
    let in_queue = || sessions(whole).filter(|(_, session)| session.family == Some(Family::Acd));
    let ended = in_queue()
        .filter_map(|(_, session)| Some(session.end?.since(session.start?).max(0)))
        .fold(0_i64, i64::saturating_add);
    let waits = in_queue().filter(|(_, session)| is_live(session));
    (ended, waits.filter_map(|(_, session)| session.start).min())
}

/// The queue in which the conversation waits; else the one of the user who is furthest on; else the
/// last one.
fn queue(whole: &Conversation) -> Option<Party> {
    let last = |only_live: bool| {
        let in_queue = sessions(whole).filter(|(_, session)| {
            session.family == Some(Family::Acd) && (!only_live || is_live(session))
        });
        let last = in_queue.filter(|(_, session)| session.queue_id.is_some());
        last.max_by_key(|(_, session)| session.start)?.1.queue_id.as_ref()
    };
    let of_user = || state::furthest(whole).into_iter().find_map(|(_, it)| it.queue_id.as_ref());
    let id = last(true).or_else(of_user).or_else(|| last(false))?;
    Some(Party { id: id.as_str().to_owned(), name: name_of_queue(whole, id) })
}

fn name_of_queue(whole: &Conversation, id: &QueueId) -> Option<String> {
    let own = sessions(whole).filter(|(_, session)| {
        session.family == Some(Family::Acd) && session.queue_id.as_ref() == Some(id)
    });
    own.filter_map(|(participant, _)| name(participant)).next()
}

fn agents(whole: &Conversation) -> Vec<Party> {
    let users = match whole.summary.status {
        Status::Open => state::furthest(whole),
        Status::Ended => {
            sessions(whole).filter(|(_, session)| state::may_have_talked(session)).collect()
        }
    };
    let mut agents: Vec<Party> = Vec::new();
    for (participant, _) in users {
        let Some(id) = participant.user_id.as_ref().map(genesys::UserId::as_str) else { continue };
        if agents.len() < MOST_AGENTS && agents.iter().all(|known| known.id != id) {
            agents.push(Party { id: id.to_owned(), name: name(participant) });
        }
    }
    agents
}

/// An instant as epoch milliseconds, which takes half the room of its text.
struct Milliseconds;

impl SerializeAs<Timestamp> for Milliseconds {
    fn serialize_as<S: serde::Serializer>(
        at: &Timestamp,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(at.ms())
    }
}

impl<'de> DeserializeAs<'de, Timestamp> for Milliseconds {
    fn deserialize_as<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Timestamp, D::Error> {
        i64::deserialize(deserializer).map(Timestamp::from_ms)
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
const fn is_zero(value: &i64) -> bool {
    *value == 0
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
const fn is_none(value: &u64) -> bool {
    *value == 0
}
