//! Concurrent passes on the real table. The suite `races` covers every interleaving of passes.

use genesys::ConversationId;
use genesys::details::ConversationDetails;
use reconstruct::PassError;
use reconstruct::pass_error::MAX_ATTEMPTS;
use serde_json::Value;
use store::{EventLog, Operation, Projections, TreeItem, Written};
use testkit::invocations::{NOW, event, reconstruct};
use testkit::memory_store::MemoryStore;
use testkit::{cases, envelopes};
use tests::deployment::Deployment;

/// A short conversation with several participants.
fn conversation() -> (ConversationDetails, Vec<Value>) {
    let by_length = |details: &ConversationDetails| envelopes(details, false).len();
    let (_, details) = cases().into_iter().min_by_key(|(_, details)| by_length(details)).unwrap();
    let arrivals = envelopes(&details, false);
    (details, arrivals)
}

#[tokio::test]
async fn concurrent_passes_end_like_one_alone() {
    let (details, arrivals) = conversation();
    let id = &details.conversation_id;
    let (calm, busy) = (Deployment::start().await, Deployment::start().await);
    calm.append(&arrivals).await;
    calm.pass(id).await;
    let reconstruct = &reconstruct(busy.table.clone(), NOW);
    for chunk in arrivals.chunks(4) {
        let one = |arrival: &Value| {
            let (arrival, busy) = ([arrival.clone()], &busy);
            async move {
                busy.append(&arrival).await;
                reconstruct.pass().run(id).await
            }
        };
        for outcome in futures::future::join_all(chunk.iter().map(one)).await {
            assert!(matches!(outcome, Ok(_) | Err(PassError::Contended)));
        }
    }
    busy.pass(id).await;
    let mut said = busy.said(id).await;
    // The ledger also keeps Common Events that were withdrawn on the way.
    said["ledger"].as_object_mut().unwrap().retain(|_, entry| entry[0] == "active");
    assert_eq!(said, calm.said(id).await);
}

/// A conversation with a participant whose `known_events` is higher than its log can reach, so that
/// every pass loses the race for it.
async fn hopeless(store: &(impl EventLog + Projections + Clone)) -> ConversationId {
    let (details, arrivals) = conversation();
    let id = details.conversation_id;
    for arrival in &arrivals {
        store.append(&event(arrival)).await.unwrap();
    }
    reconstruct(store.clone(), NOW).pass().run(&id).await.unwrap();
    let mut tree = store.latest_commit(&id).await.unwrap().tree.unwrap();
    let mut ahead = tree.with_items(store.participants(&id).await.unwrap()).remove(0);
    ahead.known_events += 1_000;
    assert_eq!(store.put_participant(&ahead).await.unwrap(), Written::Stored);
    tree.participants = [(ahead.sk.0.clone(), ahead.known_events)].into();
    tree.inline.clear();
    tree.version += 1;
    assert_eq!(store.put_tree(&tree, Some(1)).await.unwrap(), Written::Stored);
    id
}

/// A pass that loses every race fails after its last attempt, and its record is delivered again.
#[tokio::test]
async fn pass_that_loses_every_race_fails() {
    let deployment = Deployment::start().await;
    let id = hopeless(&deployment.table).await;
    drop(deployment.table.meter().take());
    let outcome = reconstruct(deployment.table.clone(), NOW).pass().run(&id).await;
    assert!(matches!(outcome, Err(PassError::Contended)), "{outcome:?}");
    let queries = deployment.table.meter().take().requests[&Operation::Query];
    assert_eq!(queries, 2 * u64::from(MAX_ATTEMPTS), "each reads the commit, and the log");
}

#[tokio::test(start_paused = true)]
async fn pass_waits_after_a_lost_race() {
    let store = MemoryStore::default();
    let id = hopeless(&store).await;
    let before = tokio::time::Instant::now();
    assert!(reconstruct(store, NOW).pass().run(&id).await.is_err());
    let waited = before.elapsed();
    assert!(!waited.is_zero(), "in memory nothing else takes time");
}

/// A pass that died after its commit has announced a page. The next pass takes the number of that
/// page, even if it has nothing to publish.
#[tokio::test]
async fn announced_page_is_put_by_the_next_pass() {
    let store = MemoryStore::default();
    let (details, arrivals) = conversation();
    let id = details.conversation_id;
    for arrival in &arrivals {
        store.append(&event(arrival)).await.unwrap();
    }
    let reconstruct = reconstruct(store.clone(), NOW);
    reconstruct.pass().run(&id).await.unwrap();
    let tree = store.table().latest_tree(&id).unwrap();
    let pages = || async { store.log_and_ledger(&id).await.unwrap().ledger };
    let last = pages().await.last().unwrap().number;
    assert_eq!(tree.ledger_end, last);
    let announced = TreeItem { ledger_end: last + 1, version: tree.version + 1, ..tree.clone() };
    assert_eq!(store.put_tree(&announced, Some(tree.version)).await.unwrap(), Written::Stored);

    let report = reconstruct.pass().run(&id).await.unwrap();
    assert!(report.published.is_empty() && report.attempts == 1);
    let page = pages().await.pop().unwrap();
    assert_eq!((page.number, page.entries.len()), (last + 1, 0));
    assert_eq!(store.put_ledger_page(&page).await.unwrap(), Written::Lost, "the dead pass is late");
    let before = store.table();
    reconstruct.pass().run(&id).await.unwrap();
    assert_eq!(store.table(), before, "once is enough");
}
