//! Whatever goes wrong between any two calls of a pass, what is stored in the end is what follows.

use std::sync::Arc;

use genesys::ConversationId;
use genesys::details::ConversationDetails;
use reconstruct::PassError;
use serde_json::Value;
use tests::deployment::{Deployment, NOW, batch, reconstruct};
use tests::faults::{Fault, FaultyStore, Other};
use tests::{cases, envelopes};

/// A short conversation with several participants.
fn conversation() -> (ConversationDetails, Vec<Value>) {
    let by_length = |details: &ConversationDetails| envelopes(details, false).len();
    let (_, details) = cases().into_iter().min_by_key(|(_, details)| by_length(details)).unwrap();
    let arrivals = envelopes(&details, false);
    (details, arrivals)
}

/// What is stored when nothing goes wrong.
async fn calm(id: &ConversationId, arrivals: &[Value]) -> Value {
    let deployment = Deployment::start().await;
    deployment.append(arrivals).await;
    deployment.pass(id).await;
    active(deployment.said(id).await)
}

/// What holds in the end: not what was said and taken back on the way.
fn active(mut said: Value) -> Value {
    said["ledger"].as_object_mut().unwrap().retain(|_, entry| entry[0] == "active");
    said
}

#[tokio::test]
async fn a_crash_anywhere_is_repaired_by_the_next_delivery() {
    let (details, arrivals) = conversation();
    let id = &details.conversation_id;
    let expected = calm(id, &arrivals).await;
    for fault in [Fault::Before, Fault::After] {
        for at in 1.. {
            let deployment = Deployment::start().await;
            deployment.append(&arrivals).await;
            let records = deployment.records().await;
            let faulty = FaultyStore::new(deployment.table.clone(), fault.clone(), at);
            let report = reconstruct(faulty.clone(), NOW).handle(&batch(records.clone())).await;
            if !faulty.went_wrong() {
                assert_eq!(report.redelivery.index(), None);
                break;
            }
            assert_eq!(report.redelivery.index(), Some(0), "call {at}");
            let report = reconstruct(deployment.table.clone(), NOW).handle(&batch(records)).await;
            assert_eq!(report.redelivery.index(), None);
            assert_eq!(deployment.said(id).await, expected, "call {at}");
            let ledger = deployment.table.ledger(id).await.unwrap();
            assert!(ledger.iter().all(|entry| entry.revision == 1), "nothing is said twice");
        }
    }
}

#[tokio::test]
async fn another_pass_that_knows_more_may_come_between_any_two_calls() {
    let (details, arrivals) = conversation();
    let id = details.conversation_id;
    let expected = calm(&id, &arrivals).await;
    let (first, rest) = arrivals.split_at(arrivals.len() / 2);
    for at in 1.. {
        let deployment = Arc::new(Deployment::start().await);
        deployment.append(first).await;
        let other: Other = {
            let (deployment, id, rest) = (Arc::clone(&deployment), id.clone(), rest.to_vec());
            Arc::new(move || {
                let (deployment, id, rest) = (Arc::clone(&deployment), id.clone(), rest.clone());
                Box::pin(async move {
                    deployment.append(&rest).await;
                    deployment.pass(&id).await;
                })
            })
        };
        let slow = FaultyStore::new(deployment.table.clone(), Fault::Meanwhile(other), at);
        let report = reconstruct(slow.clone(), NOW).pass().run(&id).await.unwrap();
        if !slow.went_wrong() {
            break;
        }
        assert!(report.attempts <= 2);
        assert_eq!(active(deployment.said(&id).await), expected, "before call {at}");
    }
}

#[tokio::test]
async fn passes_side_by_side_end_where_one_alone_would() {
    let (details, arrivals) = conversation();
    let id = &details.conversation_id;
    let expected = calm(id, &arrivals).await;
    let deployment = Deployment::start().await;
    let reconstruct = &reconstruct(deployment.table.clone(), NOW);
    for chunk in arrivals.chunks(4) {
        let one = |arrival: &Value| {
            let arrival = [arrival.clone()];
            let deployment = &deployment;
            async move {
                deployment.append(&arrival).await;
                reconstruct.pass().run(id).await
            }
        };
        for outcome in futures::future::join_all(chunk.iter().map(one)).await {
            assert!(matches!(outcome, Ok(_) | Err(PassError::Contended)));
        }
    }
    deployment.pass(id).await;
    assert_eq!(active(deployment.said(id).await), expected);
}

#[tokio::test]
async fn a_pass_that_is_never_served_is_given_up_for_now() {
    let (details, arrivals) = conversation();
    let id = details.conversation_id;
    let deployment = Arc::new(Deployment::start().await);
    deployment.append(&arrivals).await;
    // A participant of a basis that no log of this conversation reaches: every race for it is lost.
    deployment.pass(&id).await;
    let mut ahead = store::Projections::participants(&deployment.table, &id).await.unwrap().remove(0);
    ahead.basis += 1_000;
    assert_eq!(store::Projections::put_participant(&deployment.table, &ahead).await.unwrap(), store::Written::Stored);
    let mut tree = deployment.table.tree_item(&id).await.unwrap().unwrap();
    tree.participants.clear();
    tree.version += 1;
    assert_eq!(store::Projections::put_tree(&deployment.table, &tree, Some(1)).await.unwrap(), store::Written::Stored);
    let outcome = reconstruct(deployment.table.clone(), NOW).pass().run(&id).await;
    assert!(matches!(outcome, Err(PassError::Contended)), "{outcome:?}");
}
