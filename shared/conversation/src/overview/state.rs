//! What happens in a conversation now. Of all that happens at once, the state is what is furthest
//! on: talk before a wait, a wait before a flow.

use std::cmp::Reverse;

use genesys::Timestamp;
use genesys::vocabulary::MediaType;
use serde::{Deserialize, Serialize};

use super::sessions::{is_live, sessions};
use crate::family::Family;
use crate::tree::{Activity, Conversation, Participant, SegmentType, Session, Status};

/// What happens in a conversation, from the least to the furthest on, and how it ended.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub enum State {
    /// Nothing but that it is there.
    #[default]
    #[serde(rename = "o")]
    Open,
    /// A user does after-call work.
    #[serde(rename = "a")]
    AfterCallWork,
    /// A flow runs: a menu, a bot.
    #[serde(rename = "f")]
    InFlow,
    /// A voicemail is recorded.
    #[serde(rename = "v")]
    Voicemail,
    /// The conversation waits in a queue.
    #[serde(rename = "w")]
    Waiting,
    /// A user has parked it.
    #[serde(rename = "p")]
    Parked,
    /// A user's own phone, or the other side, is called.
    #[serde(rename = "d")]
    Dialing,
    /// A user's session rings.
    #[serde(rename = "r")]
    Ringing,
    /// A user's session rings, or they talk: nobody knows which.
    #[serde(rename = "u")]
    RingingOrTalking,
    /// A user has the other side on hold.
    #[serde(rename = "h")]
    OnHold,
    /// A user works on a callback.
    #[serde(rename = "b")]
    OnCallback,
    /// A user talks, or types.
    #[serde(rename = "t")]
    Talking,
    /// The conversation ended.
    #[serde(rename = "e")]
    Ended,
    /// The sweep closed the conversation, because no event arrived for it any more.
    #[serde(rename = "x")]
    TimedOut,
}

impl State {
    /// All states, in the order in which a conversation usually has them.
    pub const ALL: [Self; 14] = [
        Self::Open,
        Self::InFlow,
        Self::Waiting,
        Self::Dialing,
        Self::Ringing,
        Self::RingingOrTalking,
        Self::Talking,
        Self::OnCallback,
        Self::OnHold,
        Self::Parked,
        Self::AfterCallWork,
        Self::Voicemail,
        Self::Ended,
        Self::TimedOut,
    ];

    /// The state in words.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::InFlow => "in flow",
            Self::Voicemail => "voicemail",
            Self::Waiting => "waiting",
            Self::AfterCallWork => "after-call work",
            Self::Parked => "parked",
            Self::Dialing => "dialing",
            Self::Ringing => "ringing",
            Self::RingingOrTalking => "ringing or talking",
            Self::OnHold => "on hold",
            Self::OnCallback => "on a callback",
            Self::Talking => "talking",
            Self::Ended => "ended",
            Self::TimedOut => "timed out",
        }
    }
}

/// The state of a tree whose inferred ends are applied, and since when.
pub(super) fn of(whole: &Conversation) -> (State, Option<Timestamp>) {
    let summary = &whole.summary;
    if summary.timed_out && summary.status == Status::Ended {
        return (State::TimedOut, summary.ended_at);
    }
    let is_open = summary.status == Status::Open;
    let doing = sessions(whole).filter_map(|(_, session)| doing(session, is_open));
    let furthest = doing.max_by_key(|(state, since)| (*state, Reverse(*since)));
    match (furthest, is_open) {
        (Some((state, since)), _) => (state, Some(since)),
        (None, true) => (State::Open, summary.conversation_start),
        (None, false) => (State::Ended, summary.ended_at),
    }
}

/// The sessions of the users who take part now, those who are furthest on first. Nobody takes part
/// in a conversation that waits again while an earlier agent does after-call work.
pub(super) fn furthest(whole: &Conversation) -> Vec<(&Participant, &Session)> {
    let is_open = whole.summary.status == Status::Open;
    let of_users = sessions(whole).filter(|(_, session)| session.family == Some(Family::User));
    let mut live: Vec<_> = of_users
        .filter_map(|(participant, session)| {
            Some((doing(session, is_open)?, (participant, session)))
        })
        .filter(|((state, _), _)| *state > State::Waiting)
        .collect();
    live.sort_by_key(|((state, since), _)| (Reverse(*state), *since));
    live.into_iter().map(|(_, of)| of).collect()
}

/// Whether a user talked in a session, or may have: no event reports whether they rang or talked.
#[must_use]
pub fn may_have_talked(session: &Session) -> bool {
    let talks = session.segments.iter().filter(|segment| {
        matches!(
            segment.segment_type,
            SegmentType::Interact | SegmentType::Callback | SegmentType::Unknown
        )
    });
    session.family == Some(Family::User)
        && !is_auxiliary(session)
        && talks.into_iter().any(|it| it.segment_end != Some(it.segment_start))
}

/// What a session contributes to the state, and since when. Of an ended conversation only
/// after-call work goes on.
fn doing(session: &Session, is_open: bool) -> Option<(State, Timestamp)> {
    let state = match session.family? {
        Family::User => return doing_of_user(session, is_open),
        Family::Acd => State::Waiting,
        Family::Voicemail => State::Voicemail,
        Family::Flow => State::InFlow,
        Family::Customer => return None,
    };
    Some((state, session.start?)).filter(|_| is_open && is_live(session))
}

/// What the user of a session does in it now, and since when; `None` if nothing, or only listening.
/// In an ended conversation only after-call work goes on.
#[must_use]
pub fn doing_of_user(session: &Session, is_open: bool) -> Option<(State, Timestamp)> {
    let running = session.segments.iter().filter(|segment| segment.segment_end.is_none());
    let wraps_up = running.clone().find(|segment| segment.segment_type == SegmentType::Wrapup);
    if let Some(wraps_up) = wraps_up {
        return Some((State::AfterCallWork, wraps_up.segment_start));
    }
    if !is_open || !is_live(session) || is_auxiliary(session) {
        return None;
    }
    if let Some(since) = parked(session) {
        return Some((State::Parked, since));
    }
    let Some(current) = running.max_by_key(|segment| segment.segment_start) else {
        return Some((State::Talking, session.start?));
    };
    let state = match current.segment_type.as_str() {
        "hold" => State::OnHold,
        "contacting" | "dialing" => State::Dialing,
        "callback" => State::OnCallback,
        "alert" if session.activity() == Some(Activity::Ringing) => State::Ringing,
        "alert" => State::RingingOrTalking,
        "parked" => State::Parked,
        "interact" => State::Talking,
        // Monitoring, coaching and the like are no part of the contact.
        _ => return None,
    };
    Some((state, current.segment_start))
}

/// Since when a session is parked, according to an imported document. Events tell only afterwards
/// how long it was.
fn parked(session: &Session) -> Option<Timestamp> {
    let segments = &session.documented.as_deref()?.segments;
    let last = segments.iter().rev().find(|segment| segment.segment_end.is_none())?;
    last.segment_start.filter(|_| last.segment_type.as_deref() == Some("parked"))
}

/// Whether the session only shows something: a shared screen, a co-browsed page.
fn is_auxiliary(session: &Session) -> bool {
    matches!(
        session.media_type,
        Some(MediaType::Screenshare | MediaType::Cobrowse | MediaType::ScreenMonitoring)
    )
}
