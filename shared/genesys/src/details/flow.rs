//! An Architect flow that a session ran, and the outcomes that the flow recorded.

use crate::details::part;
use crate::time::Timestamp;
use crate::vocabulary::FlowType;

part! {
    /// The run of a flow in one session.
    FlowDetails {
        ending_language: Option<String>,
        entry_reason: Option<String>,
        entry_type: Option<String>,
        exit_reason: Option<String>,
        flow_id: Option<String>,
        flow_name: Option<String>,
        flow_type: Option<FlowType>,
        flow_version: Option<String>,
        issued_callback: Option<bool>,
        recognition_failure_reason: Option<String>,
        starting_language: Option<String>,
        transfer_target_address: Option<String>,
        transfer_target_name: Option<String>,
        transfer_type: Option<String>,
        outcomes: Vec<FlowOutcomeDetails>,
    }
}

part! {
    /// An outcome of a flow; `flow_outcome_value` is `SUCCESS` or `FAILURE`.
    FlowOutcomeDetails {
        flow_outcome: Option<String>,
        flow_outcome_end_timestamp: Option<Timestamp>,
        flow_outcome_id: Option<String>,
        flow_outcome_start_timestamp: Option<Timestamp>,
        flow_outcome_value: Option<String>,
    }
}
