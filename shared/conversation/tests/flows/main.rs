//! Flows of a contact centre and the expected Common Events of each: `tests/fixtures/flows.jsonl`,
//! one flow per line.
//!
//! `events` are `[milliseconds, topic, body]`, in order of time. `expect` lists conditions on the
//! final Common Events:
//!
//! - `say`: a Common Event with this type and subject, its time and `data`. Dots in names lead to
//!   nested fields. An object must have the named members; a list must have as many items, in any
//!   order;
//! - `never`: no such Common Event;
//! - `only`, `subjects`: the subjects of a type;
//! - `count`: the number of a type; `exactly`: the number of each type, and no other types;
//! - `fact`: some Common Event of the type with this data;
//! - `tree`: a value of the details document.
//!
//! `#1` is the number of an episode.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

mod calm;
mod expected;
#[path = "../support/mod.rs"]
mod support;

use expected::Outcome;
use serde_json::Value;
use support::{Story, T0, event};

/// A flow and its expectations.
pub struct Flow {
    pub name: String,
    pub story: Story,
    pub expect: Vec<Value>,
}

/// Fields of a body that hold instants.
const INSTANTS: [&str; 3] = ["callbackScheduledTime", "flowOutcomeStartTime", "flowOutcomeEndTime"];

/// All flows.
pub fn flows() -> Vec<Flow> {
    let lines = include_str!("../../../../tests/fixtures/flows.jsonl").lines();
    let flows: Vec<Flow> = lines.map(|line| flow(&serde_json::from_str(line).unwrap())).collect();
    assert!(flows.len() > 190);
    flows
}

fn flow(line: &Value) -> Flow {
    let known = line["events"].as_array().unwrap().iter().map(|entry| {
        let mut body = entry[2].clone();
        for name in INSTANTS {
            if let Some(at) = body[name].as_i64() {
                body[name] = (T0 + at).into();
            }
        }
        body.as_object_mut().unwrap().retain(|_, value| !value.is_null());
        event(entry[0].as_i64().unwrap(), entry[1].as_str().unwrap(), body).into()
    });
    Flow {
        name: line["name"].as_str().unwrap().to_owned(),
        story: Story(known.collect()),
        expect: line["expect"].as_array().unwrap().clone(),
    }
}

/// The expectations that are not met.
fn differences(flow: &Flow) -> Vec<String> {
    let outcome = Outcome::new(&flow.story);
    flow.expect
        .iter()
        .filter_map(|expected| outcome.differs_from(expected))
        .map(|why| format!("{}: {why}", flow.name))
        .collect()
}

#[test]
fn every_flow_has_the_expected_common_events() {
    let wrong: Vec<String> = flows().iter().flat_map(differences).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Shows that the check can fail: it finds every broken expectation.
#[test]
fn a_wrong_flow_is_found() {
    let mut flow = flows().into_iter().find(|flow| flow.name == "blind-to-queue").unwrap();
    let good = flow.expect.clone();
    let spoilt = [
        serde_json::json!({"say": "AgentLeft z1"}),
        serde_json::json!({"say": "AgentLeft a1", "at": 1}),
        serde_json::json!({"say": "AgentAssigned b1", "data": {"via": "direct"}}),
        serde_json::json!({"never": "AgentLeft a1"}),
        serde_json::json!({"only": "AgentLeft", "of": ["a1"]}),
        serde_json::json!({"subjects": {"ConversationEnded": []}}),
        serde_json::json!({"count": "AgentLeft", "n": 3}),
        serde_json::json!({"exactly": {"AgentLeft": 2}}),
        serde_json::json!({"fact": "AgentLeft", "data": {"talkMs": 1}}),
        serde_json::json!({"tree": "participants/0/purpose", "is": "agent"}),
    ];
    for expected in spoilt {
        flow.expect = vec![expected.clone()];
        assert_eq!(differences(&flow).len(), 1, "{expected}");
    }
    flow.expect = good;
    assert!(differences(&flow).is_empty());
}
