//! Allocations of the domain.

use std::hint::black_box;

use allocation_counter::measure;
use common_events::catalogue::Selection;
use conversation::{History, derive, project};
use genesys::ConversationId;

use crate::steps::{Step, all, decode_all};

/// Allocations of one step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Allocated {
    /// Allocations per event.
    pub count: f64,
    /// Bytes per event.
    pub bytes: f64,
    /// The most bytes at once, per event.
    pub most: f64,
}

impl Step {
    /// Measures the allocations for a conversation, per event.
    pub fn allocates(self, id: &ConversationId, messages: &[String]) -> Allocated {
        let events = decode_all(messages);
        let history = History::new(id.clone(), events.clone());
        let selection = Selection::all();
        let counted = match self {
            Self::Decode => measure(|| drop(black_box(decode_all(messages)))),
            Self::Project => {
                measure(|| drop(black_box(project(&History::new(id.clone(), events)))))
            }
            Self::Derive => measure(|| drop(black_box(derive(&history, &selection)))),
            Self::All => measure(|| all(id, messages, &selection)),
        };
        let per_event = |total: u64| total as f64 / messages.len() as f64;
        Allocated {
            count: per_event(counted.count_total),
            bytes: per_event(counted.bytes_total),
            most: per_event(counted.bytes_max),
        }
    }
}
