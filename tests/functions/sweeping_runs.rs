//! Runs of the sweep: two at once, all shards, limits, and what one run leaves to the next.

use std::time::Duration;

use reconstruct::Reconstruct;
use runtime::{Clock, DeadLetterQueue, Deadline};
use serde_json::{Value, json};
use store::EventLog;
use sweep::{MOST_SWEPT, RunReport, SweepRules, Sweeper};
use testkit::faults::{Fault, Faults, FaultyStore};
use testkit::invocations::{NOW, RETENTION, event, rules};
use testkit::memory_store::MemoryStore;
use testkit::wake_ups::SentWakeUps;
use tests::deployment::Deployment;

use super::sweeping::{
    DAY, DUE, HOUR, INVOCATION, call, calls, envelope, given_up, id, run, sweeper, sweeps,
};

#[tokio::test]
async fn concurrent_runs_close_a_conversation_once() {
    let deployment = Deployment::start().await;
    for n in 0..20 {
        deployment.append(&[call(&format!("c-{n}"))]).await;
        deployment.pass(&id(&format!("c-{n}"))).await;
    }
    let both = futures::join!(
        run(deployment.table.clone(), DUE),
        run(deployment.table.clone(), DUE.plus_ms(1))
    );
    assert_eq!(both.0.1 + both.1.1, 20, "{both:?}");
    for n in 0..20 {
        let log = deployment.table.log(&id(&format!("c-{n}"))).await.unwrap();
        assert_eq!((log.len(), sweeps(&log).len()), (2, 1));
    }
}

#[tokio::test]
async fn every_shard_is_swept() {
    let store = MemoryStore::default();
    let sharded = reconstruct::PassRules { open_shards: 5, ..rules() };
    let reconstruct = Reconstruct::new(
        store.clone(),
        DeadLetterQueue::None,
        SentWakeUps::default(),
        sharded,
        Clock::fixed(NOW),
    );
    for n in 0..30 {
        store.append(&event(&call(&format!("c-{n}")))).await.unwrap();
        reconstruct.pass().run(&id(&format!("c-{n}"))).await.unwrap();
    }
    let of_one = store.table().open(0, DUE).len() as u64;
    assert!((1..30).contains(&of_one), "{of_one} of 30");
    assert_eq!(run(store.clone(), DUE).await, (of_one, of_one));
    let rules = SweepRules { retention: RETENTION, open_shards: 5, after_days: 14 };
    let report = Sweeper::new(store, rules, Clock::fixed(DUE)).run(Deadline::never()).await;
    assert_eq!((report.looked_at, report.swept, report.unfinished), (30, 30 - of_one, false));
}

/// A run closes a limited number of conversations, the next run closes the rest.
#[tokio::test]
async fn run_closes_a_limited_number() {
    let most = usize::try_from(MOST_SWEPT).unwrap();
    let store = calls(most + 5).await;
    let report = sweeper(store.clone(), DUE).run(Deadline::never()).await;
    assert_eq!((report.swept, report.unfinished, report.failed), (MOST_SWEPT, true, 0));
    let response = json!({
        "conversationsLookedAt": MOST_SWEPT, "conversationsSwept": MOST_SWEPT, "sweepsFailed": 0,
        "finished": false,
    });
    assert_eq!(report.response(), Ok(response));
    assert_eq!(run(store, DUE).await, (MOST_SWEPT + 5, 5));
}

#[tokio::test(start_paused = true)]
async fn deadline_leaves_the_rest_to_the_next_run() {
    let store = calls(20).await;
    let report = sweeper(store.clone(), DUE).run(Deadline::after(Duration::ZERO)).await;
    assert_eq!(report, RunReport { unfinished: true, ..RunReport::default() });
    // Listing the index takes 21 calls; the second look at a conversation hangs.
    let faulty = FaultyStore::new(store.clone(), Faults::at(23, Fault::NoAnswer));
    let report = sweeper(faulty, DUE).run(Deadline::after(INVOCATION)).await;
    assert_eq!((report.looked_at, report.swept, report.unfinished), (19, 19, true));
    assert_eq!(run(store, DUE).await, (20, 1));
}

/// Most conversations of a run are open for a good reason, and a run gets through only a few. Every
/// silent one still gets its turn.
#[tokio::test(start_paused = true)]
async fn open_conversations_do_not_starve_silent_ones() {
    let store = calls(60).await;
    for n in 0..59 {
        let news = envelope(
            &format!("c-{n}"),
            "attributes",
            NOW.plus_ms(60 * DAY),
            json!({"attributes": {"a": "b"}}),
        );
        store.append(&event(&news)).await.unwrap();
    }
    let mut runs = 0;
    while !given_up(&store.table(), "c-59") {
        let few = Faults::new(|call| (call > 61 + 10).then_some(Fault::NoAnswer));
        let sweeper = sweeper(FaultyStore::new(store.clone(), few), DUE.plus_ms(runs * HOUR));
        let report = sweeper.run(Deadline::after(INVOCATION)).await;
        assert!(report.unfinished && report.looked_at <= 10);
        runs += 1;
        assert!(runs < 48, "two days are enough");
    }
}

#[tokio::test]
async fn unreadable_conversation_is_counted_and_skipped() {
    let deployment = Deployment::start().await;
    for conversation in ["c-1", "c-2", "c-3"] {
        deployment.append(&[call(conversation)]).await;
        deployment.pass(&id(conversation)).await;
    }
    // An event item that the store cannot read, after the first event of one conversation and
    // before that of another.
    for (conversation, time) in [("c-1", NOW.plus_ms(1)), ("c-3", NOW.minus_ms(1))] {
        let text = |text: String| aws_sdk_dynamodb::types::AttributeValue::S(text);
        let sk = format!("EVENT#{:013}#acw#{}", time.ms(), "0".repeat(32));
        let put = deployment.embedded.dynamodb().put_item().table_name(testkit::invocations::TABLE);
        put.item("pk", text(format!("CONVERSATION#{conversation}")))
            .item("sk", text(sk))
            .send()
            .await
            .unwrap();
    }
    let report = sweeper(deployment.table.clone(), DUE).run(Deadline::never()).await;
    let mut poisoned = report.poisoned.clone();
    poisoned.sort();
    assert_eq!(poisoned, [id("c-1"), id("c-3")]);
    assert_eq!(
        (report.looked_at, report.swept, report.failed, report.unfinished),
        (3, 1, 0, false)
    );
    assert_eq!(
        report.response().unwrap()["sweepsFailed"],
        2,
        "no error: the next run will fare no better"
    );
    let metrics: Value = serde_json::from_str(&report.metrics().line(NOW)).unwrap();
    let names = ["ConversationsLookedAt", "ConversationsSwept", "SweepsFailed", "SweepsUnfinished"];
    assert_eq!(names.map(|name| metrics[name].as_f64()), [3.0, 1.0, 2.0, 0.0].map(Some));
}
