//! Whether a conversation goes on, in a word.

use conversation::{Status, Summary};

use super::style::Paint;

/// The word, and how it looks.
pub(super) const fn status(summary: &Summary) -> (Paint, &'static str) {
    match summary.status {
        Status::Open => (Paint::Hold, "open"),
        Status::Ended if summary.timed_out => (Paint::Hold, "timed out"),
        Status::Ended => (Paint::Talk, "ended"),
    }
}
