//! A stale index shows no ended conversation as open, and nobody handles a swept conversation.

use async_trait::async_trait;
use genesys::{ConversationId, Timestamp, UserId};
use interactions::{Api, router};
use runtime::{Clock, Deadline};
use serde_json::json;
use store::{
    Conversations, Day, EndedPage, EventItem, IndexPage, IndexPosition, LedgerEntry, Order,
    ParticipantItem, StartRange, StoreError, StoredTree, Table, TreeItem,
};
use sweep::{SweepRules, Sweeper};
use testkit::invocations::{NOW, RETENTION};

use crate::world::{START_MS, World, admin, agent, end, send, talk, uri};

/// A table whose index of open conversations is stale: it still lists these ids.
struct Late(Table, Vec<&'static str>);

#[async_trait]
impl Conversations for Late {
    async fn open_page(
        &self,
        _: u32,
        _: Option<&IndexPosition>,
        _: u32,
    ) -> Result<IndexPage, StoreError> {
        let position = |id: &&str| IndexPosition {
            start: Timestamp::from_ms(START_MS),
            conversation_id: id.parse().unwrap(),
            participant_id: None,
        };
        Ok(IndexPage { positions: self.1.iter().map(position).collect(), more: false })
    }

    async fn ended_page(
        &self,
        day: Day,
        shard: u32,
        began: &StartRange,
        order: Order,
        limit: Option<u32>,
    ) -> Result<EndedPage, StoreError> {
        self.0.ended_page(day, shard, began, order, limit).await
    }

    async fn page_of_user(
        &self,
        user_id: &UserId,
        began: &StartRange,
        after: Option<&IndexPosition>,
        limit: u32,
    ) -> Result<IndexPage, StoreError> {
        self.0.page_of_user(user_id, began, after, limit).await
    }

    async fn trees(&self, ids: &[ConversationId]) -> Result<Vec<TreeItem>, StoreError> {
        self.0.trees(ids).await
    }

    async fn participants_at(
        &self,
        positions: &[IndexPosition],
    ) -> Result<Vec<ParticipantItem>, StoreError> {
        self.0.participants_at(positions).await
    }

    async fn log(&self, id: &ConversationId) -> Result<Vec<EventItem>, StoreError> {
        self.0.log(id).await
    }

    async fn tree(&self, id: &ConversationId) -> Result<Option<StoredTree>, StoreError> {
        self.0.tree(id).await
    }

    async fn tree_and_ledger(
        &self,
        id: &ConversationId,
    ) -> Result<Option<(StoredTree, Vec<LedgerEntry>)>, StoreError> {
        self.0.tree_and_ledger(id).await
    }
}

#[tokio::test]
async fn ended_conversation_in_stale_index_is_not_shown() {
    let world = World::start(1).await;
    world.tell(&talk("c-1", "u-1", 0)).await;
    world.tell(&talk("c-2", "u-1", 10)).await;
    world.tell(&end("c-1", "u-1", 900)).await;
    let late = Late(world.deployment.table.clone(), vec!["c-1", "c-2", "c-3"]);
    let router = router(Api::new(late, 1), &[]);
    let answer =
        send(&router, Some(&admin()), http::Method::GET, "/interactions?fields=*", &[], "")
            .await
            .json();
    let shown: Vec<_> =
        answer["interactions"].as_array().unwrap().iter().map(|it| &it["conversationId"]).collect();
    assert_eq!(shown, ["c-2"]);
}

#[tokio::test]
async fn swept_conversation_is_handled_by_nobody() {
    let world = World::start(1).await;
    world.tell(&talk("c-1", "u-1", 0)).await;
    let agent = agent("u-1");
    let mine = || world.get(&agent, "/me/interactions");
    assert_eq!(mine().await.json(), json!({"statusCode": 0, "uris": [uri("c-1")]}));
    let later = Clock::fixed(NOW.plus_ms(30 * 86_400_000));
    let rules = SweepRules { retention: RETENTION, open_shards: 1, after_days: 14 };
    let report =
        Sweeper::new(world.deployment.table.clone(), rules, later).run(Deadline::never()).await;
    assert_eq!(report.swept, 1);
    world.deployment.pass(&"c-1".parse().unwrap()).await;
    assert_eq!(mine().await.json(), json!({"statusCode": 0, "uris": []}));
    let answer = world.get(&agent, "/interactions/c-1").await.json();
    assert_eq!([&answer["status"], &answer["timedOut"]], [&json!("ended"), &json!(true)]);
}
