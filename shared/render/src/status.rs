//! The status of a conversation in a word.

use conversation::{Status, Summary};

use super::style::Paint;

/// The word and its colour.
pub(super) const fn status(summary: &Summary) -> (Paint, &'static str) {
    match summary.status {
        Status::Open => (Paint::Hold, "open"),
        Status::Ended if summary.timed_out => (Paint::Hold, "timed out"),
        Status::Ended => (Paint::Talk, "ended"),
    }
}
