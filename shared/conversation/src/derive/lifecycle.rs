//! Creation and reopening of a conversation, and new participants.

use std::collections::HashSet;

use common_events::payload::{ConversationCreated, ConversationReopened, ParticipantAdded};
use common_events::{Address, SettleClass};
use genesys::Detail;
use genesys::vocabulary::Direction;

use super::draft::{About, Draft, Whole};
use super::rule::WINDOW_MS;
use super::rule::rules;
use crate::episodes::Episode;
use crate::family::Family;
use crate::known_session::KnownSession;
use crate::purpose;
use crate::view::{SessionIndex, View};

rules! {
    /// The start of the first session is known.
    CREATED: ConversationCreated = "conversation-created";

    /// The start of a participant's first session is known.
    ADDED: ParticipantAdded = "participant-added";

    /// A session that counts began after the conversation had ended.
    REOPENED: ConversationReopened = "conversation-reopened";
}

pub(super) fn drafts<'h>(whole: &Whole<'_, 'h>) -> Vec<Draft<'h>> {
    let mut drafts: Vec<Draft<'h>> = created(whole).into_iter().collect();
    drafts.extend(added(whole));
    drafts.extend(reopened(whole));
    drafts
}

fn created<'h>(whole: &Whole<'_, 'h>) -> Option<Draft<'h>> {
    let (_, first) = whole.view.sessions().next()?;
    let start = first.start?;
    let settles = (!begins_a_conversation(first)).then_some(SettleClass::Settled);
    Some(Draft {
        rule: &CREATED,
        subject: "conversation".to_owned(),
        about: About::Conversation,
        occurred_at: start.time,
        known_since: whole
            .view
            .sessions()
            .filter_map(|(_, session)| session.known_since())
            .min()?,
        window_ms: WINDOW_MS,
        causes: vec![start.cause],
        settles,
        inferred: false,
        payload: Box::new(|view| first_session(view).into()),
    })
}

/// Whether a session is of the kind that conversations begin with: a customer who comes in, or a
/// user who goes out. A flow or queue that is known first follows a session whose start is late.
fn begins_a_conversation(first: &KnownSession<'_>) -> bool {
    let direction = first.latest(|detail| detail.direction.as_ref());
    match first.family {
        Some(Family::Customer) => direction != Some(&Direction::Outbound),
        Some(Family::User) => direction == Some(&Direction::Outbound),
        _ => false,
    }
}

fn first_session(view: &View<'_>) -> ConversationCreated {
    let first = view.sessions().next().map(|(_, session)| session);
    let address = |field: fn(&Detail) -> &Option<String>| {
        let text = first.and_then(|session| session.latest(|detail| field(detail).clone()));
        text.map(Address)
    };
    ConversationCreated {
        ani: address(|detail| &detail.ani),
        dnis: address(|detail| &detail.dnis),
        address_to: address(|detail| &detail.address_to),
        address_from: address(|detail| &detail.address_from),
    }
}

fn added<'h>(whole: &Whole<'_, 'h>) -> Vec<Draft<'h>> {
    let mut seen = HashSet::new();
    let firsts = whole.view.sessions().filter(|(_, session)| seen.insert(session.participant_id));
    let draft = |(_, session): (SessionIndex, &KnownSession<'h>)| {
        let (id, start) = (session.participant_id, session.start?);
        let own = whole.view.sessions_of(id);
        Some(Draft {
            rule: &ADDED,
            subject: id.to_string(),
            about: About::Participant(id),
            occurred_at: start.time,
            known_since: own.filter_map(KnownSession::known_since).min()?,
            window_ms: WINDOW_MS,
            causes: vec![start.cause],
            settles: None,
            inferred: false,
            payload: Box::new(move |view: &View<'h>| {
                ParticipantAdded { purpose: purpose::named(view, id) }.into()
            }),
        })
    };
    firsts.filter_map(draft).collect()
}

fn reopened<'h>(whole: &Whole<'_, 'h>) -> Vec<Draft<'h>> {
    let later = whole.episodes.iter().zip(1u32..).skip(1);
    let draft = |(episode, number): (&Episode, u32)| {
        let start = whole.view.session(episode.first)?.start?;
        let inferred =
            whole.episodes[..number as usize - 1].last().is_some_and(|before| before.inferred);
        Some(Draft {
            rule: &REOPENED,
            subject: number.to_string(),
            about: About::Conversation,
            occurred_at: episode.started_at,
            known_since: episode.started_at,
            window_ms: WINDOW_MS,
            causes: vec![start.cause],
            settles: None,
            inferred,
            payload: Box::new(|_| ConversationReopened {}.into()),
        })
    };
    later.filter_map(draft).collect()
}
