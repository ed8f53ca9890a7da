//! What a warm process remembers of the conversations that it passed, so that the next pass need
//! not read it again: the log pages, and what is on none.
//!
//! Log pages never change, and neither do events and ledger pages. So what is remembered stays true
//! as long as the commit names the same series. It is also complete if nobody has committed since:
//! what a commit knew, the pass that made it remembers. Then a pass only has to look for what is
//! new, and may look with reads that are stale:
//!
//! - An event that it misses, it merely does not know yet. It reads its own events strongly, and
//!   every other event has a pass of its own.
//! - If it misses a page of the ledger and puts one itself, it takes a number that is not free, and
//!   loses. If it commits without a page, it looks for the next page as every pass does that may
//!   race with one that publishes what is held back. `republish` appends what is in force anyway.
//!
//! After a lost race nothing counts as complete.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use genesys::ConversationId;
use store::{EventItem, LedgerPage, LogPage, Series};

use crate::known::Known;

/// How much is remembered by default, in bytes: an eighth of the function's memory.
const MAX_BYTES: usize = 64 * 1024 * 1024;

/// What an event or an entry of the ledger takes besides its text, in bytes.
const OVERHEAD: usize = 1024;

/// What is remembered of a conversation.
#[derive(Debug, Clone)]
pub(crate) struct Remembered {
    /// The log.
    pub(crate) series: Series,
    /// Version of the commit whose events are all known; `None` of none for sure.
    pub(crate) version: Option<u64>,
    /// The log pages.
    pub(crate) pages: Vec<LogPage>,
    /// Number of the last log page that was read.
    pub(crate) end: u32,
    /// The events that are on no page.
    pub(crate) events: Vec<EventItem>,
    /// The ledger pages that are on no page.
    pub(crate) ledger: Vec<LedgerPage>,
    /// When it was used last, in passes.
    used: u64,
    bytes: usize,
}

impl Remembered {
    /// What is worth remembering of what a pass knew in the end. With `version` that is everything
    /// that the commit of this version knew.
    pub(crate) fn of(known: Known, version: Option<u64>) -> Option<Self> {
        let Known { mut events, mut ledger, packed, .. } = known;
        events.retain(|event| !packed.has(event));
        ledger.retain(|page| page.number > packed.ledger_end);
        let entries = |page: &LedgerPage| OVERHEAD * (1 + 3 * page.entries.len());
        let bytes = packed.pages.iter().map(|page| OVERHEAD + page.content.len()).sum::<usize>()
            + events.iter().map(|event| OVERHEAD + event.event_body.len()).sum::<usize>()
            + ledger.iter().map(entries).sum::<usize>();
        Some(Self {
            series: packed.series?,
            version,
            pages: packed.pages,
            end: packed.end,
            events,
            ledger,
            used: 0,
            bytes,
        })
    }
}

/// What a process remembers of all its conversations. The ones used least recently are forgotten
/// first. Clones share it.
#[derive(Debug, Clone)]
pub struct Memory {
    conversations: Arc<Mutex<Conversations>>,
    max_bytes: usize,
}

#[derive(Debug, Clone, Default)]
struct Conversations {
    remembered: HashMap<ConversationId, Remembered>,
    bytes: usize,
    /// Counts what was remembered.
    clock: u64,
}

impl Default for Memory {
    fn default() -> Self {
        Self::of_bytes(MAX_BYTES)
    }
}

impl Memory {
    /// A memory of about this many bytes.
    #[must_use]
    pub fn of_bytes(max_bytes: usize) -> Self {
        Self { conversations: Arc::default(), max_bytes }
    }

    /// Another memory with the same content.
    #[must_use]
    pub fn copy(&self) -> Self {
        let conversations = Arc::new(Mutex::new(self.lock().clone()));
        Self { conversations, max_bytes: self.max_bytes }
    }

    /// Forgets what is remembered of a conversation, and returns it: a pass that dies leaves
    /// nothing half done.
    pub(crate) fn take(&self, conversation_id: &ConversationId) -> Option<Remembered> {
        let mut all = self.lock();
        let remembered = all.remembered.remove(conversation_id)?;
        all.bytes -= remembered.bytes;
        Some(remembered)
    }

    /// Remembers a conversation.
    pub(crate) fn keep(&self, conversation_id: &ConversationId, mut remembered: Remembered) {
        if remembered.bytes > self.max_bytes {
            return;
        }
        let mut all = self.lock();
        all.clock += 1;
        remembered.used = all.clock;
        all.bytes += remembered.bytes;
        let before = all.remembered.insert(conversation_id.clone(), remembered);
        all.bytes -= before.map_or(0, |before| before.bytes);
        if all.bytes > self.max_bytes {
            all.forget_until(self.max_bytes / 4 * 3);
        }
    }

    /// A poisoned lock is used on: its holders do not panic between two changes.
    fn lock(&self) -> MutexGuard<'_, Conversations> {
        self.conversations.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Conversations {
    /// Forgets many at once, so that looking for the oldest costs little for each.
    fn forget_until(&mut self, bytes: usize) {
        let mut oldest: Vec<(u64, ConversationId)> =
            self.remembered.iter().map(|(id, it)| (it.used, id.clone())).collect();
        oldest.sort_unstable();
        for (_, id) in oldest {
            if self.bytes <= bytes {
                return;
            }
            let forgotten = self.remembered.remove(&id);
            self.bytes -= forgotten.map_or(0, |it| it.bytes);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::known::Packed;
    use genesys::Timestamp;

    fn remembered() -> Remembered {
        let packed =
            Packed { series: Some(Series::begin(Timestamp::from_ms(1), &[])), ..Packed::default() };
        let known = Known { packed, ..Known::default() };
        Remembered { bytes: 10, ..Remembered::of(known, Some(1)).unwrap() }
    }

    fn id(number: usize) -> ConversationId {
        format!("c-{number}").parse().unwrap()
    }

    #[test]
    fn least_recently_used_is_forgotten_first() {
        let memory = Memory::of_bytes(40);
        for number in 0..4 {
            memory.keep(&id(number), remembered());
        }
        let used = memory.take(&id(0)).unwrap();
        memory.keep(&id(0), used);
        memory.keep(&id(4), remembered());
        let known: Vec<bool> = (0..5).map(|number| memory.take(&id(number)).is_some()).collect();
        assert_eq!(known, [true, false, false, true, true]);
        assert_eq!(memory.lock().bytes, 0);
    }

    #[test]
    fn what_is_too_large_is_not_remembered() {
        let memory = Memory::of_bytes(9);
        memory.keep(&id(0), remembered());
        assert!(memory.take(&id(0)).is_none());
    }

    #[test]
    fn copies_share_nothing() {
        let memory = Memory::of_bytes(40);
        memory.keep(&id(0), remembered());
        let copy = memory.copy();
        assert!(memory.take(&id(0)).is_some());
        assert!(copy.take(&id(0)).is_some());
    }

    #[test]
    fn remembering_again_replaces() {
        let memory = Memory::of_bytes(40);
        for _ in 0..9 {
            memory.keep(&id(0), remembered());
        }
        assert_eq!(memory.lock().bytes, 10);
    }
}
