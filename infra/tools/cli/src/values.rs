//! Parsers of values on the command line.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use common_events::EventType;
use genesys::vocabulary::MediaType;
use genesys::{EntityKind, Timestamp};
use store::Day;

/// Parses a medium. The error for an unknown name lists all media.
pub(crate) fn medium() -> impl TypedValueParser<Value = MediaType> {
    PossibleValuesParser::new(MediaType::KNOWN.iter().map(MediaType::as_str))
        .map(|name| MediaType::parse(&name))
}

/// Parses a kind of the directory of names. The error for an unknown word lists all kinds.
pub(crate) fn entity_kind() -> impl TypedValueParser<Value = EntityKind> {
    PossibleValuesParser::new(EntityKind::ALL.map(EntityKind::as_str))
        .try_map(|word| word.parse::<EntityKind>())
}

/// Parses an instant, or a day as its first millisecond.
pub(crate) fn first_instant(text: &str) -> Result<Timestamp, String> {
    instant(text, Day::start)
}

/// Parses an instant, or a day as its last millisecond.
pub(crate) fn last_instant(text: &str) -> Result<Timestamp, String> {
    instant(text, Day::end)
}

fn instant(text: &str, of_day: impl Fn(Day) -> Timestamp) -> Result<Timestamp, String> {
    let wanted = "an instant such as 2026-03-02T09:00:00Z, or a day such as 2026-03-02";
    text.parse().map(of_day).or_else(|_| text.parse()).map_err(|_| wanted.to_owned())
}

/// Parses a type of Common Event. The error for an unknown name lists all types.
pub(crate) fn event_type() -> impl TypedValueParser<Value = EventType> {
    PossibleValuesParser::new(EventType::ALL.iter().map(|event_type| event_type.as_str()))
        .try_map(|name| name.parse::<EventType>())
}

/// Parses a probability.
pub(crate) fn probability(text: &str) -> Result<f64, String> {
    let wanted = "a number from 0 to 1";
    text.parse().ok().filter(|p| (0.0..=1.0).contains(p)).ok_or_else(|| wanted.to_owned())
}
