//! Whatever fails on the way from S3 to the log, the log ends as if nothing had failed. What can
//! never be stored becomes a dead letter.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use import::objects::Body;
use import::{MemoryObjects, Object, Objects, Opened, Unread};
use runtime::Deadline;
use serde_json::json;
use store::StoreError;
use testkit::dead_letters::MemoryDeadLetters;
use testkit::faults::{Fault, Faults, FaultyStore};
use testkit::invocations::messages;
use testkit::memory_store::MemoryStore;

use crate::import_objects::{
    again, gzip, import, lines, log_of, made_up, notification, object, objects,
};

const INVOCATION: Duration = Duration::from_secs(30);

/// While the dead-letter queue is down, the message is delivered again.
#[tokio::test]
async fn message_comes_again_without_a_queue() {
    let all = made_up(1);
    let text = lines(&all) + "7\n";
    let store = MemoryStore::default();
    let batch = messages(&[notification(&["mixed"])]);
    let down = import(objects(&[("mixed", &text)]), store.clone(), MemoryDeadLetters::down());
    let report = down.handle(&batch, Deadline::never()).await;
    assert_eq!(
        (again(&report), report.failed, report.content.rejected),
        (vec!["0".to_owned()], 1, 0)
    );
    let dead_letters = MemoryDeadLetters::default();
    let up = import(objects(&[("mixed", &text)]), store.clone(), dead_letters.clone());
    let report = up.handle(&batch, Deadline::never()).await;
    assert_eq!((again(&report).len(), report.imported, report.content.duplicates), (0, 1, 1));
    assert_eq!((dead_letters.kept().len(), report.content.rejected), (1, 1));
    assert!(store.table() == log_of(&all));
}

/// What the table rejects permanently becomes a dead letter; everything else is stored.
#[tokio::test]
async fn rejected_document_is_kept_and_the_rest_stored() {
    let all = made_up(5);
    let (store, dead_letters) = (MemoryStore::default(), MemoryDeadLetters::default());
    let faulty =
        FaultyStore::new(store.clone(), Faults::new(|call| (call == 2).then_some(Fault::Poison)));
    let import = import(objects(&[("all", &lines(&all))]), faulty, dead_letters.clone());
    let report = import.handle(&messages(&[notification(&["all"])]), Deadline::never()).await;
    assert_eq!((report.imported, report.content.stored, report.content.rejected), (1, 4, 1));
    assert_eq!(dead_letters.kept()[0]["object"]["first"], json!([format!("2: {}", refused_put())]));
}

fn refused_put() -> StoreError {
    StoreError::Poison {
        operation: store::Operation::PutItem,
        code: "ValidationException".into(),
        source: "a fault".into(),
    }
}

/// Delivers messages as SQS does: again those that failed, and all of them when the process dies.
async fn deliver(
    objects: &MemoryObjects,
    bodies: &[String],
    faults: &Faults,
    store: &MemoryStore,
    dead_letters: &MemoryDeadLetters,
) {
    let mut queue = bodies.to_vec();
    for _ in 0..10 {
        let faulty = FaultyStore::new(store.clone(), faults.clone());
        let import = import(objects.clone(), faulty, dead_letters.clone());
        let batch = messages(&queue);
        if let Some(report) =
            faults.process(import.handle(&batch, Deadline::after(INVOCATION))).await
        {
            queue = again(&report)
                .iter()
                .map(|place| queue[place.parse::<usize>().unwrap()].clone())
                .collect();
        }
        if queue.is_empty() {
            return;
        }
    }
    panic!("it is stuck");
}

/// Every fault at every call of the store: the log ends as it does without a fault.
#[tokio::test(start_paused = true)]
async fn any_fault_of_the_store_leaves_the_log_intact() {
    let all = made_up(6);
    let texts = [("first", lines(&all[..4])), ("second", lines(&all[2..]) + "7\n")];
    let objects =
        MemoryObjects::new(texts.map(|(key, text)| (object(key), text.into_bytes())), 10_000);
    let bodies = [notification(&["first"]), notification(&["second"])];
    let none = Faults::none();
    deliver(&objects, &bodies, &none, &MemoryStore::default(), &MemoryDeadLetters::default()).await;
    let expected = log_of(&all);
    for call in 1..=none.calls() {
        for fault in Fault::PASSING {
            let (store, dead_letters) = (MemoryStore::default(), MemoryDeadLetters::default());
            deliver(&objects, &bodies, &Faults::at(call, fault), &store, &dead_letters).await;
            assert!(store.table() == expected, "{fault:?} at call {call}");
            assert_eq!(dead_letters.kept().len(), 1, "{fault:?} at call {call}");
        }
    }
    assert_eq!(none.calls(), 8);
}

#[tokio::test]
async fn import_stops_after_a_store_failure() {
    let all = made_up(200);
    let faults = Faults::new(|call| (call > 20).then_some(Fault::Throttled));
    let faulty = FaultyStore::new(MemoryStore::default(), faults.clone());
    let import = import(objects(&[("all", &lines(&all))]), faulty, MemoryDeadLetters::default());
    let report = import.handle(&messages(&[notification(&["all"])]), Deadline::never()).await;
    assert_eq!((again(&report).len(), report.failed, report.content.stored), (1, 1, 20));
    assert!(faults.calls() <= 20 + 16, "{} calls", faults.calls());
}

/// Objects whose bodies break off, or stop responding, after a number of chunks.
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
    async fn open(&self, object: &Object) -> Result<Opened, Unread> {
        self.opened.fetch_add(1, Ordering::SeqCst);
        let opened = self.objects.open(object).await?;
        Ok(Opened { body: Box::new(BrokenBody(opened.body, self.clone())), ..opened })
    }
}

#[async_trait]
impl Body for BrokenBody {
    async fn next(&mut self) -> Result<Option<Bytes>, Unread> {
        if self.1.after == 0 {
            return if self.1.hangs {
                std::future::pending().await
            } else {
                Err(Unread::Cut("a fault".into()))
            };
        }
        self.1.after -= 1;
        self.0.next().await
    }
}

#[tokio::test]
async fn cut_connection_is_not_a_broken_file() {
    let all = made_up(4);
    let array = json!(all).to_string().into_bytes();
    let texts = [lines(&all).into_bytes(), array.clone(), gzip(&array)];
    for text in texts {
        let whole = MemoryObjects::new([(object("all"), text.clone())], 500);
        let chunks = text.len().div_ceil(500);
        let (store, dead_letters) = (MemoryStore::default(), MemoryDeadLetters::default());
        let batch = messages(&[notification(&["all"])]);
        for after in 0..=chunks {
            let cut =
                Broken { objects: whole.clone(), after, hangs: false, opened: Arc::default() };
            let report = import(cut, store.clone(), dead_letters.clone())
                .handle(&batch, Deadline::never())
                .await;
            assert_eq!(
                (again(&report).len(), report.failed, report.content.rejected),
                (1, 1, 0),
                "after {after}"
            );
        }
        assert!(store.table() == log_of(&all), "everything was read, but not known to be all");
        import(whole, store.clone(), dead_letters.clone()).handle(&batch, Deadline::never()).await;
        assert!(store.table() == log_of(&all));
        assert!(dead_letters.kept().is_empty(), "nothing is wrong with the file");
    }
}

/// At the deadline, the current message is delivered again and the next one is not started.
#[tokio::test]
async fn deadline_returns_message_and_starts_no_other() {
    let all = made_up(200);
    let whole = objects(&[("all", &lines(&all))]);
    let opened = Arc::<AtomicUsize>::default();
    let hanging =
        Broken { objects: whole.clone(), after: 20, hangs: true, opened: Arc::clone(&opened) };
    let batch = messages(&[notification(&["all"]), notification(&["all"])]);
    let store = MemoryStore::default();
    let deadline = Deadline::after(Duration::from_millis(300));
    let report =
        import(hanging, store.clone(), MemoryDeadLetters::default()).handle(&batch, deadline).await;
    assert_eq!((again(&report), report.failed), (vec!["0".to_owned(), "1".to_owned()], 2));
    assert!(report.content.duplicates == 0 && report.content.stored < 200);
    assert_eq!(opened.load(Ordering::SeqCst), 1, "the second was not begun");

    let stuck =
        FaultyStore::new(store.clone(), Faults::new(|call| (call > 5).then_some(Fault::NoAnswer)));
    let deadline = Deadline::after(Duration::from_millis(300));
    let report =
        import(whole.clone(), stuck, MemoryDeadLetters::default()).handle(&batch, deadline).await;
    assert_eq!(again(&report).len(), 2);
    let faults = Faults::none();
    let untouched = FaultyStore::new(store, faults.clone());
    let report = import(whole, untouched, MemoryDeadLetters::default())
        .handle(&batch, Deadline::after(Duration::ZERO))
        .await;
    assert_eq!((again(&report).len(), report.failed, faults.calls()), (2, 2, 0));
}
