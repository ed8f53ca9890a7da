//! Parsers of values on the command line.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use genesys::Timestamp;
use genesys::vocabulary::MediaType;
use store::Day;

/// Parses a medium. The error for an unknown name lists all media.
pub(crate) fn medium() -> impl TypedValueParser<Value = MediaType> {
    PossibleValuesParser::new(MediaType::KNOWN.iter().map(MediaType::as_str))
        .map(|name| MediaType::parse(&name))
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
