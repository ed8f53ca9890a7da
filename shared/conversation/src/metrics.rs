//! Metrics, named as Genesys names them. Metric records are kept unchanged. A metric without a
//! record is computed where detail events allow it; nothing is guessed beyond that.

use genesys::Timestamp;
use genesys::vocabulary::{AcdOutcome, DisconnectType};

use crate::family::Family;
use crate::known_session::KnownSession;
use crate::purpose;
use crate::tree::{Metric, Segment, SegmentType};
use crate::view::Record;
use crate::wrap_up::WrapUp;

/// The metrics of a stretch: its metric records, and a computed value for each name without a
/// record.
pub(crate) fn measured(
    session: &KnownSession<'_>,
    records: &[Record<'_>],
    segments: &[Segment],
) -> Vec<Metric> {
    let mut metrics: Vec<Metric> = records
        .iter()
        .map(|(event, record)| metric(&record.metric, record.value, event.time))
        .collect();
    let computed = match session.family {
        Some(Family::User) => of_user(session, segments),
        Some(Family::Acd) => of_acd(session, segments),
        Some(Family::Customer) => of_customer(session, segments),
        Some(Family::Flow) => of_flow(session, segments),
        Some(Family::Voicemail) => of_voicemail(session),
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
fn connected_at(session: &KnownSession<'_>, segments: &[Segment]) -> Option<Timestamp> {
    let pieces = segments.iter().filter(|segment| segment.segment_type == SegmentType::Interact);
    pieces.map(|segment| segment.segment_start).min().or(session.start.map(|start| start.time))
}

fn of_user(session: &KnownSession<'_>, segments: &[Segment]) -> Vec<Metric> {
    let totals = session.totals();
    let (acw_ms, acw_end) = WrapUp::from_session(session).map_or((0, None), |wrap_up| {
        (wrap_up.duration_ms.unwrap_or(0), Some(wrap_up.span(session).1))
    });
    let Some(end) = session.last_end() else { return Vec::new() };
    let value = |total: Option<i64>| total.unwrap_or(0);
    let handle = value(totals.interacting)
        + value(totals.held)
        + value(totals.contacting)
        + value(totals.dialing);
    let answered = totals.talked() > 0;
    let caller_left =
        session.end.is_some_and(|end| end.disconnect_type == Some(&DisconnectType::Peer));
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
        ("nTransferred", i64::from(answered && is_transfer(session)), end),
    ];
    durations
        .into_iter()
        .filter(|(_, value, _)| *value > 0)
        .map(|(name, value, at)| metric(name, value, at))
        .collect()
}

fn of_acd(session: &KnownSession<'_>, segments: &[Segment]) -> Vec<Metric> {
    let offered = connected_at(session, segments).map(|at| metric("nOffered", 1, at));
    let mut metrics: Vec<Metric> = offered.into_iter().collect();
    if let (Some(end), Some(waited)) = (session.end, session.connected_ms()) {
        metrics.push(metric("tAcd", waited, end.time));
        match session.end_detail().and_then(|detail| detail.acd_outcome.as_ref()) {
            Some(AcdOutcome::Abandon) => metrics.push(metric("tAbandon", waited, end.time)),
            Some(AcdOutcome::FlowOut) => metrics.push(metric("tFlowOut", waited, end.time)),
            _ => {}
        }
    }
    metrics
}

fn of_customer(session: &KnownSession<'_>, segments: &[Segment]) -> Vec<Metric> {
    let connected = connected_at(session, segments).map(|at| metric("nConnected", 1, at));
    let ended = session
        .end
        .zip(session.totals().interacting)
        .map(|(end, total)| metric("tConnected", total, end.time));
    connected.into_iter().chain(ended).collect()
}

fn of_flow(session: &KnownSession<'_>, segments: &[Segment]) -> Vec<Metric> {
    let start = segments
        .first()
        .map(|segment| segment.segment_start)
        .or(session.start.map(|start| start.time));
    let mut metrics: Vec<Metric> = start.map(|at| metric("nFlow", 1, at)).into_iter().collect();
    if let (Some(end), Some(total)) = (session.end, session.totals().interacting) {
        metrics.push(metric("tFlow", total, end.time));
        if session
            .latest(|detail| detail.exit_reason.as_deref())
            .is_some_and(|reason| reason.eq_ignore_ascii_case("TRANSFER"))
        {
            metrics.push(metric("tFlowExit", total, end.time));
        }
        if purpose::is_ivr(session) {
            metrics.push(metric("tIvr", total, end.time));
        }
    }
    metrics
}

fn of_voicemail(session: &KnownSession<'_>) -> Vec<Metric> {
    let total = session.end.zip(session.totals().interacting);
    total.map(|(end, total)| metric("tVoicemail", total, end.time)).into_iter().collect()
}

/// Whether the session ended by a transfer.
pub(crate) fn is_transfer(session: &KnownSession<'_>) -> bool {
    matches!(
        session.end.and_then(|end| end.disconnect_type),
        Some(
            DisconnectType::Transfer
                | DisconnectType::ConsultTransfer
                | DisconnectType::ConferenceTransfer
                | DisconnectType::ForwardTransfer
                | DisconnectType::Takeover
        )
    )
}
