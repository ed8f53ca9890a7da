//! Results that arrive after the conversation: finished evaluations and completed surveys.

use std::collections::{BTreeMap, BTreeSet};

use common_events::Payload;
use common_events::payload::{EvaluationCompleted, SurveyCompleted};
use genesys::details::{ConversationDetails, EvaluationDetails, SurveyDetails};
use genesys::{Evaluation, Event, EventKey, Timestamp};
use serde_json::Number;

use super::draft::{About, Draft, Whole};
use super::rule::WINDOW_MS;
use super::rule::{Rule, rules};
use super::text::key_part;
use crate::exports::{Export, Exports};
use crate::view::View;

rules! {
    /// An event or a details document reports a finished evaluation that was not retracted.
    EVALUATED: EvaluationCompleted = "evaluation-completed";

    /// A details document reports a finished survey.
    SURVEYED: SurveyCompleted = "survey-completed";
}

pub(super) fn drafts<'h>(whole: &Whole<'_, 'h>) -> Vec<Draft<'h>> {
    let evaluated = evaluated(whole.view)
        .into_iter()
        .map(|(id, (report, payload))| draft(&EVALUATED, id, report, || payload));
    let surveyed = surveyed(whole.view)
        .into_iter()
        .map(|(id, (report, payload))| draft(&SURVEYED, id, report, || payload));
    evaluated.chain(surveyed).collect()
}

/// When a result was given, since when it is known, and the event that reported it.
#[derive(Debug, Clone, Copy)]
struct Report {
    at: Timestamp,
    /// The time that the result has itself; only of surveys.
    dated: Option<Timestamp>,
    known_since: Timestamp,
    cause: EventKey,
}

fn draft<'h, P: Into<Payload>>(
    rule: &'static Rule,
    subject: &str,
    report: Report,
    payload: impl FnOnce() -> P + 'h,
) -> Draft<'h> {
    Draft {
        rule,
        subject: subject.to_owned(),
        about: About::Conversation,
        occurred_at: report.at,
        known_since: report.known_since,
        window_ms: WINDOW_MS,
        causes: vec![report.cause],
        settles: None,
        inferred: false,
        payload: Box::new(|_| payload().into()),
    }
}

/// What the documents say of a result.
enum Documented<T> {
    Finished(Report, T),
    /// Not finished, or not any more.
    Unfinished,
    Deleted,
}

/// The evaluations that were finished, and neither retracted nor deleted since. If an evaluation is
/// already known as finished, the documents count only if they are later and the scores differ.
fn evaluated<'h>(view: &View<'h>) -> BTreeMap<&'h str, (Report, EvaluationCompleted)> {
    let mut finished: BTreeMap<&'h str, (Report, EvaluationCompleted)> = BTreeMap::new();
    for (event, evaluation) in &view.evaluations {
        let Some(id) = key_part(&evaluation.id) else { continue };
        match status(evaluation.status.as_deref()).as_deref() {
            Some("finished") => {
                finished.insert(id, (report(event, None), evaluation_completed(evaluation)));
            }
            Some("retracted") => {
                finished.remove(id);
            }
            _ => {}
        }
    }
    let evaluations = documented(view, |event, details| {
        let evaluation = |evaluation: &'h EvaluationDetails| {
            let id = evaluation.evaluation_id.as_deref().and_then(key_part)?;
            let is_finished = is_finished(evaluation.evaluation_status.as_deref());
            let documented = match evaluation.deleted {
                Some(true) => Documented::Deleted,
                _ if is_finished => {
                    // The same result at another time is no correction.
                    let report = Report { dated: None, ..report(event, evaluation.event_time) };
                    Documented::Finished(report, scored(id, evaluation))
                }
                _ => Documented::Unfinished,
            };
            Some((id, documented))
        };
        details.evaluations.iter().filter_map(evaluation).collect()
    });
    for (id, documented) in evaluations {
        match documented {
            Documented::Finished(report, documented) => {
                let is_newer = finished.get(id).is_none_or(|(before, known)| {
                    before.at < report.at
                        && (known.total_score, known.total_critical_score)
                            != (documented.total_score, documented.total_critical_score)
                });
                if is_newer {
                    finished.insert(id, (report, documented));
                }
            }
            Documented::Deleted => {
                finished.remove(id);
            }
            Documented::Unfinished => {}
        }
    }
    finished
}

/// The surveys that were completed.
fn surveyed<'h>(view: &View<'h>) -> BTreeMap<&'h str, (Report, SurveyCompleted)> {
    let surveys = documented(view, |event, details| {
        let survey = |survey: &'h SurveyDetails| {
            let id = survey.survey_id.as_deref().and_then(key_part)?;
            let is_finished = is_finished(survey.survey_status.as_deref());
            let at = survey.survey_completed_date.or(survey.event_time);
            let documented = match survey.survey_completed_date {
                None if !is_finished => Documented::Unfinished,
                _ => Documented::Finished(report(event, at), answered(id, survey)),
            };
            Some((id, documented))
        };
        details.surveys.iter().filter_map(survey).collect()
    });
    let completed = surveys.into_iter().filter_map(|(id, documented)| match documented {
        Documented::Finished(report, completed) => Some((id, (report, completed))),
        Documented::Unfinished | Documented::Deleted => None,
    });
    completed.collect()
}

/// The results in documents, by id: each as the strongest document has it. Where several documents
/// have the same result, the weakest of them reported it.
fn documented<'h, T: PartialEq>(
    view: &View<'h>,
    of: impl Fn(&'h Event, &'h ConversationDetails) -> Vec<(&'h str, Documented<T>)>,
) -> BTreeMap<&'h str, Documented<T>> {
    let exports = Exports::of_conversation(&view.documents);
    let mut results: BTreeMap<&'h str, Documented<T>> = BTreeMap::new();
    for (event, details) in exports.all().flat_map(Export::documents) {
        for (id, documented) in of(event, details) {
            let is_known = match (results.get(id), &documented) {
                (
                    Some(Documented::Finished(known, result)),
                    Documented::Finished(report, again),
                ) => (known.dated, result) == (report.dated, again),
                _ => false,
            };
            if !is_known {
                results.insert(id, documented);
            }
        }
    }
    let in_force = exports.in_force().flat_map(Export::documents);
    let named: BTreeSet<&str> =
        in_force.flat_map(|(event, details)| of(event, details)).map(|(id, _)| id).collect();
    results.retain(|id, _| named.contains(id));
    results
}

fn report(event: &Event, at: Option<Timestamp>) -> Report {
    let dated = at.filter(|at| at.is_event_time());
    let at = dated.unwrap_or(event.time);
    Report { at, dated, known_since: event.time.min(at), cause: event.key }
}

fn is_finished(text: Option<&str>) -> bool {
    status(text).as_deref() == Some("finished")
}

fn status(text: Option<&str>) -> Option<String> {
    text.map(str::to_ascii_lowercase)
}

fn evaluation_completed(evaluation: &Evaluation) -> EvaluationCompleted {
    EvaluationCompleted {
        evaluation_id: evaluation.id.clone(),
        evaluation_form_id: evaluation.form_id.clone(),
        evaluation_form_name: evaluation.form_name.clone(),
        total_score: evaluation.total_score.map(matchable),
        total_critical_score: evaluation.total_critical_score.map(matchable),
    }
}

fn scored(id: &str, evaluation: &EvaluationDetails) -> EvaluationCompleted {
    EvaluationCompleted {
        evaluation_id: id.to_owned(),
        evaluation_form_id: evaluation.form_id.clone(),
        evaluation_form_name: evaluation.form_name.clone(),
        total_score: score(evaluation.o_total_score.as_ref()),
        total_critical_score: score(evaluation.o_total_critical_score.as_ref()),
    }
}

fn answered(id: &str, survey: &SurveyDetails) -> SurveyCompleted {
    SurveyCompleted {
        survey_id: id.to_owned(),
        survey_form_id: survey.survey_form_id.clone(),
        survey_form_name: survey.survey_form_name.clone(),
        total_score: score(survey.o_survey_total_score.as_ref()),
        promoter_score: survey.survey_promoter_score.as_ref().and_then(Number::as_i64),
    }
}

/// A score of a document.
fn score(number: Option<&Number>) -> Option<f64> {
    number.and_then(Number::as_f64).map(matchable)
}

/// A score as rules can match it: the `numeric` patterns of EventBridge are precise to six
/// decimals. The tree keeps the original score.
fn matchable(score: f64) -> f64 {
    const STEPS: f64 = 1e6;
    let rounded = (score * STEPS).round() / STEPS;
    // Turns -0.0 into 0.0, and keeps a score that the multiplication made infinite.
    if rounded.is_finite() { rounded + 0.0 } else { score }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_score_has_six_decimals_at_most() {
        let scores = [100.0 / 3.0, 200.0 / 3.0, 0.1 + 0.2, 87.5, -1e-9, 2.5e-7, 100.0, f64::MAX];
        let written = scores.map(|score| serde_json::json!(matchable(score)).to_string());
        assert_eq!(written[..7], ["33.333333", "66.666667", "0.3", "87.5", "0.0", "0.0", "100.0"]);
        assert_eq!(written[7], serde_json::json!(f64::MAX).to_string());
    }
}
