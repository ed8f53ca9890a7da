//! Which calls an operation takes. A pure function of the tree, independent of the order of its
//! participants.

use std::collections::BTreeMap;

use conversation::tree::SegmentType;
use conversation::{Conversation, Participant, Status};
use genesys::vocabulary::{MediaType, Purpose};
use genesys::{ParticipantId, UserId};
use serde_json::{Value, json};

use super::medium;
use super::not_possible::NotPossible;
use super::operation::{Operation, PlaceInWorkbin, StartConference, StopProcessing, Transfer};
use super::sessions::{SessionState, UserSession, UserSessions};
use crate::platform::{Call, Method, Path};

const CONVERSATIONS: &str = "/api/v2/conversations";

/// What an operation sends.
#[derive(Debug, Clone, PartialEq)]
pub enum Plan {
    /// These calls in sequence, up to the first that fails.
    Calls(Vec<Call>),
    /// The query for what the caller has parked.
    Workbin,
}

/// Plans an operation of a user on a conversation.
///
/// # Errors
/// The operation is not possible according to the tree, and nothing must be sent.
pub fn plan(
    operation: &Operation,
    conversation: &Conversation,
    caller: &UserId,
) -> Result<Plan, NotPossible> {
    let sessions = UserSessions::of(conversation, caller).ok_or(NotPossible::NotPartOfIt)?;
    let planner = Planner { conversation, caller, sessions, operation: operation.name() };
    let call = match operation {
        Operation::GetWorkbinContent(_) => return Ok(Plan::Workbin),
        Operation::StopProcessing(it) => return planner.stop(it).map(Plan::Calls),
        Operation::Accept(_) => planner.accept()?,
        Operation::Reject(_) => planner.reject()?,
        Operation::PlaceInQueue(it) => planner.replace("queue", "queueId", it.queue_id.as_str())?,
        Operation::UpdateProperties(it) => {
            let properties: BTreeMap<&str, &str> = it
                .properties
                .iter()
                .map(|(name, value)| (name.as_str(), value.0.as_str()))
                .collect();
            planner.update(&json!({ "attributes": properties }))?
        }
        Operation::PlaceInWorkbin(it) => planner.park(it)?,
        Operation::Transfer(it) => planner.transfer(it)?,
        Operation::StartConference(it) => planner.confer(it)?,
        Operation::EndConference(_) | Operation::LeaveConference(_) => {
            planner.set_state(planner.in_call()?, LEFT)
        }
    };
    Ok(Plan::Calls(vec![call]))
}

const CONNECTED: &str = "connected";
const LEFT: &str = "disconnected";

struct Planner<'a> {
    conversation: &'a Conversation,
    caller: &'a UserId,
    sessions: UserSessions<'a>,
    operation: &'static str,
}

impl<'a> Planner<'a> {
    /// Accepting an answered session changes nothing, so the state may be `Unknown` here.
    fn accept(&self) -> Result<Call, NotPossible> {
        let own = self.sessions.at(SessionState::Alerting).ok_or_else(|| self.not_alerting())?;
        Ok(self.set_state(own, CONNECTED))
    }

    /// Rejecting and hanging up are the same call, so the session must be known to be unanswered.
    fn reject(&self) -> Result<Call, NotPossible> {
        let own = self.sessions.at(SessionState::Alerting).ok_or_else(|| self.not_alerting())?;
        if own.state != SessionState::Alerting || self.shares_an_answer(own) {
            return Err(NotPossible::PerhapsAnswered);
        }
        Ok(self.set_state(own, LEFT))
    }

    /// Whether the call would also end an answered session. The call applies to all sessions of a
    /// participant in the medium.
    fn shares_an_answer(&self, own: UserSession<'_>) -> bool {
        let folder = |own: &UserSession<'_>| medium::folder(own.session.media_type.as_ref());
        let answered = self.sessions.all(SessionState::Connected);
        answered
            .filter(|other| other.participant.participant_id == own.participant.participant_id)
            .any(|other| {
                let (one, two) = (folder(&own), folder(&other));
                one == two || one.is_none()
            })
    }

    fn stop(&self, wanted: &StopProcessing) -> Result<Vec<Call>, NotPossible> {
        if let Some(own) = self.sessions.at(SessionState::Connected) {
            let wrap_up = self.wrap_up(own, wanted)?;
            return Ok([self.set_state(own, LEFT)].into_iter().chain(wrap_up).collect());
        }
        if self.sessions.any(SessionState::Alerting) {
            return Err(NotPossible::NotAnswered);
        }
        let own = self.sessions.left().ok_or(NotPossible::NothingToStop)?;
        let code = |segment: &conversation::tree::Segment| {
            segment.segment_type == SegmentType::Wrapup && segment.wrap_up_code.is_some()
        };
        if own.session.segments.iter().any(code) {
            return Err(NotPossible::WrappedUp);
        }
        let call = self.wrap_up(own, wanted)?.ok_or(NotPossible::NothingToStop)?;
        Ok(vec![call])
    }

    /// Sets the wrap-up code of a session, which the Platform API calls a communication.
    fn wrap_up(
        &self,
        own: UserSession<'_>,
        wanted: &StopProcessing,
    ) -> Result<Option<Call>, NotPossible> {
        let Some(code) = &wanted.wrap_up_code else { return Ok(None) };
        let folder = medium::wrap_up_folder(own.session.media_type.as_ref());
        let folder = folder
            .ok_or_else(|| self.not_in(Some(own), "send StopProcessing without a wrap-up code"))?;
        let path = self.participant(Some(folder), &own.participant.participant_id);
        let path = path.then("communications").id(&own.session.session_id).then("wrapup");
        let mut body = json!({ "code": code });
        if let Some(notes) = &wanted.wrap_up_notes {
            body["notes"] = json!(notes.0);
        }
        Ok(Some(Call::change(Method::Post, path, body)))
    }

    /// "Replace this participant with the specified agent" or queue. The participant is the
    /// caller's own.
    fn replace(&self, with: &'static str, field: &str, id: &str) -> Result<Call, NotPossible> {
        let own = &self.connected()?.participant.participant_id;
        let path = self.participant(None, own).then("replace").then(with);
        Ok(Call::change(Method::Post, path, json!({ field: id, "transferType": "Unattended" })))
    }

    /// Sets attributes of the customer's participant, or of the caller's own if there is no
    /// customer. The customer's attributes are the ones that Architect flows set and read ("Attach
    /// custom conversation attributes to participant data", Genesys Cloud Resource Center), and
    /// they stay when the caller hands the interaction on.
    fn update(&self, body: &Value) -> Result<Call, NotPossible> {
        let own = self.connected()?.participant;
        let participant = self.customer(|_| true).unwrap_or(own);
        let path = self.participant(None, &participant.participant_id).then("attributes");
        Ok(Call::change(Method::Patch, path, body.clone()))
    }

    fn park(&self, wanted: &PlaceInWorkbin) -> Result<Call, NotPossible> {
        let connected = self.connected()?;
        let possible = || self.not_in(Some(connected), "e-mails and messages can be parked");
        let own = self
            .sessions
            .at_in(SessionState::Connected, medium::can_be_parked)
            .ok_or_else(possible)?;
        let folder = medium::folder(own.session.media_type.as_ref());
        let path = self.participant(folder, &own.participant.participant_id).then("parkingstate");
        let mut body = json!({ "state": "parked" });
        if let Some(time) = wanted.resume_time {
            body["resumeTime"] = json!(time);
        }
        Ok(Call::change(Method::Patch, path, body))
    }

    /// A blind transfer replaces the caller's participant. A consult transfer names the participant
    /// that is transferred, which the model calls the `OBJECT`, besides the caller and the
    /// `DESTINATION` (`ConsultTransferToAgent.speakTo`; `Participant.consultParticipantId`: "the
    /// participant id of the participant being transferred").
    fn transfer(&self, wanted: &Transfer) -> Result<Call, NotPossible> {
        let (with, field, id) = match (&wanted.user_id, &wanted.queue_id) {
            (Some(user_id), _) => ("agent", "userId", user_id.as_str()),
            (None, Some(queue_id)) => ("queue", "queueId", queue_id.as_str()),
            (None, None) => return Err(NotPossible::NobodyElse),
        };
        if !wanted.consult {
            return self.replace(with, field, id);
        }
        self.in_call()?;
        let other = self.other_side().ok_or(NotPossible::NobodyElse)?;
        let path =
            self.participant(Some("calls"), &other.participant_id).then("consult").then(with);
        let body = json!({ field: id, "speakTo": "DESTINATION", "consultingUserId": self.caller });
        Ok(Call::change(Method::Post, path, body))
    }

    fn confer(&self, wanted: &StartConference) -> Result<Call, NotPossible> {
        self.in_call()?;
        let party = match (&wanted.user_id, &wanted.queue_id, &wanted.address) {
            (Some(user_id), ..) => json!({ "userId": user_id }),
            (None, Some(queue_id), _) => json!({ "queueId": queue_id }),
            (None, None, address) => {
                json!({ "address": address.as_ref().map(|address| &address.0) })
            }
        };
        let path =
            Path::of(CONVERSATIONS).then("calls").id(&self.conversation.summary.conversation_id);
        Ok(Call::change(
            Method::Post,
            path.then("participants"),
            json!({ "participants": [party] }),
        ))
    }

    fn set_state(&self, own: UserSession<'_>, state: &str) -> Call {
        let folder = medium::folder(own.session.media_type.as_ref());
        let path = self.participant(folder, &own.participant.participant_id);
        Call::change(Method::Patch, path, json!({ "state": state }))
    }

    fn participant(&self, folder: Option<&'static str>, id: &ParticipantId) -> Path {
        let path = Path::of(CONVERSATIONS);
        let path = folder.into_iter().fold(path, Path::then);
        path.id(&self.conversation.summary.conversation_id).then("participants").id(id)
    }

    fn connected(&self) -> Result<UserSession<'a>, NotPossible> {
        self.sessions.at(SessionState::Connected).ok_or_else(|| {
            if self.sessions.any(SessionState::Alerting) {
                NotPossible::NotAnswered
            } else {
                self.gone()
            }
        })
    }

    /// The caller's connected voice session.
    fn in_call(&self) -> Result<UserSession<'a>, NotPossible> {
        let connected = self.connected()?;
        let voice = |medium: Option<&MediaType>| medium == Some(&MediaType::Voice);
        self.sessions
            .at_in(SessionState::Connected, voice)
            .ok_or_else(|| self.not_in(Some(connected), "only calls support it"))
    }

    fn not_alerting(&self) -> NotPossible {
        if self.sessions.any(SessionState::Connected) { NotPossible::Answered } else { self.gone() }
    }

    fn gone(&self) -> NotPossible {
        if self.conversation.summary.status == Status::Ended {
            NotPossible::Ended
        } else {
            NotPossible::Left
        }
    }

    fn not_in(&self, own: Option<UserSession<'_>>, possible: &'static str) -> NotPossible {
        let medium = own.and_then(|own| own.session.media_type.as_ref());
        let medium = medium.map_or_else(|| "unknown".to_owned(), ToString::to_string);
        NotPossible::Medium { operation: self.operation, medium, possible }
    }

    /// The party that the caller talks to in a call: the customer, else another external party,
    /// else another user.
    fn other_side(&self) -> Option<&'a Participant> {
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
