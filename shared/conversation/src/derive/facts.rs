//! The conversation facts that every Common Event carries: what is known of the conversation when
//! the Common Event is published. They are context: a change in them alone publishes nothing.

use std::collections::BTreeMap;

use common_events::ConversationFacts;
use genesys::Timestamp;
use genesys::vocabulary::MediaType;

use super::draft::Whole;
use super::rule::WINDOW_MS;
use crate::episodes::{Episode, number_at};
use crate::family::Family;
use crate::known_session::KnownSession;
use crate::periods::Periods;
use crate::skew::SKEW_MS;
use crate::view::SessionIndex;

/// The facts of a conversation.
pub(super) struct Facts<'v, 'h> {
    known: ConversationFacts,
    episodes: &'v [Episode],
    /// The customers' counted sessions by their lives; all customers' sessions if none is counted.
    customers: Periods<&'v KnownSession<'h>>,
    by_medium: BTreeMap<&'h MediaType, Periods<&'v KnownSession<'h>>>,
    first: Option<&'v KnownSession<'h>>,
}

impl<'v, 'h> Facts<'v, 'h> {
    pub fn new(whole: &Whole<'v, 'h>) -> Self {
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
        let mut by_medium: BTreeMap<&MediaType, Vec<&KnownSession<'h>>> = BTreeMap::new();
        for session in sessions() {
            if let Some(medium) = session.media_type {
                by_medium.entry(medium).or_default().push(session);
            }
        }
        let by_medium = by_medium.into_iter().map(|(medium, own)| (medium, lives(own)));
        Self {
            known,
            episodes: whole.episodes,
            customers: lives(sessions()),
            by_medium: by_medium.collect(),
            first: sessions().next(),
        }
    }

    /// The facts at the moment of a Common Event about a session of `medium`.
    pub fn at(&self, time: Timestamp, medium: Option<&MediaType>) -> ConversationFacts {
        let customer = self.customer(time, medium);
        ConversationFacts {
            episode: number_at(self.episodes, time),
            customer_participant_id: customer.map(|customer| customer.participant_id.clone()),
            customer_session_id: customer.map(|customer| customer.session_id.clone()),
            ..self.known.clone()
        }
    }

    /// The customer's session at the given moment. A session of the same medium is preferred, then
    /// a live one, then the latest.
    fn customer(
        &self,
        time: Timestamp,
        medium: Option<&MediaType>,
    ) -> Option<&'v KnownSession<'h>> {
        let of_medium = medium.and_then(|medium| latest(self.by_medium.get(medium)?, time));
        of_medium.or_else(|| latest(&self.customers, time)).or(self.first)
    }
}

type Session<'v, 'h> = (SessionIndex, &'v KnownSession<'h>);

fn lives<'v, 'h>(
    sessions: impl IntoIterator<Item = &'v KnownSession<'h>>,
) -> Periods<&'v KnownSession<'h>> {
    let lives = sessions.into_iter().filter_map(|session| {
        Some((session.start?.time, session.end.map(|end| end.time), session))
    });
    Periods::new(lives)
}

/// The latest of the sessions that are live at the given moment, else the latest that has begun.
fn latest<'v, 'h>(
    lives: &Periods<&'v KnownSession<'h>>,
    time: Timestamp,
) -> Option<&'v KnownSession<'h>> {
    let until = time.plus_ms(WINDOW_MS);
    let live = lives.between(time.minus_ms(SKEW_MS), until).last();
    live.or_else(|| lives.begun_by(until).next_back())
}
