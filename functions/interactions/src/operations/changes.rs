//! Which calls an update takes: one for each part of the conversation that it sets. A pure function
//! of the tree, independent of the order of its participants.

use conversation::Conversation;
use genesys::UserId;
use genesys::vocabulary::MediaType;
use serde_json::{Map, json};

use super::not_possible::NotPossible;
use super::planner::{Planner, is_voice, not_in};
use super::sessions::{SessionState, UserSession};
use super::update::{ExternalContact, Update};
use crate::platform::{Call, Method, Path};

/// A call of an update.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The fields of the update that it sets, for the caller.
    pub fields: String,
    /// The call.
    pub call: Call,
}

/// The calls of an update of a user on a conversation, in the order in which they are sent.
///
/// # Errors
/// A field cannot be set according to the tree, and nothing must be sent.
pub fn changes(
    update: &Update,
    conversation: &Conversation,
    caller: &UserId,
) -> Result<Vec<Change>, NotPossible> {
    let planner = Planner::new(conversation, caller)?;
    let mut changes = Vec::new();
    let mut change = |fields: String, call| changes.push(Change { fields, call });
    if let Some(properties) = &update.properties {
        change("properties".to_owned(), planner.set_properties(properties)?);
    }
    if let Some(contact) = &update.external_contact {
        change("externalContact".to_owned(), associate(&planner, conversation, contact)?);
    }
    let of_a_call =
        [("held", update.held), ("muted", update.muted), ("recording", update.recording)];
    let (mut names, mut body) = (Vec::new(), Map::new());
    for (name, value) in of_a_call.into_iter().filter_map(|(name, it)| Some((name, it?))) {
        names.push(name);
        body.insert(name.to_owned(), json!(value));
    }
    if let Some(name) = names.first() {
        let own = planner.connected_in(is_voice, name, "only calls have it")?;
        change(names.join(", "), planner.change(own, body.into()));
    }
    if let Some(parked) = update.parked {
        let state = if parked { "parked" } else { "connected" };
        let call = planner.set_parking("parked", json!({ "state": state }))?;
        change("parked".to_owned(), call);
    }
    if let Some(wrap_up) = &update.wrap_up {
        let own = own(&planner)?;
        let call = planner.wrap_up(own, "wrapUp", &wrap_up.code, wrap_up.notes.as_ref())?;
        change("wrapUp".to_owned(), call);
    }
    Ok(changes)
}

/// The caller's session: the connected one, or after that the one that ended last.
fn own<'a>(planner: &Planner<'a>) -> Result<UserSession<'a>, NotPossible> {
    if let Some(own) = planner.sessions.at(SessionState::Connected) {
        return Ok(own);
    }
    if planner.sessions.any(SessionState::Alerting) {
        return Err(NotPossible::NotAnswered);
    }
    planner.sessions.left().ok_or_else(|| planner.gone())
}

/// Associates an external contact with the customer (`ConversationAssociation` of the published
/// model). Its communication is the customer's session in the medium of the caller's own.
fn associate(
    planner: &Planner<'_>,
    conversation: &Conversation,
    contact: &ExternalContact,
) -> Result<Call, NotPossible> {
    let own = own(planner)?.session;
    let medium = own.media_type.as_ref();
    let media_type = medium
        .and_then(association_medium)
        .ok_or_else(|| not_in(own, "externalContact", "it has no external contacts"))?;
    let session = planner.session_of_customer(medium).ok_or(NotPossible::NoCustomer)?;
    let conversation_id = &conversation.summary.conversation_id;
    let path = Path::of("/api/v2/externalcontacts/conversations").id(conversation_id);
    let body = json!({
        "externalContactId": contact.id, "conversationId": conversation_id,
        "communicationId": session.session_id, "mediaType": media_type,
    });
    Ok(Call::change(Method::Put, path, body))
}

/// `ConversationAssociation.mediaType` of the published model. `None` if a session of the medium
/// has no external contact.
const fn association_medium(medium: &MediaType) -> Option<&'static str> {
    Some(match medium {
        MediaType::Voice => "CALL",
        MediaType::Callback => "CALLBACK",
        MediaType::Chat => "CHAT",
        MediaType::Cobrowse => "COBROWSE",
        MediaType::Email => "EMAIL",
        MediaType::Message => "MESSAGE",
        MediaType::InternalMessage => "INTERNAL_MESSAGE",
        MediaType::Screenshare => "SCREENSHARE",
        MediaType::Video => "VIDEO",
        _ => return None,
    })
}
