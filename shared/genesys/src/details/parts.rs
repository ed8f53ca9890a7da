//! Splits a document that is too large to be stored in one piece.

use crate::json::{Json, JsonMap};

/// Splits a document whose JSON text is longer than `most` bytes: one part with the fields of the
/// conversation, and one for each participant. Together they hold the same data. A shorter document
/// is returned whole.
#[must_use]
pub fn parts(mut document: JsonMap, most: usize) -> Vec<JsonMap> {
    let length = |document: &JsonMap| serde_json::to_string(document).map_or(0, |text| text.len());
    if length(&document) <= most {
        return vec![document];
    }
    let Some(Json::Array(participants)) = document.remove("participants") else {
        return vec![document];
    };
    let id = document.get("conversationId").cloned().unwrap_or_default();
    let part = |participant| {
        let fields =
            [("conversationId", id.clone()), ("participants", Json::Array(vec![participant]))];
        fields.map(|(name, value)| (name.to_owned(), value)).into_iter().collect()
    };
    let of_participants: Vec<JsonMap> = participants.into_iter().map(part).collect();
    std::iter::once(document).chain(of_participants).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    #[test]
    fn only_a_too_long_document_is_split() {
        let Json::Object(document) = Json::from(json!({"conversationId": "c", "selfServed": true,
            "participants": [{"participantId": "a"}, {"participantId": "b"}]}))
        else {
            panic!("it is an object")
        };
        assert_eq!(parts(document.clone(), 1_000), std::slice::from_ref(&document));
        let parts: Vec<Json> = parts(document, 100).into_iter().map(Json::Object).collect();
        let parts: Value = parts.iter().map(Value::from).collect();
        assert_eq!(
            parts,
            json!([
                {"conversationId": "c", "selfServed": true},
                {"conversationId": "c", "participants": [{"participantId": "a"}]},
                {"conversationId": "c", "participants": [{"participantId": "b"}]},
            ])
        );
    }
}
