use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

use aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue, BillingMode, KeySchemaElement, KeyType,
    ScalarAttributeType, StreamSpecification, StreamViewType, TimeToLiveSpecification,
};

use super::*;

/// The name of the table that the tests of this crate create.
pub(crate) const TABLE: &str = "switchboard";

/// Creates a table with a stream and a time to live, like the real one except for its indexes.
pub(crate) async fn create_table(client: &aws_sdk_dynamodb::Client) {
    let text = |name| {
        let definition = AttributeDefinition::builder().attribute_name(name);
        definition.attribute_type(ScalarAttributeType::S).build().unwrap()
    };
    let key = |name, kind| {
        KeySchemaElement::builder().attribute_name(name).key_type(kind).build().unwrap()
    };
    let images = StreamViewType::NewAndOldImages;
    client
        .create_table()
        .table_name(TABLE)
        .billing_mode(BillingMode::PayPerRequest)
        .attribute_definitions(text("pk"))
        .attribute_definitions(text("sk"))
        .key_schema(key("pk", KeyType::Hash))
        .key_schema(key("sk", KeyType::Range))
        .stream_specification(
            StreamSpecification::builder()
                .stream_enabled(true)
                .stream_view_type(images)
                .build()
                .unwrap(),
        )
        .send()
        .await
        .unwrap();
    let expiry = TimeToLiveSpecification::builder()
        .attribute_name("expiresAt")
        .enabled(true)
        .build()
        .unwrap();
    client
        .update_time_to_live()
        .table_name(TABLE)
        .time_to_live_specification(expiry)
        .send()
        .await
        .unwrap();
}

/// Puts an item. `n` distinguishes the puts of one key.
pub(crate) async fn put(client: &aws_sdk_dynamodb::Client, sk: &str, n: u64) {
    client
        .put_item()
        .table_name(TABLE)
        .item("pk", AttributeValue::S("CONVERSATION#1".to_owned()))
        .item("sk", AttributeValue::S(sk.to_owned()))
        .item("n", AttributeValue::N(n.to_string()))
        .send()
        .await
        .unwrap();
}

/// Dropping the server closes its port even while a client holds a connection.
#[tokio::test]
async fn dropping_stops_the_server() {
    let embedded = Embedded::start(None).unwrap();
    let client = embedded.dynamodb();
    create_table(&client).await;
    drop(embedded);
    let refused = client.list_tables().send().await.unwrap_err();
    assert!(refused.as_service_error().is_none(), "{refused:?}");
}

/// Two databases in one process share nothing.
#[tokio::test]
async fn memory_is_not_shared() {
    let (one, other) = (Embedded::start(None).unwrap(), Embedded::start(None).unwrap());
    create_table(&one.dynamodb()).await;
    assert!(other.dynamodb().list_tables().send().await.unwrap().table_names().is_empty());
    one.shutdown().await;
    other.shutdown().await;
}

/// The folder is created when absent, is locked while open, and keeps the table when it is opened
/// again.
#[tokio::test]
async fn a_folder_keeps_the_table() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("not/yet/there");
    let embedded = Embedded::start(Some(&folder)).unwrap();
    create_table(&embedded.dynamodb()).await;
    put(&embedded.dynamodb(), "TREE", 1).await;
    assert!(matches!(Embedded::start(Some(&folder)), Err(EmbeddedError::InUse { .. })));
    embedded.shutdown().await;

    let embedded = Embedded::start(Some(&folder)).unwrap();
    let items = embedded.dynamodb().scan().table_name(TABLE).send().await.unwrap();
    assert_eq!(items.count(), 1);
}

/// The error for a file in place of a folder names the path.
#[test]
fn a_file_is_no_folder() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let error = Embedded::start(Some(file.path())).unwrap_err();
    assert!(matches!(error, EmbeddedError::Folder { .. }));
    assert!(error.to_string().contains(file.path().to_str().unwrap()), "{error}");
}

/// A file that is not a database is reported and not changed.
#[test]
fn another_programs_file_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("table.sqlite");
    fs::write(&file, "minutes of the meeting, kept here by mistake").unwrap();
    assert!(matches!(Embedded::start(Some(folder.path())), Err(EmbeddedError::Unreadable { .. })));
    assert_eq!(fs::read_to_string(&file).unwrap(), "minutes of the meeting, kept here by mistake");
}

/// The engine's own queries use the index. Without it, a run takes time quadratic in its length.
#[test]
fn the_stream_is_read_by_index() {
    let folder = tempfile::tempdir().unwrap();
    let embedded = Embedded::start(Some(folder.path())).unwrap();
    let connection = rusqlite::Connection::open(folder.path().join("table.sqlite")).unwrap();
    for statement in [
        "SELECT COALESCE(MAX(CAST(sequence_number AS INTEGER)), 0) + 1 FROM _stream_records \
         WHERE table_name = ?1",
        "SELECT event_id FROM _stream_records WHERE table_name = ?1 AND shard_id = ?2
         AND CAST(sequence_number AS INTEGER) > ?3 \
         ORDER BY CAST(sequence_number AS INTEGER) ASC LIMIT ?4",
    ] {
        let plan: String = connection
            .prepare(&format!("EXPLAIN QUERY PLAN {statement}"))
            .unwrap()
            .query_row(
                rusqlite::params_from_iter(["1"; 4].iter().take(statement.matches('?').count())),
                |row| row.get(3),
            )
            .unwrap();
        assert!(plan.contains("_stream_records_by_sequence_number"), "{plan}");
    }
    drop(embedded);
}

/// GIVEN records with higher numbers than the clock gives WHEN the last of them are erased THEN the
/// next record still has a higher number. With a lower number, a reader that is past it would never
/// see it.
#[tokio::test]
async fn numbering_continues_after_an_erase() {
    let folder = tempfile::tempdir().unwrap();
    let embedded = Embedded::start(Some(folder.path())).unwrap();
    let client = embedded.dynamodb();
    create_table(&client).await;
    for n in 0..3 {
        put(&client, "TREE", n).await;
    }
    let connection = rusqlite::Connection::open(folder.path().join("table.sqlite")).unwrap();
    let records = |what: &str| -> i64 {
        connection
            .query_row(&format!("SELECT {what} FROM _stream_records"), [], |row| row.get(0))
            .unwrap()
    };
    connection
        .execute("UPDATE _stream_records SET sequence_number = sequence_number + 3600000000", [])
        .unwrap();
    let last = records("MAX(CAST(sequence_number AS INTEGER))");
    for _ in 0..2 {
        embedded.erase(["CONVERSATION#1".to_owned(), "CONVERSATION#2".to_owned()]).unwrap();
        assert_eq!(records("COUNT(*)"), 1);
        assert_eq!(
            records("COUNT(new_image) + COUNT(old_image) + SUM(keys_json LIKE '%CONVERSATION%')"),
            0
        );
    }
    put(&client, "TREE", 3).await;
    assert_eq!(records("MAX(CAST(sequence_number AS INTEGER))"), last + 1);
}

/// The variable that tells the process below where to keep its table.
const FOLDER: &str = "EMBEDDED_TEST_FOLDER";

/// A write that was acknowledged before the process was killed is there afterwards.
#[tokio::test]
async fn a_killed_process_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "--nocapture", "embedded::tests::writes_until_killed"])
        .env(FOLDER, folder.path())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut acknowledged = 0;
    for line in BufReader::new(writer.stdout.take().unwrap()).lines() {
        acknowledged = line
            .unwrap()
            .strip_prefix("acknowledged ")
            .map_or(acknowledged, |n| n.parse().unwrap());
        if acknowledged == 50 {
            writer.kill().unwrap();
            break;
        }
    }
    writer.wait().unwrap();
    assert_eq!(acknowledged, 50);

    let embedded = Embedded::start(Some(folder.path())).unwrap();
    let items = embedded.dynamodb().scan().table_name(TABLE).send().await.unwrap();
    assert!(items.count() >= acknowledged, "{} of {acknowledged}", items.count());
}

/// The process that the test above starts and kills.
#[tokio::test]
#[ignore = "writes for ever; started by another test"]
async fn writes_until_killed() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let embedded = Embedded::start(Some(Path::new(&folder))).unwrap();
    let client = embedded.dynamodb();
    create_table(&client).await;
    for n in 1.. {
        put(&client, &format!("EVENT#{n}"), n).await;
        // Written through a handle, because the test harness captures `print`.
        writeln!(io::stdout(), "acknowledged {n}").unwrap();
    }
}
