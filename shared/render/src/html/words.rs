//! The description of a bar or mark, for the tooltip and for screen readers.

use conversation::tree::Segment;
use genesys::Timestamp;

use super::super::names::Names;
use super::super::parsed_event::ParsedEvent;
use super::super::payload::summary;
use super::super::phase::Phase;
use super::super::text::{fit, harmless};
use super::super::time::length;
use super::clock::Clock;
use super::drawing::Drawing;
use super::limits::{NAME, TEXT};

/// The description of a segment: `Talk, agent Name 3, 09:01:12 to 09:04:58, 3:46`.
pub(super) fn of_bar(
    phase: Phase,
    segment: &Segment,
    drawing: &Drawing<'_>,
    whose: &str,
    beyond: bool,
) -> String {
    let clock = drawing.clock;
    let from = clock.say(segment.segment_start);
    let begun = format!("{}, {whose}", capital(phase.name()));
    let mut name = match (segment.segment_end, drawing.now) {
        (Some(end), _) => {
            let length = length(end.since(segment.segment_start));
            format!("{begun}, {from} to {}, {length}", clock.say(end))
        }
        (None, Some(now)) => {
            let length = length(now.since(segment.segment_start).max(0));
            format!("{begun}, since {from}, {length} so far")
        }
        (None, None) => format!("{begun}, since {from}, not ended"),
    };
    if beyond && segment.segment_end.is_some() {
        name += ", ends beyond the axis";
    }
    if segment.synthetic {
        name += ", borders estimated";
    }
    name
}

/// The description of segments that share a bar:
/// `12 segments, agent Name 3, 09:01:12 to 09:01:20: 6 talk 5.2s, 6 hold 1.9s`.
pub(super) fn of_several(segments: &[(Phase, &Segment)], clock: &Clock, whose: &str) -> String {
    let from = segments.iter().map(|(_, segment)| segment.segment_start).min();
    let ends = segments.iter().map(|(_, segment)| segment.segment_end);
    let to = ends.collect::<Option<Vec<_>>>().and_then(|ends| ends.into_iter().max());
    let say = |at: Option<Timestamp>| at.map_or_else(|| "now".to_owned(), |at| clock.say(at));
    let of_phase = |phase: Phase| {
        let own = || segments.iter().filter(move |(of, _)| *of == phase).map(|(_, it)| it);
        let ms: i64 = own().filter_map(|it| Some(it.segment_end?.since(it.segment_start))).sum();
        (own().count() > 0).then(|| format!("{} {} {}", own().count(), phase.name(), length(ms)))
    };
    let phases: Vec<String> = Phase::ALL.into_iter().filter_map(of_phase).collect();
    let count = segments.len();
    format!("{count} segments, {whose}, {} to {}: {}", say(from), say(to), phases.join(", "))
}

/// The description of a Common Event:
/// `AgentTransferredConversation, 09:04:58, agent Name 3, consult to agent Name 5`.
pub(super) fn of_mark(parsed: &ParsedEvent, clock: &Clock, names: &Names<'_>) -> String {
    let metadata = &parsed.metadata;
    let who = names.subject(&parsed.subject).fit(NAME).text();
    let revision = (metadata.revision > 1).then(|| format!("revision {}", metadata.revision));
    let summary = harmless(&summary(parsed, names));
    let parts =
        [metadata.event_type.as_str().to_owned(), clock.say(metadata.occurred_at), who, summary];
    let parts = parts.into_iter().chain(revision).filter(|part| !part.is_empty());
    fit(&parts.collect::<Vec<_>>().join(", "), TEXT)
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
