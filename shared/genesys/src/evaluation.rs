//! The body of a quality evaluation: `v2.quality.evaluations`.

use serde_json::{Map, Value};

use crate::value::text;

/// The state of an evaluation after a change. Its time is `eventTime` (ISO 8601), its subject `id`.
#[derive(Debug, Clone, PartialEq)]
pub struct Evaluation {
    /// The evaluation.
    pub id: String,
    /// `Pending`, `InProgress`, `Finished`, `InReview`, `Retracted`.
    pub status: Option<String>,
    /// The evaluated user.
    pub agent_id: Option<String>,
    /// The form that was filled in.
    pub form_id: Option<String>,
    /// Name of the form.
    pub form_name: Option<String>,
    /// Score over all questions, in percent.
    pub total_score: Option<f64>,
    /// Score over the critical questions, in percent.
    pub total_critical_score: Option<f64>,
}

impl Evaluation {
    /// `None` when the evaluation has no id.
    pub(crate) fn of(mut body: Map<String, Value>) -> Option<Self> {
        let score = |name: &str| body.get("scoringSet")?.get(name)?.as_f64();
        let (total_score, total_critical_score) = (score("totalScore"), score("totalCriticalScore"));
        let agent_id = body.get("agent").and_then(|agent| agent.get("id")).cloned().and_then(text);
        let mut take = |name: &str| body.remove(name).and_then(text);
        Some(Self {
            id: take("id")?,
            status: take("status"),
            agent_id,
            form_id: take("evaluationFormId"),
            form_name: take("formName"),
            total_score,
            total_critical_score,
        })
    }
}
