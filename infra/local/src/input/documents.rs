//! What a line or an array of a file of conversation-details documents holds: a document, or a page of them.

use serde_json::{Map, Value};

/// Something that holds no documents. Never quotes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "no conversation-details document: give objects with a conversationId, arrays of them, or pages \
     {{\"conversations\": […]}}, each on one line"
)]
pub struct NoDocument;

/// The documents of a JSON value: one, or those of a page of a details query or job.
///
/// # Errors
/// It is something else.
pub fn documents(text: &str) -> Result<Vec<Map<String, Value>>, NoDocument> {
    let object = |value| match value {
        Value::Object(fields) => Ok(fields),
        _ => Err(NoDocument),
    };
    let mut fields = object(serde_json::from_str(text).map_err(|_| NoDocument)?)?;
    if fields.contains_key("conversationId") {
        return Ok(vec![fields]);
    }
    match fields.remove("conversations") {
        Some(Value::Array(values)) => values.into_iter().map(object).collect(),
        _ => Err(NoDocument),
    }
}
