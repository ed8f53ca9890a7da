//! What the plans of operations and updates share: the sessions that they mean, and their calls.
//! Everything is independent of the order of the participants.

use conversation::{Conversation, Participant, Session, Status};
use genesys::vocabulary::{MediaType, Purpose};
use genesys::{ParticipantId, UserId};
use serde_json::{Value, json};

use super::medium;
use super::not_possible::NotPossible;
use super::private::Private;
use super::properties::Properties;
use super::sessions::{SessionState, UserSession, UserSessions};
use crate::platform::{Call, Method, Path};

const CONVERSATIONS: &str = "/api/v2/conversations";

/// A conversation, and the part of the caller in it.
pub(super) struct Planner<'a> {
    conversation: &'a Conversation,
    caller: &'a UserId,
    pub sessions: UserSessions<'a>,
}

impl<'a> Planner<'a> {
    /// The planner for a user's part in a conversation.
    pub fn new(conversation: &'a Conversation, caller: &'a UserId) -> Result<Self, NotPossible> {
        let sessions = UserSessions::of(conversation, caller).ok_or(NotPossible::NotPartOfIt)?;
        Ok(Self { conversation, caller, sessions })
    }

    /// The caller's connected session.
    pub fn connected(&self) -> Result<UserSession<'a>, NotPossible> {
        self.sessions.at(SessionState::Connected).ok_or_else(|| {
            if self.sessions.any(SessionState::Alerting) {
                NotPossible::NotAnswered
            } else {
                self.gone()
            }
        })
    }

    /// The caller's connected session in a medium that fits. `possible` says which media fit.
    pub fn connected_in(
        &self,
        fits: impl Fn(Option<&MediaType>) -> bool,
        operation: &'static str,
        possible: &'static str,
    ) -> Result<UserSession<'a>, NotPossible> {
        let connected = self.connected()?;
        self.sessions
            .at_in(SessionState::Connected, fits)
            .ok_or_else(|| not_in(connected.session, operation, possible))
    }

    /// Why the caller has no live session.
    pub fn gone(&self) -> NotPossible {
        if self.conversation.summary.status == Status::Ended {
            NotPossible::Ended
        } else {
            NotPossible::Left
        }
    }

    /// Changes the caller's participant in the medium of a session.
    pub fn change(&self, own: UserSession<'_>, body: Value) -> Call {
        let folder = medium::folder(own.session.media_type.as_ref());
        Call::change(Method::Patch, self.participant(folder, &own.participant.participant_id), body)
    }

    /// Sets the wrap-up code of a session, which the Platform API calls a communication.
    pub fn wrap_up(
        &self,
        own: UserSession<'_>,
        operation: &'static str,
        code: &str,
        notes: Option<&Private>,
    ) -> Result<Call, NotPossible> {
        let folder = medium::wrap_up_folder(own.session.media_type.as_ref());
        let folder =
            folder.ok_or_else(|| not_in(own.session, operation, "it has no wrap-up codes"))?;
        let path = self.participant(Some(folder), &own.participant.participant_id);
        let path = path.then("communications").id(&own.session.session_id).then("wrapup");
        let mut body = json!({ "code": code });
        if let Some(notes) = notes {
            body["notes"] = json!(notes.0);
        }
        Ok(Call::change(Method::Post, path, body))
    }

    /// Sets attributes of the customer's participant, or of the caller's own if there is no
    /// customer. The customer's attributes are the ones that Architect flows set and read ("Attach
    /// custom conversation attributes to participant data", Genesys Cloud Resource Center), and
    /// they stay when the caller hands the interaction on.
    pub fn set_properties(&self, properties: &Properties) -> Result<Call, NotPossible> {
        let own = self.connected()?.participant;
        let participant = self.customer(|_| true).unwrap_or(own);
        let path = self.participant(None, &participant.participant_id).then("attributes");
        let attributes: Value =
            properties.0.iter().map(|(name, value)| (name.clone(), json!(value.0))).collect();
        Ok(Call::change(Method::Patch, path, json!({ "attributes": attributes })))
    }

    /// Parks the caller's session, or resumes it.
    pub fn set_parking(&self, operation: &'static str, body: Value) -> Result<Call, NotPossible> {
        let possible = "e-mails and messages can be parked";
        let own = self.connected_in(medium::can_be_parked, operation, possible)?;
        let folder = medium::folder(own.session.media_type.as_ref());
        let path = self.participant(folder, &own.participant.participant_id).then("parkingstate");
        Ok(Call::change(Method::Patch, path, body))
    }

    /// The path of the conversation.
    pub fn path(&self, folder: Option<&'static str>) -> Path {
        let path = folder.into_iter().fold(Path::of(CONVERSATIONS), Path::then);
        path.id(&self.conversation.summary.conversation_id)
    }

    /// The path of a participant.
    pub fn participant(&self, folder: Option<&'static str>, id: &ParticipantId) -> Path {
        self.path(folder).then("participants").id(id)
    }

    /// The party that the caller talks to in a call: the customer, else another external party,
    /// else another user.
    pub fn other_side(&self) -> Option<&'a Participant> {
        let is_live = |participant: &Participant| {
            participant.sessions.iter().any(|session| {
                session.media_type == Some(MediaType::Voice)
                    && session.start.is_some()
                    && session.end.is_none()
            })
        };
        self.customer(is_live).or_else(|| {
            let is_user = |purpose: &Purpose| matches!(purpose, Purpose::Agent | Purpose::User);
            self.first(|it| it.purpose.as_ref().is_some_and(is_user) && is_live(it))
        })
    }

    /// The customer's session in a medium: a live one before an ended one, then the latest.
    pub fn session_of_customer(&self, medium: Option<&MediaType>) -> Option<&'a Session> {
        let fits = |session: &&Session| session.media_type.as_ref() == medium;
        let customer = self.customer(|it| it.sessions.iter().any(|session| fits(&session)))?;
        customer
            .sessions
            .iter()
            .filter(fits)
            .max_by_key(|session| (session.end.is_none(), session.start, &session.session_id))
    }

    /// The customer's participant, or else another external party's. Takes the earliest that fits.
    fn customer(&self, fits: impl Fn(&Participant) -> bool) -> Option<&'a Participant> {
        self.first(|it| it.purpose == Some(Purpose::Customer) && fits(it))
            .or_else(|| self.first(|it| it.purpose == Some(Purpose::External) && fits(it)))
    }

    /// The other participant with the earliest session that fits.
    fn first(&self, fits: impl Fn(&Participant) -> bool) -> Option<&'a Participant> {
        let others = self
            .conversation
            .participants
            .iter()
            .filter(|it| it.user_id.as_ref() != Some(self.caller));
        let began = |participant: &&Participant| {
            let start = participant.sessions.iter().filter_map(|session| session.start).min();
            (start.is_none(), start, participant.participant_id.clone())
        };
        others.filter(|it| fits(it)).min_by_key(began)
    }
}

/// Whether the medium is voice.
pub(super) fn is_voice(medium: Option<&MediaType>) -> bool {
    medium == Some(&MediaType::Voice)
}

/// Why the medium of a session does not take an operation.
pub(super) fn not_in(
    session: &Session,
    operation: &'static str,
    possible: &'static str,
) -> NotPossible {
    let medium = session.media_type.as_ref();
    let medium = medium.map_or_else(|| "unknown".to_owned(), ToString::to_string);
    NotPossible::Medium { operation, medium, possible }
}
