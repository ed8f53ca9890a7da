//! Evaluations and surveys of documents.

use common_events::DerivedEvent;
use serde_json::{Value, json};

use crate::support::{Story, event};
use crate::written::{at, document, documented, with};

const FINISHED: i64 = 1_000;

/// A call with a finished evaluation event: 50 of 100 points, 40 for the critical questions.
fn evaluated() -> Story {
    let evaluation = json!({"id": "ev1", "status": "Finished", "evaluationFormId": "f1",
        "formName": "Form", "scoringSet": {"totalScore": 50.0, "totalCriticalScore": 40.0}});
    let mut story = Story::new().customer(0, "c/c1");
    story.0.push(event(FINISHED, "evaluations", evaluation).into());
    story
}

fn evaluation(time: i64, status: &str, (total, critical): (f64, f64)) -> Value {
    json!({"evaluationId": "ev1", "evaluationStatus": status, "eventTime": at(time), "formId": "f2",
        "formName": "New", "oTotalScore": total, "oTotalCriticalScore": critical})
}

fn of(list: &str, parts: &[Value]) -> Value {
    with(json!({list: parts}), document(&[]))
}

/// The only Common Event of a type.
fn only(story: &Story, event_type: &str) -> Option<DerivedEvent> {
    let mut found = story
        .derived_events()
        .into_iter()
        .filter(|derived| derived.event_type().as_str() == event_type);
    let first = found.next();
    assert!(found.next().is_none());
    first
}

/// Form, scores and time of the published evaluation.
fn published(story: &Story) -> Option<Value> {
    only(story, "EvaluationCompleted")?;
    let name = "EvaluationCompleted ev1";
    let data = story.data(name);
    let fields =
        ["evaluationFormId", "totalScore", "totalCriticalScore"].map(|field| data[field].clone());
    Some(json!([fields, story.when(name)]))
}

/// A later document of the evaluation replaces the scores of the event.
#[test]
fn a_document_updates_a_known_evaluation() {
    let unchanged = Some(json!([["f1", 50.0, 40.0], FINISHED]));
    let since = |total: f64, critical: f64| Some(json!([["f2", total, critical], FINISHED + 1]));
    let deleted =
        with(json!({"deleted": true}), evaluation(FINISHED + 1, "Finished", (60.0, 40.0)));
    let undeleted =
        with(json!({"deleted": false}), evaluation(FINISHED + 1, "FINISHED", (0.0, 100.0)));
    let rows = [
        ("another score", evaluation(FINISHED + 1, "Finished", (60.0, 40.0)), since(60.0, 40.0)),
        (
            "another critical score",
            evaluation(FINISHED + 1, "Finished", (50.0, 0.0)),
            since(50.0, 0.0),
        ),
        ("the same scores", evaluation(FINISHED + 1, "Finished", (50.0, 40.0)), unchanged.clone()),
        ("of that very time", evaluation(FINISHED, "Finished", (60.0, 40.0)), unchanged.clone()),
        ("of before", evaluation(FINISHED - 1, "Finished", (60.0, 40.0)), unchanged.clone()),
        ("under way again", evaluation(FINISHED + 1, "InProgress", (60.0, 40.0)), unchanged),
        ("deleted", deleted, None),
        ("not deleted", undeleted, since(0.0, 100.0)),
    ];
    for (what, evaluation, expected) in rows {
        assert_eq!(
            published(&documented(evaluated(), 5_000, of("evaluations", &[evaluation]))),
            expected,
            "{what}"
        );
    }
}

/// EvaluationCompleted is published once the evaluation is finished.
#[test]
fn a_document_alone_completes_an_evaluation() {
    let story = |evaluation: Value| {
        documented(Story::new().customer(0, "c/c1"), 5_000, of("evaluations", &[evaluation]))
    };
    let third = story(evaluation(FINISHED, "finished", (100.0 / 3.0, 100.0)));
    let data = third.data("EvaluationCompleted ev1");
    let expected = json!({"evaluationId": "ev1", "evaluationFormId": "f2",
        "evaluationFormName": "New", "totalScore": 33.333_333, "totalCriticalScore": 100.0});
    for (field, value) in expected.as_object().unwrap() {
        assert_eq!(data[field], *value, "{field}");
    }
    assert_eq!(published(&story(evaluation(FINISHED, "Pending", (60.0, 40.0)))), None);
    let unscored = json!({"evaluationId": "ev1", "evaluationStatus": "Finished"});
    assert_eq!(
        published(&story(unscored)),
        Some(json!([[null, null, null], 5_000])),
        "as of the document"
    );
}

fn survey(more: Value) -> Value {
    let base = json!({"surveyId": "s1", "surveyFormId": "f1", "surveyFormName": "Form",
        "oSurveyTotalScore": 100, "surveyPromoterScore": 10});
    with(more, base)
}

#[test]
fn a_finished_or_dated_survey_is_published() {
    let story = |more: Value| {
        documented(Story::new().customer(0, "c/c1"), 5_000, of("surveys", &[survey(more)]))
    };
    let rows = [
        ("finished", json!({"surveyStatus": "Finished", "eventTime": at(3_000)}), Some(3_000)),
        (
            "dated",
            json!({"surveyStatus": "Pending", "surveyCompletedDate": at(2_000)}),
            Some(2_000),
        ),
        (
            "both",
            json!({"surveyStatus": "Finished", "surveyCompletedDate": at(2_000),
                "eventTime": at(3_000)}),
            Some(2_000),
        ),
        ("finished some time", json!({"surveyStatus": "Finished"}), Some(5_000)),
        ("under way", json!({"surveyStatus": "Pending", "eventTime": at(3_000)}), None),
    ];
    for (what, more, expected) in rows {
        let story = story(more);
        let when = only(&story, "SurveyCompleted").map(|_| story.when("SurveyCompleted s1"));
        assert_eq!(when, expected, "{what}");
    }
    let data = story(json!({"surveyStatus": "Finished"})).data("SurveyCompleted s1");
    let expected = json!({"surveyId": "s1", "surveyFormId": "f1", "surveyFormName": "Form",
        "totalScore": 100.0, "promoterScore": 10});
    for (field, value) in expected.as_object().unwrap() {
        assert_eq!(data[field], *value, "{field}");
    }
}

/// The cause of SurveyCompleted is the first document with the published data.
#[test]
fn the_first_document_with_its_data_causes_it() {
    let finished = survey(json!({"surveyStatus": "Finished", "surveyCompletedDate": at(2_000)}));
    let rows = [
        ("the same", finished.clone(), 1),
        ("another score", with(json!({"oSurveyTotalScore": 0}), finished.clone()), 2),
        ("another time", with(json!({"surveyCompletedDate": at(2_001)}), finished.clone()), 2),
    ];
    for (what, later, cause) in rows {
        let story = documented(
            Story::new().customer(0, "c/c1"),
            5_000,
            of("surveys", std::slice::from_ref(&finished)),
        );
        let story =
            documented(story, 6_000, with(json!({"asOf": "later"}), of("surveys", &[later])));
        let causes = only(&story, "SurveyCompleted").unwrap().causes;
        assert_eq!(causes, [story.0[cause].event.key], "{what}");
    }
}
