//! Segments and sessions as tables: the details of what the timeline draws, with whole ids.

use conversation::tree::Segment;
use conversation::{Conversation, Participant, Session};
use genesys::{QueueId, Timestamp, UserId};

use super::super::ending::{ending, ending_of};
use super::super::line::Line;
use super::super::names::Names;
use super::super::phase::Phase;
use super::super::style::Paint;
use super::super::text::{fit, harmless};
use super::super::time::length;
use super::super::timeline::{ended, sessions};
use super::lane::in_order;
use super::limits::{NAME, SEGMENTS, TEXT};
use super::rows::{Moment, Rows};
use super::spans::{Span, spans};
use super::timeline::Timeline;

/// The row of a segment.
#[derive(Debug)]
pub(super) struct SegmentRow {
    /// Its lane, and its number in the lane: they name it on the page.
    pub lane: usize,
    pub number: usize,
    /// The number of the bar that holds it, if it is drawn.
    pub bar: Option<usize>,
    pub at: Moment,
    pub until: Option<Moment>,
    pub phase: &'static str,
    pub class: &'static str,
    /// How long it took.
    pub length: String,
    /// The instant from which a time that still grows counts.
    pub since_ms: Option<i64>,
    pub who: Vec<Span>,
    pub detail: String,
}

/// The row of a session.
#[derive(Debug)]
pub(super) struct SessionRow {
    /// Its number in the order of the tree, which names it on the page.
    pub number: usize,
    pub at: Option<Moment>,
    pub who: Vec<Span>,
    pub medium: String,
    pub ended: Vec<Span>,
    /// What each id is of, and the whole id.
    pub ids: Vec<(&'static str, String)>,
}

/// The segments of a conversation in order of time.
pub(super) fn segment_rows(
    conversation: &Conversation,
    timeline: Option<&Timeline>,
    names: &Names<'_>,
    now: Option<Timestamp>,
) -> Rows<SegmentRow> {
    let mut all: Vec<(usize, usize, &Participant, &Session, &Segment)> = sessions(conversation)
        .enumerate()
        .flat_map(|(lane, (participant, _, session))| {
            let own = in_order(session).into_iter().enumerate();
            own.map(move |(number, segment)| (lane, number, participant, session, segment))
        })
        .collect();
    all.sort_by_key(|(lane, number, .., segment)| (segment.segment_start, *lane, *number));
    Rows::up_to(SEGMENTS, all.into_iter(), |(lane, number, participant, session, segment)| {
        let phase = Phase::of(session, segment);
        let bars = timeline.and_then(|timeline| timeline.lanes.get(lane)).map(|lane| &lane.bars);
        let bar = bars.into_iter().flatten().find(|bar| bar.members.contains(&number));
        let end = segment.segment_end.or(now);
        SegmentRow {
            lane,
            number,
            bar: bar.map(|bar| bar.number),
            at: Moment::of(segment.segment_start, conversation),
            until: segment.segment_end.map(|end| Moment::of(end, conversation)),
            phase: phase.name(),
            class: phase.paint().class(),
            length: end
                .map(|end| length(end.since(segment.segment_start).max(0)))
                .unwrap_or_default(),
            since_ms: now
                .filter(|_| segment.segment_end.is_none())
                .map(|_| segment.segment_start.ms()),
            who: spans(names.titled(participant), NAME),
            detail: detail(phase, session, segment, names),
        }
    })
}

/// What else is known of a segment.
fn detail(phase: Phase, session: &Session, segment: &Segment, names: &Names<'_>) -> String {
    let of_queue = segment.queue_id.as_ref().filter(|_| phase != Phase::Queue);
    let skills = &session.requested_routing_skill_ids;
    let skills = names.skills(skills).filter(|_| phase == Phase::Queue);
    let parts = [
        of_queue.map(|queue| format!("queue {}", names.queue(queue))),
        skills.map(|skills| format!("skills {skills}")),
        segment.disconnect_type.as_ref().map(|how| ending(how, session.media_type.as_ref())),
        segment.wrap_up_code.as_deref().map(|code| match names.name_of_wrap_up_code(code) {
            Some(name) => format!("code {name} ({code})"),
            None => format!("code {code}"),
        }),
        segment.wrap_up_note.as_ref().map(|note| format!("note: {note}")),
        segment.synthetic.then(|| "borders estimated".to_owned()),
        segment.segment_end.is_none().then(|| "goes on".to_owned()),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    fit(&harmless(&parts.join(", ")), TEXT)
}

/// The sessions of a conversation in the order of the tree.
pub(super) fn session_rows(conversation: &Conversation, names: &Names<'_>) -> Rows<SessionRow> {
    Rows::of(sessions(conversation).enumerate(), |(number, (participant, _, session))| {
        let whole = |id: &str| fit(&harmless(id), TEXT);
        let flow = session.flow.as_ref().and_then(|flow| flow.flow_id.as_deref());
        let ids = [
            ("session", Some(session.session_id.as_str())),
            ("participant", Some(participant.participant_id.as_str())),
            ("user", participant.user_id.as_ref().map(UserId::as_str)),
            ("queue", session.queue_id.as_ref().map(QueueId::as_str)),
            ("flow", flow),
        ];
        let medium = session.media_type.as_ref().map(|medium| medium.as_str().to_owned());
        let direction = session.direction.as_ref().map(|way| way.as_str().to_owned());
        let medium: Vec<String> = medium.into_iter().chain(direction).collect();
        let said = if ending_of(session).is_some() || session.end.is_none() {
            ended(session)
        } else {
            Line::of(Paint::Faint, "ended")
        };
        SessionRow {
            number,
            at: session.start.map(|start| Moment::of(start, conversation)),
            who: spans(names.titled(participant), NAME),
            medium: fit(&harmless(&medium.join(", ")), NAME),
            ended: spans(said, NAME),
            ids: ids.into_iter().filter_map(|(what, id)| Some((what, whole(id?)))).collect(),
        }
    })
}
