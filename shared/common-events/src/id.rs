//! Ids that are stable forever. Other teams store them in their tables, so the namespace and the
//! spelling of the name never change.

use genesys::ConversationId;
use uuid::Uuid;

use crate::catalogue::EventType;

const NAMESPACE: Uuid = Uuid::from_u128(0x6e0c_5d4f_1f0a_4b52_9c57_3b1d_52a7_c0de);

/// UUIDv5 of `<conversation>/<type>/<subject>` in our namespace.
#[must_use]
pub fn common_event_id(
    conversation_id: &ConversationId,
    event_type: EventType,
    subject: &str,
) -> Uuid {
    Uuid::new_v5(&NAMESPACE, format!("{conversation_id}/{event_type}/{subject}").as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn namespace_and_spelling_are_pinned() {
        let conversation = "cbd50548-704e-5d1c-9708-a5b984c0a46c".parse().unwrap();
        let id = common_event_id(
            &conversation,
            EventType::AgentAnswered,
            "448bb8ca-9376-51e5-b621-8564d4797119",
        );
        assert_eq!(id.to_string(), "eef83fa7-3c21-5e07-97aa-d83ffbf9429a");
    }
}
