//! Passes that meet, on the real table; every interleaving of them is in `races`.

use genesys::details::ConversationDetails;
use reconstruct::PassError;
use serde_json::Value;
use store::{Projections, Written};
use tests::deployment::{Deployment, NOW, reconstruct};
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

#[tokio::test]
async fn a_pass_that_loses_every_race_is_given_up_for_now() {
    let (details, arrivals) = conversation();
    let id = details.conversation_id;
    let deployment = Deployment::start().await;
    deployment.append(&arrivals).await;
    // A participant of a basis that no log of this conversation reaches: every race for it is lost.
    deployment.pass(&id).await;
    let mut ahead = deployment.table.participants(&id).await.unwrap().remove(0);
    ahead.basis += 1_000;
    assert_eq!(deployment.table.put_participant(&ahead).await.unwrap(), Written::Stored);
    let mut tree = deployment.table.tree_item(&id).await.unwrap().unwrap();
    tree.participants.clear();
    tree.version += 1;
    assert_eq!(deployment.table.put_tree(&tree, Some(1)).await.unwrap(), Written::Stored);
    let outcome = reconstruct(deployment.table.clone(), NOW).pass().run(&id).await;
    assert!(matches!(outcome, Err(PassError::Contended)), "{outcome:?}");
}
