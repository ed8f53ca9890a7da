//! The facts of the conversation that every Common Event carries.

use common_events::ConversationFacts;
use genesys::vocabulary::MediaType;
use genesys::{ParticipantId, SessionId, Timestamp};

use super::WINDOW_MS;
use crate::episodes::{Episode, episodes, number_at};
use crate::family::Family;
use crate::leg::Leg;
use crate::roles::{Roles, SKEW_MS};
use crate::view::View;

/// The facts of a view that moves forward, worked out once per state of it.
#[derive(Debug, Default)]
pub(super) struct Facts<'h> {
    learned: usize,
    known: ConversationFacts,
    episodes: Vec<Episode>,
    customers: Vec<Customer<'h>>,
}

/// A session of the customer.
#[derive(Debug)]
struct Customer<'h> {
    participant_id: &'h ParticipantId,
    session_id: &'h SessionId,
    media_type: Option<&'h MediaType>,
    began: Option<Timestamp>,
    left: Option<Timestamp>,
}

impl<'h> Facts<'h> {
    /// The facts as the view knows them, at the moment of a conclusion about a session of that medium.
    pub fn at(&mut self, view: &View<'h>, time: Timestamp, medium: Option<&MediaType>) -> ConversationFacts {
        if self.learned != view.learned() {
            *self = Self::of(view);
        }
        let customer = self.customer(time, medium);
        ConversationFacts {
            episode: number_at(&self.episodes, time),
            customer_participant_id: customer.map(|customer| customer.participant_id.clone()),
            customer_session_id: customer.map(|customer| customer.session_id.clone()),
            ..self.known.clone()
        }
    }

    /// The customer's session that it happened in: of the same medium, if he has one, rather one that was live than one
    /// that had ended, the latest of these.
    fn customer(&self, time: Timestamp, medium: Option<&MediaType>) -> Option<&Customer<'h>> {
        let had_begun = |customer: &&Customer<'h>| customer.began <= Some(time.plus_ms(WINDOW_MS));
        let begun = self.customers.iter().filter(had_begun);
        let latest = begun.max_by_key(|customer| {
            let is_live = customer.left.is_none_or(|left| time.since(left) <= SKEW_MS);
            (medium.is_some() && customer.media_type == medium, is_live)
        });
        latest.or_else(|| self.customers.first())
    }

    fn of(view: &View<'h>) -> Self {
        let roles = Roles::of(view);
        let sessions = || view.of_family(Family::Customer);
        let customer = |leg: &Leg<'h>| Customer {
            participant_id: leg.participant_id,
            session_id: leg.session_id,
            media_type: leg.media_type,
            began: leg.start.map(|start| start.time),
            left: leg.end.map(|end| end.time),
        };
        let counted = sessions().filter(|(id, leg)| roles.is_counted(*id, leg));
        let mut customers: Vec<Customer<'h>> = counted.map(|(_, leg)| customer(leg)).collect();
        if customers.is_empty() {
            customers.extend(sessions().map(|(_, leg)| customer(leg)).next());
        }
        let known = ConversationFacts {
            media_type: view.legs().find_map(|(_, leg)| leg.media_type).map(ToString::to_string),
            direction: view.legs().find_map(|(_, leg)| leg.direction).map(ToString::to_string),
            division_id: view.legs().find_map(|(_, leg)| leg.latest(|detail| detail.division_id.clone())),
            campaign_id: view.outbound.iter().rev().find_map(|detail| detail.outbound_campaign_id.clone()),
            ..ConversationFacts::default()
        };
        Self { learned: view.learned(), known, episodes: episodes(view, &roles), customers }
    }
}
