//! In-memory adapter of the bus, for tests and the command: keeps what was published, in order.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use runtime::Outcome;

use crate::bus::Bus;
use crate::entry::Entry;

/// A bus that accepts every entry. Clones share the entries.
#[derive(Debug, Clone, Default)]
pub struct MemoryBus(Arc<Mutex<Vec<Entry>>>);

impl MemoryBus {
    /// Another bus on which the same was published.
    #[must_use]
    pub fn copy(&self) -> Self {
        Self(Arc::new(Mutex::new(self.entries())))
    }

    /// The published entries, in order.
    #[must_use]
    pub fn entries(&self) -> Vec<Entry> {
        self.lock().clone()
    }

    /// Returns the entries published since the last call, in order.
    #[must_use]
    pub fn take(&self) -> Vec<Entry> {
        std::mem::take(&mut *self.lock())
    }

    /// A poisoned lock is used on: the list is complete at any time, even if a holder panicked.
    fn lock(&self) -> MutexGuard<'_, Vec<Entry>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Bus for MemoryBus {
    async fn publish(&self, entries: &[Entry]) -> Vec<Outcome> {
        self.lock().extend_from_slice(entries);
        vec![Outcome::Accepted; entries.len()]
    }
}
