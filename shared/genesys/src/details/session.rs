//! A session of the document, with its segments and metrics.

use super::flow::FlowDetails;
use crate::details::part;
use crate::ids::{QueueId, SessionId};
use crate::time::Timestamp;
use crate::vocabulary::{Direction, DisconnectType, MediaType, MessageType, Routing};

part! {
    /// A session: one participant in one medium. `peer_id` is the session at its other end.
    SessionDetails {
        active_skill_ids: Vec<String>,
        address_from: Option<String>,
        address_other: Option<String>,
        address_self: Option<String>,
        address_to: Option<String>,
        ani: Option<String>,
        callback_numbers: Vec<String>,
        callback_scheduled_time: Option<Timestamp>,
        callback_user_name: Option<String>,
        direction: Option<Direction>,
        dnis: Option<String>,
        edge_id: Option<String>,
        flow_in_type: Option<String>,
        flow_out_type: Option<String>,
        media_type: Option<MediaType>,
        message_type: Option<MessageType>,
        outbound_campaign_id: Option<String>,
        outbound_contact_id: Option<String>,
        outbound_contact_list_id: Option<String>,
        peer_id: Option<SessionId>,
        provider: Option<String>,
        recording: Option<bool>,
        remote: Option<String>,
        remote_name_displayable: Option<String>,
        removed_skill_ids: Vec<String>,
        requested_routings: Vec<Routing>,
        script_id: Option<String>,
        selected_agent_id: Option<String>,
        session_dnis: Option<String>,
        session_id: Option<SessionId>,
        skip_enabled: Option<bool>,
        timeout_seconds: Option<i64>,
        used_routing: Option<Routing>,
        flow: Option<FlowDetails>,
        metrics: Vec<SessionMetric>,
        segments: Vec<SegmentDetails>,
    }
}

part! {
    /// A segment: a period in which a session did one thing. `segment_type` names it: `alert`,
    /// `interact`, `hold`, `contacting`, `dialing`, `callback`, `ivr`, `voicemail`, `parked`,
    /// `wrapup` … A segment has no end while it lasts.
    SegmentDetails {
        conference: Option<bool>,
        destination_conversation_id: Option<String>,
        destination_session_id: Option<String>,
        disconnect_type: Option<DisconnectType>,
        error_code: Option<String>,
        group_id: Option<String>,
        queue_id: Option<QueueId>,
        requested_language_id: Option<String>,
        requested_routing_skill_ids: Vec<String>,
        requested_routing_user_ids: Vec<String>,
        segment_end: Option<Timestamp>,
        segment_start: Option<Timestamp>,
        segment_type: Option<String>,
        source_conversation_id: Option<String>,
        source_session_id: Option<String>,
        subject: Option<String>,
        wrap_up_code: Option<String>,
        wrap_up_note: Option<String>,
        wrap_up_tags: Vec<String>,
    }
}

part! {
    /// A metric of a session at `emit_date`. Names in `t…` are milliseconds, in `n…` counts, in
    /// `o…` other values.
    SessionMetric {
        emit_date: Option<Timestamp>,
        name: Option<String>,
        value: Option<i64>,
    }
}
