//! Operations as requests carry them: `{"operationName": "…", …}`.

use std::collections::BTreeMap;
use std::fmt;

use genesys::{QueueId, Timestamp, UserId};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::private::Private;

/// Longest address of a conference's new party, in bytes. A SIP address is no longer.
const LONGEST_ADDRESS: usize = 256;

/// An operation on an interaction. Fields that are not named here are refused.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "operationName")]
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
    /// Sets attributes of the interaction. Others stay as they are.
    UpdateProperties(UpdateProperties),
    /// Parks an e-mail or a message.
    PlaceInWorkbin(PlaceInWorkbin),
    /// Lists what the caller has parked.
    GetWorkbinContent(Nothing),
    /// Transfers an interaction to a user or a queue.
    Transfer(Transfer),
    /// Adds a party to a call.
    StartConference(StartConference),
    /// Leaves a conference; the other parties stay.
    EndConference(Nothing),
    /// Leaves a conference; the other parties stay.
    LeaveConference(Nothing),
}

/// An operation that needs no more than its name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// Fields of `StopProcessing`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StopProcessing {
    /// Id of the wrap-up code.
    #[serde(default, deserialize_with = "named")]
    pub wrap_up_code: Option<String>,
    /// Note to the wrap-up code.
    #[serde(default, deserialize_with = "named")]
    pub wrap_up_notes: Option<Private>,
}

/// Fields of `PlaceInQueue`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PlaceInQueue {
    /// The queue.
    pub queue_id: QueueId,
}

/// Fields of `UpdateProperties`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UpdateProperties {
    /// Names and values, at least one.
    #[cfg_attr(feature = "schema", schemars(extend("minProperties" = 1)))]
    pub properties: BTreeMap<String, Private>,
}

/// Fields of `PlaceInWorkbin`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PlaceInWorkbin {
    /// When the interaction returns to the caller by itself.
    #[serde(default, deserialize_with = "named")]
    pub resume_time: Option<Timestamp>,
}

/// Fields of `Transfer`: exactly one of `userId` and `queueId`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(
    feature = "schema",
    schemars(extend("oneOf" = [
        {"required": ["userId"]},
        {"required": ["queueId"]}
    ]))
)]
pub struct Transfer {
    /// The user to whom the interaction is transferred.
    #[serde(default, deserialize_with = "named")]
    pub user_id: Option<UserId>,
    /// The queue to which the interaction is transferred.
    #[serde(default, deserialize_with = "named")]
    pub queue_id: Option<QueueId>,
    /// Whether the caller talks to the destination before they leave. Calls only.
    #[serde(default)]
    pub consult: bool,
}

/// Fields of `StartConference`: exactly one of `userId`, `queueId` and `address`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "schema",
    schemars(extend("oneOf" = [
        {"required": ["userId"]},
        {"required": ["queueId"]},
        {"required": ["address"]}
    ]))
)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StartConference {
    /// The user who joins.
    #[serde(default, deserialize_with = "named")]
    pub user_id: Option<UserId>,
    /// The queue that joins.
    #[serde(default, deserialize_with = "named")]
    pub queue_id: Option<QueueId>,
    /// The number or address that joins, 1 to 256 bytes.
    #[cfg_attr(feature = "schema", schemars(extend("minLength" = 1, "maxLength" = 256)))]
    #[serde(default, deserialize_with = "named")]
    pub address: Option<Private>,
}

/// Reads a field that is present. `null` is refused as its value.
fn named<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
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
    /// The name is unknown, a field is missing or unknown, or a value is invalid.
    #[error("{problem}: send {wanted}")]
    Fields {
        /// What is wrong.
        problem: serde_json::Error,
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
    /// `properties` is empty.
    #[error("no property is named: send {wanted}")]
    NoProperty {
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
            Self::Fields { .. } => "Fields",
            Self::Targets { .. } => "Targets",
            Self::NoProperty { .. } => "NoProperty",
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
        let body: Value = serde_json::from_slice(body).map_err(|_| NotAnOperation::NoName)?;
        let name = body["operationName"].as_str().ok_or(NotAnOperation::NoName)?;
        let wanted = wanted(name);
        let operation: Self = serde_json::from_value(body)
            .map_err(|problem| NotAnOperation::Fields { problem, wanted })?;
        operation.check()?;
        Ok(operation)
    }

    /// Checks what the types do not ensure.
    fn check(&self) -> Result<(), NotAnOperation> {
        let wanted = wanted(self.name());
        let one = |found: usize| {
            (found == 1).then_some(()).ok_or(NotAnOperation::Targets { found, wanted })
        };
        match self {
            Self::StopProcessing(StopProcessing { wrap_up_code: None, wrap_up_notes: Some(_) }) => {
                Err(NotAnOperation::NotesAlone { wanted })
            }
            Self::StopProcessing(StopProcessing { wrap_up_code: Some(code), .. })
                if code.is_empty() =>
            {
                Err(NotAnOperation::Length { field: "wrapUpCode", wanted })
            }
            Self::UpdateProperties(it) if it.properties.is_empty() => {
                Err(NotAnOperation::NoProperty { wanted })
            }
            Self::UpdateProperties(it) if it.properties.contains_key("") => {
                Err(NotAnOperation::Length { field: "the name of a property", wanted })
            }
            Self::Transfer(it) => {
                one(usize::from(it.user_id.is_some()) + usize::from(it.queue_id.is_some()))
            }
            Self::StartConference(it) => {
                let ids = usize::from(it.user_id.is_some()) + usize::from(it.queue_id.is_some());
                one(ids + usize::from(it.address.is_some()))?;
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
        "PlaceInQueue" => r#"{"operationName": "PlaceInQueue", "queueId": "<id>"}"#,
        "UpdateProperties" => {
            r#"{"operationName": "UpdateProperties", "properties": {"<name>": "<text>"}}"#
        }
        "PlaceInWorkbin" => {
            concat!(
                r#"{"operationName": "PlaceInWorkbin"}, "#,
                r#"with "resumeTime" (such as "2026-03-02T09:00:00.000Z") where wanted"#
            )
        }
        "GetWorkbinContent" => r#"{"operationName": "GetWorkbinContent"} and nothing else"#,
        "Transfer" => {
            concat!(
                r#"{"operationName": "Transfer"} with either "userId" or "queueId", "#,
                r#"and "consult" (true or false) where wanted"#
            )
        }
        "StartConference" => {
            concat!(
                r#"{"operationName": "StartConference"} "#,
                r#"with one of "userId", "queueId" and "address" (1 to 256 bytes)"#
            )
        }
        "EndConference" => r#"{"operationName": "EndConference"} and nothing else"#,
        "LeaveConference" => r#"{"operationName": "LeaveConference"} and nothing else"#,
        _ => r#"one of these as "operationName""#,
    }
}
