use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use aws_lambda_events::event::dynamodb::StreamViewType;
use aws_sdk_dynamodb::types::AttributeValue;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use serde_dynamo::AttributeValue as Value;
use serde_json::json;

use super::*;
use crate::embedded::Embedded;
use crate::embedded::tests::{TABLE, create_table, put};

async fn open(embedded: &Embedded, from: Option<Checkpoint>) -> StreamReader {
    StreamReader::open(embedded.streams(), &embedded.dynamodb(), TABLE, from).await.unwrap()
}

async fn started() -> Embedded {
    let embedded = Embedded::start(None).unwrap();
    create_table(&embedded.dynamodb()).await;
    embedded
}

fn sequence_number(record: &EventRecord) -> &str {
    record.change.sequence_number.as_deref().unwrap()
}

/// The `n` that [`put`] wrote.
fn n(record: &EventRecord) -> u64 {
    let Some(Value::N(n)) = record.change.new_image.get("n") else { panic!("{record:?}") };
    n.parse().unwrap()
}

fn all_n(records: &[EventRecord]) -> Vec<u64> {
    records.iter().map(n).collect()
}

/// GIVEN an item that is put, put again and deleted THEN the records are Lambda's, in that order,
/// with both images.
#[tokio::test]
async fn changes_arrive_in_order_with_images() {
    let embedded = started().await;
    let client = embedded.dynamodb();
    let mut reader = open(&embedded, None).await;
    assert_eq!(reader.next(100).await.unwrap(), []);

    put(&client, "TREE", 1).await;
    put(&client, "TREE", 2).await;
    let delete =
        client.delete_item().table_name(TABLE).key("sk", AttributeValue::S("TREE".to_owned()));
    delete.key("pk", AttributeValue::S("CONVERSATION#1".to_owned())).send().await.unwrap();

    let records = reader.next(100).await.unwrap();
    let names: Vec<_> = records.iter().map(|record| record.event_name.as_str()).collect();
    assert_eq!(names, ["INSERT", "MODIFY", "REMOVE"]);
    let [insert, modify, remove] = records.as_slice() else { panic!("{records:?}") };
    assert_eq!((n(insert), n(modify)), (1, 2));
    assert!(insert.change.old_image.is_empty() && remove.change.new_image.is_empty());
    assert_eq!(modify.change.old_image, insert.change.new_image);
    assert_eq!(remove.change.old_image, modify.change.new_image);
    assert_eq!(remove.change.keys.get("sk"), Some(&Value::S("TREE".to_owned())));
    assert_eq!(remove.user_identity, None, "deleted by a person");
    assert!(records.is_sorted_by_key(sequence_number));
    for record in &records {
        assert_eq!(record.event_source.as_deref(), Some("aws:dynamodb"));
        assert_eq!(record.event_source_arn, Some(reader.checkpoint().stream));
        assert_eq!(record.change.stream_view_type, Some(StreamViewType::NewAndOldImages));
        assert!(record.change.approximate_creation_date_time.timestamp() > 1_700_000_000);
        let text = serde_json::to_string(record).unwrap();
        assert_eq!(
            &serde_json::from_str::<EventRecord>(&text).unwrap(),
            record,
            "as it travels to a function"
        );
    }
    assert_eq!(reader.next(100).await.unwrap(), []);
}

/// A reader that begins at the end gets each later record once, whether there were others before
/// or not.
#[tokio::test]
async fn reader_at_the_end_gets_what_is_later() {
    for before in [0, 3] {
        let embedded = started().await;
        let client = embedded.dynamodb();
        for n in 0..before {
            put(&client, "TREE", n).await;
        }
        let opened = StreamReader::open_at_end(embedded.streams(), &client, TABLE).await;
        let mut reader = opened.unwrap();
        for n in 10..13 {
            put(&client, "TREE", n).await;
            assert_eq!(all_n(&reader.next(100).await.unwrap()), [n]);
        }
        assert_eq!(reader.next(100).await.unwrap(), []);
    }
}

/// A write that changes nothing makes no record, neither within a batch nor when such writes fill
/// one.
#[tokio::test]
async fn unchanged_items_make_no_record() {
    let embedded = started().await;
    for n in [1, 1, 2, 2, 2, 3, 3] {
        put(&embedded.dynamodb(), "TREE", n).await;
    }
    assert_eq!(all_n(&open(&embedded, None).await.next(100).await.unwrap()), [1, 2, 3]);
    let mut reader = open(&embedded, None).await;
    for n in 1..=3 {
        assert_eq!(all_n(&reader.next(1).await.unwrap()), [n]);
    }
    assert_eq!(reader.next(1).await.unwrap(), []);
}

/// The removal of an expired item carries the identity of the service.
#[tokio::test]
async fn expiry_carries_the_service_identity() {
    let embedded = started().await;
    let put = embedded.dynamodb().put_item().table_name(TABLE);
    let put = put.item("pk", AttributeValue::S("CONVERSATION#1".to_owned()));
    let put = put.item("sk", AttributeValue::S("TREE".to_owned()));
    put.item("expiresAt", AttributeValue::N("1".to_owned())).send().await.unwrap();
    assert_eq!(embedded.expire().unwrap(), 1);

    let records = open(&embedded, None).await.next(100).await.unwrap();
    let [_, remove] = records.as_slice() else { panic!("{records:?}") };
    let user = remove.user_identity.as_ref().unwrap();
    assert_eq!(
        (user.type_.as_str(), user.principal_id.as_str()),
        ("Service", "dynamodb.amazonaws.com")
    );
}

/// GIVEN a folder that is closed and opened again THEN each of two readers continues where it
/// stopped: unacknowledged records come again, acknowledged ones do not.
#[tokio::test]
async fn a_reopened_folder_continues_from_its_checkpoints() {
    let folder = tempfile::tempdir().unwrap();
    let (reconstruct, emit) =
        (Position::new(folder.path(), "reconstruct"), Position::new(folder.path(), "emit"));
    {
        let embedded = Embedded::start(Some(folder.path())).unwrap();
        create_table(&embedded.dynamodb()).await;
        for n in 1..=6 {
            put(&embedded.dynamodb(), "TREE", n).await;
        }
        let mut reader = open(&embedded, reconstruct.load().unwrap()).await;
        assert_eq!(all_n(&reader.next(4).await.unwrap()), [1, 2, 3, 4]);
        reader.acknowledge();
        assert_eq!(all_n(&reader.next(4).await.unwrap()), [5, 6]);
        reconstruct.store(&reader.checkpoint()).unwrap();
        let mut reader = open(&embedded, emit.load().unwrap()).await;
        assert_eq!(all_n(&reader.next(100).await.unwrap()), [1, 2, 3, 4, 5, 6]);
        reader.acknowledge();
        emit.store(&reader.checkpoint()).unwrap();
        put(&embedded.dynamodb(), "TREE", 7).await;
        embedded.shutdown().await;
    }
    let embedded = Embedded::start(Some(folder.path())).unwrap();
    put(&embedded.dynamodb(), "TREE", 8).await;
    let mut reader = open(&embedded, reconstruct.load().unwrap()).await;
    assert_eq!(all_n(&reader.next(100).await.unwrap()), [5, 6, 7, 8]);
    let mut reader = open(&embedded, emit.load().unwrap()).await;
    assert_eq!(all_n(&reader.next(100).await.unwrap()), [7, 8]);
}

/// A table that was created anew has another stream, and a checkpoint of the old stream is ignored.
#[tokio::test]
async fn a_checkpoint_of_another_stream_is_not_used() {
    let embedded = started().await;
    put(&embedded.dynamodb(), "TREE", 1).await;
    let mut reader = open(&embedded, None).await;
    reader.next(100).await.unwrap();
    reader.acknowledge();
    let other = Checkpoint { stream: "arn:another".to_owned(), ..reader.checkpoint() };
    assert_eq!(all_n(&open(&embedded, Some(other)).await.next(100).await.unwrap()), [1]);
}

/// GIVEN a batch with a failed item WHEN the reader is rewound to it THEN that record and every
/// later one are delivered again, and earlier ones are done.
#[tokio::test]
async fn rewinding_delivers_again() {
    let embedded = started().await;
    for n in 1..=5 {
        put(&embedded.dynamodb(), "TREE", n).await;
    }
    let mut reader = open(&embedded, None).await;
    let batch = reader.next(4).await.unwrap();
    reader.rewind_to(sequence_number(&batch[2])).unwrap();
    let done = reader.checkpoint();
    assert_eq!(all_n(&reader.next(2).await.unwrap()), [3, 4]);
    assert_eq!(all_n(&open(&embedded, Some(done)).await.next(100).await.unwrap()), [3, 4, 5]);

    reader.acknowledge_through(sequence_number(&batch[2])).unwrap();
    reader.rewind_to(sequence_number(&batch[3])).unwrap();
    assert_eq!(all_n(&reader.next(100).await.unwrap()), [4, 5]);
    let acknowledged = reader.rewind_to(sequence_number(&batch[0]));
    assert!(matches!(acknowledged, Err(StreamError::NotDelivered { .. })));
}

/// A stream with more records than `GetRecords` returns at once, read in batches above and below
/// that limit: each record comes once and in order.
#[tokio::test]
async fn long_streams_are_paged() {
    let embedded = started().await;
    for n in 0..2_300 {
        put(&embedded.dynamodb(), "TREE", n).await;
    }
    for max in [700, 1_500] {
        let mut reader = open(&embedded, None).await;
        let mut seen = Vec::new();
        loop {
            let batch = reader.next(max).await.unwrap();
            assert!(batch.len() <= max);
            seen.extend(all_n(&batch));
            reader.acknowledge();
            if batch.len() < max {
                break;
            }
        }
        assert_eq!(seen, (0..2_300).collect::<Vec<_>>());
    }
}

/// A fake streams service behind the real SDK, with what the embedded engine never has: a parent
/// that ends after two records and its two children, listed one shard a page. The first iterator
/// expires.
async fn split_stream(
    State(expired): State<Arc<AtomicBool>>,
    headers: HeaderMap,
    body: String,
) -> (StatusCode, String) {
    let request: serde_json::Value = serde_json::from_str(&body).unwrap();
    let shards = ["shard-1", "shard-2", "shard-3"];
    let record = |n: usize| {
        let sequence_number = format!("{n:021}");
        json!({
            "eventID": n.to_string(),
            "eventName": "INSERT",
            "dynamodb": {
                "Keys": {},
                "NewImage": { "n": { "N": n.to_string() } },
                "SequenceNumber": sequence_number
            }
        })
    };
    let operation = headers["x-amz-target"].to_str().unwrap().split_once('.').unwrap().1.to_owned();
    let answer = match operation.as_str() {
        "DescribeTable" => json!({ "Table": { "LatestStreamArn": "arn:split" } }),
        "DescribeStream" => {
            let after = request["ExclusiveStartShardId"].as_str();
            let next = after
                .map_or(0, |after| shards.iter().position(|&shard| shard == after).unwrap() + 1);
            json!({ "StreamDescription": {
                "Shards": [{
                    "ShardId": shards[next],
                    "ParentShardId": if next == 0 { "shard-0" } else { "shard-1" }
                }],
                "LastEvaluatedShardId": shards.get(next).filter(|_| next < 2) } })
        }
        "GetShardIterator" => {
            let shard = request["ShardId"].as_str().unwrap();
            let after: usize =
                request["SequenceNumber"].as_str().map_or(0, |number| number.parse().unwrap());
            json!({ "ShardIterator": format!("{shard}:{after}") })
        }
        _ => {
            let (shard, after) =
                request["ShardIterator"].as_str().unwrap().split_once(':').unwrap();
            if after == "1" && !expired.swap(true, Ordering::Relaxed) {
                let error = json!({
                    "__type": "com.amazonaws.dynamodb.v20120810#ExpiredIteratorException"
                });
                return (StatusCode::BAD_REQUEST, error.to_string());
            }
            // The parent has records 1 and 2, one a page; the children have records 3 and 4.
            match (shard, after) {
                ("shard-1", "0") => {
                    json!({ "Records": [record(1)], "NextShardIterator": "shard-1:1" })
                }
                ("shard-1", _) => json!({ "Records": [record(2)] }),
                ("shard-2", "0") => {
                    json!({ "Records": [record(3)], "NextShardIterator": "shard-2:3" })
                }
                ("shard-3", "0") => {
                    json!({ "Records": [record(4)], "NextShardIterator": "shard-3:4" })
                }
                _ => json!({ "Records": [], "NextShardIterator": request["ShardIterator"] }),
            }
        }
    };
    (StatusCode::OK, answer.to_string())
}

/// GIVEN shards that split and iterators that expire THEN every record comes once, a parent's
/// before its children's, and a checkpoint between them is enough to continue.
#[tokio::test]
async fn split_shards_and_expired_iterators() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let expired = Arc::new(AtomicBool::new(false));
    let router = Router::new().route("/", post(split_stream)).with_state(Arc::clone(&expired));
    tokio::spawn(async move { axum::serve(listener, router).await });
    let config =
        Embedded::start(None).unwrap().sdk_config().into_builder().endpoint_url(endpoint).build();
    let dynamodb = aws_sdk_dynamodb::Client::new(&config);
    let open = |from| {
        StreamReader::open(aws_sdk_dynamodbstreams::Client::new(&config), &dynamodb, TABLE, from)
    };

    let mut reader = open(None).await.unwrap();
    assert_eq!(all_n(&reader.next(1).await.unwrap()), [1]);
    assert_eq!(all_n(&reader.next(100).await.unwrap()), [2]);
    assert!(expired.load(Ordering::Relaxed));
    reader.acknowledge();
    assert_eq!(reader.checkpoint().shards, [("shard-1".to_owned(), Progress::Finished)].into());
    let mut resumed = open(Some(reader.checkpoint())).await.unwrap();
    for reader in [&mut reader, &mut resumed] {
        assert_eq!(all_n(&reader.next(100).await.unwrap()), [3]);
        assert_eq!(all_n(&reader.next(100).await.unwrap()), [4]);
        assert_eq!(reader.next(100).await.unwrap(), []);
    }
}
