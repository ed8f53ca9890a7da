//! What changes in a folder's table, for notifications: from its stream, whatever process writes.

use async_trait::async_trait;
use genesys::ConversationId;
use interactions::notifications::{Changes, NotFollowed};
use local_aws::local::TableStream;
use local_aws::streams::{StreamError, StreamReader};
use store::Image;
use store::keys::{SK, TREE};
use tokio::sync::Mutex;

/// Most records that one read takes.
const PAGE: usize = 1_000;

/// The stream of a folder's table, from a moment on.
pub struct FolderChanges {
    stream: TableStream,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// `None` before the first moment.
    reader: Option<StreamReader>,
    /// What was read and not returned.
    changed: Vec<ConversationId>,
}

impl FolderChanges {
    /// The changes of a stream.
    pub fn of(stream: TableStream) -> Self {
        Self { stream, state: Mutex::default() }
    }
}

impl State {
    /// Reads to the end of the stream.
    async fn read(&mut self) -> Result<(), StreamError> {
        let Some(reader) = &mut self.reader else { return Ok(()) };
        loop {
            let records = reader.next(PAGE).await?;
            reader.acknowledge();
            if records.is_empty() {
                return Ok(());
            }
            let keys = records.iter().map(|record| Image(&record.change.keys));
            let of_trees = keys.filter(|keys| keys.text(SK) == Some(TREE));
            self.changed.extend(of_trees.filter_map(|keys| keys.key().ok()).map(|(id, _)| id));
        }
    }
}

#[async_trait]
impl Changes for FolderChanges {
    async fn changed(&self) -> Result<Vec<ConversationId>, NotFollowed> {
        let mut state = self.state.lock().await;
        state.read().await.map_err(not_followed)?;
        Ok(std::mem::take(&mut state.changed))
    }

    async fn begin(&self) -> Result<(), NotFollowed> {
        let mut state = self.state.lock().await;
        let reader = Some(self.stream.at_end().await.map_err(not_followed)?);
        *state = State { reader, changed: Vec::new() };
        Ok(())
    }
}

fn not_followed(error: StreamError) -> NotFollowed {
    NotFollowed(error.into())
}
