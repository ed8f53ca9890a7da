//! A details document in which every field of Genesys' published model has a value, and the count
//! of the fields that another document has alike.

use std::collections::BTreeSet;

use genesys::Json;
use serde_json::{Map, Value, json};

use crate::fixtures;

/// Start of the conversation.
const START: &str = "2026-03-02T09:00:00.000Z";
/// An instant for fields that nothing depends on.
const INSTANT: &str = "2026-03-02T08:30:00.000Z";

/// The parts of the model and the lists that hold them.
const LISTS: [(&str, &str); 9] = [
    ("participants", "participant"),
    ("sessions", "session"),
    ("segments", "segment"),
    ("metrics", "metric"),
    ("outcomes", "flowOutcome"),
    ("flow", "flow"),
    ("evaluations", "evaluation"),
    ("surveys", "survey"),
    ("resolutions", "resolution"),
];

/// The published model of the document: part → field → type and known values
/// (`AnalyticsConversationWithoutAttributes`).
#[must_use]
pub fn model() -> Value {
    let text = std::fs::read_to_string(fixtures().join("details-model.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// `part.field` of every field of the model that holds a value, not a part.
#[must_use]
pub fn fields() -> BTreeSet<String> {
    let model = model();
    let parts = model.as_object().unwrap().iter();
    parts
        .flat_map(|(part, fields)| {
            let fields = fields.as_object().unwrap().keys();
            fields.filter(|field| part_of(field).is_none()).map(move |it| format!("{part}.{it}"))
        })
        .collect()
}

fn part_of(list: &str) -> Option<&'static str> {
    LISTS.iter().find(|(name, _)| *name == list).map(|(_, part)| *part)
}

/// A call of a customer through a flow and a queue to an agent, with every field of the model.
#[must_use]
pub fn filled() -> Value {
    let parties = [
        ("customer", json!([segment("interact", 0, 60)]), json!([metric("tConnected", 60, 60)])),
        ("ivr", json!([segment("ivr", 0, 10)]), json!([metric("tIvr", 10, 10)])),
        ("acd", json!([segment("interact", 10, 20)]), json!([metric("tAcd", 10, 20)])),
        (
            "agent",
            json!([
                segment("alert", 18, 20),
                segment("interact", 20, 60),
                segment("wrapup", 60, 70),
            ]),
            json!([metric("tTalk", 40, 60), metric("tAcw", 10, 70)]),
        ),
    ];
    let participants = parties.map(|(purpose, segments, metrics)| {
        let own = json!({"sessionId": format!("s-{purpose}"), "mediaType": "voice",
            "messageType": "sms", "usedRouting": "Standard", "requestedRoutings": ["Standard"],
            "segments": segments, "metrics": metrics});
        let mut session = part("session", own);
        if purpose == "ivr" {
            let outcome = part(
                "flowOutcome",
                json!({"flowOutcomeValue": "SUCCESS", "flowOutcomeStartTimestamp": at(2),
                    "flowOutcomeEndTimestamp": at(3)}),
            );
            let flow = json!({"flowType": "INBOUNDCALL", "exitReason": "TRANSFER",
                "transferType": "ACD", "outcomes": [outcome]});
            session["flow"] = part("flow", flow);
        }
        let id = format!("p-{purpose}");
        part("participant", json!({"participantId": id, "purpose": purpose, "sessions": [session]}))
    });
    part(
        "conversation",
        json!({"conversationId": "c-1", "conversationStart": START, "conversationEnd": at(70),
            "participants": participants,
            "evaluations": [part("evaluation", json!({"evaluationStatus": "Finished",
                "eventTime": at(3_600), "oTotalScore": 87.5, "oTotalCriticalScore": 50.5}))],
            "surveys": [part("survey", json!({}))],
            "resolutions": [part("resolution", json!({}))]}),
    )
}

/// The event of Genesys' quality topic about the evaluation of [`filled`].
#[must_use]
pub fn evaluated(document: &Value) -> Value {
    let of = |name: &str| &document["evaluations"][0][name];
    json!({"detail-type": "v2.quality.evaluations", "detail": {"eventBody": {
        "conversationId": document["conversationId"], "id": of("evaluationId"),
        "status": of("evaluationStatus"), "eventTime": of("eventTime"),
        "evaluationFormId": of("formId"), "formName": of("formName"),
        "agent": {"id": of("userId")}, "evaluator": {"id": of("evaluatorId")},
        "assigneeUserId": of("assigneeId"), "assigneeApplicable": of("assigneeApplicable"),
        "contextId": of("contextId"), "calibration": {"id": of("calibrationId")},
        "rescore": of("rescored"),
        "scoringSet": {"totalScore": of("oTotalScore"),
            "totalCriticalScore": of("oTotalCriticalScore")},
    }}})
}

fn at(second: i64) -> String {
    let start: genesys::Timestamp = START.parse().unwrap();
    start.plus_ms(second * 1_000).to_string()
}

fn segment(kind: &str, from: i64, to: i64) -> Value {
    let own = json!({"segmentType": kind, "segmentStart": at(from), "segmentEnd": at(to)});
    part("segment", own)
}

fn metric(name: &str, seconds: i64, emitted: i64) -> Value {
    json!({"name": name, "value": seconds * 1_000, "emitDate": at(emitted)})
}

/// A part with the given fields, and a value of the model's type in every other.
fn part(name: &str, own: Value) -> Value {
    let model = model();
    let fields = model[name].as_object().unwrap();
    let mut filled: Map<String, Value> = fields
        .iter()
        .filter(|(field, _)| part_of(field).is_none())
        .map(|(field, spec)| (field.clone(), value(name, field, spec)))
        .collect();
    let Value::Object(own) = own else { panic!("a part is an object") };
    filled.extend(own);
    Value::Object(filled)
}

fn value(part: &str, field: &str, spec: &Value) -> Value {
    if let Some(known) = spec["values"].get(0) {
        return known.clone();
    }
    match spec["type"].as_str().unwrap() {
        "str" => json!(format!("{part}-{field}")),
        "bool" => json!(true),
        "int" => json!(field.len()),
        "float" => json!(4.5),
        "datetime" => json!(INSTANT),
        "list[str]" => json!([format!("{part}-{field}-1"), format!("{part}-{field}-2")]),
        "list[int]" => json!([1, 2]),
        kind if kind.starts_with("dict") => json!({"name": "value", "number": 5}),
        // A list of a part that this project does not read.
        _ => json!([{"id": format!("{part}-{field}")}]),
    }
}

/// `part.field` of every value that both documents have alike, somewhere in the part.
#[must_use]
pub fn alike(original: &Value, rebuilt: &Value) -> BTreeSet<String> {
    let mut alike = BTreeSet::new();
    compare("conversation", original, rebuilt, &mut alike);
    alike
}

fn compare(part: &str, original: &Value, rebuilt: &Value, alike: &mut BTreeSet<String>) {
    for (field, value) in original.as_object().unwrap() {
        let other = &rebuilt[field];
        match (part_of(field), value) {
            (Some(inner), Value::Array(values)) => {
                for (place, value) in values.iter().enumerate() {
                    if let Some(other) = counterpart(value, place, other) {
                        compare(inner, value, other, alike);
                    }
                }
            }
            (Some(inner), value) => compare(inner, value, other, alike),
            (None, value) if value == other => {
                alike.insert(format!("{part}.{field}"));
            }
            (None, _) => {}
        }
    }
}

/// The element of another list with the same id, or the same name or type; else at the same place.
fn counterpart<'v>(value: &Value, place: usize, others: &'v Value) -> Option<&'v Value> {
    let id = ["participantId", "sessionId", "evaluationId", "segmentType", "name"]
        .into_iter()
        .find_map(|name| Some((name, value.get(name)?)));
    match id {
        Some((name, id)) => others.as_array()?.iter().find(|other| other.get(name) == Some(id)),
        None => others.get(place),
    }
}

/// Fields of `original` that `rebuilt` does not have exactly alike, number spellings included.
/// Fields that only `rebuilt` has are ignored.
#[must_use]
pub fn lost(original: &Json, rebuilt: &Json) -> Vec<String> {
    let mut found = Vec::new();
    differences("", original, Some(rebuilt), &mut found);
    found
}

fn differences(path: &str, original: &Json, rebuilt: Option<&Json>, found: &mut Vec<String>) {
    match (original, rebuilt) {
        (Json::Object(original), Some(Json::Object(rebuilt))) => {
            for (name, value) in original {
                differences(&format!("{path}.{name}"), value, rebuilt.get(name), found);
            }
        }
        (Json::Array(original), Some(Json::Array(rebuilt))) if original.len() == rebuilt.len() => {
            for (place, value) in original.iter().enumerate() {
                differences(&format!("{path}[{place}]"), value, rebuilt.get(place), found);
            }
        }
        (original, Some(rebuilt)) if original == rebuilt => {}
        (original, rebuilt) => {
            let rebuilt = rebuilt.map_or("nothing".to_owned(), Json::to_string);
            found.push(format!("{path}: {original} is {rebuilt}"));
        }
    }
}
