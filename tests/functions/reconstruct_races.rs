//! Passes that meet, on the real table; every interleaving of them is in `races`.

use genesys::ConversationId;
use genesys::details::ConversationDetails;
use reconstruct::PassError;
use reconstruct::pass::MAX_ATTEMPTS;
use serde_json::Value;
use store::{EventLog, Operation, Projections, Written};
use tests::deployment::{Deployment, NOW, event, reconstruct};
use tests::memory_table::MemoryStore;
use tests::{cases, envelopes};

/// A short conversation with several participants.
fn conversation() -> (ConversationDetails, Vec<Value>) {
    let by_length = |details: &ConversationDetails| envelopes(details, false).len();
    let (_, details) = cases().into_iter().min_by_key(|(_, details)| by_length(details)).unwrap();
    let arrivals = envelopes(&details, false);
    (details, arrivals)
}

#[tokio::test]
async fn passes_side_by_side_end_where_one_alone_would() {
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
    // What was said and taken back on the way is still in the ledger.
    said["ledger"].as_object_mut().unwrap().retain(|_, entry| entry[0] == "active");
    assert_eq!(said, calm.said(id).await);
}

/// A conversation with a participant of a basis that its log does not reach: every race for it is lost.
async fn hopeless(store: &(impl EventLog + Projections + Clone)) -> ConversationId {
    let (details, arrivals) = conversation();
    let id = details.conversation_id;
    for arrival in &arrivals {
        store.append(&event(arrival)).await.unwrap();
    }
    reconstruct(store.clone(), NOW).pass().run(&id).await.unwrap();
    let mut ahead = store.participants(&id).await.unwrap().remove(0);
    ahead.basis += 1_000;
    assert_eq!(store.put_participant(&ahead).await.unwrap(), Written::Stored);
    let mut tree = store.commit(&id).await.unwrap().unwrap();
    tree.participants.clear();
    tree.version += 1;
    assert_eq!(store.put_tree(&tree, Some(1)).await.unwrap(), Written::Stored);
    id
}

#[tokio::test]
async fn a_pass_that_loses_every_race_is_given_up_for_now() {
    let deployment = Deployment::start().await;
    let id = hopeless(&deployment.table).await;
    drop(deployment.table.meter().take());
    let outcome = reconstruct(deployment.table.clone(), NOW).pass().run(&id).await;
    assert!(matches!(outcome, Err(PassError::Contended)), "{outcome:?}");
    let commits_read = deployment.table.meter().take().requests[&Operation::GetItem];
    assert_eq!(commits_read, u64::from(MAX_ATTEMPTS));
}

#[tokio::test(start_paused = true)]
async fn a_pass_that_lost_waits_before_it_runs_again() {
    let store = MemoryStore::default();
    let id = hopeless(&store).await;
    let before = tokio::time::Instant::now();
    assert!(reconstruct(store, NOW).pass().run(&id).await.is_err());
    let waited = before.elapsed();
    assert!(!waited.is_zero(), "in memory nothing else takes time");
}
