//! Erasing for good what was deleted.
//!
//! The engine keeps the images of every change as records of the stream, and SQLite leaves what is deleted in its file
//! until something else is written over it.

use rusqlite::Connection;

use super::{Embedded, EmbeddedError};

impl Embedded {
    /// Takes the records of items with these partition keys, `pk`, out of the stream, and overwrites everything that
    /// was ever deleted. It takes the time of writing the whole file once.
    ///
    /// Whoever follows the stream goes on from where he is: the last record of a stream stays, without a key and without
    /// images, because the next one is numbered after it. A clock that is set back would else have numbers given
    /// that were passed already.
    ///
    /// # Errors
    /// When the file cannot be written. Doing it again is safe, and finishes it.
    pub fn erase(&self, partitions: impl IntoIterator<Item = String>) -> Result<(), EmbeddedError> {
        let mut connection = Connection::open(&self.address).map_err(EmbeddedError::Erase)?;
        erase(&mut connection, partitions).map_err(EmbeddedError::Erase)
    }
}

fn erase(
    connection: &mut Connection,
    partitions: impl IntoIterator<Item = String>,
) -> rusqlite::Result<()> {
    let change = connection.transaction()?;
    for partition in partitions {
        change.execute(
            "UPDATE _stream_records SET event_name = 'REMOVE', keys_json = '{}', new_image = NULL, old_image = NULL
             WHERE keys_json ->> '$.pk.S' = ?1",
            [partition],
        )?;
    }
    change.execute(
        "DELETE FROM _stream_records AS erased WHERE keys_json = '{}' AND CAST(sequence_number AS INTEGER) <
             (SELECT MAX(CAST(sequence_number AS INTEGER)) FROM _stream_records WHERE table_name = erased.table_name)",
        [],
    )?;
    change.commit()?;
    // The first writes what is left into the write-ahead log, the second moves it into the file and empties the log.
    connection.execute_batch("VACUUM; PRAGMA wal_checkpoint(TRUNCATE)")
}
