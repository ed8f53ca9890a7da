//! A conversation that is too large for a page to show in full.

use conversation::tree::Segment;

use super::{Story, story};

/// A conversation of `participants` participants with `segments` segments each.
pub fn large(participants: usize, segments: usize) -> Story {
    let mut case = story("multi-hold-conference-agent-hangup", true);
    let sample =
        case.conversation.participants.iter().find(|it| it.user_id.is_some()).unwrap().clone();
    case.conversation.participants = vec![sample; participants];
    for (index, participant) in case.conversation.participants.iter_mut().enumerate() {
        participant.participant_id = format!("p-{index}").parse().unwrap();
        participant
            .attributes
            .extend((0..40).map(|number| (format!("name {number}"), "value ".repeat(2_000))));
        participant.sessions.truncate(1);
        let session = &mut participant.sessions[0];
        session.session_id = format!("s-{index}").parse().unwrap();
        let piece = session.segments[0].clone();
        let (start, length) = (piece.segment_start, 3_600_000 / i64::try_from(segments).unwrap());
        let at = |number: usize| start.plus_ms(length * i64::try_from(number).unwrap());
        let piece = |number| Segment {
            segment_start: at(number),
            segment_end: Some(at(number + 1)),
            ..piece.clone()
        };
        session.segments = (0..segments).map(piece).collect();
    }
    let common_events = case.common_events.clone();
    case.common_events = common_events.into_iter().cycle().take(participants * 4).collect();
    case
}
