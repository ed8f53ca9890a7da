//! Conversation-details documents as evidence. A document adds what events do not carry and takes
//! precedence over inferred values. It publishes nothing a second time.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

use std::collections::BTreeMap;

use common_events::catalogue::Selection;
use common_events::{DerivedEvent, EventType};
use conversation::{Conversation, History, Known, Status, derive, details, project};
use genesys::details::ConversationDetails;
use genesys::vocabulary::DisconnectType;
use genesys::{Event, SessionId, Sweep, Timestamp};
use proptest::prelude::*;
use serde_json::{Value, json};
use simulate::{conversation, kinds};
use testkit::{cases, envelopes, known};

/// The event that stores a document in the log.
fn imported(document: &Value) -> Known {
    exported(document, None)
}

/// The same for a document that was exported at this time.
fn exported(document: &Value, at: Option<Timestamp>) -> Known {
    let detail = json!({"eventBody": document, "exportedAt": at});
    known(&json!({"detail-type": "details", "detail": detail}))
}

fn history(details: &ConversationDetails, events: impl IntoIterator<Item = Known>) -> History {
    History::new(details.conversation_id.clone(), events)
}

fn document(details: &ConversationDetails) -> Value {
    serde_json::to_value(details).unwrap()
}

fn events(details: &ConversationDetails, with_metrics: bool) -> Vec<Known> {
    envelopes(details, with_metrics).iter().map(known).collect()
}

/// Where `rebuilt` differs from `original`; fields that only `rebuilt` has are ignored.
fn differences(path: &str, original: &Value, rebuilt: &Value, found: &mut Vec<String>) {
    match (original, rebuilt) {
        (Value::Object(original), Value::Object(_)) => {
            for (name, value) in original {
                differences(&format!("{path}.{name}"), value, &rebuilt[name], found);
            }
        }
        (Value::Array(original), Value::Array(others)) if original.len() == others.len() => {
            for (place, (value, other)) in original.iter().zip(others).enumerate() {
                differences(&format!("{path}[{place}]"), value, other, found);
            }
        }
        (original, rebuilt) if original == rebuilt => {}
        (original, rebuilt) => found.push(format!("{path}: {original} is {rebuilt}")),
    }
}

fn comes_back(name: &str, original: &Value, history: &History) {
    let rebuilt = serde_json::to_value(details(&project(history))).unwrap();
    let mut found = Vec::new();
    differences("", original, &rebuilt, &mut found);
    assert!(found.is_empty(), "{name}: {:#?}", &found[..found.len().min(10)]);
}

/// All originals with their names: the cases, and simulated conversations of every kind.
fn originals() -> Vec<(String, ConversationDetails)> {
    let made_up = kinds().iter().flat_map(|kind| {
        (0..4).map(move |seed| (format!("{kind:?}, seed {seed}"), conversation(*kind, seed)))
    });
    cases().into_iter().chain(made_up).collect()
}

/// After an import, the tree gives back every field of the document.
#[test]
fn imported_tree_equals_the_document() {
    for (name, original) in originals() {
        let mut document = document(&original);
        // Unknown fields at every level.
        document["selfServed"] = json!(false);
        document["participants"][0]["flaggedReason"] = json!("general");
        document["participants"][0]["sessions"][0]["mediaEndpointStats"] =
            json!([{"codecs": ["opus"], "minMos": 4.0}]);
        let alone = [imported(&document)];
        comes_back(&format!("{name}, alone"), &document, &history(&original, alone.clone()));
        for with_metrics in [false, true] {
            let all = events(&original, with_metrics).into_iter().chain(alone.clone());
            comes_back(&name, &document, &history(&original, all));
        }
    }
}

/// A document of known events adds only Common Events about surveys and evaluations.
#[test]
fn importing_over_own_events_adds_no_duplicates() {
    for (name, original) in originals() {
        for with_metrics in [false, true] {
            let own = events(&original, with_metrics);
            let before = derive(&history(&original, own.clone()), &Selection::all());
            let both = own.into_iter().chain([imported(&document(&original))]);
            let mut after = derive(&history(&original, both), &Selection::all());
            after.retain(|it| {
                !matches!(
                    it.event_type(),
                    EventType::SurveyCompleted | EventType::EvaluationCompleted
                )
            });
            assert_eq!(data(&after), data(&before), "{name}");
        }
    }
}

fn data(derived_events: &[DerivedEvent]) -> Vec<Value> {
    let data = |it: &DerivedEvent| json!([it.event_type(), it.subject, it.occurred_at, it.data]);
    derived_events.iter().map(data).collect()
}

/// Surveys and evaluations of a document are published once; later documents add to them.
#[test]
fn surveys_and_evaluations_are_published_once() {
    let (_, original) = cases().remove(0);
    let mut with_quality = document(&original);
    with_quality["surveys"] = json!([
        {"surveyId": "s-1", "surveyFormId": "f", "surveyFormName": "After a call",
         "surveyStatus": "Finished",
         "surveyCompletedDate": "2027-01-01T10:00:00.000Z", "oSurveyTotalScore": 80.0,
         "surveyPromoterScore": 9},
        {"surveyId": "s-2", "surveyStatus": "Sent", "eventTime": "2027-01-01T09:00:00.000Z"},
    ]);
    with_quality["evaluations"] = json!([
        {"evaluationId": "e-1", "formId": "g", "evaluationStatus": "Finished",
         "eventTime": "2027-01-02T10:00:00.000Z",
         "oTotalScore": 91.5},
    ]);
    let own = events(&original, false);
    let before = data(&derive(&history(&original, own.clone()), &Selection::all()));
    let told = |documents: &[&Value]| {
        let all = own.iter().cloned().chain(documents.iter().map(|document| imported(document)));
        let mut told = data(&derive(&history(&original, all), &Selection::all()));
        told.retain(|it| !before.contains(it));
        told
    };
    let first = told(&[&with_quality]);
    assert_eq!(first.len(), 2, "{first:#?}");
    assert_eq!((&first[0][0], &first[0][1]), (&json!("SurveyCompleted"), &json!("s-1")));
    assert_eq!(
        (&first[0][3]["totalScore"], &first[0][3]["promoterScore"]),
        (&json!(80.0), &json!(9))
    );
    assert_eq!(
        (&first[1][0], &first[1][3]["totalScore"]),
        (&json!("EvaluationCompleted"), &json!(91.5))
    );

    let mut later = with_quality.clone();
    later["surveys"][1] =
        json!({"surveyId": "s-2", "surveyCompletedDate": "2027-01-03T10:00:00.000Z"});
    assert_eq!(told(&[&with_quality, &later])[..2], first[..], "what was told stays as it was");
    assert_eq!(told(&[&later, &with_quality]).len(), 3);

    let evaluation = known(&json!({
        "detail-type": "v2.quality.evaluations",
        "detail": {"eventBody": {"conversationId": original.conversation_id,
            "eventTime": "2027-01-02T09:59:00.000Z",
            "id": "e-1", "status": "FINISHED", "evaluationFormId": "g",
            "scoringSet": {"totalScore": 91.5}}},
    }));
    let all = || own.iter().cloned().chain([evaluation.clone()]);
    let topic = data(&derive(&history(&original, all()), &Selection::all()));
    let both = data(&derive(
        &history(&original, all().chain([imported(&with_quality)])),
        &Selection::all(),
    ));
    assert_eq!(both.len(), topic.len() + 1, "the survey; the evaluation was told by its topic");
}

/// The last events of an agent and a customer never came; the document has their ends.
#[test]
fn document_repairs_lost_ends() {
    for (name, original) in cases() {
        let all = events(&original, false);
        let whole = derive(&history(&original, all.clone()), &Selection::all());
        let lost = |known: &&Known| known.event.topic.as_str().ends_with(".end");
        let kept: Vec<Known> = all.iter().filter(|known| !lost(known)).cloned().collect();
        if kept.iter().filter(|known| known.event.session_id.is_some()).count() == 0 {
            continue;
        }
        let both = kept.into_iter().chain([imported(&document(&original))]);
        let repaired = history(&original, both);
        let names = |derived_events: &[DerivedEvent]| {
            derived_events
                .iter()
                .map(|it| (it.event_type(), it.subject.clone()))
                .collect::<Vec<_>>()
        };
        assert_eq!(names(&derive(&repaired, &Selection::all())), names(&whole), "{name}");
        assert_eq!(
            project(&repaired).summary.status,
            project(&history(&original, all)).summary.status,
            "{name}"
        );
    }
}

/// The document as it was at some time during the conversation.
fn as_of(whole: &Value, time: Timestamp) -> Value {
    let is_past =
        |at: &Value| serde_json::from_value::<Timestamp>(at.clone()).is_ok_and(|at| at <= time);
    let mut document = whole.clone();
    document.as_object_mut().unwrap().remove("conversationEnd");
    let participants = document["participants"].as_array_mut().unwrap();
    for participant in participants.iter_mut() {
        let sessions = participant["sessions"].as_array_mut().unwrap();
        for session in sessions.iter_mut() {
            if let Some(metrics) = session["metrics"].as_array_mut() {
                metrics.retain(|metric| is_past(&metric["emitDate"]));
            }
            let segments = session["segments"].as_array_mut().unwrap();
            segments.retain(|segment| is_past(&segment["segmentStart"]));
            for segment in segments.iter_mut().filter(|segment| !is_past(&segment["segmentEnd"])) {
                segment
                    .as_object_mut()
                    .unwrap()
                    .retain(|name, _| name != "segmentEnd" && name != "disconnectType");
            }
        }
        sessions.retain(|session| !session["segments"].as_array().unwrap().is_empty());
    }
    participants.retain(|participant| !participant["sessions"].as_array().unwrap().is_empty());
    document
}

/// The times at which something happens in a document.
fn moments(details: &ConversationDetails) -> Vec<Timestamp> {
    let segments =
        details.participants.iter().flat_map(|p| &p.sessions).flat_map(|session| &session.segments);
    let mut moments: Vec<Timestamp> = segments
        .flat_map(|segment| [segment.segment_start, segment.segment_end])
        .flatten()
        .collect();
    moments.sort();
    moments.dedup();
    moments
}

/// A document of a conversation in progress closes nothing, and later events take precedence.
#[test]
fn early_document_closes_nothing() {
    for (name, original) in cases() {
        let own = events(&original, false);
        let alone = project(&history(&original, own.clone()));
        let (whole, moments) = (document(&original), moments(&original));
        for time in &moments[..moments.len() - 1] {
            let early = imported(&as_of(&whole, *time));
            let both = project(&history(&original, own.iter().cloned().chain([early])));
            assert_eq!(both.summary.status, alone.summary.status, "{name} as of {time}");
            assert_eq!(both.summary.ended_at, alone.summary.ended_at, "{name} as of {time}");
            assert_eq!(
                both.summary.conversation_end, alone.summary.conversation_end,
                "{name} as of {time}"
            );
            assert_eq!(spans(&both), spans(&alone), "{name} as of {time}");
        }
    }
}

/// The end and the disconnect type of each session.
fn spans(tree: &Conversation) -> BTreeMap<SessionId, (Option<Timestamp>, Option<DisconnectType>)> {
    let sessions = tree.participants.iter().flat_map(|participant| &participant.sessions);
    sessions.map(|it| (it.session_id.clone(), (it.end, it.disconnect_type.clone()))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(200)
    })]

    /// Any selection of events, metric records, earlier documents and sweeps, in any order: with
    /// the last document, the tree equals that document, even after a sweep closed the
    /// conversation. Without times of export, the document with the last instants is the last.
    #[test]
    fn last_document_wins_over_any_mixture(
        case in 0..11_usize,
        kept in proptest::collection::vec(any::<bool>(), 1..80),
        earlier in proptest::collection::vec(any::<prop::sample::Index>(), 0..3),
        sweeps in proptest::collection::vec(any::<prop::sample::Index>(), 0..2),
        hours in proptest::option::of(0_i64..100),
        seed in any::<u64>(),
    ) {
        let (name, original) = cases().remove(case);
        let (whole, moments) = (document(&original), moments(&original));
        let own = events(&original, true).into_iter().enumerate();
        let mut all: Vec<Known> = own
            .filter(|(place, _)| kept[place % kept.len()])
            .map(|(_, known)| known)
            .collect();
        all.extend(earlier.iter().map(|index| {
            let moment = *index.get(&moments);
            exported(&as_of(&whole, moment), hours.map(|_| moment))
        }));
        all.extend(sweeps.iter().map(|index| given_up(&original, *index.get(&moments))));
        let last = *moments.last().unwrap();
        all.push(exported(&whole, hours.map(|hours| last.plus_ms(hours * 3_600_000 + 1))));
        all.sort_by_key(|known| {
            u128::from_str_radix(&known.event.key.to_string(), 16)
                .unwrap_or(0)
                .rotate_left((seed % 128) as u32)
        });
        let mixed = history(&original, all);
        comes_back(&name, &whole, &mixed);
        invariants_of_participants(&original, &mixed);
    }
}

/// The `sweep` event that closes a silent conversation.
fn given_up(details: &ConversationDetails, last_news: Timestamp) -> Known {
    let body = Sweep { last_news }.body(&details.conversation_id);
    known(&json!({"detail-type": "sweep", "detail": {"eventBody": body}}))
}

/// A participant is a function of the events that name it: if `known_events` is equal, the
/// participant is equal, whatever else is known.
fn invariants_of_participants(details: &ConversationDetails, whole: &History) {
    let events: Vec<&Event> = whole.events().collect();
    let all = project(whole);
    for most in [events.len() / 3, events.len() / 2, events.len() - 1] {
        let few = events[..most].iter().map(|event| Known::from((*event).clone()));
        for before in project(&history(details, few)).participants {
            let after = all
                .participants
                .iter()
                .find(|after| after.participant_id == before.participant_id)
                .unwrap();
            assert!(
                before.known_events < after.known_events || before == *after,
                "{}",
                before.participant_id
            );
        }
    }
}

#[test]
fn sweep_closes_and_a_later_event_reopens() {
    let (_, original) = cases().into_iter().find(|(name, _)| name.contains("in-progress")).unwrap();
    let own = events(&original, false);
    let last = own.iter().map(|known| known.event.time).max().unwrap();
    let with = |extra: &[Known]| history(&original, own.iter().chain(extra).cloned());
    let ended = |history: &History| {
        let derived_events = derive(history, &Selection::all()).into_iter();
        let ended: Vec<Value> = derived_events
            .filter(|it| it.event_type() == EventType::ConversationEnded)
            .map(|it| json!([it.occurred_at, it.data]))
            .collect();
        (project(history).summary, ended)
    };
    assert_eq!(ended(&with(&[])).0.status, Status::Open);

    let given_up_once = with(&[given_up(&original, last)]);
    let (summary, told) = ended(&given_up_once);
    assert_eq!(
        (summary.status, summary.timed_out, summary.ended_at),
        (Status::Ended, true, Some(last))
    );
    assert_eq!((told.len(), &told[0][1]["endedBy"]), (1, &json!("timeout")));
    let document = serde_json::to_value(details(&project(&given_up_once))).unwrap();
    assert_eq!(document["switchboard"]["timedOut"], true);

    // The sweep came too early, because there are later events.
    let (summary, told) = ended(&with(&[given_up(&original, Timestamp::from_ms(last.ms() - 1))]));
    assert_eq!((summary.status, summary.timed_out, told.len()), (Status::Open, false, 0));
    let late = known(&json!({
        "detail-type": "v2.detail.events.conversation.{id}.attributes",
        "detail": {"eventBody": {"conversationId": original.conversation_id,
            "eventTime": last.ms() + 1,
            "participantId": original.participants[0].participant_id, "attributes": {"a": "b"}}},
    }));
    let (summary, told) = ended(&with(&[given_up(&original, last), late]));
    assert_eq!((summary.status, summary.timed_out, told.len()), (Status::Open, false, 0));
}
