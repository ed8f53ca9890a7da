//! The input: everything that Genesys sends and some things that it should not, all marked.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};
use simulate::{conversation, kinds};
use testkit::marks::{mark, marked};
use testkit::{cases, envelopes};

/// The conversation of the odd events.
pub const ODD: &str = "0dd00000-0000-4000-8000-000000000001";
/// A conversation whose ledger is broken.
pub const BROKEN: &str = "0dd00000-0000-4000-8000-000000000002";
/// An event time long before any expiry.
const TIME: i64 = 1_772_442_000_000;

/// Message bodies, by outcome.
pub struct Input {
    /// Messages that are stored.
    pub good: Vec<String>,
    /// Messages that can never be stored.
    pub rejected: Vec<String>,
    /// The fields that were marked.
    pub fields: BTreeSet<&'static str>,
}

/// All cases, a conversation of every kind, and the odd events.
pub fn input() -> Input {
    let made_up = kinds().iter().map(|kind| conversation(*kind, 7));
    let told = cases().into_iter().map(|(_, details)| details).chain(made_up);
    let mut arrivals: Vec<Value> = told.flat_map(|details| envelopes(&details, true)).collect();
    arrivals.extend(odd());
    let fields = arrivals.iter_mut().flat_map(mark).collect();
    Input {
        good: arrivals.iter().map(Value::to_string).collect(),
        rejected: rejected(&arrivals[0]),
        fields,
    }
}

fn arrival(topic: &str, conversation: &str, fields: &Value) -> Value {
    let mut body =
        json!({"conversationId": conversation, "eventTime": TIME, "participantId": "p-1"});
    body.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    json!({"id": "e", "detail-type": topic, "detail": {"eventBody": body}})
}

/// Events that are stored and could leak personal data on the way.
fn odd() -> Vec<Value> {
    let detail = |name: &str| format!("v2.detail.events.conversation.{{id}}.{name}");
    let many = |names: usize, bytes: usize| -> Map<String, Value> {
        (0..names).map(|n| (format!("attribute-{n}"), json!("v".repeat(bytes)))).collect()
    };
    // Fits into an item, but its Common Event is too large for the bus.
    let evaluation = json!({
        "id": "v-1", "eventTime": "2026-03-02T09:00:00Z", "status": "Finished",
        "formName": "F".repeat(250_000),
        "agent": {"id": "u-1", "name": marked("remote", "Alex")},
        "comments": marked("wrapupNotes", "Well done."),
    });
    let wrap_up = json!({"sessionId": "s-1", "wrapupCode": "w-1", "wrapupNotes": "Sister calls",
        "wrapupDurationMs": 5});
    let agent = json!({"sessionId": "s-1", "mediaType": "VOICE", "direction": "INBOUND",
        "userId": "u-1", "queueId": "q-1"});
    vec![
        arrival(&detail("user.start"), ODD, &agent),
        // Too large for an item.
        arrival(&detail("attributes"), ODD, &json!({"attributes": many(20, 40_000)})),
        // More attributes than a Common Event names.
        arrival(
            &detail("attributes"),
            ODD,
            &json!({"eventTime": TIME + 1, "attributes": many(3_000, 60)}),
        ),
        arrival(
            &detail("hologram.start"),
            ODD,
            &json!({"subject": "A new topic", "sessionId": "s-1"}),
        ),
        arrival("v2.quality.evaluations", ODD, &evaluation),
        arrival(&detail("wrapup"), ODD, &wrap_up),
        arrival(&detail("attributes"), BROKEN, &json!({"attributes": {"name": "Kim"}})),
    ]
}

/// Messages that can never be stored, each for a different reason.
fn rejected(good: &Value) -> Vec<String> {
    let person = marked("subject", "Kim Novak");
    let with = |change: &dyn Fn(&mut Value)| {
        let mut broken = good.clone();
        change(&mut broken["detail"]["eventBody"]);
        broken.to_string()
    };
    let whole = good.to_string();
    let topic = |text: &str| json!({"detail-type": text, "detail": good["detail"]}).to_string();
    vec![
        person.clone(),
        format!("{{\"name\": \"{person}\", broken"),
        whole[..whole.len() - 20].to_owned(),
        json!([person]).to_string(),
        json!(person).to_string(),
        topic(""),
        topic(&person.repeat(20)),
        json!({"detail-type": "t", "detail": {"eventBody": person}}).to_string(),
        json!({"detail-type": "t", "detail": person}).to_string(),
        with(&|body| body["conversationId"] = json!(person)),
        with(&|body| body["participantId"] = json!(person)),
        with(&|body| body["sessionId"] = json!({"of": person})),
        with(&|body| body["eventTime"] = json!(person)),
        with(&|body| body["conversationId"] = Value::Null),
        person.repeat(60_000),
    ]
}
