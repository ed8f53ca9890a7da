//! Splits a document that is too large to be stored in one piece.

use serde_json::{Map, Value};

/// Splits a document whose JSON text is longer than `most` bytes: one part with the fields of the
/// conversation, and one for each participant. Together they hold the same data. A shorter document
/// is returned whole.
#[must_use]
pub fn parts(mut document: Map<String, Value>, most: usize) -> Vec<Map<String, Value>> {
    let length = |document: &Map<String, Value>| {
        serde_json::to_string(document).map_or(0, |text| text.len())
    };
    if length(&document) <= most {
        return vec![document];
    }
    let Some(Value::Array(participants)) = document.remove("participants") else {
        return vec![document];
    };
    let id = document.get("conversationId").cloned().unwrap_or_default();
    let part = |participant| {
        let fields =
            [("conversationId", id.clone()), ("participants", Value::Array(vec![participant]))];
        fields.map(|(name, value)| (name.to_owned(), value)).into_iter().collect()
    };
    let of_participants: Vec<Map<String, Value>> = participants.into_iter().map(part).collect();
    std::iter::once(document).chain(of_participants).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_a_too_long_document_is_split() {
        let Value::Object(document) = json!({"conversationId": "c", "selfServed": true,
            "participants": [{"participantId": "a"}, {"participantId": "b"}]})
        else {
            panic!("it is an object")
        };
        assert_eq!(parts(document.clone(), 1_000), std::slice::from_ref(&document));
        let parts: Value = parts(document, 100).into_iter().map(Value::Object).collect();
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
