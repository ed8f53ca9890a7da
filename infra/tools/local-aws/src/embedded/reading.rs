//! Opens the table of a folder for reading, beside a process that writes it.
//!
//! The file is in SQLite's write-ahead mode. A reader sees the state after the last committed
//! transaction, and each request to the engine writes in one transaction: the item, its index
//! entries and its stream record. Readers take no lock that a writer waits for. The connection is
//! read-only, so the engine cannot change the file; it creates and migrates nothing.

use std::path::Path;

use dynoxide::Database;

use super::{Embedded, EmbeddedError, file_in};

impl Embedded {
    /// Serves the table of a folder for reading, while another process may write it. Every write is
    /// refused.
    ///
    /// # Errors
    /// When the folder holds no table of this version.
    pub fn read(folder: &Path) -> Result<Self, EmbeddedError> {
        let address = read_only(&file_in(folder)?);
        let database = Database::new(&address)
            .map_err(|reason| EmbeddedError::Unreadable { folder: folder.to_owned(), reason })?;
        Self::serve(database, address, None)
    }
}

/// The URI by which SQLite opens a file for reading.
fn read_only(path: &str) -> String {
    let path = path.replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    format!("file:{path}?mode=ro")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::time::{Duration, Instant};

    use aws_sdk_dynamodb::Client;
    use aws_sdk_dynamodb::types::{AttributeValue, Put, TransactWriteItem};

    use super::super::tests::{TABLE, create_table, put};
    use super::*;

    /// Puts two items of one partition in one transaction.
    async fn put_both(client: &Client, n: u64) {
        let put = |sk: &str| {
            let put = Put::builder().table_name(TABLE);
            let put = put.item("pk", AttributeValue::S("CONVERSATION#1".to_owned()));
            let put = put.item("sk", AttributeValue::S(sk.to_owned()));
            let put = put.item("n", AttributeValue::N(n.to_string())).build().unwrap();
            TransactWriteItem::builder().put(put).build()
        };
        let write = client.transact_write_items().transact_items(put("A")).transact_items(put("B"));
        write.send().await.unwrap();
    }

    /// The numbers of the items of the partition.
    async fn numbers(client: &Client) -> Vec<u64> {
        let query = client.query().table_name(TABLE).key_condition_expression("pk = :pk");
        let pk = AttributeValue::S("CONVERSATION#1".to_owned());
        let items = query.expression_attribute_values(":pk", pk).send().await.unwrap();
        items.items().iter().map(|item| item["n"].as_n().unwrap().parse().unwrap()).collect()
    }

    /// How long some writes take together, and the longest of them.
    async fn duration_of_writes(client: &Client, from: u64) -> (Duration, Duration) {
        let (started, mut longest) = (Instant::now(), Duration::ZERO);
        for n in from..from + 200 {
            let before = Instant::now();
            put_both(client, n).await;
            longest = longest.max(before.elapsed());
        }
        (started.elapsed(), longest)
    }

    /// GIVEN a writer and a reader that hardly pauses THEN the reader sees whole transactions only,
    /// in their order, and no write waits for a lock.
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn readers_see_whole_transactions_and_hinder_none() {
        let folder = tempfile::tempdir().unwrap();
        let writer = Embedded::start(Some(folder.path())).unwrap();
        create_table(&writer.dynamodb()).await;
        put_both(&writer.dynamodb(), 1).await;
        let (alone, _) = duration_of_writes(&writer.dynamodb(), 1_000).await;

        let reader = Embedded::read(folder.path()).unwrap();
        let ended = Arc::new(AtomicBool::new(false));
        let reading = tokio::spawn({
            let (client, ended) = (reader.dynamodb(), Arc::clone(&ended));
            async move {
                let (mut last, mut seen) = (0, 0);
                while !ended.load(Ordering::Relaxed) {
                    let both = numbers(&client).await;
                    assert!(both.len() == 2 && both[0] == both[1], "half of a write: {both:?}");
                    assert!(both[0] >= last, "{both:?} after {last}");
                    (last, seen) = (both[0], seen + u64::from(both[0] > last));
                    tokio::time::sleep(Duration::from_millis(2)).await;
                }
                seen
            }
        });
        let (beside, longest) = duration_of_writes(&writer.dynamodb(), 2_000).await;
        ended.store(true, Ordering::Relaxed);
        let seen = reading.await.unwrap();
        println!("200 writes: {alone:?} alone, {beside:?} beside a reader that saw {seen} states");
        assert!(seen > 10, "the reader saw {seen} states");
        // The engine would wait 5 seconds for a lock.
        assert!(longest < Duration::from_secs(4), "a write took {longest:?}");
        assert_eq!(numbers(&reader.dynamodb()).await, [2_199, 2_199]);
    }

    /// A reader changes nothing, outlives the writer, lets another one begin, and keeps no erased
    /// data in the files.
    #[tokio::test]
    async fn readers_change_nothing_and_outlive_writers() {
        let folder = tempfile::tempdir().unwrap();
        let writer = Embedded::start(Some(folder.path())).unwrap();
        create_table(&writer.dynamodb()).await;
        put(&writer.dynamodb(), "A", 1).await;
        let reader = Embedded::read(folder.path()).unwrap();
        let client = reader.dynamodb();
        assert_eq!(numbers(&client).await, [1]);
        let refused = client.delete_table().table_name(TABLE).send().await;
        assert!(refused.is_err(), "the reader deleted the table");
        writer.shutdown().await;
        assert_eq!(numbers(&client).await, [1], "after the writer has ended");

        let writer = Embedded::start(Some(folder.path())).unwrap();
        let item = writer.dynamodb().put_item().table_name(TABLE);
        let item = item.item("pk", AttributeValue::S("CONVERSATION#2".to_owned()));
        let item = item.item("sk", AttributeValue::S("forgotten-1".to_owned()));
        item.send().await.unwrap();
        put(&writer.dynamodb(), "A", 2).await;
        assert_eq!(numbers(&client).await, [2], "of the next writer");
        let delete = writer.dynamodb().delete_item().table_name(TABLE);
        let delete = delete.key("pk", AttributeValue::S("CONVERSATION#2".to_owned()));
        let delete = delete.key("sk", AttributeValue::S("forgotten-1".to_owned()));
        delete.send().await.unwrap();
        writer.erase(["CONVERSATION#2".to_owned()]).unwrap();
        for file in std::fs::read_dir(folder.path()).unwrap() {
            let file = file.unwrap();
            let bytes = std::fs::read(file.path()).unwrap();
            let trace = bytes.windows(11).any(|part| part == b"forgotten-1");
            assert!(!trace, "{} has the deleted data", file.file_name().display());
        }
    }

    /// A path with characters that mean something in a URI is opened as it is.
    #[tokio::test]
    async fn any_folder_name_can_be_read() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("a %41?b=c#d");
        let writer = Embedded::start(Some(&folder)).unwrap();
        create_table(&writer.dynamodb()).await;
        put(&writer.dynamodb(), "A", 1).await;
        let reader = Embedded::read(&folder).unwrap();
        assert_eq!(numbers(&reader.dynamodb()).await, [1]);
    }
}
