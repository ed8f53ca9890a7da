//! Surveys, evaluations and resolutions, which follow a conversation.

use serde_json::Number;

use crate::details::part;
use crate::ids::{QueueId, UserId};
use crate::time::Timestamp;

part! {
    /// A survey that was sent to the customer, with the answers. Scores are percentages, the
    /// promoter score is 0 to 10.
    SurveyDetails {
        event_time: Option<Timestamp>,
        queue_id: Option<QueueId>,
        survey_completed_date: Option<Timestamp>,
        survey_form_context_id: Option<String>,
        survey_form_id: Option<String>,
        survey_form_name: Option<String>,
        survey_id: Option<String>,
        survey_partial_response: Option<bool>,
        survey_promoter_score: Option<Number>,
        survey_status: Option<String>,
        survey_type: Option<String>,
        user_id: Option<UserId>,
        o_survey_total_score: Option<Number>,
    }
}

part! {
    /// An evaluation of an agent's work. Scores are percentages.
    EvaluationDetails {
        calibration_id: Option<String>,
        context_id: Option<String>,
        deleted: Option<bool>,
        evaluation_id: Option<String>,
        evaluation_status: Option<String>,
        evaluator_id: Option<String>,
        event_time: Option<Timestamp>,
        form_id: Option<String>,
        form_name: Option<String>,
        queue_id: Option<QueueId>,
        released: Option<bool>,
        rescored: Option<bool>,
        user_id: Option<UserId>,
        o_total_critical_score: Option<Number>,
        o_total_score: Option<Number>,
    }
}

part! {
    /// Whether the customer had to come back. `n_next_contact_avoided` is 1 if they did not.
    ResolutionDetails {
        event_time: Option<Timestamp>,
        n_next_contact_avoided: Option<i64>,
        queue_id: Option<QueueId>,
        user_id: Option<UserId>,
    }
}
