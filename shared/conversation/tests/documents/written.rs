//! Builds documents for tests. Times are milliseconds after `T0`.

use conversation::synthesized::{SynthesizedEvent, SynthesizedEvents, synthesize};
use genesys::Timestamp;
use genesys::details::ConversationDetails;
use serde_json::{Value, json};

use crate::support::{Story, T0, event};

pub fn at(ms: i64) -> Value {
    json!(Timestamp::from_ms(T0 + ms))
}

/// `more`, overwritten with the fields of `base`.
pub fn with(base: Value, mut more: Value) -> Value {
    let Value::Object(base) = base else { panic!("it is an object") };
    more.as_object_mut().unwrap().extend(base);
    more
}

/// A segment that has ended.
pub fn piece(kind: &str, start: i64, end: i64, more: Value) -> Value {
    with(json!({"segmentEnd": at(end)}), lasting(kind, start, more))
}

/// A live segment.
pub fn lasting(kind: &str, start: i64, more: Value) -> Value {
    with(json!({"segmentType": kind, "segmentStart": at(start)}), more)
}

/// A voice session with these segments.
pub fn voice(id: &str, segments: &[Value]) -> Value {
    json!({"sessionId": id, "mediaType": "voice", "segments": segments})
}

pub fn participant(id: &str, purpose: &str, sessions: &[Value]) -> Value {
    json!({"participantId": id, "purpose": purpose, "sessions": sessions})
}

pub fn document(participants: &[Value]) -> Value {
    json!({"conversationId": "c-1", "participants": participants})
}

pub fn synthesized_from(document: Value) -> SynthesizedEvents {
    synthesize(&serde_json::from_value::<ConversationDetails>(document).unwrap())
}

/// `[time, topic, body]` of every synthesized event, without the fields that all share.
pub fn events(document: Value) -> Vec<Value> {
    let plain = |event: SynthesizedEvent| {
        let mut body = event.body;
        assert_eq!(body.remove("eventTime"), Some(json!(event.time.ms())));
        assert_eq!(body.remove("conversationId"), Some(json!("c-1")));
        json!([event.time.ms() - T0, event.topic.as_str(), body])
    };
    synthesized_from(document).events.into_iter().map(plain).collect()
}

/// The bodies of the synthesized events of a topic.
pub fn bodies(document: Value, topic: &str) -> Vec<Value> {
    events(document)
        .into_iter()
        .filter(|event| event[1] == topic)
        .map(|event| event[2].clone())
        .collect()
}

/// `topic@time` of every synthesized event.
pub fn topics(document: Value) -> Vec<String> {
    events(document)
        .iter()
        .map(|event| format!("{}@{}", event[1].as_str().unwrap(), event[0]))
        .collect()
}

/// The story with a document imported at that time.
pub fn documented(mut story: Story, at: i64, document: Value) -> Story {
    story.0.push(event(at, "details", document).into());
    story
}

/// The story with a document whose latest instant is `at`, exported at `exported`.
pub fn exported(mut story: Story, at: i64, exported: i64, document: Value) -> Story {
    let exported_at = Some(Timestamp::from_ms(T0 + exported));
    story.0.push(event(at, "details", document).exported_at(exported_at).into());
    story
}
