//! The bus in memory, for tests and the command: keeps what was published, in order.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;

use crate::bus::{Bus, Outcome};
use crate::entry::Entry;

/// A bus that accepts everything. Clones share what was published.
#[derive(Debug, Clone, Default)]
pub struct MemoryBus(Arc<Mutex<Vec<Entry>>>);

impl MemoryBus {
    /// What was published, in order.
    #[must_use]
    pub fn entries(&self) -> Vec<Entry> {
        self.lock().clone()
    }

    /// What was published since the last call, in order.
    #[must_use]
    pub fn take(&self) -> Vec<Entry> {
        std::mem::take(&mut *self.lock())
    }

    /// A list of entries is whole at any time, also when a holder of the lock panicked.
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
