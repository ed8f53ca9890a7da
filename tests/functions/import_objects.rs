//! Documents in S3 come into the log, whatever they lie in and whatever goes wrong on the way, and what is none is told.

use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use genesys::details::envelope;
use import::objects::Body;
use import::{Import, MemoryObjects, Object, Objects, Report, Unread};
use proptest::prelude::*;
use runtime::{Clock, Deadline};
use serde_json::{Value, json};
use store::{EventLog, StoreError};
use switchboard::simulate::{conversation, kinds};
use tests::deployment::{Deployment, NOW, RETENTION, event, messages};
use tests::faults::{Fault, Faults, FaultyStore};
use tests::letters::Letters;
use tests::memory_table::{MemoryStore, MemoryTable};

const BUCKET: &str = "documents";
const INVOCATION: Duration = Duration::from_secs(30);

/// Made-up documents of different conversations.
fn made_up(count: u64) -> Vec<Value> {
    let kind = |seed| kinds()[seed as usize % kinds().len()];
    (0..count).map(|seed| serde_json::to_value(conversation(kind(seed), seed)).unwrap()).collect()
}

fn object(key: &str) -> Object {
    Object { bucket: BUCKET.to_owned(), key: key.to_owned() }
}

/// What S3 says of objects, whose keys are URL-encoded.
fn notification(keys: &[&str]) -> String {
    let record = |key: &&str| {
        json!({"eventSource": "aws:s3", "eventName": "ObjectCreated:Put",
            "s3": {"bucket": {"name": BUCKET, "arn": "arn:aws:s3:::documents"}, "object": {"key": key, "size": 5}}})
    };
    json!({"Records": keys.iter().map(record).collect::<Vec<_>>()}).to_string()
}

fn objects(texts: &[(&str, &str)]) -> MemoryObjects {
    MemoryObjects::new(texts.iter().map(|(key, text)| (object(key), text.as_bytes().to_vec())), 1_000)
}

fn lines(documents: &[Value]) -> String {
    documents.iter().map(|document| document.to_string() + "\n").collect()
}

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

fn import<O: Objects, L: EventLog>(objects: O, log: L, letters: Letters) -> Import<O, L, Letters> {
    Import::new(objects, log, letters, RETENTION, Clock::fixed(NOW))
}

/// The log that these documents make.
fn log_of(documents: &[Value]) -> MemoryTable {
    let mut table = MemoryTable::default();
    for document in documents {
        let envelope = envelope(document.as_object().unwrap().clone());
        table.append(event(&serde_json::from_str(&envelope).unwrap()));
    }
    table
}

fn again(report: &Report) -> Vec<String> {
    report.response().batch_item_failures.into_iter().map(|failure| failure.item_identifier).collect()
}

/// Imports objects whose keys are as they are, each of a message of its own.
async fn import_all(objects: MemoryObjects, keys: &[&str]) -> (Report, MemoryTable, Vec<Value>) {
    let (store, letters) = (MemoryStore::default(), Letters::default());
    let bodies: Vec<String> = keys.iter().map(|key| notification(&[key])).collect();
    let report = import(objects, store.clone(), letters.clone()).handle(&messages(&bodies), Deadline::never()).await;
    (report, store.table(), letters.kept())
}

#[tokio::test]
async fn pages_lines_arrays_and_gzip_become_the_events_of_their_documents() {
    let all = made_up(9);
    let query = json!({"conversations": all[..2], "totalHits": 2}).to_string();
    let job = json!({"conversations": all[2..4], "cursor": "c", "dataAvailabilityDate": "2026-03-02T09:00:00Z"});
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
    let (report, table, letters) = import_all(objects, &keys).await;
    assert_eq!((report.received, report.imported, report.failed), (7, 7, 0));
    assert_eq!((report.content.stored, report.content.duplicates, report.content.rejected), (9, 0, 0));
    assert!(table == log_of(&all));
    assert_eq!((again(&report), letters), (Vec::<String>::new(), Vec::new()));
}

#[tokio::test]
async fn a_page_of_a_job_may_be_a_line_of_many_megabytes() {
    let mut all = made_up(100);
    for document in &mut all {
        document["notes"] = json!("x".repeat(100_000));
    }
    let page = json!({"conversations": all, "cursor": "c"}).to_string();
    assert!(page.len() > 10_000_000);
    let (report, table, letters) = import_all(objects(&[("page.json", &page)]), &["page.json"]).await;
    assert_eq!((report.content.stored, report.content.rejected, letters.len()), (100, 0, 0));
    assert!(table == log_of(&all));
}

#[tokio::test]
async fn a_document_in_two_objects_is_one_event_in_the_real_table() {
    let deployment = Deployment::start().await;
    let all = made_up(3);
    let (first, second) = (lines(&all[..2]), json!({"conversations": all}).to_string());
    let objects = objects(&[("first", &first), ("second", &second)]);
    let batch = messages(&[notification(&["first", "second"]), notification(&["first"])]);
    let import = import(objects, deployment.table.clone(), Letters::default());
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
async fn a_document_too_large_for_an_item_comes_in_parts() {
    let mut document = made_up(1).remove(0);
    document["participants"][0]["attributes"] = json!({"a": "x".repeat(300_000)});
    document["participants"][1]["attributes"] = json!({"b": "y".repeat(500_000)});
    let parts = 1 + document["participants"].as_array().unwrap().len();
    let (report, table, _) = import_all(objects(&[("large", &document.to_string())]), &["large"]).await;
    assert_eq!((report.content.stored, report.content.cut, report.content.rejected), (1, 1, 0));
    let id = document["conversationId"].as_str().unwrap().parse().unwrap();
    assert_eq!(table.page(&id, "", 100).len(), parts);
}

#[tokio::test]
async fn what_is_no_document_costs_nothing_but_itself_and_is_told_in_one_letter() {
    let all = made_up(3);
    let nameless = json!({"conversationId": "secret of a person"});
    let page = json!({"conversations": [all[1], "secret", nameless], "totalHits": 3});
    let text = format!("{}\n{{\"secret\":\n{page}\n7 {}\n", all[0], all[2]);
    let (report, table, letters) = import_all(objects(&[("mixed", &text)]), &["mixed"]).await;
    assert!(table == log_of(&all));
    assert_eq!((report.imported, report.content.stored, report.content.rejected), (1, 3, 4));
    assert_eq!(again(&report), Vec::<String>::new());
    let no_document = "no conversation-details document: give objects with a conversationId, arrays of them, or pages \
                       {\"conversations\": […]}, each on one line";
    let id = "conversationId is missing or no id of 1 to 64 letters, digits and hyphens";
    let first = [
        "2: not JSON from column 1 on: write one or more whole JSON objects on a line".to_owned(),
        format!("3: {no_document}"),
        format!("3: {id}"),
        format!("4: {no_document}"),
    ];
    let object = json!({"bucket": BUCKET, "key": "mixed", "rejected": 4, "first": first});
    let reason = "some values of the object are no conversation-details documents that can be kept; everything else is in \
                  the log";
    assert_eq!(letters, [json!({"reason": reason, "object": object})]);
}

#[tokio::test]
async fn a_letter_names_the_first_twenty_and_what_is_cut_short_is_told_too() {
    let all = made_up(2);
    let bad = "no JSON\n".repeat(1_000) + &lines(&all[..1]);
    let whole = gzip(lines(&all[1..]).as_bytes());
    let cut = MemoryObjects::new(
        [(object("bad"), bad.into_bytes()), (object("cut.gz"), whole[..whole.len() - 8].to_vec())],
        50,
    );
    let (report, table, letters) = import_all(cut, &["bad", "cut.gz"]).await;
    assert!(table == log_of(&all), "what could be read is there");
    assert_eq!((report.imported, report.content.rejected), (2, 1_001));
    assert_eq!(letters.len(), 2);
    assert_eq!((&letters[0]["object"]["rejected"], &letters[1]["object"]["rejected"]), (&json!(1_000), &json!(1)));
    assert_eq!(letters[0]["object"]["first"].as_array().map(Vec::len), Some(20));
    let reason = letters[1]["object"]["first"][0].as_str().unwrap();
    assert!(reason.ends_with("(unexpected end of file): the rest of the file was not read"), "{reason}");
}

#[tokio::test]
async fn while_the_dead_letters_are_down_the_message_comes_again() {
    let all = made_up(1);
    let text = lines(&all) + "7\n";
    let store = MemoryStore::default();
    let batch = messages(&[notification(&["mixed"])]);
    let down = import(objects(&[("mixed", &text)]), store.clone(), Letters::down());
    let report = down.handle(&batch, Deadline::never()).await;
    assert_eq!((again(&report), report.failed, report.content.rejected), (vec!["0".to_owned()], 1, 0));
    let letters = Letters::default();
    let up = import(objects(&[("mixed", &text)]), store.clone(), letters.clone());
    let report = up.handle(&batch, Deadline::never()).await;
    assert_eq!((again(&report).len(), report.imported, report.content.duplicates), (0, 1, 1));
    assert_eq!((letters.kept().len(), report.content.rejected), (1, 1));
    assert!(store.table() == log_of(&all));
}

#[tokio::test]
async fn of_a_batch_each_message_has_its_own_outcome() {
    let all = made_up(2);
    let test = json!({"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": BUCKET}).to_string();
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
    let report = import(objects, store.clone(), Letters::default()).handle(&batch, Deadline::never()).await;
    assert_eq!(again(&report), ["1", "3", "4"]);
    assert_eq!((report.received, report.imported, report.failed), (5, 2, 3));
    assert!(store.table() == log_of(&all), "what can be imported is, also beside what cannot");
    let mut nameless = messages(&[String::new()]);
    nameless.records[0].message_id = None;
    let report = import(objects_of_none(), store, Letters::default()).handle(&nameless, Deadline::never()).await;
    assert_eq!(again(&report), [""], "the empty name stands for all");
}

fn objects_of_none() -> MemoryObjects {
    MemoryObjects::new([], 1)
}

#[tokio::test]
async fn what_the_table_refuses_for_good_is_set_aside_and_everything_else_stored() {
    let all = made_up(5);
    let (store, letters) = (MemoryStore::default(), Letters::default());
    let faulty = FaultyStore::new(store.clone(), Faults::new(|call| (call == 2).then_some(Fault::Poison)));
    let import = import(objects(&[("all", &lines(&all))]), faulty, letters.clone());
    let report = import.handle(&messages(&[notification(&["all"])]), Deadline::never()).await;
    assert_eq!((report.imported, report.content.stored, report.content.rejected), (1, 4, 1));
    assert_eq!(letters.kept()[0]["object"]["first"], json!([format!("2: {}", refused_put())]));
}

fn refused_put() -> StoreError {
    StoreError::Poison {
        operation: store::Operation::PutItem,
        code: "ValidationException".into(),
        source: "a fault".into(),
    }
}

/// Delivers messages as SQS does: what failed again, and everything when the process dies.
async fn deliver(objects: &MemoryObjects, bodies: &[String], faults: &Faults, store: &MemoryStore, letters: &Letters) {
    let mut queue = bodies.to_vec();
    for _ in 0..10 {
        let faulty = FaultyStore::new(store.clone(), faults.clone());
        let import = import(objects.clone(), faulty, letters.clone());
        let batch = messages(&queue);
        if let Some(report) = faults.process(import.handle(&batch, Deadline::after(INVOCATION))).await {
            queue = again(&report).iter().map(|place| queue[place.parse::<usize>().unwrap()].clone()).collect();
        }
        if queue.is_empty() {
            return;
        }
    }
    panic!("it is stuck");
}

#[tokio::test(start_paused = true)]
async fn whatever_goes_wrong_with_any_call_of_the_store_the_log_ends_as_if_nothing_had() {
    let all = made_up(6);
    let texts = [("first", lines(&all[..4])), ("second", lines(&all[2..]) + "7\n")];
    let objects = MemoryObjects::new(texts.map(|(key, text)| (object(key), text.into_bytes())), 10_000);
    let bodies = [notification(&["first"]), notification(&["second"])];
    let none = Faults::none();
    deliver(&objects, &bodies, &none, &MemoryStore::default(), &Letters::default()).await;
    let expected = log_of(&all);
    for call in 1..=none.calls() {
        for fault in Fault::PASSING {
            let (store, letters) = (MemoryStore::default(), Letters::default());
            deliver(&objects, &bodies, &Faults::at(call, fault), &store, &letters).await;
            assert!(store.table() == expected, "{fault:?} at call {call}");
            assert_eq!(letters.kept().len(), 1, "{fault:?} at call {call}");
        }
    }
    assert_eq!(none.calls(), 8);
}

#[tokio::test]
async fn after_a_failure_of_the_store_no_more_is_taken() {
    let all = made_up(200);
    let faults = Faults::new(|call| (call > 20).then_some(Fault::Throttled));
    let faulty = FaultyStore::new(MemoryStore::default(), faults.clone());
    let import = import(objects(&[("all", &lines(&all))]), faulty, Letters::default());
    let report = import.handle(&messages(&[notification(&["all"])]), Deadline::never()).await;
    assert_eq!((again(&report).len(), report.failed, report.content.stored), (1, 1, 20));
    assert!(faults.calls() <= 20 + 16, "{} calls", faults.calls());
}

/// Objects whose bodies are cut off, or give nothing any more, after so many chunks.
#[derive(Clone)]
struct Broken {
    objects: MemoryObjects,
    after: usize,
    hangs: bool,
    opened: Arc<AtomicUsize>,
}

struct BrokenBody(Box<dyn Body>, Broken);

#[async_trait]
impl Objects for Broken {
    async fn open(&self, object: &Object) -> Result<Box<dyn Body>, Unread> {
        self.opened.fetch_add(1, Ordering::SeqCst);
        Ok(Box::new(BrokenBody(self.objects.open(object).await?, self.clone())))
    }
}

#[async_trait]
impl Body for BrokenBody {
    async fn next(&mut self) -> Result<Option<Bytes>, Unread> {
        if self.1.after == 0 {
            return if self.1.hangs { std::future::pending().await } else { Err(Unread::Cut("a fault".into())) };
        }
        self.1.after -= 1;
        self.0.next().await
    }
}

#[tokio::test]
async fn a_connection_that_is_cut_is_no_broken_file() {
    let all = made_up(4);
    let array = json!(all).to_string().into_bytes();
    let texts = [lines(&all).into_bytes(), array.clone(), gzip(&array)];
    for text in texts {
        let whole = MemoryObjects::new([(object("all"), text.clone())], 500);
        let chunks = text.len().div_ceil(500);
        let (store, letters) = (MemoryStore::default(), Letters::default());
        let batch = messages(&[notification(&["all"])]);
        for after in 0..=chunks {
            let cut = Broken { objects: whole.clone(), after, hangs: false, opened: Arc::default() };
            let report = import(cut, store.clone(), letters.clone()).handle(&batch, Deadline::never()).await;
            assert_eq!((again(&report).len(), report.failed, report.content.rejected), (1, 1, 0), "after {after}");
        }
        assert!(store.table() == log_of(&all), "everything was read, but not known to be all");
        import(whole, store.clone(), letters.clone()).handle(&batch, Deadline::never()).await;
        assert!(store.table() == log_of(&all));
        assert!(letters.kept().is_empty(), "nothing is wrong with the file");
    }
}

#[tokio::test]
async fn when_the_time_is_up_the_message_comes_again_and_the_next_is_not_begun() {
    let all = made_up(200);
    let whole = objects(&[("all", &lines(&all))]);
    let opened = Arc::<AtomicUsize>::default();
    let hanging = Broken { objects: whole.clone(), after: 20, hangs: true, opened: Arc::clone(&opened) };
    let batch = messages(&[notification(&["all"]), notification(&["all"])]);
    let store = MemoryStore::default();
    let deadline = Deadline::after(Duration::from_millis(300));
    let report = import(hanging, store.clone(), Letters::default()).handle(&batch, deadline).await;
    assert_eq!((again(&report), report.failed), (vec!["0".to_owned(), "1".to_owned()], 2));
    assert!(report.content.duplicates == 0 && report.content.stored < 200);
    assert_eq!(opened.load(Ordering::SeqCst), 1, "the second was not begun");

    let stuck = FaultyStore::new(store.clone(), Faults::new(|call| (call > 5).then_some(Fault::NoAnswer)));
    let deadline = Deadline::after(Duration::from_millis(300));
    let report = import(whole.clone(), stuck, Letters::default()).handle(&batch, deadline).await;
    assert_eq!(again(&report).len(), 2);
    let faults = Faults::none();
    let untouched = FaultyStore::new(store, faults.clone());
    let report = import(whole, untouched, Letters::default()).handle(&batch, Deadline::after(Duration::ZERO)).await;
    assert_eq!((again(&report).len(), report.failed, faults.calls()), (2, 2, 0));
}

/// How documents lie in an object.
#[derive(Debug, Clone, Copy)]
enum Layout {
    Lines,
    OneLine,
    Array,
    PrettyArray,
    Page,
    ArrayOfPages,
}

impl Layout {
    const ALL: [Self; 6] = [Self::Lines, Self::OneLine, Self::Array, Self::PrettyArray, Self::Page, Self::ArrayOfPages];

    fn lay(self, documents: &[Value]) -> Vec<u8> {
        let page = |documents: &[Value]| json!({"conversations": documents, "totalHits": documents.len()});
        match self {
            Self::Lines => lines(documents).into_bytes(),
            Self::OneLine => lines(documents).replace('\n', " ").into_bytes(),
            Self::Array => json!(documents).to_string().into_bytes(),
            Self::PrettyArray => serde_json::to_vec_pretty(documents).unwrap(),
            Self::Page => page(documents).to_string().into_bytes(),
            Self::ArrayOfPages => json!(documents.chunks(2).map(page).collect::<Vec<_>>()).to_string().into_bytes(),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(32) })]

    /// However documents are laid over objects, in whatever order and however often, the log is the same.
    #[test]
    fn any_layout_of_the_same_documents_gives_the_same_log(
        picks in proptest::collection::vec(any::<prop::sample::Index>(), 0..20),
        layouts in proptest::collection::vec((prop::sample::select(&Layout::ALL[..]), any::<bool>()), 1..6),
        chunk in prop::sample::select(vec![3_usize, 100, 10_000]),
    ) {
        let all = made_up(8);
        let picked: Vec<Value> = all.iter().chain(picks.iter().map(|pick| pick.get(&all))).cloned().collect();
        let keys: Vec<String> = (0..layouts.len()).map(|number| number.to_string()).collect();
        let objects = layouts.iter().zip(&keys).enumerate().map(|(place, ((layout, is_gzip), key))| {
            let share: Vec<Value> = picked.iter().skip(place).step_by(layouts.len()).cloned().collect();
            let text = layout.lay(&share);
            (object(key), if *is_gzip { gzip(&text) } else { text })
        });
        let objects = MemoryObjects::new(objects, chunk);
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let (report, table, letters) = runtime.block_on(import_all(objects, &keys));
        prop_assert!(table == log_of(&all));
        prop_assert_eq!((report.content.stored, report.content.duplicates), (8, picks.len() as u64));
        prop_assert!(letters.is_empty() && again(&report).is_empty());
    }
}
