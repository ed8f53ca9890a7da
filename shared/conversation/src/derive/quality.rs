//! Results that arrive after the conversation: finished evaluations and completed surveys.

use std::collections::BTreeMap;

use common_events::Payload;
use common_events::payload::{EvaluationCompleted, SurveyCompleted};
use genesys::details::{EvaluationDetails, SurveyDetails};
use genesys::{Evaluation, Event, EventKey, Timestamp};
use serde_json::Number;

use super::draft::{About, Draft, Whole};
use super::rule::WINDOW_MS;
use super::rule::{Rule, rules};
use super::text::key_part;
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
        .map(|(id, (report, payload))| draft(&EVALUATED, id, report, move || payload.clone()));
    let surveyed = surveyed(whole.view)
        .into_iter()
        .map(|(id, (report, payload))| draft(&SURVEYED, id, report, move || payload.clone()));
    evaluated.chain(surveyed).collect()
}

/// When a result was given, since when it is known, and the event that reported it.
#[derive(Debug, Clone, Copy)]
struct Report {
    at: Timestamp,
    known_since: Timestamp,
    cause: EventKey,
}

fn draft<'h, P: Into<Payload>>(
    rule: &'static Rule,
    subject: &str,
    report: Report,
    payload: impl Fn() -> P + 'h,
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
        payload: Box::new(move |_| payload().into()),
    }
}

/// The evaluations that were finished, and neither retracted nor deleted since. If an evaluation is
/// already known as finished, a document counts only if it is later and its scores differ.
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
    for (event, details) in &view.documents {
        for evaluation in &details.evaluations {
            let Some(id) = evaluation.evaluation_id.as_deref().and_then(key_part) else { continue };
            let (report, documented) =
                (report(event, evaluation.event_time), documented(id, evaluation));
            let is_newer = finished.get(id).is_none_or(|(before, known)| {
                before.at < report.at
                    && (known.total_score, known.total_critical_score)
                        != (documented.total_score, documented.total_critical_score)
            });
            if evaluation.deleted == Some(true) {
                finished.remove(id);
            } else if is_newer
                && status(evaluation.evaluation_status.as_deref()).as_deref() == Some("finished")
            {
                finished.insert(id, (report, documented));
            }
        }
    }
    finished
}

/// The surveys that were completed.
fn surveyed<'h>(view: &View<'h>) -> BTreeMap<&'h str, (Report, SurveyCompleted)> {
    let mut completed: BTreeMap<&'h str, (Report, SurveyCompleted)> = BTreeMap::new();
    for (event, details) in &view.documents {
        for survey in &details.surveys {
            let Some(id) = survey.survey_id.as_deref().and_then(key_part) else { continue };
            let is_finished =
                status(survey.survey_status.as_deref()).as_deref() == Some("finished");
            if !is_finished && survey.survey_completed_date.is_none() {
                continue;
            }
            let report = report(event, survey.survey_completed_date.or(survey.event_time));
            let answered = answered(id, survey);
            if completed
                .get(id)
                .is_none_or(|(before, known)| (before.at, known) != (report.at, &answered))
            {
                completed.insert(id, (report, answered));
            }
        }
    }
    completed
}

fn report(event: &Event, at: Option<Timestamp>) -> Report {
    let at = at.filter(|at| at.is_event_time()).unwrap_or(event.time);
    Report { at, known_since: event.time.min(at), cause: event.key }
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

fn documented(id: &str, evaluation: &EvaluationDetails) -> EvaluationCompleted {
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
