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

/// How many segments a bar of this name holds.
pub fn held(name: &str) -> usize {
    let count = name.split_once(" segments, ").and_then(|(count, _)| count.parse().ok());
    count.unwrap_or(1)
}

/// Whether the bars or marks of a lane are what is expected: everything is in one of them, and what
/// is alone in one is so in order.
pub fn agree(expected: &[Expected], names: &[String]) -> bool {
    let held_in: usize = names.iter().map(|name| held(name)).sum();
    let mut left = expected.iter();
    let mut alone = names.iter().filter(|name| held(name) == 1);
    held_in == expected.len() && alone.all(|name| left.any(|expected| expected.fits(name)))
}

/// The expected bars, lane by lane, where each segment has one.
pub fn bars(story: &Story) -> Vec<Expected> {
    lanes(story).into_iter().flatten().collect()
}

/// The expected bars of each lane.
pub fn lanes(story: &Story) -> Vec<Vec<Expected>> {
    let sessions =
        story.conversation.participants.iter().flat_map(|participant| &participant.sessions);
    let of = |session: &Session| {
        let mut segments: Vec<&Segment> = session.segments.iter().collect();
        segments.sort_by_key(|segment| {
            (segment.segment_start, segment.segment_end.is_none(), segment.segment_end)
        });
        segments.into_iter().map(|segment| bar(session, segment)).collect::<Vec<_>>()
    };
    sessions.map(of).collect()
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
        (SegmentType::Alert, _) => "Ringing",
        (SegmentType::Callback, _) => "Callback",
        (SegmentType::Hold, _) => "Hold",
        (SegmentType::Wrapup, _) => "Wrap-up",
        (SegmentType::Ivr, _) => "Menu",
        (SegmentType::Monitoring, _) => "Monitoring",
        (SegmentType::Coaching, _) => "Coaching",
        (SegmentType::Barging, _) => "Barging in",
        (SegmentType::Screenmonitoring, _) => "Screen monitoring",
        (SegmentType::Sharing, _) => "Sharing",
        (SegmentType::Parked, _) => "Parked",
        (SegmentType::Scheduled, _) => "Scheduled",
        (SegmentType::Converting, _) => "Converting",
        (SegmentType::Delay, _) => "Delay",
        (SegmentType::System, _) => "System",
        (SegmentType::Transmitting, _) => "Transmitting",
        (SegmentType::Uploading, _) => "Uploading",
        (SegmentType::Unknown, _) => "Unknown",
        (SegmentType::Interact, Some(Family::Flow)) => "Flow",
        (SegmentType::Interact, Some(Family::Acd)) => "Queue",
        (SegmentType::Interact, Some(Family::User)) => "Talk",
        (SegmentType::Voicemail, _) | (SegmentType::Interact, Some(Family::Voicemail)) => {
            "Voicemail"
        }
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
