//! The last look before a `Reject`. Rejecting and hanging up are the same call of Genesys Cloud, so
//! the participant must still be unanswered there. The tree may be some seconds old, and does not
//! know of every answer.

use std::collections::BTreeMap;

use genesys::ParticipantId;
use serde::Deserialize;
use serde_json::Value;

use super::not_possible::NotPossible;
use crate::platform::{Call, Path};

/// States of a communication that is not answered yet (`Call.state` of the published model and its
/// like).
const NOT_ANSWERED: [&str; 4] = ["alerting", "offering", "contacting", "dialing"];

/// States of a communication that is over.
const OVER: [&str; 3] = ["disconnected", "terminated", "none"];

/// A rejection that is sent only if the participant is still unanswered.
#[derive(Debug, Clone, PartialEq)]
pub struct Reject {
    /// Reads the conversation as Genesys Cloud has it now.
    pub look: Call,
    /// Hangs up.
    pub hang_up: Call,
    participant_id: ParticipantId,
    /// The medium that the call hangs up, by its field of a participant. `None` for all media.
    medium: Option<&'static str>,
}

/// The fields that are read of `Conversation` in the published model.
#[derive(Deserialize)]
struct Now {
    participants: Vec<Participant>,
}

#[derive(Deserialize)]
struct Participant {
    id: Option<String>,
    #[serde(flatten)]
    fields: BTreeMap<String, Value>,
}

impl Reject {
    /// A rejection by `hang_up` of a participant, after a look at the conversation at `path`.
    pub(super) const fn new(
        path: Path,
        hang_up: Call,
        participant_id: ParticipantId,
        medium: Option<&'static str>,
    ) -> Self {
        Self { look: Call::get(path), hang_up, participant_id, medium }
    }

    /// Whether hanging up is still a rejection, by the answer to the look. `None` if the answer is
    /// no conversation.
    #[must_use]
    pub fn check(&self, answer: Value) -> Option<Result<(), NotPossible>> {
        let now: Now = serde_json::from_value(answer).ok()?;
        let own = now
            .participants
            .into_iter()
            .find(|participant| participant.id.as_deref() == Some(self.participant_id.as_str()));
        let fields = own.map(|own| own.fields).unwrap_or_default();
        let states: Vec<&str> = fields
            .iter()
            .filter(|(name, _)| self.medium.is_none_or(|medium| medium == name.as_str()))
            .filter_map(|(_, value)| value.as_array())
            .flatten()
            .filter_map(|communication| communication["state"].as_str())
            .filter(|state| !OVER.contains(state))
            .collect();
        Some(if states.is_empty() {
            Err(NotPossible::NoLongerAlerting)
        } else if states.iter().all(|state| NOT_ANSWERED.contains(state)) {
            Ok(())
        } else {
            Err(NotPossible::Answered)
        })
    }
}
