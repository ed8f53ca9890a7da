//! The state that handlers share: the table, names, and Genesys Cloud if operations are turned on.

use std::fmt;
use std::sync::Arc;

use runtime::Clock;
use store::Conversations;

use crate::caller::Visibility;
use crate::names::NameDirectory;
use crate::notifications::Workbins;
use crate::operations::Operations;

/// The table, and names and operations if they are turned on. Clones share all of it.
#[derive(Clone)]
pub struct Api {
    pub(crate) conversations: Arc<dyn Conversations>,
    pub(crate) open_shards: u32,
    pub(crate) visibility: Visibility,
    pub(crate) operations: Option<Arc<Operations>>,
    pub(crate) names: Option<Arc<NameDirectory>>,
    /// Where the content of a workbin is handed on to be pushed.
    pub(crate) workbins: Option<Arc<dyn Workbins>>,
    /// Pages show how long ago something began.
    pub(crate) clock: Clock,
    /// Seconds after which a browser reloads the list of open conversations.
    pub(crate) list_reload: u32,
}

/// Seconds after which a browser reloads the list of open conversations, unless set otherwise.
const LIST_RELOAD_SECONDS: u32 = 10;

impl Api {
    /// An API on a table whose index of open conversations has `open_shards` partitions. Names and
    /// operations are off, and agents see everything.
    pub fn new(conversations: impl Conversations + 'static, open_shards: u32) -> Self {
        Self {
            conversations: Arc::new(conversations),
            open_shards: open_shards.max(1),
            visibility: Visibility::All,
            operations: None,
            names: None,
            workbins: None,
            clock: Clock::system(),
            list_reload: LIST_RELOAD_SECONDS,
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

    /// Names what conversations do not name.
    #[must_use]
    pub fn with_names(self, names: Arc<NameDirectory>) -> Self {
        Self { names: Some(names), ..self }
    }

    /// Turns names and operations on, as far as they are given. Operations look up the names of
    /// queues in the same directory.
    #[must_use]
    pub fn with_names_and_operations(
        mut self,
        names: Option<NameDirectory>,
        operations: Option<Operations>,
    ) -> Self {
        self.names = names.map(Arc::new);
        self.operations = operations.map(|operations| {
            let names = self.names.clone();
            Arc::new(match names {
                Some(names) => operations.with_names(names),
                None => operations,
            })
        });
        self
    }

    /// Lets browsers reload the list of open conversations after this many seconds.
    #[must_use]
    pub fn with_list_reload(self, seconds: u32) -> Self {
        Self { list_reload: seconds, ..self }
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
            .field("names", &self.names.is_some())
            .finish_non_exhaustive()
    }
}
