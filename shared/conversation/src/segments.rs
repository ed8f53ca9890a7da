//! Segments. Detail events give totals only, so segments are computed from the totals. Metric
//! records give each segment with its exact borders, and replace the computed ones of a type when
//! they are complete.

use genesys::Timestamp;

use crate::family::Family;
use crate::known_session::{KnownSession, Totals};
use crate::purpose;
use crate::tree::{Segment, SegmentType};
use crate::view::Record;
use crate::wrap_up::WrapUp;

/// The records of a type are complete if they add up to the end's total within this tolerance.
const TOLERANCE_MS: i64 = 50;

/// The segments of a stretch of a session. `records` are its metric records, by time. `answer` is
/// when a live session of a user was answered, if known.
pub(crate) fn pieces(
    session: &KnownSession<'_>,
    records: &[Record<'_>],
    answer: Option<Timestamp>,
) -> Vec<Segment> {
    let wrap_up = WrapUp::from_session(session);
    let computed = without_totals(session, answer).unwrap_or_else(|| laid_out(session));
    let mut segments = computed.clone();
    segments.extend(wrap_up.as_ref().map(|wrap_up| {
        let (start, end) = wrap_up.span(session);
        piece(SegmentType::Wrapup, start, Some(end))
    }));
    let exact: Vec<Segment> = records.iter().filter_map(|record| exact(session, *record)).collect();
    for kind in kinds(&exact) {
        let pieces = || exact.iter().filter(|segment| segment.segment_type == kind);
        if is_complete(session, wrap_up.as_ref(), kind, pieces().map(length).sum()) {
            segments.retain(|segment| segment.segment_type != kind);
            segments.extend(pieces().cloned());
        }
    }
    separate_talk_and_hold(&mut segments, &computed);
    segments.extend(open(session, records, &exact, answer));
    segments.sort_by_key(|segment| {
        (segment.segment_start, segment.segment_end.is_none(), segment.segment_end)
    });
    describe(&mut segments, session, wrap_up.as_ref());
    segments
}

fn piece(
    segment_type: SegmentType,
    segment_start: Timestamp,
    segment_end: Option<Timestamp>,
) -> Segment {
    Segment {
        segment_type,
        segment_start,
        segment_end,
        disconnect_type: None,
        queue_id: None,
        wrap_up_code: None,
        wrap_up_note: None,
        synthetic: false,
    }
}

fn length(segment: &Segment) -> i64 {
    segment.segment_end.map_or(0, |end| end.since(segment.segment_start))
}

fn kinds(segments: &[Segment]) -> Vec<SegmentType> {
    let mut kinds: Vec<SegmentType> = segments.iter().map(|segment| segment.segment_type).collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}

/// The type of the single segment of a session that has no finer segments.
fn whole(session: &KnownSession<'_>) -> SegmentType {
    if purpose::is_ivr(session) { SegmentType::Ivr } else { SegmentType::Interact }
}

/// The segments that follow from the totals of the end event. Segments before the answer are laid
/// from the start, the others back from the end. Parked and asynchronous work leaves a gap between
/// them.
pub(crate) fn laid_out(session: &KnownSession<'_>) -> Vec<Segment> {
    let (Some(start), Some(end)) = (session.start, session.last_end()) else { return Vec::new() };
    let totals = session.totals();
    if totals.is_empty() {
        let from = start.time.min(end);
        return vec![piece(whole(session), from, Some(end))];
    }
    if !session.is(Family::User) {
        return vec![piece(whole(session), end.minus_ms(totals.sum()), Some(end))];
    }
    let rest = end.minus_ms(totals.talked());
    let mut at = start.time.min(rest.minus_ms(totals.before_answer()));
    let mut pieces = Vec::new();
    for (kind, length) in in_order(&totals) {
        let Some(length) = length.filter(|length| *length > 0) else { continue };
        if matches!(kind, SegmentType::Interact | SegmentType::Callback | SegmentType::Hold) {
            at = at.max(rest);
        }
        pieces.push(piece(kind, at, Some(at.plus_ms(length))));
        at = at.plus_ms(length);
    }
    if pieces.is_empty() {
        pieces.push(piece(SegmentType::Alert, end, Some(end)));
    }
    let both = [totals.interacting, totals.held].iter().all(|total| total.unwrap_or(0) > 0);
    for segment in &mut pieces {
        segment.synthetic =
            both && matches!(segment.segment_type, SegmentType::Interact | SegmentType::Hold);
    }
    pieces
}

/// The segments of a user's session whose end event has no totals, or that only its after-call work
/// ended: it rang until the answer. Without an answer it rang until its end if a queue offered it.
/// Where neither is known, nor what it did before after-call work, the type is unknown. `None` for
/// any other session.
fn without_totals(session: &KnownSession<'_>, answer: Option<Timestamp>) -> Option<Vec<Segment>> {
    let (start, end) = (session.start?, session.end?);
    if !session.is(Family::User) || !session.totals().is_empty() {
        return None;
    }
    let from = start.time.min(end.time);
    let rang = || vec![piece(SegmentType::Alert, from, Some(end.time))];
    Some(match answer.map(|answer| answer.clamp(from, end.time)) {
        // An alert that nobody answered is recorded when it ends.
        Some(answer) if answer >= end.time => rang(),
        Some(answer) if answer > from => vec![
            piece(SegmentType::Alert, from, Some(answer)),
            piece(SegmentType::Interact, answer, Some(end.time)),
        ],
        Some(_) => vec![piece(SegmentType::Interact, from, Some(end.time))],
        None if session.queue_id.is_some() && !end.inferred => rang(),
        None => vec![piece(SegmentType::Unknown, from, Some(end.time))],
    })
}

/// Talk and hold exclude each other. Where records give the borders of one of them, the other is
/// the rest of the time of both. If that is not its total, both keep their `computed` borders.
fn separate_talk_and_hold(segments: &mut Vec<Segment>, computed: &[Segment]) {
    let both = [SegmentType::Interact, SegmentType::Hold];
    let [talk, hold] = both.map(|kind| {
        let own = segments.iter().filter(|segment| segment.segment_type == kind);
        own.cloned().collect::<Vec<Segment>>()
    });
    let is_computed = |own: &[Segment]| own.iter().all(|segment| computed.contains(segment));
    let (exact, laid) = match (is_computed(&talk), is_computed(&hold)) {
        (true, false) => (hold, talk),
        (false, true) => (talk, hold),
        _ => return,
    };
    let Some(first) = laid.first() else { return };
    let rest = rest(&exact, computed, first.segment_type);
    let missing = laid.iter().map(length).sum::<i64>() - rest.iter().map(length).sum::<i64>();
    segments.retain(|segment| !both.contains(&segment.segment_type));
    if missing.abs() <= TOLERANCE_MS {
        segments.extend(exact.into_iter().chain(rest));
    } else {
        segments.extend(
            computed.iter().filter(|segment| both.contains(&segment.segment_type)).cloned(),
        );
    }
}

/// The time of talk and hold together, without these segments.
fn rest(exact: &[Segment], computed: &[Segment], kind: SegmentType) -> Vec<Segment> {
    let both = || {
        computed.iter().filter(|segment| {
            matches!(segment.segment_type, SegmentType::Interact | SegmentType::Hold)
        })
    };
    let (Some(from), Some(to)) = (
        both().map(|segment| segment.segment_start).min(),
        both().filter_map(|segment| segment.segment_end).max(),
    ) else {
        return Vec::new();
    };
    let mut taken: Vec<(Timestamp, Timestamp)> = exact
        .iter()
        .filter_map(|segment| Some((segment.segment_start, segment.segment_end?)))
        .collect();
    taken.sort_unstable();
    let mut rest = Vec::new();
    let mut at = from;
    for (start, end) in taken.into_iter().chain([(to, to)]) {
        if at < start.min(to) {
            rest.push(piece(kind, at, Some(start.min(to))));
        }
        at = at.max(end);
    }
    rest
}

fn in_order(totals: &Totals) -> [(SegmentType, Option<i64>); 6] {
    [
        (SegmentType::Contacting, totals.contacting),
        (SegmentType::Dialing, totals.dialing),
        (SegmentType::Alert, totals.alerting),
        (SegmentType::Interact, totals.interacting),
        (SegmentType::Callback, totals.callback),
        (SegmentType::Hold, totals.held),
    ]
}

/// The segment of a metric record: `[metricDate − value, metricDate]`.
fn exact(session: &KnownSession<'_>, (event, record): Record<'_>) -> Option<Segment> {
    let kind = match (record.metric.as_str(), session.family) {
        ("tTalk", _)
        | ("tConnected", Some(Family::Customer))
        | ("tAcd", Some(Family::Acd))
        | ("tVoicemail", Some(Family::Voicemail)) => SegmentType::Interact,
        ("tHeld", _) => SegmentType::Hold,
        ("tAlert", _) => SegmentType::Alert,
        ("tDialing", _) => SegmentType::Dialing,
        ("tContacting", _) => SegmentType::Contacting,
        ("tAcw", _) => SegmentType::Wrapup,
        ("tIvr", _) => SegmentType::Ivr,
        ("tMonitoring", Some(Family::User)) => SegmentType::Monitoring,
        ("tCoaching", Some(Family::User)) => SegmentType::Coaching,
        ("tBarging", Some(Family::User)) => SegmentType::Barging,
        ("tScreenMonitoring", Some(Family::User)) => SegmentType::Screenmonitoring,
        ("tPark", Some(Family::User)) => SegmentType::Parked,
        _ => return None,
    };
    let plausible = (0..=event.time.ms()).contains(&record.value);
    plausible.then(|| piece(kind, event.time.minus_ms(record.value), Some(event.time)))
}

/// Whether the records of a type may replace the computed segments: they add up to the total, or no
/// total is known yet.
fn is_complete(
    session: &KnownSession<'_>,
    wrap_up: Option<&WrapUp<'_>>,
    kind: SegmentType,
    sum: i64,
) -> bool {
    let total = match kind {
        SegmentType::Wrapup => wrap_up.and_then(|wrap_up| wrap_up.duration_ms),
        _ if session.end.is_none() => None,
        SegmentType::Ivr => session.totals().interacting,
        kind => in_order(&session.totals())
            .into_iter()
            .find_map(|(of, total)| total.filter(|_| of == kind)),
    };
    total.is_none_or(|total| (total - sum).abs() <= TOLERANCE_MS)
}

/// The segments of a live session. A user's session rings until it is answered. The open segment
/// after the answer starts where the last exact segment ended, or when a record reports that the
/// other side was connected.
fn open(
    session: &KnownSession<'_>,
    records: &[Record<'_>],
    exact: &[Segment],
    answer: Option<Timestamp>,
) -> Vec<Segment> {
    let Some(start) = session.last_start().filter(|_| session.end.is_none()) else {
        return Vec::new();
    };
    let mut pieces = Vec::new();
    if session.is(Family::User) {
        match answer {
            None => return vec![piece(SegmentType::Alert, start, None)],
            Some(answer)
                if exact.iter().all(|segment| segment.segment_type != SegmentType::Alert)
                    && start < answer =>
            {
                pieces.push(piece(SegmentType::Alert, start, Some(answer)));
            }
            Some(_) => {}
        }
    }
    let connected = match session.family {
        Some(Family::Customer) => "nConnected",
        Some(Family::Acd) => "nOffered",
        _ => "",
    };
    let connected = records.iter().filter(|(_, record)| record.metric == connected);
    let ended = exact.iter().filter(|segment| segment.segment_type != SegmentType::Wrapup);
    let known = ended
        .filter_map(|segment| segment.segment_end)
        .chain(connected.map(|(event, _)| event.time))
        .chain(answer);
    pieces.push(piece(whole(session), known.max().map_or(start, |from| from.max(start)), None));
    pieces
}

/// Sets the session's queue, disconnect type and wrap-up on its segments.
fn describe(segments: &mut [Segment], session: &KnownSession<'_>, wrap_up: Option<&WrapUp<'_>>) {
    for segment in segments.iter_mut() {
        segment.queue_id = session.queue_id.cloned();
        if segment.segment_type == SegmentType::Wrapup {
            segment.wrap_up_code = wrap_up.and_then(|wrap_up| wrap_up.code).map(str::to_owned);
            segment.wrap_up_note = wrap_up.and_then(|wrap_up| wrap_up.note).map(str::to_owned);
        }
    }
    let mut pieces =
        segments.iter_mut().filter(|segment| segment.segment_type != SegmentType::Wrapup);
    if let (Some(last), Some(end)) = (pieces.next_back(), session.end) {
        last.disconnect_type = end.disconnect_type.cloned();
    }
}
