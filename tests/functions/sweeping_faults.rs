//! Every fault at every call of a run of `sweep`.

use genesys::Timestamp;
use runtime::Deadline;
use serde_json::json;
use store::EventLog;
use testkit::faults::{Fault, Faults, FaultyStore};
use testkit::invocations::{NOW, event, reconstruct};
use testkit::memory_store::MemoryStore;
use testkit::memory_table::MemoryTable;

use super::sweeping::{DAY, DUE, INVOCATION, calls, envelope, given_up, id, run, sweeper};

/// A time at which all of these conversations are due, except for the one with news.
const LATER: Timestamp = DUE.plus_ms(5);

/// Conversations of every sort: three silent ones, one with news, one that has ended.
async fn of_every_sort() -> MemoryStore {
    let store = calls(5).await;
    let news = envelope("c-3", "attributes", NOW.plus_ms(DAY), json!({"attributes": {"a": "b"}}));
    let end = envelope("c-4", "customer.end", NOW.plus_ms(5), json!({"mediaType": "VOICE"}));
    for late in [news, end] {
        store.append(&event(&late)).await.unwrap();
    }
    store
}

/// The final state: after another run and the passes that follow from it.
async fn outcome(store: &MemoryStore) -> MemoryTable {
    sweeper(store.clone(), LATER).run(Deadline::never()).await;
    for n in 0..5 {
        reconstruct(store.clone(), LATER).pass().run(&id(&format!("c-{n}"))).await.unwrap();
    }
    store.table()
}

/// Every fault at every call: after the next run, the state is the same as without a fault.
#[tokio::test(start_paused = true)]
async fn next_run_repairs_any_fault() {
    let (undisturbed, faults) = (of_every_sort().await, Faults::none());
    let report = sweeper(FaultyStore::new(undisturbed.clone(), faults.clone()), LATER)
        .run(Deadline::never())
        .await;
    assert_eq!((report.looked_at, report.swept), (5, 3));
    let expected = outcome(&undisturbed).await;
    assert!(
        ["c-0", "c-1", "c-2"].iter().all(|one| given_up(&expected, one))
            && !given_up(&expected, "c-3")
    );
    // One call before the list and one per conversation; five reads of the latest event; four logs;
    // three sweeps.
    assert_eq!(faults.calls(), 6 + 5 + 4 + 3);
    for call in 1..=faults.calls() {
        for fault in Fault::PASSING {
            let (store, faults) = (of_every_sort().await, Faults::at(call, fault));
            let sweeper = sweeper(FaultyStore::new(store.clone(), faults.clone()), LATER);
            let report = faults.process(sweeper.run(Deadline::after(INVOCATION))).await;
            let crashed = matches!(fault, Fault::CrashBefore | Fault::CrashAfter);
            assert_eq!(report.is_none(), crashed, "{fault:?} at call {call}");
            if let Some(report) = report {
                let said_so = report.response().is_err() || report.unfinished;
                assert!(said_so, "{fault:?} at call {call}: {report:?}");
                // A run looks at every listed conversation, even if one of them fails.
                let others = if call > 6 { report.looked_at >= 4 } else { report.unfinished };
                assert!(others, "{fault:?} at call {call}: {report:?}");
            }
            assert_eq!(outcome(&store).await, expected, "{fault:?} at call {call}");
        }
    }
}

/// The run tries all other conversations before it fails because of one call.
#[tokio::test]
async fn failed_call_fails_the_run_after_the_rest() {
    let store = calls(20).await;
    let faulty = FaultyStore::new(store.clone(), Faults::at(25, Fault::Refused));
    let report = sweeper(faulty, DUE).run(Deadline::never()).await;
    assert_eq!(
        (report.looked_at, report.swept, report.failed, report.unfinished),
        (20, 19, 1, false)
    );
    let said = report.response().unwrap_err().to_string();
    assert_eq!(said, "1 calls failed, each is logged: the next run repeats them");
    assert_eq!(run(store, DUE).await, (20, 1));
}
