//! Fidelity: details → events → tree → details returns every value that events can carry.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

use std::collections::{BTreeSet, HashMap};

use conversation::{History, Known, details, project};
use genesys::details::{ConversationDetails, envelope};
use genesys::{Json, Timestamp};
use simulate::{conversation, kinds};
use testkit::fidelity_check::{check, check_with_metrics};
use testkit::filled::{alike, evaluated, fields, filled, lost};
use testkit::{cases, envelopes, fixtures, history, known, known_of};

fn round_trip(original: &ConversationDetails, with_metrics: bool) -> ConversationDetails {
    details(&project(&history(original, with_metrics)))
}

#[test]
fn cases_survive_the_round_trip() {
    for (name, original) in cases() {
        check(&name, &original, &round_trip(&original, false));
    }
}

#[test]
fn cases_survive_exactly_with_metric_records() {
    for (name, original) in cases() {
        check_with_metrics(&name, &original, &round_trip(&original, true));
    }
}

#[test]
fn simulated_kinds_survive_the_round_trip() {
    for kind in kinds() {
        for seed in 0..40 {
            let original = conversation(*kind, seed);
            let name = format!("{kind:?}, seed {seed}");
            check(&name, &original, &round_trip(&original, false));
            check_with_metrics(&name, &original, &round_trip(&original, true));
        }
    }
}

#[test]
fn conversation_end_equals_that_of_the_details() {
    for (name, original) in cases() {
        let rebuilt = round_trip(&original, true);
        if original.conversation_end.is_some() {
            assert_eq!(rebuilt.conversation_end, original.conversation_end, "{name}");
        }
    }
}

/// Fields of the document that events report in another form: flow outcomes, wrap-ups, evaluations,
/// the answer of a queue, and what segments and metrics follow from.
const IN_ANOTHER_FORM: [&str; 28] = [
    "conversation.conversationEnd",
    "conversation.conversationStart",
    "conversation.divisionIds",
    "evaluation.assigneeApplicable",
    "evaluation.assigneeId",
    "evaluation.calibrationId",
    "evaluation.contextId",
    "evaluation.evaluationId",
    "evaluation.evaluationStatus",
    "evaluation.evaluatorId",
    "evaluation.eventTime",
    "evaluation.formId",
    "evaluation.formName",
    "evaluation.oTotalCriticalScore",
    "evaluation.oTotalScore",
    "evaluation.rescored",
    "evaluation.userId",
    "flowOutcome.flowOutcomeEndTimestamp",
    "flowOutcome.flowOutcomeStartTimestamp",
    "metric.emitDate",
    "metric.name",
    "metric.value",
    "participant.attributes",
    "segment.segmentEnd",
    "segment.segmentStart",
    "segment.segmentType",
    "segment.wrapUpCode",
    "segment.wrapUpNote",
];

/// The fields of the document that a detail event, a metric record or an evaluation can carry:
/// those of a conversation, participant, session, segment or flow that a topic has under the same
/// name, and those in another form.
fn carried() -> BTreeSet<String> {
    let text = std::fs::read_to_string(fixtures().join("detail-events.json")).unwrap();
    let topics: HashMap<String, BTreeSet<String>> = serde_json::from_str(&text).unwrap();
    let same_name = |field: &&String| {
        let (part, name) = field.split_once('.').unwrap();
        !matches!(part, "evaluation" | "survey" | "resolution" | "metric")
            && topics.values().any(|names| names.contains(name))
    };
    let other = IN_ANOTHER_FORM.iter().map(|field| (*field).to_owned());
    fields().iter().filter(same_name).cloned().chain(other).collect()
}

/// Every field of the published model is filled; each that an event can carry comes back.
#[test]
fn every_field_that_events_carry_comes_back() {
    let original = filled();
    let document: ConversationDetails = serde_json::from_value(original.clone()).unwrap();
    let events = envelopes(&document, true);
    let all = events.iter().chain([&evaluated(&original)]).map(known).collect::<Vec<_>>();
    let history = History::new(document.conversation_id, all);
    let rebuilt = serde_json::to_value(details(&project(&history))).unwrap();
    let (back, carried) = (alike(&original, &rebuilt), carried());
    let lost: Vec<_> = carried.difference(&back).collect();
    assert!(lost.is_empty(), "{lost:#?}");
    let unexpected: Vec<_> = back.difference(&carried).collect();
    assert!(unexpected.is_empty(), "{unexpected:#?}");
    assert_eq!((fields().len(), carried.len()), (196, 111));
}

/// A copy of a document in which about every fourth value is odd: `null`, an empty list, another
/// type, another spelling. Ids and the instants that date the document stay.
fn with_odd_values(json: &Json, random: &mut dyn FnMut() -> usize) -> Json {
    const ODD: [&str; 10] =
        ["null", "[]", "{}", "\"\"", "1.50", "1E3", "-0", "\"odd\"", "{\"x\":[null]}", "[1.0,[]]"];
    const KEPT: [&str; 15] = [
        "conversationId",
        "conversationStart",
        "conversationEnd",
        "participantId",
        "sessionId",
        "segmentStart",
        "participants",
        "sessions",
        "outcomes",
        "evaluations",
        "flow",
        "segments",
        "flowOutcomeId",
        "evaluationId",
        "surveyId",
    ];
    match json {
        Json::Object(fields) => {
            let odd = |(name, json): (&String, &Json)| {
                let is_odd = !KEPT.contains(&name.as_str()) && random().is_multiple_of(4);
                let value = if is_odd {
                    Json::parse(ODD[random() % ODD.len()]).unwrap()
                } else {
                    with_odd_values(json, random)
                };
                (name.clone(), value)
            };
            Json::Object(fields.iter().map(odd).collect())
        }
        Json::Array(values) => {
            Json::Array(values.iter().map(|json| with_odd_values(json, random)).collect())
        }
        other => other.clone(),
    }
}

fn imported_text(document: &Json) -> Known {
    let Json::Object(fields) = document else { panic!("it is an object") };
    known_of(&envelope(fields.clone(), None))
}

/// After an import, every field of the published model comes back byte for byte, whatever its value
/// is, alone and beside the events of the conversation.
#[test]
fn every_odd_value_comes_back_byte_for_byte() {
    let filled = filled();
    let typed: ConversationDetails = serde_json::from_value(filled.clone()).unwrap();
    let text = filled.to_string().replacen('{', "{\"hologram\":{\"a\":[null,1.10]},", 1);
    let whole = Json::parse(&text).unwrap();
    let events: Vec<Known> = envelopes(&typed, true).iter().map(known).collect();
    for seed in 0..100 {
        let mut state = fastrand::Rng::with_seed(seed);
        let document = match seed {
            0 => whole.clone(),
            _ => with_odd_values(&whole, &mut || state.usize(..)),
        };
        for own in [&[][..], &events[..]] {
            let all = own.iter().cloned().chain([imported_text(&document)]);
            let rebuilt = details(&project(&History::new(typed.conversation_id.clone(), all)));
            let rebuilt = Json::parse(&serde_json::to_string(&rebuilt).unwrap()).unwrap();
            let lost = lost(&document, &rebuilt);
            assert!(lost.is_empty(), "{seed}, {} events: {lost:#?}", own.len());
        }
    }
}

/// After 48 hours an export replaces the earlier ones, so it comes back byte for byte, too.
#[test]
fn a_late_export_comes_back_byte_for_byte() {
    let filled = filled();
    let typed: ConversationDetails = serde_json::from_value(filled.clone()).unwrap();
    let whole = Json::parse(&filled.to_string()).unwrap();
    let events: Vec<Known> = envelopes(&typed, true).iter().map(known).collect();
    let exported = |document: &Json, at: Timestamp| {
        let Json::Object(fields) = document else { panic!("it is an object") };
        known_of(&envelope(fields.clone(), Some(at)))
    };
    let first = exported(&whole, typed.evidence().unwrap());
    for seed in 1..60 {
        let mut state = fastrand::Rng::with_seed(seed);
        let document = with_odd_values(&whole, &mut || state.usize(..));
        let late = exported(&document, typed.evidence().unwrap().plus_ms(48 * 3_600_000));
        for own in [&[][..], &events[..]] {
            let all = own.iter().cloned().chain([late.clone(), first.clone()]);
            let rebuilt = details(&project(&History::new(typed.conversation_id.clone(), all)));
            let rebuilt = Json::parse(&serde_json::to_string(&rebuilt).unwrap()).unwrap();
            let lost = lost(&document, &rebuilt);
            assert!(lost.is_empty(), "{seed}, {} events: {lost:#?}", own.len());
        }
    }
}
