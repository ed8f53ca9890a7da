//! The description of a bar or mark, for the tooltip and for screen readers.

use conversation::tree::Segment;
use genesys::Timestamp;

use super::super::axis::Axis;
use super::super::names::Names;
use super::super::parsed_event::ParsedEvent;
use super::super::payload::summary;
use super::super::phase::Phase;
use super::super::text::{fit, harmless};
use super::super::time::{clock, day, day_clock, length};
use super::limits::{NAME, TEXT};

/// The format of instants: time of day if the whole timeline and the instant are on one day, else
/// with the day.
#[derive(Debug, Clone)]
pub(super) struct Clock {
    one_day: Option<String>,
}

impl Clock {
    /// The clock of an axis.
    pub fn of(axis: &Axis) -> Self {
        Self { one_day: Some(day(axis.start())).filter(|first| *first == day(axis.end())) }
    }

    /// Formats an instant.
    pub fn say(&self, at: Timestamp) -> String {
        if self.one_day.as_ref() == Some(&day(at)) { clock(at) } else { day_clock(at) }
    }
}

/// The description of a segment: `Talk, agent Name 3, 09:01:12 to 09:04:58, 3:46`.
pub(super) fn of_bar(
    phase: Phase,
    segment: &Segment,
    clock: &Clock,
    whose: &str,
    beyond: bool,
) -> String {
    let from = clock.say(segment.segment_start);
    let mut name = match segment.segment_end {
        Some(end) => {
            let length = length(end.since(segment.segment_start));
            format!("{}, {whose}, {from} to {}, {length}", capital(phase.name()), clock.say(end))
        }
        None => format!("{}, {whose}, since {from}, not ended", capital(phase.name())),
    };
    if beyond && segment.segment_end.is_some() {
        name += ", ends beyond the axis";
    }
    if segment.synthetic {
        name += ", borders estimated";
    }
    name
}

/// The description of a Common Event:
/// `AgentTransferredConversation, 09:04:58, agent Name 3, consult to agent Name 5`.
pub(super) fn of_mark(parsed: &ParsedEvent, clock: &Clock, names: &Names<'_>) -> String {
    let metadata = &parsed.metadata;
    let who = names.subject(&parsed.subject).fit(NAME).text();
    let revision = (metadata.revision > 1).then(|| format!("revision {}", metadata.revision));
    let summary = parsed.payload.as_ref().map(|payload| harmless(&summary(payload, names)));
    let parts = [metadata.event_type.as_str().to_owned(), clock.say(metadata.occurred_at), who];
    let parts = parts.into_iter().chain(summary).chain(revision).filter(|part| !part.is_empty());
    fit(&parts.collect::<Vec<_>>().join(", "), TEXT)
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
