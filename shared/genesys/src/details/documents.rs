//! Finds the conversation-details documents in a JSON value, and wraps one in an event for the log.

use std::collections::HashMap;

use serde::Serialize;
use serde_json::value::RawValue;

use crate::json::{Json, JsonMap};
use crate::kind::{Kind, OF_BODIES, OF_PAGES};
use crate::time::Timestamp;

/// The error for a value that holds no document. Its text never quotes the value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoDocument {
    /// The value is of another kind.
    #[error("{0}")]
    Other(Kind),
    /// The kind of the value is not known.
    #[error(
        "not a conversation-details document: give objects with a conversationId, arrays of them, \
         or pages {{\"conversations\": […]}}"
    )]
    Unknown,
}

impl NoDocument {
    fn of(text: &str) -> Self {
        Kind::instead_of_document(text).map_or(Self::Unknown, Self::Other)
    }

    /// Whether the error is about the kind of the file, so that it need not be repeated.
    #[must_use]
    pub const fn is_about_file(self) -> bool {
        matches!(self, Self::Other(_))
    }
}

/// The note on a document whose parts have no ids; see [`lacks_ids`].
pub const WITHOUT_IDS: &str = "participants or sessions without an id (participantId, sessionId): \
                               the document is kept, but nothing follows from these parts; export \
                               it with all fields";

/// Whether a document has participants or sessions without an id. No events follow from them, and
/// they cannot be compared.
#[must_use]
pub fn lacks_ids(document: &JsonMap) -> bool {
    let is_unnamed = |part: &JsonMap, id: &str| part.get(id).and_then(Json::as_str).is_none();
    objects(document, "participants").any(|participant| {
        is_unnamed(participant, "participantId")
            || objects(participant, "sessions").any(|session| is_unnamed(session, "sessionId"))
    })
}

/// The objects of the list in a field.
fn objects<'p>(part: &'p JsonMap, field: &str) -> impl Iterator<Item = &'p JsonMap> {
    let list = part.get(field).and_then(Json::as_array);
    list.into_iter().flatten().filter_map(Json::as_object)
}

/// The documents of a JSON value: the value itself, or the documents of a page of a details query
/// or job, in order. They are parsed one by one, so a page takes little more memory than its text.
///
/// ```
/// use genesys::details::{NoDocument, documents};
/// let page =
///     r#"{"conversations":[{"conversationId":"a"},7,{"conversationId":"b"}],"totalHits":3}"#;
/// let found: Vec<_> = documents(page).collect();
/// assert!(matches!(found[..], [Ok(_), Err(NoDocument::Unknown), Ok(_)]));
/// ```
pub fn documents(text: &str) -> impl Iterator<Item = Result<JsonMap, NoDocument>> {
    let texts = texts(text)
        .map_or_else(|none| vec![Err(none)], |texts| texts.into_iter().map(Ok).collect());
    texts.into_iter().map(|text| serde_json::from_str(text?).map_err(|_| NoDocument::Unknown))
}

/// The texts of the documents of a JSON value. A text of a page may turn out to be no document.
fn texts(text: &str) -> Result<Vec<&str>, NoDocument> {
    let none = |_| NoDocument::of(text);
    let fields: HashMap<String, &RawValue> = serde_json::from_str(text).map_err(none)?;
    let any = |names: &[&str]| names.iter().any(|name| fields.contains_key(*name));
    if fields.contains_key("conversationId") {
        return match any(&OF_BODIES).then(|| Kind::instead_of_document(text)).flatten() {
            Some(kind) => Err(NoDocument::Other(kind)),
            None => Ok(vec![text]),
        };
    }
    match fields.get("conversations") {
        Some(page) => {
            let documents: Vec<&RawValue> = serde_json::from_str(page.get()).map_err(none)?;
            Ok(documents.into_iter().map(RawValue::get).collect())
        }
        None if any(&OF_PAGES) => Ok(Vec::new()),
        None => Err(NoDocument::of(text)),
    }
}

/// Builds the event that brings a document into the log, as
/// [`Arrival::decode`](crate::Arrival::decode) expects it. A document carries no time of its own,
/// so the time of its export goes beside it.
#[must_use]
pub fn envelope(document: JsonMap, exported_at: Option<Timestamp>) -> String {
    #[derive(Serialize)]
    #[serde(rename_all = "kebab-case")]
    struct Envelope {
        detail_type: &'static str,
        detail: Detail,
    }
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Detail {
        event_body: JsonMap,
        #[serde(skip_serializing_if = "Option::is_none")]
        exported_at: Option<Timestamp>,
    }
    let detail = Detail { event_body: document, exported_at };
    let envelope = Envelope { detail_type: "details", detail };
    serde_json::to_string(&envelope).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Json;
    use serde_json::{Value, json};

    /// The ids of the documents; a hyphen for an error.
    fn ids(value: &Value) -> Vec<String> {
        let id = |document: Result<JsonMap, NoDocument>| {
            document.map_or("-".to_owned(), |document| document["conversationId"].to_string())
        };
        documents(&value.to_string()).map(id).collect()
    }

    #[test]
    fn documents_are_found_alone_and_in_pages() {
        let (a, b) =
            (json!({"conversationId": 1}), json!({"conversationId": 2, "conversations": 7}));
        assert_eq!(ids(&a), ["1"]);
        assert_eq!(ids(&b), ["2"]);
        assert_eq!(ids(&json!({"conversations": [b, a], "totalHits": 2})), ["2", "1"]);
        assert_eq!(ids(&json!({"conversations": [a, [b], null, b]})), ["1", "-", "-", "2"]);
        let nothing: [&str; 0] = [];
        for page in [
            json!({"conversations": []}),
            json!({"totalHits": 0}),
            json!({"cursor": "c"}),
            json!({"dataAvailabilityDate": "2026-03-02T09:00:00Z"}),
        ] {
            assert_eq!(ids(&page), nothing, "{page}");
        }
        for none in [
            json!({}),
            json!({"conversations": 7, "totalHits": 1}),
            json!([a]),
            json!(7),
            json!(null),
        ] {
            assert_eq!(ids(&none), ["-"], "{none}");
        }
        assert!(documents("{").eq([Err(NoDocument::Unknown)]));
        let body = r#"{"conversationId":"c","eventTime":5}"#;
        assert!(documents(body).eq([Err(NoDocument::Other(Kind::EventBody))]));
        let error = r#"{"message":"m","status":400}"#;
        assert!(documents(error).eq([Err(NoDocument::Other(Kind::ApiError))]));
    }

    #[test]
    fn parts_without_ids_are_found() {
        for (document, lacks) in [
            (json!({"conversationId": "c"}), false),
            (json!({"participants": [{"participantId": "p"}]}), false),
            (
                json!({"participants": [{"participantId": "p", "sessions": [{"sessionId": "s"}]}]}),
                false,
            ),
            (json!({"participants": [{"participantId": "p", "sessions": [{}]}]}), true),
            (json!({"participants": [{"purpose": "agent"}]}), true),
            (json!({"participants": 7}), false),
        ] {
            let fields: JsonMap = serde_json::from_value(document.clone()).unwrap();
            assert_eq!(lacks_ids(&fields), lacks, "{document}");
        }
    }

    #[test]
    fn the_envelope_decodes_to_the_document() {
        let text =
            r#"{"conversationId":"c-1","conversationStart":"2026-03-02T09:00:00.000Z","x":1.50}"#;
        let document: JsonMap = serde_json::from_str(text).unwrap();
        let exported_at = Some(Timestamp::from_ms(1_772_500_000_123));
        let arrival = crate::Arrival::decode(&envelope(document.clone(), exported_at)).unwrap();
        let undated = crate::Arrival::decode(&envelope(document.clone(), None)).unwrap();
        assert_eq!((arrival.exported_at, undated.exported_at), (exported_at, None));
        assert_eq!(arrival.key, undated.key, "the time of the export is no part of the key");
        assert_eq!(
            (arrival.conversation_id.as_str(), arrival.topic),
            ("c-1", crate::Topic::Details)
        );
        assert_eq!(arrival.body, text);
        assert_eq!(Json::parse(&arrival.body), Some(Json::Object(document)));
    }
}
