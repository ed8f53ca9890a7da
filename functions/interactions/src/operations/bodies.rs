//! The fields of each operation, besides `operationName`.

use genesys::{Timestamp, UserId};
use serde::Deserialize;

use super::fields::named;
use super::private::Private;
use super::properties::Properties;
use super::queue::Queue;

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
    /// Name or id of the queue.
    pub queue: Queue,
    /// Whether the caller talks to an agent of the queue before they leave. Calls only.
    #[serde(default)]
    pub consult: bool,
}

/// Fields of `UpdateProperties`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UpdateProperties {
    /// What to set. Other properties stay as they are.
    pub properties: Properties,
}

/// Fields of `PlaceInWorkbin`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PlaceInWorkbin {
    /// The workbin. Genesys Cloud has one for each agent, what they have parked, so any text means
    /// that one.
    #[cfg_attr(feature = "schema", schemars(extend("minLength" = 1)))]
    pub workbin: String,
    /// When the interaction returns to the caller by itself.
    #[serde(default, deserialize_with = "named")]
    pub resume_time: Option<Timestamp>,
}

/// Fields of `GetWorkbinContent`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GetWorkbinContent {
    /// The workbin. Genesys Cloud has one for each agent, what they have parked, so any text means
    /// that one.
    #[cfg_attr(feature = "schema", schemars(extend("minLength" = 1)))]
    pub workbin: String,
}

/// Fields of `Transfer`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Transfer {
    /// The agent who receives the interaction, by their Genesys Cloud user.
    pub target_id: UserId,
    /// Whether the caller talks to the agent before they leave. Calls only.
    #[serde(default)]
    pub consult: bool,
}

/// Fields of `StartConference`: exactly one of `agentId`, `queue` and `address`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "schema",
    schemars(extend("oneOf" = [
        {"required": ["agentId"]},
        {"required": ["queue"]},
        {"required": ["address"]}
    ]))
)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StartConference {
    /// The agent who joins, by their Genesys Cloud user.
    #[serde(default, deserialize_with = "named")]
    pub agent_id: Option<UserId>,
    /// Name or id of the queue whose agent joins.
    #[serde(default, deserialize_with = "named")]
    pub queue: Option<Queue>,
    /// The number or address that joins, 1 to 256 bytes.
    #[cfg_attr(feature = "schema", schemars(extend("minLength" = 1, "maxLength" = 256)))]
    #[serde(default, deserialize_with = "named")]
    pub address: Option<Private>,
}

/// Fields of `EndConference` and `LeaveConference`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LeaveConference {
    /// The agent who leaves: the caller. Another agent's id is refused.
    #[serde(default, deserialize_with = "named")]
    pub agent_id: Option<UserId>,
}
