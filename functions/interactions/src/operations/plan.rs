//! Which calls an operation takes. A pure function of the tree, independent of the order of its
//! participants.

use conversation::Conversation;
use conversation::tree::{Segment, SegmentType};
use genesys::UserId;
use serde_json::{Value, json};

use super::bodies::{LeaveConference, PlaceInWorkbin, StartConference, StopProcessing};
use super::medium;
use super::not_possible::NotPossible;
use super::operation::Operation;
use super::planner::{Planner, is_voice};
use super::reject::Reject;
use super::sessions::{SessionState, UserSession};
use crate::platform::{Call, Method};

/// What an operation sends.
#[derive(Debug, Clone, PartialEq)]
pub enum Plan {
    /// These calls in sequence, up to the first that fails.
    Calls(Vec<Call>),
    /// A rejection, if the participant is still unanswered.
    Reject(Reject),
    /// The query for what the caller has parked.
    Workbin,
}

/// Plans an operation of a user on a conversation. The name of a queue is taken for its id, so that
/// a plan shows whether the operation is possible before the name is resolved.
///
/// # Errors
/// The operation is not possible according to the tree, and nothing must be sent.
pub fn plan(
    operation: &Operation,
    conversation: &Conversation,
    caller: &UserId,
) -> Result<Plan, NotPossible> {
    let planner = Planner::new(conversation, caller)?;
    let on_call = OnCall { planner: &planner, caller, operation: operation.name() };
    let call = match operation {
        Operation::GetWorkbinContent(_) => return Ok(Plan::Workbin),
        Operation::StopProcessing(it) => return stop(&planner, it).map(Plan::Calls),
        Operation::Reject(_) => return reject(&planner).map(Plan::Reject),
        Operation::Accept(_) => {
            planner.change(alerting(&planner)?, json!({ "state": "connected" }))
        }
        Operation::PlaceInQueue(it) => {
            on_call.hand_over("queue", "queueId", it.queue.text(), it.consult)?
        }
        Operation::Transfer(it) => {
            on_call.hand_over("agent", "userId", it.target_id.as_str(), it.consult)?
        }
        Operation::UpdateProperties(it) => planner.set_properties(&it.properties)?,
        Operation::PlaceInWorkbin(it) => planner.set_parking(operation.name(), parked(it))?,
        Operation::StartConference(it) => on_call.confer(it)?,
        Operation::EndConference(it) | Operation::LeaveConference(it) => on_call.leave(it)?,
    };
    Ok(Plan::Calls(vec![call]))
}

/// The state that ends a session.
const LEFT: &str = "disconnected";

/// The session that alerts the caller. Its state may be `Unknown`: accepting an answered session
/// changes nothing, and a rejection looks once more.
fn alerting<'a>(planner: &Planner<'a>) -> Result<UserSession<'a>, NotPossible> {
    planner.sessions.at(SessionState::Alerting).ok_or_else(|| {
        if planner.sessions.any(SessionState::Connected) {
            NotPossible::Answered
        } else {
            planner.gone()
        }
    })
}

fn reject(planner: &Planner<'_>) -> Result<Reject, NotPossible> {
    let own = alerting(planner)?;
    let hang_up = planner.change(own, json!({ "state": LEFT }));
    let medium = medium::folder(own.session.media_type.as_ref());
    let participant_id = own.participant.participant_id.clone();
    Ok(Reject::new(planner.path(None), hang_up, participant_id, medium))
}

fn stop(planner: &Planner<'_>, wanted: &StopProcessing) -> Result<Vec<Call>, NotPossible> {
    let wrap_up = |own: UserSession<'_>| {
        let code = wanted.wrap_up_code.as_deref();
        let notes = wanted.wrap_up_notes.as_ref();
        code.map(|code| planner.wrap_up(own, "a wrap-up code", code, notes)).transpose()
    };
    if let Some(own) = planner.sessions.at(SessionState::Connected) {
        let leave = planner.change(own, json!({ "state": LEFT }));
        return Ok([leave].into_iter().chain(wrap_up(own)?).collect());
    }
    if planner.sessions.any(SessionState::Alerting) {
        return Err(NotPossible::NotAnswered);
    }
    let own = planner.sessions.left().ok_or(NotPossible::NothingToStop)?;
    let has_code = |segment: &Segment| {
        segment.segment_type == SegmentType::Wrapup && segment.wrap_up_code.is_some()
    };
    if own.session.segments.iter().any(has_code) {
        return Err(NotPossible::WrappedUp);
    }
    Ok(vec![wrap_up(own)?.ok_or(NotPossible::NothingToStop)?])
}

fn parked(wanted: &PlaceInWorkbin) -> Value {
    let mut body = json!({ "state": "parked" });
    if let Some(time) = wanted.resume_time {
        body["resumeTime"] = json!(time);
    }
    body
}

/// Operations that bring in another party, or leave the others.
struct OnCall<'a> {
    planner: &'a Planner<'a>,
    caller: &'a UserId,
    operation: &'static str,
}

impl<'a> OnCall<'a> {
    /// Transfers to an agent or a queue.
    ///
    /// A blind transfer replaces the caller's participant: "Replace this participant with the
    /// specified agent" or queue. A consult transfer names the participant that is transferred,
    /// which the model calls the `OBJECT`, besides the caller and the `DESTINATION`
    /// (`ConsultTransferToAgent.speakTo`; `Participant.consultParticipantId`: "the participant id
    /// of the participant being transferred").
    fn hand_over(
        &self,
        with: &'static str,
        field: &str,
        id: &str,
        consult: bool,
    ) -> Result<Call, NotPossible> {
        if !consult {
            let own = &self.planner.connected()?.participant.participant_id;
            let path = self.planner.participant(None, own).then("replace").then(with);
            let body = json!({ field: id, "transferType": "Unattended" });
            return Ok(Call::change(Method::Post, path, body));
        }
        self.in_call()?;
        let other = self.planner.other_side().ok_or(NotPossible::NobodyElse)?;
        let path = self.planner.participant(Some("calls"), &other.participant_id);
        let body = json!({ field: id, "speakTo": "DESTINATION", "consultingUserId": self.caller });
        Ok(Call::change(Method::Post, path.then("consult").then(with), body))
    }

    fn confer(&self, wanted: &StartConference) -> Result<Call, NotPossible> {
        self.in_call()?;
        let party = match (&wanted.agent_id, &wanted.queue, &wanted.address) {
            (Some(user_id), ..) => json!({ "userId": user_id }),
            (None, Some(queue), _) => json!({ "queueId": queue.text() }),
            (None, None, address) => {
                json!({ "address": address.as_ref().map(|address| &address.0) })
            }
        };
        let path = self.planner.path(Some("calls")).then("participants");
        Ok(Call::change(Method::Post, path, json!({ "participants": [party] })))
    }

    fn leave(&self, wanted: &LeaveConference) -> Result<Call, NotPossible> {
        if wanted.agent_id.as_ref().is_some_and(|agent_id| agent_id != self.caller) {
            return Err(NotPossible::AnotherAgent);
        }
        Ok(self.planner.change(self.in_call()?, json!({ "state": LEFT })))
    }

    /// The caller's connected voice session.
    fn in_call(&self) -> Result<UserSession<'a>, NotPossible> {
        self.planner.connected_in(is_voice, self.operation, "only calls support it")
    }
}
