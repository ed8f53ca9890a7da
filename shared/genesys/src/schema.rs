//! JSON Schemas of ids, instants, keys and words. All of them are texts, so a pattern or a format
//! describes them. Words are not restricted, because Genesys may add some at any time.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::vocabulary::{
    AcdOutcome, Direction, DisconnectType, FlowType, MediaType, MessageType, Purpose, Routing,
};
use crate::{ConversationId, EventKey, Json, ParticipantId, QueueId, SessionId, Timestamp, UserId};

macro_rules! text {
    ($($name:ident $schema:tt,)*) => {
        $(impl JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!($schema)
            }
        })*
    };
}

text! {
    ConversationId {"type": "string", "pattern": "^[A-Za-z0-9-]{1,64}$"},
    ParticipantId {"type": "string", "pattern": "^[A-Za-z0-9-]{1,64}$"},
    SessionId {"type": "string", "pattern": "^[A-Za-z0-9-]{1,64}$"},
    UserId {"type": "string", "pattern": "^[A-Za-z0-9-]{1,64}$"},
    QueueId {"type": "string", "pattern": "^[A-Za-z0-9-]{1,64}$"},
    Timestamp {"type": "string", "format": "date-time"},
    EventKey {"type": "string", "pattern": "^[0-9a-f]{32}$"},
    AcdOutcome {"type": "string"},
    Direction {"type": "string"},
    DisconnectType {"type": "string"},
    FlowType {"type": "string"},
    MediaType {"type": "string"},
    MessageType {"type": "string"},
    Purpose {"type": "string"},
    Routing {"type": "string"},
}

/// Any JSON value. An object and not `true`, which some generators of clients refuse.
impl JsonSchema for Json {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Json".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"description": "Any JSON value, as Genesys sent it."})
    }
}
