//! The facts of the conversation that every Common Event carries.

use common_events::ConversationFacts;
use genesys::Timestamp;

use crate::episodes::{Episode, episodes, number_at};
use crate::family::Family;
use crate::roles::Roles;
use crate::view::View;

/// The facts of a view that moves forward, worked out once per state of it.
#[derive(Debug, Default)]
pub(super) struct Facts {
    learned: usize,
    known: ConversationFacts,
    episodes: Vec<Episode>,
}

impl Facts {
    /// The facts as the view knows them, at the moment of a conclusion.
    pub fn at(&mut self, view: &View<'_>, time: Timestamp) -> ConversationFacts {
        if self.learned != view.learned() {
            *self = Self::of(view);
        }
        ConversationFacts { episode: number_at(&self.episodes, time), ..self.known.clone() }
    }

    fn of(view: &View<'_>) -> Self {
        let roles = Roles::of(view);
        let mut customers = view.of_family(Family::Customer);
        let counted = customers.clone().find(|(id, leg)| roles.is_counted(view, *id, leg));
        let customer = counted.or_else(|| customers.next()).map(|(_, leg)| leg);
        let known = ConversationFacts {
            media_type: view.legs().find_map(|(_, leg)| leg.media_type).map(ToString::to_string),
            direction: view.legs().find_map(|(_, leg)| leg.direction).map(ToString::to_string),
            division_id: view.legs().find_map(|(_, leg)| leg.latest(|detail| detail.division_id.clone())),
            episode: 0,
            campaign_id: view.outbound.iter().rev().find_map(|detail| detail.outbound_campaign_id.clone()),
            customer_participant_id: customer.map(|leg| leg.participant_id.clone()),
            customer_session_id: customer.map(|leg| leg.session_id.clone()),
        };
        Self { learned: view.learned(), known, episodes: episodes(view, &roles) }
    }
}
