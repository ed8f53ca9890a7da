//! The conversation of an event whose topic this version does not know. Genesys names it in one of
//! several places, and the log needs it for its keys.

use serde_json_borrow::Value;

use crate::ids::ConversationId;
use crate::topic::Topic;
use crate::value::{Fields, field};

/// Topics whose body is the conversation itself, with its id in `id`.
const CONVERSATIONS: &str = "v2.conversations.";

/// The conversation that an event of an unknown topic names, in this order: `conversation.id` of
/// the body, the id in the `detail-type`, `id` of a body that is a conversation. `None` for a known
/// topic, which names its conversation in `conversationId`.
pub(crate) fn conversation(
    topic: &Topic,
    detail_type: &str,
    body: &Fields<'_>,
) -> Option<ConversationId> {
    if topic.is_known() {
        return None;
    }
    let parse = |value: &Value<'_>| value.as_str()?.parse().ok();
    let inside = body
        .get("conversation")
        .and_then(Value::as_object)
        .and_then(|conversation| field(conversation, "id"))
        .and_then(parse);
    let is_conversation = detail_type.starts_with(CONVERSATIONS);
    inside
        .or_else(|| detail_type.split('.').find(|part| is_uuid(part))?.parse().ok())
        .or_else(|| body.get("id").filter(|_| is_conversation).and_then(parse))
}

/// Whether a part of a `detail-type` is a UUID. Genesys usually writes the literal `{id}`.
fn is_uuid(part: &str) -> bool {
    part.len() == 36
        && part.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    const ID: &str = "6f1d3c52-9a0e-4b41-a7d4-0c2f58e6b913";

    fn of(detail_type: &str, body: Value) -> Option<String> {
        let topic = Topic::from_detail_type(detail_type).unwrap();
        let found = conversation(&topic, detail_type, &Fields::read(&body.to_string()).unwrap());
        found.map(|id| id.as_str().to_owned())
    }

    #[test]
    fn an_unknown_topic_names_its_conversation() {
        let quality = "v2.quality.calibrations";
        assert_eq!(of(quality, json!({"conversation": {"id": "c-1"}})).as_deref(), Some("c-1"));
        let with_id = format!("v2.speechandtextanalytics.conversation.{ID}.topics");
        assert_eq!(of(&with_id, json!({"id": "t-1"})).as_deref(), Some(ID));
        assert_eq!(of("v2.conversations.{id}", json!({"id": "c-2"})).as_deref(), Some("c-2"));
    }

    #[test]
    fn other_ids_are_no_conversations() {
        assert_eq!(of("v2.quality.calibrations", json!({"id": "q-1"})), None);
        assert_eq!(of("v2.conversations.{id}", json!({"id": "no id"})), None);
        assert_eq!(of("v2.quality.evaluations", json!({"conversation": {"id": "c"}})), None);
    }
}
