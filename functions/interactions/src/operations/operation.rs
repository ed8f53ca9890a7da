//! Operations as requests carry them: `{"operationName": "…", …}`.

use std::collections::BTreeMap;
use std::fmt;

use genesys::QueueId;
use serde_json::value::RawValue;

use super::bodies::{
    GetWorkbinContent, LeaveConference, Nothing, PlaceInQueue, PlaceInWorkbin, StartConference,
    StopProcessing, Transfer, UpdateProperties,
};
use super::fields::reason;
use super::private::Private;
use super::queue::Queue;

/// Longest address of a conference's new party, in bytes. A SIP address is no longer.
const LONGEST_ADDRESS: usize = 256;

/// An operation on an interaction. Fields that are not named here are refused.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(tag = "operationName"))]
pub enum Operation {
    /// Answers an interaction that alerts the caller.
    Accept(Nothing),
    /// Declines an interaction that alerts the caller.
    Reject(Nothing),
    /// Ends the caller's part in an interaction, and wraps it up if a code is given. If the caller
    /// has left already, only the code is set.
    StopProcessing(StopProcessing),
    /// Transfers an interaction to a queue, and leaves it.
    PlaceInQueue(PlaceInQueue),
    /// Sets properties of the interaction.
    UpdateProperties(UpdateProperties),
    /// Parks an e-mail or a message.
    PlaceInWorkbin(PlaceInWorkbin),
    /// Lists what the caller has parked.
    GetWorkbinContent(GetWorkbinContent),
    /// Transfers an interaction to another agent.
    Transfer(Transfer),
    /// Adds a party to a call.
    StartConference(StartConference),
    /// Leaves a conference; the other parties stay.
    EndConference(LeaveConference),
    /// Leaves a conference; the other parties stay.
    LeaveConference(LeaveConference),
}

/// A body that is not an operation. The message is for the caller and may quote the body; `Debug`
/// does not.
#[derive(thiserror::Error)]
pub enum NotAnOperation {
    /// The body is not a JSON object with an `operationName`.
    #[error(
        r#"send a JSON object with a text "operationName", such as {{"operationName": "Accept"}}"#
    )]
    NoName,
    /// The name is unknown.
    #[error(
        "there is no operation {name:?}: send one of Accept, Reject, StopProcessing, PlaceInQueue, \
         UpdateProperties, PlaceInWorkbin, GetWorkbinContent, Transfer, StartConference, \
         EndConference, LeaveConference"
    )]
    Unknown {
        /// The name.
        name: String,
    },
    /// A field is missing or unknown, or a value is invalid.
    #[error("{problem}: send {wanted}")]
    Fields {
        /// What is wrong.
        problem: String,
        /// What to send instead.
        wanted: &'static str,
    },
    /// The body names no target, or several.
    #[error("{found} targets are named: send {wanted}")]
    Targets {
        /// How many there are.
        found: usize,
        /// What to send instead.
        wanted: &'static str,
    },
    /// A text has the wrong length.
    #[error("{field} is empty or too long: send {wanted}")]
    Length {
        /// The field.
        field: &'static str,
        /// What to send instead.
        wanted: &'static str,
    },
    /// The body has wrap-up notes without a wrap-up code.
    #[error("wrapUpNotes need a wrapUpCode: send {wanted}")]
    NotesAlone {
        /// What to send instead.
        wanted: &'static str,
    },
}

impl fmt::Debug for NotAnOperation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoName => "NoName",
            Self::Unknown { .. } => "Unknown",
            Self::Fields { .. } => "Fields",
            Self::Targets { .. } => "Targets",
            Self::Length { .. } => "Length",
            Self::NotesAlone { .. } => "NotesAlone",
        })
    }
}

impl Operation {
    /// Reads the operation from a request's body.
    ///
    /// # Errors
    /// The body is not an operation; the message says what to send instead.
    pub fn read(body: &[u8]) -> Result<Self, NotAnOperation> {
        // The values stay text, so that a number keeps its digits.
        let mut fields: BTreeMap<String, &RawValue> =
            serde_json::from_slice(body).map_err(|_| NotAnOperation::NoName)?;
        let name: Option<String> =
            fields.remove("operationName").and_then(|name| serde_json::from_str(name.get()).ok());
        let name = name.ok_or(NotAnOperation::NoName)?;
        let wanted = wanted(&name);
        let rest = serde_json::to_string(&fields).map_err(|_| NotAnOperation::NoName)?;
        let operation = Self::named(&name, &rest)
            .map_err(|error| NotAnOperation::Fields { problem: reason(&error), wanted })?
            .ok_or(NotAnOperation::Unknown { name })?;
        operation.check()?;
        Ok(operation)
    }

    /// The operation of this name with these fields, which are a JSON object. `None` if no
    /// operation has this name.
    fn named(name: &str, fields: &str) -> serde_json::Result<Option<Self>> {
        use serde_json::from_str;
        Ok(Some(match name {
            "Accept" => Self::Accept(from_str(fields)?),
            "Reject" => Self::Reject(from_str(fields)?),
            "StopProcessing" => Self::StopProcessing(from_str(fields)?),
            "PlaceInQueue" => Self::PlaceInQueue(from_str(fields)?),
            "UpdateProperties" => Self::UpdateProperties(from_str(fields)?),
            "PlaceInWorkbin" => Self::PlaceInWorkbin(from_str(fields)?),
            "GetWorkbinContent" => Self::GetWorkbinContent(from_str(fields)?),
            "Transfer" => Self::Transfer(from_str(fields)?),
            "StartConference" => Self::StartConference(from_str(fields)?),
            "EndConference" => Self::EndConference(from_str(fields)?),
            "LeaveConference" => Self::LeaveConference(from_str(fields)?),
            _ => return Ok(None),
        }))
    }

    /// Checks what the types do not ensure.
    fn check(&self) -> Result<(), NotAnOperation> {
        let wanted = wanted(self.name());
        let filled = |field: &'static str, text: &str| {
            (!text.is_empty()).then_some(()).ok_or(NotAnOperation::Length { field, wanted })
        };
        match self {
            Self::StopProcessing(StopProcessing { wrap_up_code: None, wrap_up_notes: Some(_) }) => {
                Err(NotAnOperation::NotesAlone { wanted })
            }
            Self::StopProcessing(StopProcessing { wrap_up_code: Some(code), .. }) => {
                filled("wrapUpCode", code)
            }
            Self::PlaceInWorkbin(PlaceInWorkbin { workbin, .. })
            | Self::GetWorkbinContent(GetWorkbinContent { workbin }) => filled("workbin", workbin),
            Self::StartConference(it) => {
                let ids = usize::from(it.agent_id.is_some()) + usize::from(it.queue.is_some());
                let found = ids + usize::from(it.address.is_some());
                if found != 1 {
                    return Err(NotAnOperation::Targets { found, wanted });
                }
                let fits = |address: &Private| (1..=LONGEST_ADDRESS).contains(&address.0.len());
                let fits = it.address.as_ref().is_none_or(fits);
                fits.then_some(()).ok_or(NotAnOperation::Length { field: "address", wanted })
            }
            _ => Ok(()),
        }
    }

    /// The `operationName` of this operation.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Accept(_) => "Accept",
            Self::Reject(_) => "Reject",
            Self::StopProcessing(_) => "StopProcessing",
            Self::PlaceInQueue(_) => "PlaceInQueue",
            Self::UpdateProperties(_) => "UpdateProperties",
            Self::PlaceInWorkbin(_) => "PlaceInWorkbin",
            Self::GetWorkbinContent(_) => "GetWorkbinContent",
            Self::Transfer(_) => "Transfer",
            Self::StartConference(_) => "StartConference",
            Self::EndConference(_) => "EndConference",
            Self::LeaveConference(_) => "LeaveConference",
        }
    }

    /// The name of the operation's queue, if it has one without an id.
    pub(super) fn queue_name(&self) -> Option<&str> {
        match self {
            Self::PlaceInQueue(PlaceInQueue { queue: Queue::Name(name), .. })
            | Self::StartConference(StartConference { queue: Some(Queue::Name(name)), .. }) => {
                Some(name)
            }
            _ => None,
        }
    }

    /// The same operation with this queue.
    pub(super) fn with_queue(&self, queue_id: QueueId) -> Self {
        let queue = Queue::Id(queue_id);
        match self.clone() {
            Self::PlaceInQueue(it) => Self::PlaceInQueue(PlaceInQueue { queue, ..it }),
            Self::StartConference(it) => {
                Self::StartConference(StartConference { queue: Some(queue), ..it })
            }
            other => other,
        }
    }
}

/// What to send for an operation of this name, for error messages.
fn wanted(name: &str) -> &'static str {
    match name {
        "Accept" => r#"{"operationName": "Accept"} and nothing else"#,
        "Reject" => r#"{"operationName": "Reject"} and nothing else"#,
        "StopProcessing" => {
            concat!(
                r#"{"operationName": "StopProcessing"}, with "wrapUpCode" (an id) "#,
                r#"and with that "wrapUpNotes" (a text) where wanted"#
            )
        }
        "PlaceInQueue" => {
            concat!(
                r#"{"operationName": "PlaceInQueue", "queue": "<name or id>"}, "#,
                r#"and "consult" (true or false) where wanted"#
            )
        }
        "UpdateProperties" => {
            r#"{"operationName": "UpdateProperties", "properties": {"<name>": <value>}}"#
        }
        "PlaceInWorkbin" => {
            concat!(
                r#"{"operationName": "PlaceInWorkbin", "workbin": "<text>"}, "#,
                r#"with "resumeTime" (such as "2026-03-02T09:00:00.000Z") where wanted"#
            )
        }
        "GetWorkbinContent" => r#"{"operationName": "GetWorkbinContent", "workbin": "<text>"}"#,
        "Transfer" => {
            concat!(
                r#"{"operationName": "Transfer", "targetId": "<agent's id>"}, "#,
                r#"and "consult" (true or false) where wanted"#
            )
        }
        "StartConference" => {
            concat!(
                r#"{"operationName": "StartConference"} with one of "agentId" (an id), "#,
                r#""queue" (a name or id) and "address" (1 to 256 bytes)"#
            )
        }
        "EndConference" => r#"{"operationName": "EndConference", "agentId": "<your id>"}"#,
        "LeaveConference" => r#"{"operationName": "LeaveConference", "agentId": "<your id>"}"#,
        _ => "an operation",
    }
}
