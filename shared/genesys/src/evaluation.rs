//! The body of a quality evaluation: `v2.quality.evaluations`.

use crate::value::{Fields, boolean, field, text};

/// The state of an evaluation after a change. The time of the change is `eventTime` (ISO 8601), the
/// id of the evaluation `id`.
#[derive(Debug, Clone, PartialEq)]
pub struct Evaluation {
    /// Id of the evaluation.
    pub id: String,
    /// `Pending`, `InProgress`, `Finished`, `InReview`, `Retracted`.
    pub status: Option<String>,
    /// The evaluated user.
    pub agent_id: Option<String>,
    /// The form that was filled in.
    pub form_id: Option<String>,
    /// Name of the form.
    pub form_name: Option<String>,
    /// Who evaluates.
    pub evaluator_id: Option<String>,
    /// To whom the evaluation is assigned.
    pub assignee_id: Option<String>,
    /// Whether the evaluation can be assigned.
    pub assignee_applicable: Option<bool>,
    /// The version of the form.
    pub context_id: Option<String>,
    /// The calibration that the evaluation belongs to.
    pub calibration_id: Option<String>,
    /// Whether the evaluation was scored again.
    pub rescored: Option<bool>,
    /// Score over all questions, in percent.
    pub total_score: Option<f64>,
    /// Score over the critical questions, in percent.
    pub total_critical_score: Option<f64>,
}

impl Evaluation {
    /// `None` when the evaluation has no id.
    pub(crate) fn from_fields(body: &Fields<'_>) -> Option<Self> {
        let named = |name: &str| body.get(name).and_then(text);
        let inside = |name: &str, inner: &str| field(body.get(name)?.as_object()?, inner);
        let score = |name: &str| inside("scoringSet", name)?.as_f64();
        Some(Self {
            id: named("id")?,
            status: named("status"),
            agent_id: inside("agent", "id").and_then(text),
            form_id: named("evaluationFormId"),
            form_name: named("formName"),
            evaluator_id: inside("evaluator", "id").and_then(text),
            assignee_id: named("assigneeUserId"),
            assignee_applicable: body.get("assigneeApplicable").and_then(boolean),
            context_id: named("contextId"),
            calibration_id: inside("calibration", "id").and_then(text),
            rescored: body.get("rescore").and_then(boolean),
            total_score: score("totalScore"),
            total_critical_score: score("totalCriticalScore"),
        })
    }
}
