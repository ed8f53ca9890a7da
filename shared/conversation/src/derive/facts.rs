//! The conversation facts that every Common Event carries: what is known of the conversation when
//! the Common Event is published. They are context: a change in them alone publishes nothing.

use std::collections::BTreeMap;

use common_events::ConversationFacts;
use genesys::vocabulary::MediaType;
use genesys::{ParticipantId, SessionId, Timestamp};

use super::draft::Whole;
use super::rule::WINDOW_MS;
use crate::episodes::{Episode, number_at};
use crate::family::Family;
use crate::known_session::KnownSession;
use crate::periods::Periods;
use crate::skew::SKEW_MS;
use crate::view::SessionIndex;

/// The facts of a conversation.
pub(super) struct Facts<'h> {
    known: ConversationFacts,
    episodes: Vec<Episode>,
    /// The customers' counted sessions by their lives; all customers' sessions if none is counted.
    customers: Periods<Name<'h>>,
    by_medium: BTreeMap<&'h MediaType, Periods<Name<'h>>>,
    first: Option<Name<'h>>,
}

impl<'h> Facts<'h> {
    pub fn new<'v>(whole: &Whole<'v, 'h>) -> Self {
        let view = whole.view;
        let known = ConversationFacts {
            media_type: view
                .sessions()
                .find_map(|(_, session)| session.media_type)
                .map(ToString::to_string),
            direction: view
                .sessions()
                .find_map(|(_, session)| session.direction)
                .map(ToString::to_string),
            division_id: view
                .sessions()
                .find_map(|(_, session)| session.latest(|detail| detail.division_id.clone())),
            campaign_id: view
                .outbound
                .iter()
                .rev()
                .find_map(|detail| detail.outbound_campaign_id.clone()),
            ..ConversationFacts::default()
        };
        let customers = || view.of_family(Family::Customer);
        let is_counted = |(id, session): &Session<'v, 'h>| whole.roles.is_counted(*id, session);
        let mut sessions: Vec<Session<'v, 'h>> = customers().filter(is_counted).collect();
        if sessions.is_empty() {
            sessions = customers().collect();
        }
        let sessions = || sessions.iter().map(|(_, session)| *session);
        Self {
            known,
            episodes: whole.episodes.to_vec(),
            customers: Periods::new(sessions().filter_map(life)),
            by_medium: Periods::by_key(
                sessions().filter_map(|session| Some((session.media_type?, life(session)?))),
            ),
            first: sessions().next().map(name),
        }
    }

    /// The facts at the moment of a Common Event about a session of `medium`.
    pub fn at(&self, time: Timestamp, medium: Option<&MediaType>) -> ConversationFacts {
        let customer = self.customer(time, medium);
        ConversationFacts {
            episode: number_at(&self.episodes, time),
            customer_participant_id: customer.map(|(participant, _)| participant.clone()),
            customer_session_id: customer.map(|(_, session)| session.clone()),
            ..self.known.clone()
        }
    }

    /// The customer's session at the given moment. A session of the same medium is preferred, then
    /// a live one, then the latest.
    fn customer(&self, time: Timestamp, medium: Option<&MediaType>) -> Option<Name<'h>> {
        let of_medium = medium.and_then(|medium| latest(self.by_medium.get(medium)?, time));
        of_medium.or_else(|| latest(&self.customers, time)).or(self.first)
    }
}

type Session<'v, 'h> = (SessionIndex, &'v KnownSession<'h>);

/// The participant and the session.
type Name<'h> = (&'h ParticipantId, &'h SessionId);

const fn name<'h>(session: &KnownSession<'h>) -> Name<'h> {
    (session.participant_id, session.session_id)
}

fn life<'h>(session: &KnownSession<'h>) -> Option<(Timestamp, Option<Timestamp>, Name<'h>)> {
    Some((session.start?.time, session.end.map(|end| end.time), name(session)))
}

/// The latest of the sessions that are live at the given moment, else the latest that has begun.
fn latest<'h>(lives: &Periods<Name<'h>>, time: Timestamp) -> Option<Name<'h>> {
    let until = time.plus_ms(WINDOW_MS);
    let live = lives.between(time.minus_ms(SKEW_MS), until).next_back();
    live.or_else(|| lives.begun_by(until).next_back())
}
