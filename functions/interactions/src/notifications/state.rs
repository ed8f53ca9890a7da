//! The state of an interaction, of each of its users and as a whole. A pure function of the tree.
//!
//! A user may have several sessions in an interaction. The one that is furthest on decides; if all
//! have ended, the last one does.

use std::collections::BTreeMap;

use conversation::overview::{self, doing_of_user, may_have_talked};
use conversation::tree::SegmentType;
use conversation::{Conversation, Family, Session, Status};
use genesys::vocabulary::{Direction, DisconnectType};
use genesys::{Timestamp, UserId};
use serde::Serialize;

/// Genesys reports the two sides of one change with times at most this far apart, in milliseconds.
const SKEW_MS: i64 = 2_000;

/// The state of an interaction for a user, or as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "InteractionState"))]
pub enum State {
    /// The interaction is offered to the user: their session rings. Without a queue and until it
    /// ends, nobody knows whether they have answered.
    Invited,
    /// The same while another user talks in the same medium: the user is consulted, or invited to a
    /// conference.
    InvitedConference,
    /// The user talks or types, alone or with others, or their own call is being connected.
    Accepted,
    /// The user talks, and another user who talked with them has left since.
    LeftConference,
    /// The user has the other side on hold.
    Held,
    /// The user has parked the interaction: it is in their workbin.
    Parked,
    /// The user has left the interaction and does after-call work.
    AfterCallWork,
    /// The user declined the interaction.
    Rejected,
    /// The offer ended otherwise before the user answered: it timed out, or the caller left.
    Revoked,
    /// The user transferred the interaction: to a user, a queue, a flow or a number.
    Transferred,
    /// The user has left the interaction; as a whole, the interaction has ended.
    Completed,
    /// As a whole: it has begun, and is in no queue and with no user.
    Created,
    /// As a whole: it waits in a queue.
    Queued,
    /// As a whole: a user has accepted it.
    Processing,
}

impl State {
    /// Whether the user has the interaction, or is offered it.
    #[must_use]
    pub const fn is_current(self) -> bool {
        matches!(
            self,
            Self::Invited
                | Self::InvitedConference
                | Self::Accepted
                | Self::LeftConference
                | Self::Held
                | Self::Parked
                | Self::AfterCallWork
        )
    }

    /// Whether the user works on it with the customer.
    const fn is_accepted(self) -> bool {
        matches!(self, Self::Accepted | Self::LeftConference | Self::Held | Self::Parked)
    }
}

/// The state of an interaction as a whole (`None`), and of each user who has a session in it.
/// Inferred ends are to be applied already, as `StoredTree::conversation` does.
#[must_use]
pub fn states(conversation: &Conversation) -> BTreeMap<Option<UserId>, State> {
    let mut states: BTreeMap<Option<UserId>, State> = users(conversation)
        .into_iter()
        .map(|(user_id, own)| (Some(user_id.clone()), of_user(conversation, user_id, &own)))
        .collect();
    let whole = whole(conversation, states.values().copied());
    states.insert(None, whole);
    states
}

/// The sessions of each user that have begun.
fn users(conversation: &Conversation) -> BTreeMap<&UserId, Vec<&Session>> {
    let mut users: BTreeMap<&UserId, Vec<&Session>> = BTreeMap::new();
    for participant in &conversation.participants {
        let Some(user_id) = &participant.user_id else { continue };
        let own = participant
            .sessions
            .iter()
            .filter(|session| session.family == Some(Family::User) && session.start.is_some());
        let own: Vec<&Session> = own.collect();
        if !own.is_empty() {
            users.entry(user_id).or_default().extend(own);
        }
    }
    users
}

fn whole(conversation: &Conversation, users: impl Iterator<Item = State>) -> State {
    if conversation.summary.status == Status::Ended {
        return State::Completed;
    }
    let mut sessions = conversation.participants.iter().flat_map(|one| &one.sessions);
    let waits = |session: &Session| {
        session.family == Some(Family::Acd) && session.start.is_some() && session.end.is_none()
    };
    if users.into_iter().any(State::is_accepted) {
        State::Processing
    } else if sessions.any(waits) {
        State::Queued
    } else {
        State::Created
    }
}

fn of_user(conversation: &Conversation, user_id: &UserId, own: &[&Session]) -> State {
    let is_open = conversation.summary.status == Status::Open;
    let doing = own.iter().filter_map(|session| {
        let (doing, since) = doing_of_user(session, is_open)?;
        Some((doing, since, *session))
    });
    match doing.max_by_key(|(doing, since, _)| (*doing, *since)) {
        Some((doing, since, session)) => {
            current(doing, since, session, &Others::of(conversation, user_id, session))
        }
        None => ended(own),
    }
}

/// The state of a user who does something in this session, since some moment.
fn current(doing: overview::State, since: Timestamp, session: &Session, others: &Others) -> State {
    use overview::State as Doing;
    match doing {
        Doing::AfterCallWork => State::AfterCallWork,
        Doing::Parked => State::Parked,
        Doing::OnHold => State::Held,
        Doing::Talking | Doing::OnCallback if others.left_since(since) => State::LeftConference,
        Doing::Talking | Doing::OnCallback => State::Accepted,
        // The user called, or wrote first.
        _ if session.direction == Some(Direction::Outbound) => State::Accepted,
        // Who stays alone with the customer has answered.
        Doing::RingingOrTalking if others.left_since(since) => State::LeftConference,
        _ if others.talks => State::InvitedConference,
        _ => State::Invited,
    }
}

/// The other users in the medium of a session.
struct Others {
    /// Whether one talks now.
    talks: bool,
    /// When the last one began to talk who still does.
    began: Option<Timestamp>,
    /// When the last one left who had talked.
    left: Option<Timestamp>,
}

impl Others {
    fn of(conversation: &Conversation, user_id: &UserId, session: &Session) -> Self {
        let is_open = conversation.summary.status == Status::Open;
        let others = users(conversation).into_iter().filter(|(other, _)| *other != user_id);
        let others: Vec<&Session> = others
            .flat_map(|(_, sessions)| sessions)
            .filter(|other| other.media_type == session.media_type && may_have_talked(other))
            .collect();
        let talking = others.iter().filter(|other| {
            let doing = doing_of_user(other, is_open).map(|(doing, _)| doing);
            matches!(
                doing,
                Some(
                    overview::State::Talking
                        | overview::State::OnCallback
                        | overview::State::OnHold
                )
            )
        });
        let talking: Vec<&Session> = talking.copied().collect();
        Self {
            talks: !talking.is_empty(),
            began: talking.iter().filter_map(|other| talks_since(other)).max(),
            left: others.iter().filter_map(|other| other.end).max(),
        }
    }

    /// Whether the last change among them is that one left, after the user had begun to talk.
    fn left_since(&self, since: Timestamp) -> bool {
        self.left.is_some_and(|left| {
            left > since.plus_ms(SKEW_MS) && self.began.is_none_or(|began| began <= left)
        })
    }
}

fn talks_since(session: &Session) -> Option<Timestamp> {
    let talks = session.segments.iter().filter(|segment| {
        matches!(segment.segment_type, SegmentType::Interact | SegmentType::Callback)
    });
    talks.map(|segment| segment.segment_start).min()
}

/// The state of a user whose sessions have all ended. A session within a longer one, such as the
/// frame of a callback, does not decide where the other one talked.
fn ended(own: &[&Session]) -> State {
    let end = |session: &Session| session.end.or(session.start);
    let Some(last) = own.iter().max_by_key(|session| end(session)) else { return State::Completed };
    let beside = own.iter().filter(|session| end(session) >= last.start);
    let Some(last) = beside.max_by_key(|session| (may_have_talked(session), end(session))) else {
        return State::Completed;
    };
    let transferred = matches!(
        last.disconnect_type,
        Some(
            DisconnectType::Transfer
                | DisconnectType::ConsultTransfer
                | DisconnectType::ConferenceTransfer
                | DisconnectType::ForwardTransfer
                | DisconnectType::Takeover
        )
    );
    match may_have_talked(last) {
        true if transferred => State::Transferred,
        true => State::Completed,
        false if last.direction == Some(Direction::Outbound) || last.end.is_none() => {
            State::Completed
        }
        false if last.disconnect_type == Some(DisconnectType::Client) => State::Rejected,
        false => State::Revoked,
    }
}
