//! The event notification of S3 in a message: the objects that were created.
//!
//! Format: "Event message structure", Amazon S3 user guide. Keys are URL-encoded like form data:
//! `+` is a space.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use serde::Deserialize;

/// An object in S3.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Object {
    /// Name of the bucket.
    pub bucket: String,
    /// Key of the object.
    pub key: String,
}

/// The error for a message that is not a notification. Never quotes the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an event notification of S3: let only the bucket send to the queue, directly")]
pub struct NoNotification;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Notification<'a> {
    #[serde(borrow)]
    records: Option<Vec<Record<'a>>>,
    #[serde(borrow)]
    event: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct Record<'a> {
    #[serde(borrow)]
    s3: Entity<'a>,
}

#[derive(Deserialize)]
struct Entity<'a> {
    #[serde(borrow)]
    bucket: Bucket<'a>,
    #[serde(borrow)]
    object: Key<'a>,
}

#[derive(Deserialize)]
struct Bucket<'a> {
    #[serde(borrow)]
    name: Cow<'a, str>,
}

#[derive(Deserialize)]
struct Key<'a> {
    #[serde(borrow)]
    key: Cow<'a, str>,
}

/// The objects that a message names. The test message that S3 sends when notifications are set up
/// names none.
///
/// # Errors
/// The message is not a notification.
pub fn objects(message: &str) -> Result<Vec<Object>, NoNotification> {
    let notification: Notification<'_> =
        serde_json::from_str(message).map_err(|_| NoNotification)?;
    match notification {
        Notification { records: Some(records), .. } => records.into_iter().map(object).collect(),
        Notification { event: Some(event), .. } if event == "s3:TestEvent" => Ok(Vec::new()),
        Notification { .. } => Err(NoNotification),
    }
}

fn object(record: Record<'_>) -> Result<Object, NoNotification> {
    let spaced = record.s3.object.key.replace('+', " ");
    let key = percent_decode_str(&spaced).decode_utf8().map_err(|_| NoNotification)?;
    Ok(Object { bucket: record.s3.bucket.name.into_owned(), key: key.into_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_key(key: &str) -> String {
        format!(
            r#"{{"Records":[{{"eventName":"ObjectCreated:Put",
                "s3":{{"bucket":{{"name":"b"}},"object":{{"key":"{key}","size":5}}}}}}]}}"#
        )
    }

    #[test]
    fn keys_are_decoded_as_s3_encodes_them() {
        for (sent, key) in [
            ("a/b.json", "a/b.json"),
            ("happy+face.jpg", "happy face.jpg"),
            ("1%2B1%3D2+%26+100%25.json.gz", "1+1=2 & 100%.json.gz"),
            ("%E2%98%8E+%C3%BC/%22x%22", "☎ ü/\"x\""),
            ("\\u00fc", "ü"),
            ("50%", "50%"),
        ] {
            assert_eq!(
                objects(&of_key(sent)),
                Ok(vec![Object { bucket: "b".into(), key: key.into() }]),
                "{sent}"
            );
        }
        assert_eq!(objects(&of_key("%FF")), Err(NoNotification), "no text");
    }

    // S3's test message names no object. Any other message that is no notification is an error.
    #[test]
    fn test_message_names_no_object() {
        let test = r#"{"Service":"Amazon S3","Event":"s3:TestEvent",
            "Time":"2026-03-02T09:00:00.000Z","Bucket":"b","RequestId":"r","HostId":"h"}"#;
        assert_eq!(objects(test), Ok(Vec::new()));
        assert_eq!(objects(r#"{"Records":[]}"#), Ok(Vec::new()));
        for none in [
            "",
            "7",
            "{}",
            "[]",
            r#"{"Event":"s3:Other"}"#,
            r#"{"Records":[{}]}"#,
            r#"{"Records":7}"#,
        ] {
            assert_eq!(objects(none), Err(NoNotification), "{none}");
        }
    }
}
