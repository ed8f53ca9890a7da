//! Finds the conversation-details documents in a JSON value, and wraps one in an event for the log.

use std::collections::HashMap;

use serde::Serialize;
use serde_json::value::RawValue;

use crate::json::JsonMap;

/// The error for a value that holds no document. Its text never quotes the value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "not a conversation-details document: give objects with a conversationId, arrays of them, or \
     pages {{\"conversations\": […]}}, each on one line"
)]
pub struct NoDocument;

/// The fields of a page besides its documents, which identify a page without any: `totalHits` of a
/// query, `cursor` and `dataAvailabilityDate` of a job (`AnalyticsConversationQueryResponse`,
/// `AnalyticsConversationAsyncQueryResponse`).
const OF_PAGES: [&str; 3] = ["totalHits", "cursor", "dataAvailabilityDate"];

/// The documents of a JSON value: the value itself, or the documents of a page of a details query
/// or job, in order. They are parsed one by one, so a page takes little more memory than its text.
///
/// ```
/// use genesys::details::{NoDocument, documents};
/// let page =
///     r#"{"conversations":[{"conversationId":"a"},7,{"conversationId":"b"}],"totalHits":3}"#;
/// assert!(matches!(documents(page).collect::<Vec<_>>()[..], [Ok(_), Err(NoDocument), Ok(_)]));
/// assert!(documents("7").eq([Err(NoDocument)]));
/// ```
pub fn documents(text: &str) -> impl Iterator<Item = Result<JsonMap, NoDocument>> {
    let texts = texts(text)
        .map_or_else(|none| vec![Err(none)], |texts| texts.into_iter().map(Ok).collect());
    texts.into_iter().map(|text| serde_json::from_str(text?).map_err(|_| NoDocument))
}

/// The texts of the documents of a JSON value. A text of a page may turn out to be no document.
fn texts(text: &str) -> Result<Vec<&str>, NoDocument> {
    let fields: HashMap<String, &RawValue> = serde_json::from_str(text).map_err(|_| NoDocument)?;
    if fields.contains_key("conversationId") {
        return Ok(vec![text]);
    }
    match fields.get("conversations") {
        Some(page) => {
            let documents: Vec<&RawValue> =
                serde_json::from_str(page.get()).map_err(|_| NoDocument)?;
            Ok(documents.into_iter().map(RawValue::get).collect())
        }
        None if OF_PAGES.iter().any(|name| fields.contains_key(*name)) => Ok(Vec::new()),
        None => Err(NoDocument),
    }
}

/// Builds the event that brings a document into the log, as
/// [`Arrival::decode`](crate::Arrival::decode) expects it.
#[must_use]
pub fn envelope(document: JsonMap) -> String {
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
    }
    let envelope = Envelope { detail_type: "details", detail: Detail { event_body: document } };
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
        assert!(documents("{").eq([Err(NoDocument)]));
    }

    #[test]
    fn the_envelope_decodes_to_the_document() {
        let text =
            r#"{"conversationId":"c-1","conversationStart":"2026-03-02T09:00:00.000Z","x":1.50}"#;
        let document: JsonMap = serde_json::from_str(text).unwrap();
        let arrival = crate::Arrival::decode(&envelope(document.clone())).unwrap();
        assert_eq!(
            (arrival.conversation_id.as_str(), arrival.topic),
            ("c-1", crate::Topic::Details)
        );
        assert_eq!(arrival.body, text);
        assert_eq!(Json::parse(&arrival.body), Some(Json::Object(document)));
    }
}
