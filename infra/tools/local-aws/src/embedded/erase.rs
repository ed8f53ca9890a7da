//! Erases deleted data from the file.
//!
//! The engine keeps the images of every change as stream records, and SQLite leaves deleted data in
//! its file until something else overwrites it.

use rusqlite::Connection;

use super::{Embedded, EmbeddedError};

impl Embedded {
    /// Removes the stream records of the items with these partition keys, `pk`, and overwrites all
    /// data that was ever deleted. Takes as long as writing the whole file once.
    ///
    /// Readers of the stream continue from their positions. The last record of a stream stays,
    /// without a key and without images, because the engine numbers the next record after it.
    /// Without that record, a clock that was set back would assign numbers that readers have
    /// already passed.
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
            "UPDATE _stream_records SET event_name = 'REMOVE', keys_json = '{}', \
             new_image = NULL, old_image = NULL
             WHERE keys_json ->> '$.pk.S' = ?1",
            [partition],
        )?;
    }
    change.execute(
        "DELETE FROM _stream_records AS erased WHERE keys_json = '{}' \
         AND CAST(sequence_number AS INTEGER) <
             (SELECT MAX(CAST(sequence_number AS INTEGER)) FROM _stream_records \
             WHERE table_name = erased.table_name)",
        [],
    )?;
    change.commit()?;
    // `VACUUM` writes the remaining data into the write-ahead log; the checkpoint moves it into the
    // file and empties the log.
    connection.execute_batch("VACUUM; PRAGMA wal_checkpoint(TRUNCATE)")
}
