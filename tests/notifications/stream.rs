//! `serve`'s notifications with a real client over HTTP, while the table changes.

use std::sync::Arc;
use std::time::Duration;

use axum::Extension;
use interactions::notifications::{Feed, Follower, stream};
use interactions::{Caller, Role};
use reqwest::StatusCode;
use runtime::Clock;
use serde_json::{Value, json};
use tests::deployment::Deployment;
use tests::service::serve;

use crate::client::EventSource;
use crate::grown::{START_MS, base, event_of};

/// A table that is followed, and its streams.
struct World {
    deployment: Arc<Deployment>,
    feed: Feed,
}

impl World {
    async fn start() -> Self {
        let deployment = Arc::new(Deployment::start().await);
        let clock = Clock::fixed(genesys::Timestamp::from_ms(START_MS + 60_000));
        let pause = Duration::from_millis(20);
        let follower = Follower::new(deployment.table.clone(), 1, base(), clock, pause);
        let feed = follower.feed().clone();
        tokio::spawn(async move { follower.run().await });
        Self { deployment, feed }
    }

    /// The stream of a caller.
    async fn source(&self, user_id: Option<&str>, role: Role, path: &str) -> EventSource {
        let caller = Caller { user_id: user_id.map(|id| id.parse().unwrap()), role };
        let router = stream::router(self.feed.clone()).layer(Extension(caller));
        EventSource::new(format!("{}{path}", serve(router).await))
    }

    async fn tell(&self, envelopes: &[Value]) {
        self.deployment.append(envelopes).await;
        let id = envelopes[0]["detail"]["eventBody"]["conversationId"].as_str().unwrap();
        self.deployment.pass(&id.parse().unwrap()).await;
    }
}

fn begins(id: &str) -> Vec<Value> {
    vec![
        event_of(id, 0, "customer.start", "customer", json!({})),
        event_of(id, 10, "acd.start", "queue", json!({"queueId": "q-1"})),
    ]
}

fn rings(id: &str, user: &str) -> Vec<Value> {
    let body = json!({"userId": user, "queueId": "q-1"});
    vec![event_of(id, 2_000, "user.start", user, body)]
}

fn message(user: Option<&str>, id: &str, state: &str) -> (Option<String>, String, String) {
    (user.map(str::to_owned), id.to_owned(), state.to_owned())
}

#[tokio::test]
async fn messages_follow_the_table() {
    let world = World::start().await;
    world.tell(&begins("c-0")).await;
    let mut all = world.source(None, Role::Admin, "/notifications").await;
    let mut own = world.source(Some("u-1"), Role::Agent, "/me/notifications").await;
    for source in [&mut all, &mut own] {
        assert_eq!(source.connect().await, StatusCode::OK);
        assert_eq!(source.next().await.unwrap().name, "reset", "what was there is in the lists");
    }
    world.tell(&begins("c-1")).await;
    assert_eq!(all.next().await.unwrap().message(), message(None, "c-1", "Queued"));
    world.tell(&rings("c-0", "u-2")).await;
    world.tell(&rings("c-1", "u-1")).await;
    let event = own.next().await.unwrap();
    assert_eq!(event.message(), message(Some("u-1"), "c-1", "Invited"));
    let interaction = &event.json()["interaction"];
    assert_eq!(interaction["uri"], "https://api.example.com/interactions/c-1");
    assert_eq!(interaction["knownEvents"], 3);
    let mut rest = Vec::new();
    for _ in 0..4 {
        rest.push(all.next().await.unwrap().message());
    }
    rest.sort();
    let expected = [
        message(None, "c-0", "Queued"),
        message(None, "c-1", "Queued"),
        message(Some("u-1"), "c-1", "Invited"),
        message(Some("u-2"), "c-0", "Invited"),
    ];
    assert_eq!(rest, expected);
}

// The connection breaks, messages come meanwhile, and the client gets each of them once.
#[tokio::test]
async fn reconnected_client_misses_nothing() {
    let world = World::start().await;
    let mut witness = world.source(None, Role::Admin, "/notifications").await;
    let mut all = world.source(None, Role::Admin, "/notifications").await;
    for source in [&mut witness, &mut all] {
        source.connect().await;
        assert_eq!(source.next().await.unwrap().name, "reset");
    }
    let (mut seen, mut got) = (Vec::new(), Vec::new());
    for number in 0..6 {
        world.tell(&begins(&format!("c-{number}"))).await;
        seen.push(witness.next().await.unwrap());
        got.push(all.next().await.unwrap());
        all.disconnect();
        let id = format!("c-{number}");
        world.tell(&rings(&id, "u-1")).await;
        seen.push(witness.next().await.unwrap());
        seen.push(witness.next().await.unwrap());
        assert_eq!(all.connect().await, StatusCode::OK);
        got.push(all.next().await.unwrap());
        got.push(all.next().await.unwrap());
    }
    assert_eq!(got, seen);
    assert_eq!(got.len(), 18);
}

// What a feed no longer has, or a restarted one never had, is in the list that `reset` names.
#[tokio::test]
async fn unknown_position_is_told_to_read() {
    let world = World::start().await;
    let mut own = world.source(Some("u-1"), Role::Admin, "/me/notifications").await;
    for last in ["", "1.7", "99999999999999.0", "nonsense"] {
        own.last_event_id = last.to_owned();
        own.connect().await;
        let event = own.next().await.unwrap();
        assert_eq!(event.name, "reset", "{last}");
        let uri = event.json()["uris"][0].as_str().unwrap().to_owned();
        assert!(uri.starts_with("http://127.0.0.1:") && uri.ends_with("/me/interactions"), "{uri}");
        assert_ne!(own.last_event_id, last);
    }
    // The position of `reset` is one to continue from.
    world.tell(&begins("c-1")).await;
    world.tell(&rings("c-1", "u-1")).await;
    own.connect().await;
    assert_eq!(own.next().await.unwrap().message(), message(Some("u-1"), "c-1", "Invited"));
}

// The messages about a conversation that was over before the look say how it ended.
#[tokio::test]
async fn conversation_between_two_looks_is_told() {
    let world = World::start().await;
    let mut all = world.source(None, Role::Admin, "/notifications").await;
    all.connect().await;
    assert_eq!(all.next().await.unwrap().name, "reset");
    let declines = json!({
        "userId": "u-1", "queueId": "q-1", "disconnectType": "CLIENT",
        "alertingDurationMs": 1_000, "interactingDurationMs": 0,
    });
    let ends = vec![
        event_of("c-1", 3_000, "user.end", "u-1", declines),
        event_of("c-1", 4_000, "acd.end", "queue", json!({"queueId": "q-1"})),
        event_of("c-1", 4_000, "customer.end", "customer", json!({"disconnectType": "ENDPOINT"})),
    ];
    world.tell(&[begins("c-1"), rings("c-1", "u-1"), ends].concat()).await;
    assert_eq!(all.next().await.unwrap().message(), message(None, "c-1", "Completed"));
    assert_eq!(all.next().await.unwrap().message(), message(Some("u-1"), "c-1", "Rejected"));
}

// An erased conversation that a replay brings back knows fewer events than before.
#[tokio::test]
async fn erased_conversation_that_comes_back_is_told() {
    let world = World::start().await;
    let mut all = world.source(None, Role::Admin, "/notifications").await;
    all.connect().await;
    assert_eq!(all.next().await.unwrap().name, "reset");
    world.tell(&[begins("c-1"), rings("c-1", "u-1")].concat()).await;
    assert_eq!(all.next().await.unwrap().message(), message(None, "c-1", "Queued"));
    assert_eq!(all.next().await.unwrap().message(), message(Some("u-1"), "c-1", "Invited"));
    world.deployment.table.forget(&"c-1".parse().unwrap()).await.unwrap();
    tokio::time::sleep(Duration::from_millis(500)).await;
    world.tell(&begins("c-1")).await;
    assert_eq!(all.next().await.unwrap().message(), message(None, "c-1", "Queued"));
}

#[tokio::test]
async fn others_are_refused() {
    let world = World::start().await;
    for (user, role, path) in
        [(Some("u-1"), Role::Agent, "/notifications"), (None, Role::Admin, "/me/notifications")]
    {
        let mut source = world.source(user, role, path).await;
        assert_eq!(source.connect().await, StatusCode::FORBIDDEN, "{path}");
    }
    let without_caller = serve(stream::router(world.feed.clone())).await;
    let mut source = EventSource::new(format!("{without_caller}/notifications"));
    assert_eq!(source.connect().await, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn ended_feed_ends_its_streams() {
    let world = World::start().await;
    let mut all = world.source(None, Role::Admin, "/notifications").await;
    all.connect().await;
    assert_eq!(all.next().await.unwrap().name, "reset");
    world.feed.end();
    assert_eq!(all.next().await, None);
}
