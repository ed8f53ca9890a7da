//! The wake-ups on this machine: a queue in memory, or in a file beside the table.
//!
//! Like the table's file, the queue's file is consistent after the process was killed. A wake-up is
//! written before the pass commits, and removed only after its own pass succeeded. The next run
//! delivers what the last one left.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use genesys::{ConversationId, Timestamp};
use runtime::wake_ups::NotSent;
use runtime::{WakeUp, WakeUps};
use rusqlite::{Connection, OptionalExtension, params};

/// Name of the file in a data folder.
pub const FILE: &str = "wake-ups.sqlite";

/// Why the queue cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("the wake-ups of the table cannot be stored: {0}; name a folder that can be written")]
pub struct WakeUpError(#[from] rusqlite::Error);

/// A queue of wake-ups. Clones share it.
#[derive(Debug, Clone)]
pub struct LocalWakeUps {
    database: Arc<Mutex<Connection>>,
    sent: Arc<AtomicU64>,
}

impl LocalWakeUps {
    /// The queue in a folder that exists, or one in memory.
    ///
    /// # Errors
    /// The file cannot be opened, or holds something else.
    pub fn open(folder: Option<&Path>) -> Result<Self, WakeUpError> {
        let database = match folder {
            Some(folder) => Connection::open(folder.join(FILE))?,
            None => Connection::open_in_memory()?,
        };
        database.execute_batch(
            "PRAGMA journal_mode = WAL;
             PRAGMA synchronous = NORMAL;
             CREATE TABLE IF NOT EXISTS wake_ups (
                 due_at INTEGER NOT NULL, conversation_id TEXT NOT NULL, \
                 PRIMARY KEY (due_at, conversation_id)
             ) WITHOUT ROWID",
        )?;
        Ok(Self { database: Arc::new(Mutex::new(database)), sent: Arc::default() })
    }

    /// How many messages were sent since the queue was opened.
    #[must_use]
    pub fn sent(&self) -> u64 {
        self.sent.load(Ordering::SeqCst)
    }

    /// The due time of the earliest wake-up.
    pub fn next_due(&self) -> Result<Option<Timestamp>, WakeUpError> {
        let first: Option<i64> =
            self.lock().query_row("SELECT MIN(due_at) FROM wake_ups", [], |row| row.get(0))?;
        Ok(first.map(Timestamp::from_ms))
    }

    /// The wake-ups that are due at `now`, at most `most`, earliest first.
    pub fn due(&self, now: Timestamp, most: u32) -> Result<Vec<WakeUp>, WakeUpError> {
        let database = self.lock();
        let mut query = database.prepare_cached(
            "SELECT due_at, conversation_id FROM wake_ups WHERE due_at <= ?1 \
             ORDER BY due_at, conversation_id LIMIT ?2",
        )?;
        let rows = query.query_map(params![now.ms(), most], |row| {
            Ok((row.get(0)?, row.get::<_, String>(1)?))
        })?;
        let mut due = Vec::new();
        for row in rows {
            let (due_at, conversation_id) = row?;
            // An invalid id cannot come from `send`, so skip the row.
            if let Ok(conversation_id) = conversation_id.parse() {
                due.push(WakeUp { conversation_id, due_at: Timestamp::from_ms(due_at) });
            }
        }
        Ok(due)
    }

    /// Removes a wake-up that was processed.
    pub fn done(&self, wake_up: &WakeUp) -> Result<(), WakeUpError> {
        let database = self.lock();
        let mut delete = database
            .prepare_cached("DELETE FROM wake_ups WHERE due_at = ?1 AND conversation_id = ?2")?;
        delete.execute(params![wake_up.due_at.ms(), wake_up.conversation_id.as_str()])?;
        Ok(())
    }

    /// Removes the wake-ups of conversations, so that no trace of them stays in the file.
    pub fn forget(&self, conversation_ids: &[ConversationId]) -> Result<(), WakeUpError> {
        let database = self.lock();
        for conversation_id in conversation_ids {
            database.execute(
                "DELETE FROM wake_ups WHERE conversation_id = ?1",
                [conversation_id.as_str()],
            )?;
        }
        // `VACUUM` writes the remaining data into the write-ahead log; the checkpoint moves it into
        // the file and empties the log.
        Ok(database.execute_batch("VACUUM; PRAGMA wal_checkpoint(TRUNCATE)")?)
    }

    fn insert(&self, wake_up: &WakeUp) -> Result<(), WakeUpError> {
        let database = self.lock();
        let mut insert =
            database.prepare_cached("INSERT OR IGNORE INTO wake_ups VALUES (?1, ?2)")?;
        insert.execute(params![wake_up.due_at.ms(), wake_up.conversation_id.as_str()])?;
        Ok(())
    }

    fn has(&self, wake_up: &WakeUp) -> Result<bool, WakeUpError> {
        let database = self.lock();
        let mut query = database
            .prepare_cached("SELECT 1 FROM wake_ups WHERE due_at = ?1 AND conversation_id = ?2")?;
        let found = query
            .query_row(params![wake_up.due_at.ms(), wake_up.conversation_id.as_str()], |_| Ok(()));
        Ok(found.optional()?.is_some())
    }

    /// Ignores poisoning: every statement is atomic, even if a holder of the lock panicked.
    fn lock(&self) -> MutexGuard<'_, Connection> {
        self.database.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl WakeUps for LocalWakeUps {
    async fn send(&self, wake_up: &WakeUp, _now: Timestamp) -> Result<(), NotSent> {
        self.sent.fetch_add(1, Ordering::SeqCst);
        self.insert(wake_up).map_err(|error| NotSent(error.into()))
    }

    /// Looks the wake-up up in the queue rather than comparing times: with `--clock events`, the
    /// clock starts anew with each run and may be earlier than the due time of a wake-up that was
    /// already delivered.
    fn is_on_its_way(&self, wake_up: &WakeUp) -> bool {
        self.has(wake_up).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wake_up(conversation_id: &str, ms: i64) -> WakeUp {
        WakeUp { conversation_id: conversation_id.parse().unwrap(), due_at: Timestamp::from_ms(ms) }
    }

    const NOW: Timestamp = Timestamp::from_ms(0);

    /// A wake-up is kept until it is done, in order of due time, also for the next process.
    #[tokio::test]
    async fn a_wake_up_is_kept_until_it_is_done() {
        let folder = tempfile::tempdir().unwrap();
        let queue = LocalWakeUps::open(Some(folder.path())).unwrap();
        assert_eq!(queue.next_due().unwrap(), None);
        for sent in [wake_up("c-2", 9), wake_up("c-1", 5), wake_up("c-1", 5), wake_up("c-3", 12)] {
            queue.send(&sent, NOW).await.unwrap();
        }
        assert_eq!((queue.sent(), queue.next_due().unwrap()), (4, Some(Timestamp::from_ms(5))));
        drop(queue);
        let queue = LocalWakeUps::open(Some(folder.path())).unwrap();
        assert_eq!(
            queue.due(Timestamp::from_ms(9), 10).unwrap(),
            [wake_up("c-1", 5), wake_up("c-2", 9)]
        );
        assert_eq!(queue.due(Timestamp::from_ms(9), 1).unwrap(), [wake_up("c-1", 5)]);
        queue.done(&wake_up("c-1", 5)).unwrap();
        assert_eq!(queue.due(Timestamp::from_ms(9), 10).unwrap(), [wake_up("c-2", 9)]);
        assert!(
            !queue.is_on_its_way(&wake_up("c-1", 5)) && queue.is_on_its_way(&wake_up("c-3", 12))
        );
    }

    /// Nothing of a forgotten conversation is left in any file of the folder.
    #[tokio::test]
    async fn forgotten_conversations_are_in_no_file() {
        let folder = tempfile::tempdir().unwrap();
        let queue = LocalWakeUps::open(Some(folder.path())).unwrap();
        let files = || {
            std::fs::read_dir(folder.path())
                .unwrap()
                .map(|file| std::fs::read(file.unwrap().path()).unwrap())
        };
        let has = |text: &str| {
            files().any(|bytes| bytes.windows(text.len()).any(|part| part == text.as_bytes()))
        };
        for sent in [wake_up("forgotten-1", 5), wake_up("forgotten-1", 9), wake_up("kept-1", 9)] {
            queue.send(&sent, NOW).await.unwrap();
        }
        assert!(has("forgotten-1"));
        queue.forget(&["forgotten-1".parse().unwrap()]).unwrap();
        assert!(!has("forgotten-1") && has("kept-1"));
        assert_eq!(queue.due(Timestamp::from_ms(9), 10).unwrap(), [wake_up("kept-1", 9)]);
    }
}
