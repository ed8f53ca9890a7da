//! How long an episode spent in each phase. Each moment counts once per lane. A lane is a kind of
//! session (flow, queue) or an activity of one participant (alert, talk, hold, wrap-up). A flow
//! inside a flow does not count twice, and an in-queue flow does not count beside its queue. Two
//! agents who talk at once both count.

use std::collections::BTreeMap;

use common_events::payload::Phases;
use genesys::{ParticipantId, Timestamp};

use super::draft::Whole;
use crate::family::Family;
use crate::known_session::KnownSession;
use crate::segments::laid_out;
use crate::tree::SegmentType;
use crate::view::SessionIndex;
use crate::wrap_up::WrapUp;

/// The phases of the given sessions. Wrap-up counts if it was reported by `cutoff`.
pub(super) fn phases<'h>(
    whole: &Whole<'_, 'h>,
    sessions: &[(SessionIndex, &KnownSession<'h>)],
    cutoff: Timestamp,
) -> Phases {
    let mut lanes: BTreeMap<Lane<'h>, Vec<Span>> = BTreeMap::new();
    let mut add = |lane, span: Span| lanes.entry(lane).or_default().push(span);
    for (id, session) in sessions {
        match session.family {
            Some(Family::Flow) if !session.is_in_queue_flow() => {
                of_whole(session).into_iter().for_each(|it| add(Lane::Flow, it));
            }
            Some(Family::Acd) => of_whole(session).into_iter().for_each(|it| add(Lane::Queue, it)),
            Some(Family::User) if !whole.roles.is_caller(session) => {
                of_user(whole, *id, session, cutoff)
                    .into_iter()
                    .for_each(|(lane, it)| add(lane, it));
            }
            _ => {}
        }
    }
    let mut phases = Phases::default();
    for (lane, spans) in lanes {
        let total = match lane {
            Lane::Flow => &mut phases.flow_ms,
            Lane::Queue => &mut phases.queue_ms,
            Lane::Alert(_) => &mut phases.alert_ms,
            Lane::Talk(_) => &mut phases.talk_ms,
            Lane::Hold(_) => &mut phases.hold_ms,
            Lane::WrapUp(_) => &mut phases.wrap_up_ms,
        };
        *total += covered_ms(spans);
    }
    phases
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Lane<'h> {
    Flow,
    Queue,
    Alert(&'h ParticipantId),
    Talk(&'h ParticipantId),
    Hold(&'h ParticipantId),
    WrapUp(&'h ParticipantId),
}

type Span = (Timestamp, Timestamp);

fn of_whole(session: &KnownSession<'_>) -> Option<Span> {
    let end = session.end?.time;
    Some((end.minus_ms(session.connected_ms()?), end))
}

fn of_user<'h>(
    whole: &Whole<'_, 'h>,
    id: SessionIndex,
    session: &KnownSession<'h>,
    cutoff: Timestamp,
) -> Vec<(Lane<'h>, Span)> {
    let who = session.participant_id;
    let is_talk = whole.roles.is_talk(id, session);
    let reported = || {
        laid_out(session).into_iter().filter_map(|piece| {
            let lane = match piece.segment_type {
                SegmentType::Alert => Lane::Alert(who),
                SegmentType::Interact | SegmentType::Callback if is_talk => Lane::Talk(who),
                SegmentType::Hold if is_talk => Lane::Hold(who),
                _ => return None,
            };
            Some((lane, (piece.segment_start, piece.segment_end?)))
        })
    };
    let mut lanes: Vec<(Lane<'h>, Span)> = Vec::new();
    if let (Some(talk_ms), Some(end)) =
        (whole.inferred_talk_ms(id, session), whole.end(id, session))
    {
        lanes.push((Lane::Talk(who), (end.time.minus_ms(talk_ms), end.time)));
    } else if session.has_reported_end() {
        lanes.extend(reported());
    }
    if let Some(wrap_up) =
        WrapUp::until(session, cutoff).filter(|_| !whole.roles.is_callback_frame(id))
    {
        lanes.push((Lane::WrapUp(who), wrap_up.span(session)));
    }
    lanes
}

/// The time that the spans cover together.
fn covered_ms(mut spans: Vec<Span>) -> i64 {
    spans.sort_unstable();
    let mut total = 0;
    let mut until: Option<Timestamp> = None;
    for (from, to) in spans {
        let from = until.map_or(from, |until| from.max(until));
        total += to.since(from).max(0);
        until = Some(until.map_or(to, |until| until.max(to)));
    }
    total
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_moment_counts_once() {
        let at = Timestamp::from_ms;
        let span = |from: i64, to: i64| (at(from), at(to));
        assert_eq!(covered_ms(vec![span(0, 10), span(20, 25)]), 15);
        assert_eq!(covered_ms(vec![span(5, 8), span(0, 10)]), 10);
        assert_eq!(covered_ms(vec![span(0, 10), span(5, 12), span(11, 12)]), 12);
        assert_eq!(covered_ms(Vec::new()), 0);
    }
}
