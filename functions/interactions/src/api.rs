//! The state that handlers share: the table, and Genesys Cloud if operations are turned on.

use std::fmt;
use std::sync::Arc;

use runtime::Clock;
use store::Conversations;

use crate::operations::Operations;

/// The table, and the operations if they are turned on. Clones share both.
#[derive(Clone)]
pub struct Api {
    pub(crate) conversations: Arc<dyn Conversations>,
    pub(crate) open_shards: u32,
    pub(crate) operations: Option<Arc<Operations>>,
    /// Pages show how long ago something began.
    pub(crate) clock: Clock,
}

impl Api {
    /// An API on a table whose index of open conversations has `open_shards` partitions. Operations
    /// are off.
    pub fn new(conversations: impl Conversations + 'static, open_shards: u32) -> Self {
        Self {
            conversations: Arc::new(conversations),
            open_shards: open_shards.max(1),
            operations: None,
            clock: Clock::system(),
        }
    }

    /// Lets pages show the time of this clock instead of the machine's.
    #[must_use]
    pub fn with_clock(self, clock: Clock) -> Self {
        Self { clock, ..self }
    }

    /// Turns operations on.
    #[must_use]
    pub fn with_operations(self, operations: Operations) -> Self {
        Self { operations: Some(Arc::new(operations)), ..self }
    }
}

impl fmt::Debug for Api {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Api")
            .field("operations", &self.operations.is_some())
            .finish_non_exhaustive()
    }
}
