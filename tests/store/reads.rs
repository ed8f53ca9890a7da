//! Every read: across pages, in order, by index. And erasure.

use std::sync::{Arc, Mutex};

use aws_sdk_dynamodb::config::interceptors::BeforeTransmitInterceptorContextRef;
use aws_sdk_dynamodb::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_dynamodb::error::BoxError;
use futures::TryStreamExt;
use genesys::ConversationId;
use serde_json::{Value, json};
use store::ports::FIRST_ITEMS;
use store::{
    Conversations, EventLog, Listing, OpenConversations, Operation, ParticipantItem, Projections,
    Table,
};
use testkit::invocations::{NOW, TABLE};
use testkit::{cases, envelopes, noise};
use tests::deployment::Deployment;

fn attributes(conversation: &str, time: i64, value: &str) -> Value {
    json!({
        "id": "e", "detail-type": "v2.detail.events.conversation.{id}.attributes",
        "detail": {"eventBody": {
            "conversationId": conversation, "eventTime": time, "participantId": "p-1",
            "attributes": {"a": value},
        }},
    })
}

async fn listed(deployment: &Deployment, listing: Listing) -> Vec<String> {
    let trees: Vec<_> = deployment.table.list(&listing).try_collect().await.unwrap();
    let mut ids: Vec<String> =
        trees.iter().map(|tree| tree.conversation_id().to_string()).collect();
    ids.sort();
    ids
}

#[tokio::test]
async fn conversation_of_several_pages_is_read_in_order() {
    let deployment = Deployment::start().await;
    let long = noise(150_000);
    let arrivals: Vec<Value> = (1..=25).rev().map(|time| attributes("c-1", time, &long)).collect();
    deployment.append(&arrivals).await;
    let id: ConversationId = "c-1".parse().unwrap();
    let before = deployment.table.meter().take();
    assert_eq!(before.requests.get(&Operation::PutItem), Some(&25));
    let reading = deployment.table.read(&id).await.unwrap();
    assert_eq!(reading.tree, None);
    let times: Vec<i64> = reading.events.iter().map(|event| event.sk.time.ms()).collect();
    assert_eq!(times, (1..=25).collect::<Vec<i64>>());
    assert_eq!(reading.history(&id).known_events(), 25);
    let usage = deployment.table.meter().usage();
    assert!(usage.requests[&Operation::Query] > 3, "2.8 MB are at least three pages of 1 MB");
    assert!(usage.read_units >= 2_500_000.0 / 4_096.0, "a unit reads 4 KB consistently");
}

/// Records the requests, in order.
#[derive(Debug, Clone, Default)]
struct Asked(Arc<Mutex<Vec<(String, Value)>>>);

impl Intercept for Asked {
    fn name(&self) -> &'static str {
        "Asked"
    }

    fn read_before_transmit(
        &self,
        context: &BeforeTransmitInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let target = context.request().headers().get("x-amz-target").unwrap_or_default().to_owned();
        let body = serde_json::from_slice(context.request().body().bytes().unwrap_or_default())?;
        self.0.lock().unwrap().push((target, body));
        Ok(())
    }
}

/// The table with a record of its requests.
fn asked(deployment: &Deployment) -> (Table, Asked) {
    let asked = Asked::default();
    let config = aws_sdk_dynamodb::config::Builder::from(&deployment.embedded.sdk_config())
        .interceptor(asked.clone());
    (Table::new(aws_sdk_dynamodb::Client::from_conf(config.build()), TABLE), asked)
}

#[tokio::test]
async fn commit_is_read_first_and_all_reads_consistent() {
    let deployment = Deployment::start().await;
    let long = noise(350_000);
    deployment
        .append(&(1..=8).map(|time| attributes("c-1", time, &long)).collect::<Vec<_>>())
        .await;
    let (table, asked) = asked(&deployment);
    table.read(&"c-1".parse().unwrap()).await.unwrap();
    let asked = asked.0.lock().unwrap();
    let operations: Vec<&str> =
        asked.iter().map(|(target, _)| target.rsplit('.').next().unwrap()).collect();
    assert_eq!(operations, ["Query", "Query", "Query", "Query"]);
    assert!(asked.iter().all(|(_, body)| body["ConsistentRead"] == true));
    let commit = &asked[0].1;
    assert_eq!(commit["ExpressionAttributeValues"][":bound"]["S"], "TREE");
    assert_eq!(commit["Limit"], 1 + FIRST_ITEMS);
}

/// A reading has the keys of the first participants' items, and of no other.
#[tokio::test]
async fn reading_has_commit_log_and_ledger() {
    let deployment = Deployment::start().await;
    let (_, details) = cases().remove(0);
    let id = &details.conversation_id;
    let arrivals = envelopes(&details, false);
    deployment.append(&arrivals).await;
    let pass = deployment.pass(id).await;
    let reading = deployment.table.read(id).await.unwrap();
    assert_eq!(reading.events.len(), arrivals.len());
    assert_eq!(
        reading.ledger.iter().map(|page| page.entries.len()).collect::<Vec<_>>(),
        [pass.published.len()]
    );
    assert_eq!(reading.tree, deployment.table.tree_item(id).await.unwrap());
    assert_eq!(reading.tree.map(|tree| tree.version), Some(1));
    let items = deployment.table.participants(id).await.unwrap();
    let first: Vec<_> = items.iter().take(FIRST_ITEMS).map(ParticipantItem::keys).collect();
    assert!(!first.is_empty());
    assert_eq!(reading.items, first);
}

#[tokio::test]
async fn listings_by_id_status_and_user() {
    let deployment = Deployment::start().await;
    let mut all = Vec::new();
    let mut users = Vec::new();
    for (_, details) in cases() {
        let id = &details.conversation_id;
        deployment.append(&envelopes(&details, false)).await;
        deployment.pass(id).await;
        let stored = deployment.table.tree(id).await.unwrap().unwrap();
        users.extend(
            stored
                .participants
                .iter()
                .filter_map(|item| Some((item.participant.user_id.clone()?, id.clone()))),
        );
        all.push((id.to_string(), stored.tree.summary.status));
    }
    all.sort_by(|a, b| a.0.cmp(&b.0));
    let ids: Vec<String> = all.iter().map(|(id, _)| id.clone()).collect();
    assert_eq!(listed(&deployment, Listing::All).await, ids);
    let known: Vec<ConversationId> =
        deployment.table.conversation_ids(None).try_collect().await.unwrap();
    assert_eq!(known.len(), ids.len(), "each is named once");
    let open: Vec<String> = all
        .iter()
        .filter(|(_, status)| *status == conversation::Status::Open)
        .map(|(id, _)| id.clone())
        .collect();
    assert!(!open.is_empty() && open.len() < ids.len(), "the cases have both");
    assert_eq!(listed(&deployment, Listing::Open { shards: 1 }).await, open);
    let (user, _) = users[0].clone();
    let mut his: Vec<String> =
        users.iter().filter(|(other, _)| *other == user).map(|(_, id)| id.to_string()).collect();
    his.sort();
    his.dedup();
    assert_eq!(listed(&deployment, Listing::OfUser(user)).await, his);
    let nobody = "00000000-0000-0000-0000-000000000000".parse().unwrap();
    assert!(listed(&deployment, Listing::OfUser(nobody)).await.is_empty());
}

#[tokio::test]
async fn ended_conversation_leaves_the_open_index() {
    let deployment = Deployment::start().await;
    let (_, details) = cases()
        .into_iter()
        .find(|(name, _)| name == "customer-hangup-conference-dangling-leg")
        .unwrap();
    let arrivals = envelopes(&details, false);
    deployment.append(&arrivals[..1]).await;
    deployment.pass(&details.conversation_id).await;
    assert_eq!(
        listed(&deployment, Listing::Open { shards: 1 }).await,
        [details.conversation_id.to_string()]
    );
    deployment.append(&arrivals).await;
    deployment.pass(&details.conversation_id).await;
    assert!(listed(&deployment, Listing::Open { shards: 1 }).await.is_empty());
    let all = deployment.table.list(&Listing::All).try_collect::<Vec<_>>().await.unwrap();
    assert_eq!(all[0].open, None);
}

#[tokio::test]
async fn listing_of_several_pages_is_complete() {
    let deployment = Deployment::start().await;
    let long = noise(350_000);
    for n in 0..12 {
        deployment
            .append(&[
                attributes(&format!("c-{n}"), 5, &long),
                attributes(&format!("c-{n}"), 6, "short"),
            ])
            .await;
    }
    let ids: Vec<ConversationId> =
        deployment.table.conversation_ids(None).try_collect().await.unwrap();
    assert_eq!(ids.len(), 12);
    assert!(deployment.table.meter().usage().requests[&Operation::Scan] >= 3);
    let rest: Vec<ConversationId> =
        deployment.table.conversation_ids(Some(&ids[4])).try_collect().await.unwrap();
    assert_eq!(rest, ids[5..], "a listing goes on where it stopped");
}

/// One scan gives what a read of each conversation gives, across pages and without the log.
#[tokio::test]
async fn whole_conversations_are_those_of_each_read() {
    let deployment = Deployment::start().await;
    let long = noise(350_000);
    for (_, details) in cases() {
        deployment.append(&envelopes(&details, false)).await;
        let id = details.conversation_id.as_str();
        deployment.append(&[attributes(id, NOW.ms(), &long)]).await;
        deployment.pass(&details.conversation_id).await;
    }
    // Events without a tree are no conversation yet.
    deployment.append(&[attributes("c-1", 5, "short")]).await;
    let _ = deployment.table.meter().take();
    let mut whole: Vec<_> = deployment.table.whole(&Listing::All).try_collect().await.unwrap();
    let usage = deployment.table.meter().take();
    assert_eq!(usage.requests.len(), 1, "{:?}", usage.requests);
    assert!(usage.requests[&Operation::Scan] > 3);
    whole.sort_by(|a, b| a.0.tree.pk.0.cmp(&b.0.tree.pk.0));
    let mut ids: Vec<ConversationId> =
        cases().into_iter().map(|(_, details)| details.conversation_id).collect();
    ids.sort();
    let mut expected = Vec::new();
    for id in &ids {
        expected.push(deployment.table.tree_and_ledger(id).await.unwrap().unwrap());
    }
    assert!(expected.iter().all(|(_, ledger)| !ledger.is_empty()));
    assert_eq!(whole, expected);
    let open = deployment.table.whole(&Listing::Open { shards: 1 });
    let open: Vec<_> = open.try_collect().await.unwrap();
    assert!(!open.is_empty() && open.iter().all(|one| expected.contains(one)));
}

#[tokio::test]
async fn forget_erases_only_its_conversation() {
    let deployment = Deployment::start().await;
    for (_, details) in cases().iter().take(2) {
        deployment.append(&envelopes(details, true)).await;
        deployment.pass(&details.conversation_id).await;
    }
    let ids: Vec<ConversationId> =
        cases().iter().take(2).map(|(_, details)| details.conversation_id.clone()).collect();
    let kept = deployment.said(&ids[1]).await;
    let reading = deployment.table.read(&ids[0]).await.unwrap();
    let participants = deployment.table.participants(&ids[0]).await.unwrap();
    let items = reading.events.len() + reading.ledger.len() + participants.len() + 1;
    assert!(items > 25, "more than one batch");
    assert_eq!(deployment.table.forget(&ids[0]).await.unwrap(), items as u64);
    assert_eq!(deployment.table.forget(&ids[0]).await.unwrap(), 0);
    assert_eq!(deployment.table.read(&ids[0]).await.unwrap(), store::Reading::default());
    assert_eq!(deployment.said(&ids[1]).await, kept);
}

/// The index and the latest event are read with eventual consistency, the log with strong
/// consistency.
#[tokio::test]
async fn open_conversations_are_found_cheaply() {
    let deployment = Deployment::start().await;
    for n in 0..60 {
        let mut arrival =
            attributes(&format!("conversation-{n:03}-of-an-ordinary-length"), NOW.ms() + n, "a");
        arrival["detail-type"] = json!("v2.detail.events.conversation.{id}.customer.start");
        arrival["detail"]["eventBody"]["sessionId"] = json!("s-1");
        deployment.append(&[arrival.clone()]).await;
        deployment
            .pass(
                &arrival["detail"]["eventBody"]["conversationId"]
                    .as_str()
                    .unwrap()
                    .parse()
                    .unwrap(),
            )
            .await;
    }
    let (table, asked) = asked(&deployment);
    let until = |ms: i64| table.open(0, NOW.plus_ms(ms)).try_collect::<Vec<_>>();
    let all = until(59).await.unwrap();
    assert!(all.len() == 60 && all.is_sorted(), "by start");
    let usage = table.meter().take();
    assert_eq!((usage.requests[&Operation::Query], usage.requests.len()), (1, 1));
    assert!(usage.read_units <= 2.0, "{} for 60 conversations", usage.read_units);
    assert_eq!(until(29).await.unwrap(), all[..30], "who began at the bound is among them");
    assert!(
        until(-1).await.unwrap().is_empty()
            && table.open(1, NOW.plus_ms(99)).try_next().await.unwrap().is_none()
    );

    let _ = table.meter().take();
    let latest = table.latest_event(&all[0]).await.unwrap().unwrap();
    assert_eq!((latest.sk.time, table.meter().take().read_units), (NOW, 0.5));
    assert_eq!(table.latest_event(&"c-9".parse().unwrap()).await.unwrap(), None);
    assert_eq!(OpenConversations::log(&table, &all[0]).await.unwrap(), [latest]);
    let asked = asked.0.lock().unwrap();
    let consistent: Vec<bool> =
        asked.iter().map(|(_, body)| body["ConsistentRead"] == true).collect();
    assert_eq!(consistent, [false, false, false, false, false, false, true]);
    assert!(asked.iter().all(|(target, _)| target.ends_with(".Query")));
}
