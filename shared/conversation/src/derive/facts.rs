//! The facts of the conversation that every Common Event carries.

use common_events::ConversationFacts;
use genesys::Timestamp;
use genesys::vocabulary::MediaType;

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
    roles: Roles<'h>,
}

impl<'h> Facts<'h> {
    /// The facts as the view knows them, at the moment of a conclusion about a session of that medium.
    pub fn at(&mut self, view: &View<'h>, time: Timestamp, medium: Option<&MediaType>) -> ConversationFacts {
        if self.learned != view.learned() {
            *self = Self::of(view);
        }
        let customer = self.customer(view, time, medium);
        ConversationFacts {
            episode: number_at(&self.episodes, time),
            customer_participant_id: customer.map(|customer| customer.participant_id.clone()),
            customer_session_id: customer.map(|customer| customer.session_id.clone()),
            ..self.known.clone()
        }
    }

    /// The customer's session that it happened in: of the same medium, if he has one, rather one that was live than one
    /// that had ended, the latest of these.
    fn customer<'v>(&self, view: &'v View<'h>, time: Timestamp, medium: Option<&MediaType>) -> Option<&'v Leg<'h>> {
        let customers = || view.of_family(Family::Customer);
        let counted = || customers().filter(|(id, leg)| self.roles.is_counted(*id, leg)).map(|(_, leg)| leg);
        let begun = counted().filter(|leg| leg.start.is_some_and(|start| start.time <= time.plus_ms(WINDOW_MS)));
        let latest = begun.max_by_key(|leg| {
            let is_same = medium.is_some() && leg.media_type == medium;
            (is_same, leg.end.is_none_or(|end| time.since(end.time) <= SKEW_MS))
        });
        latest.or_else(|| counted().next()).or_else(|| customers().next().map(|(_, leg)| leg))
    }

    fn of(view: &View<'h>) -> Self {
        let roles = Roles::of(view);
        let known = ConversationFacts {
            media_type: view.legs().find_map(|(_, leg)| leg.media_type).map(ToString::to_string),
            direction: view.legs().find_map(|(_, leg)| leg.direction).map(ToString::to_string),
            division_id: view.legs().find_map(|(_, leg)| leg.latest(|detail| detail.division_id.clone())),
            campaign_id: view.outbound.iter().rev().find_map(|detail| detail.outbound_campaign_id.clone()),
            ..ConversationFacts::default()
        };
        Self { learned: view.learned(), known, episodes: episodes(view, &roles), roles }
    }
}
