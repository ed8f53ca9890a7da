//! The conversation facts that every Common Event carries: what is known of the conversation when
//! the Common Event is published. They are context: a change in them alone publishes nothing.

use common_events::ConversationFacts;
use genesys::Timestamp;
use genesys::vocabulary::MediaType;

use super::draft::Whole;
use super::rule::WINDOW_MS;
use crate::episodes::{Episode, number_at};
use crate::family::Family;
use crate::known_session::KnownSession;
use crate::skew::SKEW_MS;

/// The facts of a conversation.
pub(super) struct Facts<'v, 'h> {
    known: ConversationFacts,
    episodes: &'v [Episode],
    /// The customers' counted sessions, in order; all customers' sessions if none is counted.
    customers: Vec<&'v KnownSession<'h>>,
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
        let mut counted: Vec<&KnownSession<'h>> = customers()
            .filter(|(id, session)| whole.roles.is_counted(*id, session))
            .map(|(_, session)| session)
            .collect();
        if counted.is_empty() {
            counted = customers().map(|(_, session)| session).collect();
        }
        Self { known, episodes: whole.episodes, customers: counted }
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
        let begun = |session: &&&KnownSession<'h>| {
            session.start.is_some_and(|start| start.time <= time.plus_ms(WINDOW_MS))
        };
        let latest = self.customers.iter().filter(begun).max_by_key(|session| {
            let is_same = medium.is_some() && session.media_type == medium;
            (is_same, session.end.is_none_or(|end| time.since(end.time) <= SKEW_MS))
        });
        latest.or(self.customers.first()).copied()
    }
}
