//! What a JSON value of Genesys Cloud is, by the names of its fields: for the error when it is not
//! what was asked for. People have files of many kinds.

use std::collections::HashSet;

use serde::Deserialize;
use serde::de::{IgnoredAny, MapAccess, Visitor};

/// What a JSON object is. The text says what to do with it, and never quotes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Kind {
    /// An event as EventBridge delivers it.
    #[error("an EventBridge event, not a conversation-details document: use `switchboard run`")]
    Event,
    /// A conversation-details document.
    #[error("a conversation-details document, not an event: use `switchboard import`")]
    Document,
    /// A page of a details query or job. The documents of a page are read one by one, so this is a
    /// page that lists none.
    #[error("a page of conversation-details documents, not an event: use `switchboard import`")]
    Page,
    /// The message of a notification channel, which is the `detail` of an event.
    #[error(
        "a notification without its EventBridge envelope: put it into one, as with \
         `jq -c '{{\"detail-type\": .topicName, detail: .}}'`, and use `switchboard run`"
    )]
    Notification,
    /// The `eventBody` of an event.
    #[error(
        "the body of an event without its envelope, which names the topic: give whole EventBridge \
         events, and use `switchboard run`"
    )]
    EventBody,
    /// An object of an SDK, written with the names that its language gives the fields.
    #[error(
        "a dump of an SDK's object, with names like conversation_id for conversationId: write it \
         as the API sent it, in Python with `ApiClient().sanitize_for_serialization(…)`"
    )]
    SdkDump,
    /// An error that the API answered with.
    #[error("an error answer of the Genesys Cloud API, without data: mend the request, repeat it")]
    ApiError,
    /// The result of an aggregate or observation query.
    #[error(
        "the result of an aggregate or observation query: it has counts, no conversations; \
         use a conversation details query or job"
    )]
    Aggregate,
    /// The result of a user details query or job.
    #[error(
        "the result of a user details query: it has the presence of users, no conversations; \
         use a conversation details query or job"
    )]
    UserDetails,
    /// The state of a job.
    #[error("the state of a job, not its results: get these from …/details/jobs/{{jobId}}/results")]
    Job,
    /// A conversation of the Conversations API.
    #[error(
        "a conversation of the Conversations API, which lacks most times: get its \
         conversation-details document from /api/v2/analytics/conversations/{{id}}/details"
    )]
    Conversation,
    /// A list of the platform API.
    #[error(
        "a list of the platform API, not conversations: use a conversation details query or job"
    )]
    Entities,
    /// A Common Event.
    #[error("a Common Event, which is what Switchboard publishes: give the events of Genesys")]
    CommonEvent,
}

impl Kind {
    /// The kind of the object in a JSON text; `None` if it is none of these.
    ///
    /// ```
    /// use genesys::Kind;
    /// assert_eq!(Kind::of(r#"{"message":"no","code":"bad.request"}"#), Some(Kind::ApiError));
    /// assert_eq!(Kind::of("{}"), None);
    /// ```
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok().and_then(|Names(names)| Self::with(&names))
    }

    /// The kind of an object that was given instead of an event; `None` if it may be one.
    #[must_use]
    pub fn instead_of_event(text: &str) -> Option<Self> {
        Self::of(text).filter(|kind| *kind != Self::Event)
    }

    /// The kind of an object that was given instead of a document; `None` if it may be one, or a
    /// page of them.
    #[must_use]
    pub fn instead_of_document(text: &str) -> Option<Self> {
        Self::of(text).filter(|kind| !matches!(kind, Self::Document | Self::Page))
    }

    /// The kind of an object with these fields.
    fn with(names: &HashSet<String>) -> Option<Self> {
        let has = |name: &str| names.contains(name);
        let any = |these: &[&str]| these.iter().any(|name| has(name));
        let is_of_sdk = |name: &String| {
            let plain = name.replace('_', "").to_ascii_lowercase();
            OF_SDKS.iter().any(|known| plain == known.to_ascii_lowercase() && name != known)
        };
        let kinds = [
            (has("DetailType") && has("Detail"), Self::CommonEvent),
            (has("commonEventId"), Self::CommonEvent),
            (has("detail-type"), Self::Event),
            (has("topicName") && has("eventBody"), Self::Notification),
            (has("conversationId") && any(&OF_DOCUMENTS), Self::Document),
            (has("conversationId") && any(&OF_BODIES), Self::EventBody),
            (has("conversationId"), Self::Document),
            (names.iter().any(is_of_sdk), Self::SdkDump),
            (has("conversations") || any(&OF_PAGES), Self::Page),
            (has("message") && any(&OF_ERRORS), Self::ApiError),
            (has("error") && any(&["description", "error_description"]), Self::ApiError),
            (has("results") || (has("group") && has("data")), Self::Aggregate),
            (has("userDetails"), Self::UserDetails),
            (has("jobId") || (has("state") && any(&OF_JOBS)), Self::Job),
            (has("participants"), Self::Conversation),
            (has("entities"), Self::Entities),
        ];
        kinds.into_iter().find_map(|(is_it, kind)| is_it.then_some(kind))
    }
}

/// Fields of a document that no event has (`AnalyticsConversationWithoutAttributes`).
const OF_DOCUMENTS: [&str; 4] =
    ["participants", "conversationStart", "conversationEnd", "originatingDirection"];
/// The times of events: detail events, evaluations and metric records.
pub(crate) const OF_BODIES: [&str; 2] = ["eventTime", "metricDate"];
/// The fields of a page besides its documents, which identify a page without any: `totalHits` of a
/// query, `cursor` and `dataAvailabilityDate` of a job (`AnalyticsConversationQueryResponse`,
/// `AnalyticsConversationAsyncQueryResponse`).
pub(crate) const OF_PAGES: [&str; 3] = ["totalHits", "cursor", "dataAvailabilityDate"];
/// Fields of `ErrorBody` besides its message.
const OF_ERRORS: [&str; 4] = ["code", "status", "contextId", "errors"];
/// Fields of `AsyncQueryStatus` besides its state.
const OF_JOBS: [&str; 3] = ["submissionDate", "completionDate", "expirationDate"];
/// Names that SDKs spell in another way, such as `conversation_id` and `ConversationId`.
const OF_SDKS: [&str; 6] =
    ["conversationId", "conversationStart", "totalHits", "topicName", "eventBody", "participantId"];

/// The names of an object's fields.
struct Names(HashSet<String>);

impl<'de> Deserialize<'de> for Names {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(NamesVisitor)
    }
}

struct NamesVisitor;

impl<'de> Visitor<'de> for NamesVisitor {
    type Value = Names;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Names, A::Error> {
        let mut names = HashSet::new();
        while let Some((name, IgnoredAny)) = fields.next_entry()? {
            names.insert(name);
        }
        Ok(Names(names))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_told_apart_by_their_fields() {
        for (text, kind) in [
            (r#"{"detail-type":"v2.x","detail":{}}"#, Some(Kind::Event)),
            (r#"{"conversationId":"a","participants":[]}"#, Some(Kind::Document)),
            (
                r#"{"conversationId":"a","conversationStart":"x","eventTime":5}"#,
                Some(Kind::Document),
            ),
            (r#"{"conversationId":"a"}"#, Some(Kind::Document)),
            (r#"{"conversationId":"a","eventTime":5}"#, Some(Kind::EventBody)),
            (r#"{"conversationId":"a","metricDate":"x","metric":"tTalk"}"#, Some(Kind::EventBody)),
            (r#"{"cursor":"x"}"#, Some(Kind::Page)),
            (r#"{"conversations":null,"totalHits":0}"#, Some(Kind::Page)),
            (
                r#"{"topicName":"v2.x","version":"2","eventBody":{},"metadata":{}}"#,
                Some(Kind::Notification),
            ),
            (r#"{"conversation_id":"a","participants":[]}"#, Some(Kind::SdkDump)),
            (r#"{"conversations":[],"total_hits":0}"#, Some(Kind::SdkDump)),
            (r#"{"ConversationId":"a","Participants":[]}"#, Some(Kind::SdkDump)),
            (r#"{"topic_name":"a","event_body":{}}"#, Some(Kind::SdkDump)),
            (r#"{"message":"m","code":"bad.request","status":400}"#, Some(Kind::ApiError)),
            (r#"{"error":"invalid_client","description":"d"}"#, Some(Kind::ApiError)),
            (r#"{"results":[{"group":{},"data":[]}]}"#, Some(Kind::Aggregate)),
            (r#"{"group":{"mediaType":"voice"},"data":[]}"#, Some(Kind::Aggregate)),
            (r#"{"userDetails":[]}"#, Some(Kind::UserDetails)),
            (r#"{"jobId":"j"}"#, Some(Kind::Job)),
            (r#"{"state":"FULFILLED","submissionDate":"x"}"#, Some(Kind::Job)),
            (r#"{"id":"a","participants":[],"selfUri":"/"}"#, Some(Kind::Conversation)),
            (r#"{"entities":[],"pageSize":25}"#, Some(Kind::Entities)),
            (r#"{"Source":"s","DetailType":"t","Detail":{}}"#, Some(Kind::CommonEvent)),
            (r#"{"message":"only text"}"#, None),
            ("{}", None),
            ("7", None),
            ("[]", None),
            ("{", None),
        ] {
            assert_eq!(Kind::of(text), kind, "{text}");
        }
    }
}
