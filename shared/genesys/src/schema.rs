//! JSON Schemas of ids, instants and keys: all of them texts, so that what they are is said by pattern and format.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::{ConversationId, EventKey, ParticipantId, QueueId, SessionId, Timestamp, UserId};

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
}
