//! Any bytes as a message. What is decoded survives another round, and its event gives a valid tree
//! and valid Common Events. Bytes that are not a whole message are also tried as the body of one,
//! so that the fuzzer need not find the envelope first.

#![no_main]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a broken promise has to stop the fuzzer")]

#[path = "../../../shared/conversation/tests/support/invariants.rs"]
mod invariants;

use conversation::Known;
use genesys::{Arrival, Event, EventKey, Topic};
use libfuzzer_sys::{Corpus, fuzz_target};
use serde_json::{Map, Value};

fuzz_target!(|message: &[u8]| -> Corpus {
    let Ok(message) = std::str::from_utf8(message) else { return Corpus::Reject };
    match Arrival::decode(message) {
        Ok(arrival) => arrived(arrival),
        Err(reason) => {
            assert!(!reason.to_string().is_empty());
            let topic = &Topic::KNOWN[message.len() % Topic::KNOWN.len()];
            let Ok(arrival) = Arrival::decode(&envelope(&topic.detail_type(), message)) else {
                return Corpus::Keep;
            };
            arrived(arrival);
        }
    }
    Corpus::Keep
});

fn envelope(detail_type: &str, body: &str) -> String {
    let detail_type = Value::from(detail_type);
    let time = "2026-03-02T09:00:00Z";
    let detail = format!(r#"{{"eventBody":{body}}}"#);
    format!(r#"{{"detail-type":{detail_type},"time":"{time}","detail":{detail}}}"#)
}

fn arrived(arrival: Arrival) {
    let body: Map<String, Value> = serde_json::from_str(&arrival.body).unwrap();
    assert_eq!(EventKey::new(&arrival.topic, &body).unwrap(), arrival.key);
    assert!(arrival.time.is_event_time());
    let again = Value::Object(body.clone()).to_string();
    for body in [&arrival.body, &again] {
        let again = Arrival::decode(&envelope(&arrival.topic.detail_type(), body)).unwrap();
        assert_eq!((&again.body, again.key), (body, arrival.key), "spelling plays no part");
        assert_eq!(
            (&again.conversation_id, &again.topic),
            (&arrival.conversation_id, &arrival.topic)
        );
    }
    let event = |body| Event::new(arrival.topic.clone(), arrival.time, arrival.key, body);
    let known = event(body.clone());
    assert_eq!(event(body), known);
    let known = Known {
        event: known,
        organization_id: arrival.organization_id,
        replay_name: arrival.replay_name,
    };
    invariants::hold(&arrival.conversation_id, &[known]);
}
