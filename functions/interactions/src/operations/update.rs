//! The body of `PUT /interactions/{id}`: what to set.

use serde::Deserialize;

use super::fields::{named, object, reason};
use super::operation::NotAnOperation;
use super::private::Private;
use super::properties::Properties;

/// What to send, for error messages.
const WANTED: &str = concat!(
    r#"a JSON object with one or more of "properties" (an object), "externalContact" "#,
    r#"({"id": "<id>"}), "held", "muted", "recording", "parked" (true or false) "#,
    r#"and "wrapUp" ({"code": "<id>", "notes": "<text>"}, the notes where wanted)"#
);

/// What to set of an interaction, at least one field. Which fields are possible depends on the
/// medium of the caller's own session.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(extend("minProperties" = 1)))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Update {
    /// Properties of the interaction, in any medium. Others stay as they are.
    #[serde(default, deserialize_with = "named")]
    pub properties: Option<Properties>,
    /// The external contact of the customer, in any medium but a monitored screen.
    #[serde(default, deserialize_with = "object")]
    pub external_contact: Option<ExternalContact>,
    /// Whether the caller has put the other side on hold. Calls only.
    #[serde(default, deserialize_with = "named")]
    pub held: Option<bool>,
    /// Whether the caller is muted. Calls only.
    #[serde(default, deserialize_with = "named")]
    pub muted: Option<bool>,
    /// Whether the caller records the call on demand. Recording by policy is not affected. Calls
    /// only.
    #[serde(default, deserialize_with = "named")]
    pub recording: Option<bool>,
    /// Whether the interaction is parked. E-mails and messages only.
    #[serde(default, deserialize_with = "named")]
    pub parked: Option<bool>,
    /// Wrap-up of the caller's own session, while it lasts or after it.
    #[serde(default, deserialize_with = "object")]
    pub wrap_up: Option<WrapUp>,
}

/// An external contact.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ExternalContact {
    /// Its id.
    #[cfg_attr(feature = "schema", schemars(extend("minLength" = 1)))]
    pub id: String,
}

/// A wrap-up.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct WrapUp {
    /// Id of the wrap-up code.
    #[cfg_attr(feature = "schema", schemars(extend("minLength" = 1)))]
    pub code: String,
    /// Note to the wrap-up code.
    #[serde(default, deserialize_with = "named")]
    pub notes: Option<Private>,
}

impl Update {
    /// Reads an update from a request's body.
    ///
    /// # Errors
    /// The body is not an update; the message says what to send instead.
    pub fn read(body: &[u8]) -> Result<Self, NotAnOperation> {
        let wanted = WANTED;
        let mut reader = serde_json::Deserializer::from_slice(body);
        let update: Option<Self> = object(&mut reader)
            .and_then(|update| reader.end().map(|()| update))
            .map_err(|error| NotAnOperation::Fields { problem: reason(&error), wanted })?;
        let update = update.unwrap_or_default();
        let empty = |field| Err(NotAnOperation::Length { field, wanted });
        if update == Self::default() {
            return Err(NotAnOperation::Fields { problem: "nothing is set".to_owned(), wanted });
        }
        if update.external_contact.as_ref().is_some_and(|it| it.id.is_empty()) {
            return empty("the id of externalContact");
        }
        if update.wrap_up.as_ref().is_some_and(|it| it.code.is_empty()) {
            return empty("the code of wrapUp");
        }
        Ok(update)
    }
}
