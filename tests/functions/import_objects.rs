//! Documents in S3 are imported from every supported file layout, and values that are not documents
//! are reported.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use genesys::details::envelope;
use import::{BatchReport, Import, MemoryObjects, Object, Objects};
use proptest::prelude::*;
use runtime::{Clock, Deadline};
use serde_json::{Value, json};
use simulate::{conversation, kinds};
use store::EventLog;
use testkit::dead_letters::MemoryDeadLetters;
use testkit::invocations::{NOW, RETENTION, event, messages};
use testkit::memory_store::MemoryStore;
use testkit::memory_table::MemoryTable;
use tests::deployment::Deployment;

const BUCKET: &str = "documents";

/// Simulated documents of different conversations.
pub(super) fn made_up(count: u64) -> Vec<Value> {
    let kind = |seed| kinds()[seed as usize % kinds().len()];
    (0..count).map(|seed| serde_json::to_value(conversation(kind(seed), seed)).unwrap()).collect()
}

pub(super) fn object(key: &str) -> Object {
    Object { bucket: BUCKET.to_owned(), key: key.to_owned() }
}

/// An S3 notification about objects, whose keys are URL-encoded.
pub(super) fn notification(keys: &[&str]) -> String {
    let record = |key: &&str| {
        json!({"eventSource": "aws:s3", "eventName": "ObjectCreated:Put",
            "s3": {"bucket": {"name": BUCKET, "arn": "arn:aws:s3:::documents"},
                "object": {"key": key, "size": 5}}})
    };
    json!({"Records": keys.iter().map(record).collect::<Vec<_>>()}).to_string()
}

pub(super) fn objects(texts: &[(&str, &str)]) -> MemoryObjects {
    MemoryObjects::new(
        texts.iter().map(|(key, text)| (object(key), text.as_bytes().to_vec())),
        1_000,
    )
}

pub(super) fn lines(documents: &[Value]) -> String {
    documents.iter().map(|document| document.to_string() + "\n").collect()
}

pub(super) fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

pub(super) fn import<O: Objects, L: EventLog>(
    objects: O,
    log: L,
    dead_letters: MemoryDeadLetters,
) -> Import<O, L, MemoryDeadLetters> {
    Import::new(objects, log, dead_letters, RETENTION, Clock::fixed(NOW))
}

/// The log that results from these documents.
pub(super) fn log_of(documents: &[Value]) -> MemoryTable {
    let mut table = MemoryTable::default();
    for document in documents {
        let envelope = envelope(serde_json::from_value(document.clone()).unwrap(), None);
        table.append(event(&serde_json::from_str(&envelope).unwrap()));
    }
    table
}

pub(super) fn again(report: &BatchReport) -> Vec<String> {
    report
        .response()
        .batch_item_failures
        .into_iter()
        .map(|failure| failure.item_identifier)
        .collect()
}

/// Imports objects whose keys need no encoding, each in a message of its own.
async fn import_all(
    objects: MemoryObjects,
    keys: &[&str],
) -> (BatchReport, MemoryTable, Vec<Value>) {
    let (store, dead_letters) = (MemoryStore::default(), MemoryDeadLetters::default());
    let bodies: Vec<String> = keys.iter().map(|key| notification(&[key])).collect();
    let report = import(objects, store.clone(), dead_letters.clone())
        .handle(&messages(&bodies), Deadline::never())
        .await;
    (report, store.table(), dead_letters.kept())
}

#[tokio::test]
async fn pages_lines_arrays_and_gzip_are_imported() {
    let all = made_up(9);
    let query = json!({"conversations": all[..2], "totalHits": 2}).to_string();
    let job = json!({"conversations": all[2..4], "cursor": "c",
        "dataAvailabilityDate": "2026-03-02T09:00:00Z"});
    let last = json!({"dataAvailabilityDate": "2026-03-02T09:00:00Z"});
    let texts = [
        ("query.json", query.into_bytes()),
        ("job.jsonl", format!("{job}\n{last}\n").into_bytes()),
        ("lines.jsonl", lines(&all[4..6]).into_bytes()),
        ("array.json", serde_json::to_vec_pretty(&all[6..7]).unwrap()),
        ("lines.gz", gzip(lines(&all[7..8]).as_bytes())),
        ("array", gzip(json!(all[8..]).to_string().as_bytes())),
        ("empty", Vec::new()),
    ];
    let keys = texts.each_ref().map(|(key, _)| *key);
    let objects = MemoryObjects::new(texts.map(|(key, text)| (object(key), text)), 100);
    let (report, table, dead_letters) = import_all(objects, &keys).await;
    assert_eq!((report.received, report.imported, report.failed), (7, 7, 0));
    assert_eq!(
        (report.content.stored, report.content.duplicates, report.content.rejected),
        (9, 0, 0)
    );
    assert!(table == log_of(&all));
    assert_eq!((again(&report), dead_letters), (Vec::<String>::new(), Vec::new()));
}

#[tokio::test]
async fn job_page_may_be_one_line_of_many_megabytes() {
    let mut all = made_up(100);
    for document in &mut all {
        document["notes"] = json!("x".repeat(100_000));
    }
    let page = json!({"conversations": all, "cursor": "c"}).to_string();
    assert!(page.len() > 10_000_000);
    let (report, table, dead_letters) =
        import_all(objects(&[("page.json", &page)]), &["page.json"]).await;
    assert_eq!((report.content.stored, report.content.rejected, dead_letters.len()), (100, 0, 0));
    assert!(table == log_of(&all));
}

/// The same document in two objects is one event, on the real table.
#[tokio::test]
async fn document_in_two_objects_is_stored_once() {
    let deployment = Deployment::start().await;
    let all = made_up(3);
    let (first, second) = (lines(&all[..2]), json!({"conversations": all}).to_string());
    let objects = objects(&[("first", &first), ("second", &second)]);
    let batch = messages(&[notification(&["first", "second"]), notification(&["first"])]);
    let import = import(objects, deployment.table.clone(), MemoryDeadLetters::default());
    let report = import.handle(&batch, Deadline::never()).await;
    assert_eq!((report.imported, report.content.stored, report.content.duplicates), (3, 3, 4));
    for document in &all {
        let id = document["conversationId"].as_str().unwrap().parse().unwrap();
        let log = deployment.table.log(&id).await.unwrap();
        assert_eq!((log.len(), log[0].topic.as_str()), (1, "details"));
        assert_eq!(&serde_json::from_str::<Value>(&log[0].event_body).unwrap(), document);
    }
}

#[tokio::test]
async fn oversized_document_is_stored_in_parts() {
    let mut document = made_up(1).remove(0);
    document["participants"][0]["attributes"] = json!({"a": "x".repeat(300_000)});
    document["participants"][1]["attributes"] = json!({"b": "y".repeat(500_000)});
    let parts = 1 + document["participants"].as_array().unwrap().len();
    let (report, table, _) =
        import_all(objects(&[("large", &document.to_string())]), &["large"]).await;
    assert_eq!((report.content.stored, report.content.cut, report.content.rejected), (1, 1, 0));
    let id = document["conversationId"].as_str().unwrap().parse().unwrap();
    assert_eq!(table.page(&id, "", 100).len(), parts);
}

/// Values that are not documents are reported in one dead letter; all documents beside them are
/// stored.
#[tokio::test]
async fn invalid_values_give_one_dead_letter() {
    let all = made_up(3);
    let nameless = json!({"conversationId": "secret of a person"});
    let page = json!({"conversations": [all[1], "secret", nameless], "totalHits": 3});
    let text = format!("{}\n{{\"secret\":\n{page}\n7 {}\n", all[0], all[2]);
    let (report, table, dead_letters) = import_all(objects(&[("mixed", &text)]), &["mixed"]).await;
    assert!(table == log_of(&all));
    assert_eq!((report.imported, report.content.stored, report.content.rejected), (1, 3, 4));
    assert_eq!(again(&report), Vec::<String>::new());
    let no_document = "not a conversation-details document: give objects with a conversationId, \
                       arrays of them, or pages {\"conversations\": […]}";
    let id = "conversationId is missing or not an id of 1 to 64 letters, digits and hyphens";
    let first = [
        "2: not JSON from line 4, column 1 on: this value was left out, the rest was read"
            .to_owned(),
        format!("3: conversation 2: {no_document}"),
        format!("3: conversation 3: {id}"),
        format!("4: {no_document}"),
    ];
    let object = json!({"bucket": BUCKET, "key": "mixed", "rejected": 4, "first": first});
    let reason = "some values of the object could not be stored as conversation-details \
                  documents; all others are in the log";
    assert_eq!(dead_letters, [json!({"reason": reason, "object": object})]);
}

/// A dead letter names the first ten invalid values of a kind and counts the others, and also says
/// if the file breaks off.
#[tokio::test]
async fn dead_letter_names_the_first_of_a_kind() {
    let all = made_up(2);
    let bad = "no JSON\n".repeat(1_000) + &lines(&all[..1]);
    let whole = gzip(lines(&all[1..]).as_bytes());
    let cut = MemoryObjects::new(
        [(object("bad"), bad.into_bytes()), (object("cut.gz"), whole[..whole.len() - 8].to_vec())],
        50,
    );
    let (report, table, dead_letters) = import_all(cut, &["bad", "cut.gz"]).await;
    assert!(table == log_of(&all), "what could be read is there");
    assert_eq!((report.imported, report.content.rejected), (2, 1_001));
    assert_eq!(dead_letters.len(), 2);
    assert_eq!(
        (&dead_letters[0]["object"]["rejected"], &dead_letters[1]["object"]["rejected"]),
        (&json!(1_000), &json!(1))
    );
    let first = dead_letters[0]["object"]["first"].as_array().unwrap();
    assert_eq!((first.len(), &first[10]), (11, &json!("990 more like 1")));
    let reason = dead_letters[1]["object"]["first"][0].as_str().unwrap();
    assert!(
        reason.ends_with("(unexpected end of file): the rest of the file was not read"),
        "{reason}"
    );
}

#[tokio::test]
async fn each_message_has_its_own_outcome() {
    let all = made_up(2);
    let test =
        json!({"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": BUCKET}).to_string();
    let (one, other) = (lines(&all[..1]), lines(&all[1..]));
    let objects = objects(&[("Mär z/1+1=2 ☎.json", &one), ("other", &other)]);
    let store = MemoryStore::default();
    let batch = messages(&[
        test,
        "no notification".to_owned(),
        notification(&["M%C3%A4r+z/1%2B1%3D2+%E2%98%8E.json"]),
        notification(&["gone", "other"]),
        String::new(),
    ]);
    let report = import(objects, store.clone(), MemoryDeadLetters::default())
        .handle(&batch, Deadline::never())
        .await;
    assert_eq!(again(&report), ["1", "3", "4"]);
    assert_eq!((report.received, report.imported, report.failed), (5, 2, 3));
    assert!(store.table() == log_of(&all), "what can be imported is, also beside what cannot");
    let mut nameless = messages(&[String::new()]);
    nameless.records[0].message_id = None;
    let report = import(objects_of_none(), store, MemoryDeadLetters::default())
        .handle(&nameless, Deadline::never())
        .await;
    assert_eq!(again(&report), [""], "the empty name stands for all");
}

fn objects_of_none() -> MemoryObjects {
    MemoryObjects::new([], 1)
}

/// A layout of documents in an object.
#[derive(Debug, Clone, Copy)]
enum Layout {
    Lines,
    OneLine,
    Array,
    PrettyArray,
    Page,
    PrettyPage,
    ArrayOfPages,
}

impl Layout {
    const ALL: [Self; 7] = [
        Self::Lines,
        Self::OneLine,
        Self::Array,
        Self::PrettyArray,
        Self::Page,
        Self::PrettyPage,
        Self::ArrayOfPages,
    ];

    fn lay(self, documents: &[Value]) -> Vec<u8> {
        let page =
            |documents: &[Value]| json!({"conversations": documents, "totalHits": documents.len()});
        match self {
            Self::Lines => lines(documents).into_bytes(),
            Self::OneLine => lines(documents).replace('\n', " ").into_bytes(),
            Self::Array => json!(documents).to_string().into_bytes(),
            Self::PrettyArray => serde_json::to_vec_pretty(documents).unwrap(),
            Self::Page => page(documents).to_string().into_bytes(),
            Self::PrettyPage => serde_json::to_vec_pretty(&page(documents)).unwrap(),
            Self::ArrayOfPages => {
                json!(documents.chunks(2).map(page).collect::<Vec<_>>()).to_string().into_bytes()
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(32)
    })]

    /// The layout of documents in objects, their order and their repetition do not change the log.
    #[test]
    fn any_file_layout_gives_the_same_log(
        picks in proptest::collection::vec(any::<prop::sample::Index>(), 0..20),
        layouts in proptest::collection::vec(
            (prop::sample::select(&Layout::ALL[..]), any::<bool>()), 1..6,
        ),
        chunk in prop::sample::select(vec![7_usize, 100, 10_000]),
    ) {
        let all = made_up(8);
        let picked: Vec<Value> =
            all.iter().chain(picks.iter().map(|pick| pick.get(&all))).cloned().collect();
        let keys: Vec<String> = (0..layouts.len()).map(|number| number.to_string()).collect();
        let objects = layouts
            .iter()
            .zip(&keys)
            .enumerate()
            .map(|(place, ((layout, is_gzip), key))| {
                let share: Vec<Value> =
                    picked.iter().skip(place).step_by(layouts.len()).cloned().collect();
                let text = layout.lay(&share);
                (object(key), if *is_gzip { gzip(&text) } else { text })
            });
        let objects = MemoryObjects::new(objects, chunk);
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let (report, table, dead_letters) = runtime.block_on(import_all(objects, &keys));
        prop_assert!(table == log_of(&all));
        prop_assert_eq!(
            (report.content.stored, report.content.duplicates), (8, picks.len() as u64)
        );
        prop_assert!(dead_letters.is_empty() && again(&report).is_empty());
    }
}

/// `LastModified` of an object is when its documents were exported. A document that is stored
/// already keeps its time.
#[tokio::test]
async fn documents_have_the_time_of_their_object() {
    let all = made_up(3);
    let texts = [
        ("a", lines(&all[..2])),
        ("b", json!({"conversations": all[1..]}).to_string()),
        ("undated", lines(&all)),
    ];
    let objects = objects(&texts.each_ref().map(|(key, text)| (*key, text.as_str())))
        .modified(object("a"), NOW.plus_ms(2))
        .modified(object("b"), NOW.plus_ms(1));
    let (_, table, _) = import_all(objects, &["a", "b", "undated"]).await;
    let expected = all.iter().zip([2, 2, 1]).map(|(document, ms)| {
        let fields = serde_json::from_value(document.clone()).unwrap();
        let envelope = envelope(fields, Some(NOW.plus_ms(ms)));
        event(&serde_json::from_str(&envelope).unwrap())
    });
    let mut log = MemoryTable::default();
    for event in expected {
        assert!(event.exported_at.is_some());
        log.append(event);
    }
    assert!(table == log);
}

/// An object of another kind is named once, and sessions without an id are counted.
#[tokio::test]
async fn other_kinds_of_objects_are_named_once() {
    let event = json!({"detail-type": "v2.x", "source": "s", "detail": {"eventBody": {}}});
    let events = serde_json::to_string_pretty(&vec![event; 40]).unwrap();
    let mut document = made_up(1).remove(0);
    document["participants"][0]["sessions"][0].as_object_mut().unwrap().remove("sessionId");
    let texts =
        [("events", &*events), ("unnamed", &*document.to_string()), ("page.csv", "a,b\n1,2\n")];
    let (report, _, dead_letters) =
        import_all(objects(&texts), &["events", "unnamed", "page.csv"]).await;
    assert_eq!((report.content.stored, report.content.rejected), (1, 41));
    assert_eq!(report.content.without_ids, 1);
    let first = json!([
        "2: element 1: an EventBridge event, not a conversation-details document: use \
         `switchboard run`",
        "39 more like 2: element 1",
    ]);
    assert_eq!(dead_letters[0]["object"]["first"], first);
    assert_eq!(dead_letters[1]["object"]["first"].as_array().map(Vec::len), Some(1));
}
