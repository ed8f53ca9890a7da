//! The state that handlers share: the table, and Genesys Cloud if operations are turned on.

use std::fmt;
use std::sync::Arc;

use runtime::Clock;
use store::Conversations;

use crate::caller::Visibility;
use crate::notifications::Workbins;
use crate::operations::Operations;

/// The table, and the operations if they are turned on. Clones share both.
#[derive(Clone)]
pub struct Api {
    pub(crate) conversations: Arc<dyn Conversations>,
    pub(crate) open_shards: u32,
    pub(crate) visibility: Visibility,
    pub(crate) operations: Option<Arc<Operations>>,
    /// Where the content of a workbin is handed on to be pushed.
    pub(crate) workbins: Option<Arc<dyn Workbins>>,
    /// Pages show how long ago something began.
    pub(crate) clock: Clock,
}

impl Api {
    /// An API on a table whose index of open conversations has `open_shards` partitions. Operations
    /// are off, and agents see everything.
    pub fn new(conversations: impl Conversations + 'static, open_shards: u32) -> Self {
        Self {
            conversations: Arc::new(conversations),
            open_shards: open_shards.max(1),
            visibility: Visibility::All,
            operations: None,
            workbins: None,
            clock: Clock::system(),
        }
    }

    /// Sets which interactions agents may read.
    #[must_use]
    pub fn with_visibility(self, visibility: Visibility) -> Self {
        Self { visibility, ..self }
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

    /// Has the content of workbins pushed.
    #[must_use]
    pub fn with_workbins(self, workbins: Arc<dyn Workbins>) -> Self {
        Self { workbins: Some(workbins), ..self }
    }
}

impl fmt::Debug for Api {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Api")
            .field("operations", &self.operations.is_some())
            .finish_non_exhaustive()
    }
}
