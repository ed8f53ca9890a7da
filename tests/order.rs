//! Order: any permutation, repetition and batching of the events of any conversation gives the same
//! tree and the same Common Events, through the real functions on the real table layout.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

use std::collections::BTreeMap;

use emit::MemoryBus;
use genesys::details::ConversationDetails;
use local_aws::local::Local;
use local_aws::pipeline::Pipeline;
use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;
use runtime::Environment;
use serde_json::Value;
use simulate::{conversation, kinds};
use testkit::{active_events, envelopes};

/// The final state: the stored tree, and the last revision of every id that is not withdrawn.
type Outcome = (Value, BTreeMap<String, Value>);

/// Feeds batches of messages through the functions.
async fn feed(details: &ConversationDetails, batches: &[Vec<String>]) -> Outcome {
    let local = Local::start(None).await.unwrap();
    let bus = MemoryBus::default();
    let mut pipeline = Pipeline::start(&local, bus.clone(), 1, &Environment::of([])).await.unwrap();
    for batch in batches {
        let report = pipeline.receive(batch).await;
        assert!(report.failed.is_empty() && report.rejected.is_empty());
        let settled = pipeline.settle().await.unwrap();
        assert_eq!(settled.poisoned, 0);
    }
    pipeline.finish().await.unwrap();
    let stored = local.table().tree(&details.conversation_id).await.unwrap().unwrap();
    local.stop().await;
    let entries: Vec<Value> =
        bus.entries().iter().map(|entry| serde_json::to_value(entry).unwrap()).collect();
    (serde_json::to_value(stored.conversation()).unwrap(), active_events(&entries))
}

/// The messages in any order, some of them twice, in batches.
fn telling(messages: Vec<String>) -> impl Strategy<Value = Vec<Vec<String>>> {
    let count = messages.len();
    let twice = proptest::collection::vec(any::<proptest::sample::Index>(), 0..=count / 2);
    let order = twice.prop_flat_map(move |twice| {
        let again: Vec<String> =
            twice.iter().map(|index| messages[index.index(count)].clone()).collect();
        Just(messages.iter().cloned().chain(again).collect::<Vec<_>>()).prop_shuffle()
    });
    (order, proptest::collection::vec(1..12_usize, 1..6)).prop_map(|(order, sizes)| {
        let mut rest = order.as_slice();
        let mut batches = Vec::new();
        for size in sizes.iter().cycle() {
            if rest.is_empty() {
                break;
            }
            let (batch, after) = rest.split_at((*size).min(rest.len()));
            batches.push(batch.to_vec());
            rest = after;
        }
        batches
    })
}

/// A simulated conversation and one way to deliver its events.
fn any_telling() -> impl Strategy<Value = (String, ConversationDetails, Vec<Vec<String>>)> {
    (0..kinds().len(), 0..1_000_u64, any::<bool>()).prop_flat_map(|(kind, seed, metrics)| {
        let details = conversation(kinds()[kind], seed);
        let messages: Vec<String> =
            envelopes(&details, metrics).iter().map(Value::to_string).collect();
        let name = format!("{:?}, seed {seed}, metrics {metrics}", kinds()[kind]);
        (Just(name), Just(details), telling(messages))
    })
}

/// Failures are kept with their seeds beside this file, and tried first in the next run.
fn config() -> ProptestConfig {
    let failure_persistence =
        Some(Box::new(FileFailurePersistence::WithSource("regressions")) as _);
    ProptestConfig {
        cases: 48,
        max_shrink_iters: 200,
        failure_persistence,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_order_and_batching_gives_the_same_result(
        (name, details, batches) in any_telling()
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let mut once: Vec<String> = batches.concat();
        once.sort();
        once.dedup();
        let reference = runtime.block_on(feed(&details, &[once]));
        let told = runtime.block_on(feed(&details, &batches));
        prop_assert_eq!(&told.0, &reference.0, "the tree of {}", name);
        prop_assert_eq!(&told.1, &reference.1, "the Common Events of {}", name);
    }
}
