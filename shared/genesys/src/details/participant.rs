//! A participant of the document: one party with all its sessions.

use super::session::SessionDetails;
use crate::details::part;
use crate::ids::{ParticipantId, UserId};
use crate::json::JsonMap;
use crate::vocabulary::Purpose;

part! {
    /// A participant. `user_id` is set for agents and other users. `attributes` are the values that
    /// flows and scripts have set, nearly always texts; they are present only if the document was
    /// requested with attributes.
    ParticipantDetails {
        external_contact_id: Option<String>,
        external_organization_id: Option<String>,
        participant_id: Option<ParticipantId>,
        participant_name: Option<String>,
        purpose: Option<Purpose>,
        team_id: Option<String>,
        user_id: Option<UserId>,
        attributes: JsonMap,
        sessions: Vec<SessionDetails>,
    }
}
