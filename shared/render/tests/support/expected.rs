//! The expected content of a timeline, computed from the tree and the ledger alone.

use common_events::{CommonEvent, Status};
use conversation::tree::{Segment, SegmentType};
use conversation::{Family, Session};
use genesys::Timestamp;

use super::Story;

/// The beginning of a bar's or mark's description, and other text that it contains.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    pub begins: String,
    pub says: Vec<String>,
}

impl Expected {
    pub fn fits(&self, name: &str) -> bool {
        name.starts_with(&self.begins) && self.says.iter().all(|part| name.contains(part))
    }
}

/// The expected bars, lane by lane.
pub fn bars(story: &Story) -> Vec<Expected> {
    let sessions =
        story.conversation.participants.iter().flat_map(|participant| &participant.sessions);
    let of = |session: &Session| {
        let mut segments: Vec<&Segment> = session.segments.iter().collect();
        segments.sort_by_key(|segment| {
            (segment.segment_start, segment.segment_end.is_none(), segment.segment_end)
        });
        segments.into_iter().map(|segment| bar(session, segment)).collect::<Vec<_>>()
    };
    sessions.flat_map(of).collect()
}

fn bar(session: &Session, segment: &Segment) -> Expected {
    let from = clock(segment.segment_start);
    let mut says = match segment.segment_end {
        Some(end) => vec![format!("{from} to "), clock(end)],
        None => vec!["since ".to_owned(), from, "not ended".to_owned()],
    };
    says.extend(segment.synthetic.then(|| "borders estimated".to_owned()));
    Expected { begins: format!("{}, ", phase(session, segment)), says }
}

fn phase(session: &Session, segment: &Segment) -> &'static str {
    match (segment.segment_type, session.family) {
        (SegmentType::Contacting, _) => "Contacting",
        (SegmentType::Dialing, _) => "Dialing",
        (SegmentType::Alert, _) => "Alert",
        (SegmentType::Callback, _) => "Callback",
        (SegmentType::Hold, _) => "Hold",
        (SegmentType::Wrapup, _) => "Wrap-up",
        (SegmentType::Ivr, _) | (SegmentType::Interact, Some(Family::Flow)) => "Flow",
        (SegmentType::Interact, Some(Family::Acd)) => "Queue",
        (SegmentType::Interact, Some(Family::User)) => "Talk",
        (SegmentType::Interact, Some(Family::Voicemail)) => "Voicemail",
        (SegmentType::Interact, Some(Family::Customer) | None) => "Connected",
    }
}

/// The expected marks, in order of time.
pub fn marks(story: &Story) -> Vec<Expected> {
    let is_active = |common_event: &&CommonEvent| common_event.metadata.status == Status::Active;
    let mut active: Vec<&CommonEvent> = story.common_events.iter().filter(is_active).collect();
    active.sort_by_key(|common_event| {
        (common_event.metadata.occurred_at, common_event.metadata.event_type)
    });
    let of = |common_event: &&CommonEvent| Expected {
        begins: format!("{}, ", common_event.metadata.event_type),
        says: vec![clock(common_event.metadata.occurred_at)],
    };
    active.iter().map(of).collect()
}

/// `09:01:12`
fn clock(at: Timestamp) -> String {
    at.to_string()[11..19].to_owned()
}
