//! Metrics, named as Genesys names them. Metric records are kept unchanged. A metric without a
//! record is computed where detail events allow it; nothing is guessed beyond that.

use genesys::Timestamp;
use genesys::vocabulary::{AcdOutcome, DisconnectType};

use crate::family::Family;
use crate::leg::Leg;
use crate::purpose;
use crate::tree::{Metric, Segment, SegmentType};
use crate::view::Record;
use crate::wrap_up::WrapUp;

/// The metrics of a stretch: its metric records, and a computed value for each name without a
/// record.
pub(crate) fn measured(leg: &Leg<'_>, records: &[Record<'_>], segments: &[Segment]) -> Vec<Metric> {
    let mut metrics: Vec<Metric> = records
        .iter()
        .map(|(event, record)| metric(&record.metric, record.value, event.time))
        .collect();
    let computed = match leg.family {
        Some(Family::User) => of_user(leg, segments),
        Some(Family::Acd) => of_acd(leg, segments),
        Some(Family::Customer) => of_customer(leg, segments),
        Some(Family::Flow) => of_flow(leg, segments),
        Some(Family::Voicemail) => of_voicemail(leg),
        None => Vec::new(),
    };
    let recorded = metrics.len();
    for metric in computed {
        if metrics[..recorded].iter().all(|record| record.name != metric.name) {
            metrics.push(metric);
        }
    }
    metrics
}

fn metric(name: &str, value: i64, emit_date: Timestamp) -> Metric {
    Metric { emit_date, name: name.to_owned(), value }
}

/// End of the last segment of a type.
fn end_of(segments: &[Segment], kind: SegmentType) -> Option<Timestamp> {
    segments
        .iter()
        .filter(|segment| segment.segment_type == kind)
        .filter_map(|segment| segment.segment_end)
        .max()
}

/// Where the single segment of a queue's or customer's session begins.
fn connected_at(leg: &Leg<'_>, segments: &[Segment]) -> Option<Timestamp> {
    let pieces = segments.iter().filter(|segment| segment.segment_type == SegmentType::Interact);
    pieces.map(|segment| segment.segment_start).min().or(leg.start.map(|start| start.time))
}

fn of_user(leg: &Leg<'_>, segments: &[Segment]) -> Vec<Metric> {
    let totals = leg.totals();
    let (acw_ms, acw_end) = WrapUp::of(leg)
        .map_or((0, None), |wrap_up| (wrap_up.duration_ms.unwrap_or(0), Some(wrap_up.span(leg).1)));
    let Some(end) = leg.last_end() else { return Vec::new() };
    let value = |total: Option<i64>| total.unwrap_or(0);
    let handle = value(totals.interacting)
        + value(totals.held)
        + value(totals.contacting)
        + value(totals.dialing);
    let answered = totals.talked() > 0;
    let caller_left = leg.end.is_some_and(|end| end.disconnect_type == Some(&DisconnectType::Peer));
    let missed = if answered || caller_left { 0 } else { value(totals.alerting) };
    let at = |kind| end_of(segments, kind).unwrap_or(end);
    let acw_end = acw_end.unwrap_or(end);
    let durations = [
        ("tContacting", value(totals.contacting), at(SegmentType::Contacting)),
        ("tDialing", value(totals.dialing), at(SegmentType::Dialing)),
        ("tAlert", value(totals.alerting), at(SegmentType::Alert)),
        ("tNotResponding", missed, end),
        ("tTalkComplete", value(totals.interacting), end),
        ("tHeldComplete", value(totals.held), end),
        ("tAcw", acw_ms, acw_end),
        ("tHandle", handle + acw_ms, acw_end.max(end)),
        ("nTransferred", i64::from(answered && is_transfer(leg)), end),
    ];
    durations
        .into_iter()
        .filter(|(_, value, _)| *value > 0)
        .map(|(name, value, at)| metric(name, value, at))
        .collect()
}

fn of_acd(leg: &Leg<'_>, segments: &[Segment]) -> Vec<Metric> {
    let offered = connected_at(leg, segments).map(|at| metric("nOffered", 1, at));
    let mut metrics: Vec<Metric> = offered.into_iter().collect();
    if let (Some(end), Some(waited)) = (leg.end, leg.connected_ms()) {
        metrics.push(metric("tAcd", waited, end.time));
        match leg.end_detail().and_then(|detail| detail.acd_outcome.as_ref()) {
            Some(AcdOutcome::Abandon) => metrics.push(metric("tAbandon", waited, end.time)),
            Some(AcdOutcome::FlowOut) => metrics.push(metric("tFlowOut", waited, end.time)),
            _ => {}
        }
    }
    metrics
}

fn of_customer(leg: &Leg<'_>, segments: &[Segment]) -> Vec<Metric> {
    let connected = connected_at(leg, segments).map(|at| metric("nConnected", 1, at));
    let ended = leg
        .end
        .zip(leg.totals().interacting)
        .map(|(end, total)| metric("tConnected", total, end.time));
    connected.into_iter().chain(ended).collect()
}

fn of_flow(leg: &Leg<'_>, segments: &[Segment]) -> Vec<Metric> {
    let start =
        segments.first().map(|segment| segment.segment_start).or(leg.start.map(|start| start.time));
    let mut metrics: Vec<Metric> = start.map(|at| metric("nFlow", 1, at)).into_iter().collect();
    if let (Some(end), Some(total)) = (leg.end, leg.totals().interacting) {
        metrics.push(metric("tFlow", total, end.time));
        if leg
            .latest(|detail| detail.exit_reason.as_deref())
            .is_some_and(|reason| reason.eq_ignore_ascii_case("TRANSFER"))
        {
            metrics.push(metric("tFlowExit", total, end.time));
        }
        if purpose::is_ivr(leg) {
            metrics.push(metric("tIvr", total, end.time));
        }
    }
    metrics
}

fn of_voicemail(leg: &Leg<'_>) -> Vec<Metric> {
    let total = leg.end.zip(leg.totals().interacting);
    total.map(|(end, total)| metric("tVoicemail", total, end.time)).into_iter().collect()
}

/// Whether the session ended by a transfer.
pub(crate) fn is_transfer(leg: &Leg<'_>) -> bool {
    matches!(
        leg.end.and_then(|end| end.disconnect_type),
        Some(
            DisconnectType::Transfer
                | DisconnectType::ConsultTransfer
                | DisconnectType::ConferenceTransfer
                | DisconnectType::ForwardTransfer
                | DisconnectType::Takeover
        )
    )
}
