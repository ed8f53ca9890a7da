//! The status of a conversation in a word.

use conversation::overview::{Source, State};
use conversation::{Overview, Status, Summary};
use genesys::Timestamp;

use super::style::Paint;

/// The word for a conversation that waits until a callback is due.
const CALLBACK: &str = "callback";

/// The word and its colour.
pub(super) const fn status(summary: &Summary) -> (Paint, &'static str) {
    match summary.status {
        Status::Open => (Paint::Hold, "open"),
        Status::Ended if summary.timed_out => (Paint::Hold, "timed out"),
        Status::Ended => (Paint::Talk, "ended"),
    }
}

/// What a conversation is known from.
pub(super) const fn source(source: Source) -> &'static str {
    match source {
        Source::Events => "from events alone",
        Source::Document => "complete by document",
        Source::EarlierDocument => "partly by document",
    }
}

/// Every word of [`state`], in the order in which a conversation usually has them.
#[must_use]
pub fn states() -> Vec<&'static str> {
    State::ALL.into_iter().map(State::as_str).chain([CALLBACK]).collect()
}

/// What happens in a conversation at `now`, in a word with its colour. Where a callback is not due
/// yet, nobody waits.
pub(super) fn state(overview: &Overview, now: Timestamp) -> (Paint, &'static str) {
    if due(overview, now).is_some() {
        return (Paint::Faint, CALLBACK);
    }
    let paint = match overview.state {
        State::Open => Paint::Customer,
        State::InFlow | State::Voicemail => Paint::Flow,
        State::Waiting => Paint::Queue,
        State::Dialing | State::Ringing | State::RingingOrTalking => Paint::Alert,
        State::Talking | State::OnCallback => Paint::Talk,
        State::OnHold | State::Parked | State::TimedOut => Paint::Hold,
        State::AfterCallWork | State::Ended => Paint::Faint,
    };
    (paint, overview.state.as_str())
}

/// When the callback for which a conversation waits is due, if that is after `now`.
pub(super) fn due(overview: &Overview, now: Timestamp) -> Option<Timestamp> {
    let idle = matches!(overview.state, State::Waiting | State::Open | State::InFlow);
    overview.callback_at.filter(|at| idle && *at > now)
}
