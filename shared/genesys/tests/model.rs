//! The lists of the code are those of the published model, `infra/genesys/model.json`.

#![allow(clippy::unwrap_used, reason = "these are tests")]

use std::collections::BTreeSet;
use std::path::PathBuf;

use genesys::topic::Topic;
use genesys::vocabulary::{
    AcdOutcome, Direction, DisconnectType, FlowType, MediaType, MessageType, Purpose, Routing,
};
use serde_json::Value;

fn file(path: &str) -> Value {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..").join(path);
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

fn model() -> Value {
    file("infra/genesys/model.json")
}

/// Every published topic is known, and every known topic that Genesys sends is published.
#[test]
fn topics_are_those_of_the_model() {
    let model = model();
    let published: BTreeSet<&str> =
        model["topics"].as_object().unwrap().keys().map(String::as_str).collect();
    // Genesys documents this name, and the SDK has no class for it.
    let is_published = |topic: &&Topic| topic.is_sent() && **topic != Topic::ContactUpdate;
    let known: Vec<String> =
        Topic::KNOWN.iter().filter(is_published).map(Topic::detail_type).collect();
    assert_eq!(published, known.iter().map(String::as_str).collect());
}

/// The fields by topic that the simulator's tests use.
#[test]
fn fields_of_detail_events_are_the_models() {
    let (model, fixture) = (model(), file("tests/fixtures/detail-events.json"));
    for (topic, fields) in fixture.as_object().unwrap() {
        let detail_type = Topic::from_name(topic).detail_type();
        let class = model["topics"][&detail_type].as_str().unwrap();
        let published: BTreeSet<&str> =
            model["classes"][class].as_object().unwrap().keys().map(String::as_str).collect();
        let listed = fields.as_array().unwrap().iter().map(|field| field.as_str().unwrap());
        assert_eq!(listed.collect::<BTreeSet<_>>(), published, "{topic}");
    }
}

/// Every enumeration knows the words that the model has for its fields.
#[test]
fn words_of_the_model_are_known() {
    let model = model();
    let words = |class: &str, field: &str| -> BTreeSet<String> {
        let values = model["classes"][class][field]["values"].as_array().unwrap();
        let values = values.iter().map(|value| value.as_str().unwrap().to_owned());
        values.filter(|word| !word.eq_ignore_ascii_case("unknown")).collect()
    };
    macro_rules! known {
        ($($vocabulary:ident, $form:ident: $class:literal $field:literal;)*) => {
            $({
                let known: BTreeSet<String> =
                    $vocabulary::KNOWN.iter().map(|word| word.$form().to_owned()).collect();
                let unknown: Vec<String> =
                    words($class, $field).difference(&known).cloned().collect();
                assert!(unknown.is_empty(), "{} of {}: {unknown:?}", $field, $class);
            })*
        };
    }
    known! {
        MediaType, wire: "UserEndDetailEventTopicUserEndEvent" "mediaType";
        MediaType, as_str: "AnalyticsSession" "mediaType";
        Direction, wire: "UserEndDetailEventTopicUserEndEvent" "direction";
        MessageType, wire: "UserEndDetailEventTopicUserEndEvent" "messageType";
        DisconnectType, wire: "UserEndDetailEventTopicUserEndEvent" "disconnectType";
        AcdOutcome, wire: "AcdEndDetailEventTopicAcdEndEvent" "acdOutcome";
        Routing, wire: "AcdEndDetailEventTopicAcdEndEvent" "usedRouting";
        FlowType, wire: "FlowEndDetailEventTopicFlowEndEvent" "flowType";
        Purpose, as_str: "AnalyticsParticipant" "purpose";
    }
}
