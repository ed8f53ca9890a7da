//! Names of the directory on pages and in answers: who is named, what it costs, and that no answer
//! waits for a name.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use axum::extract::Request;
use axum::{Json, Router};
use genesys::{Entity, EntityKind, Timestamp};
use http::header::{ACCEPT, ETAG, IF_NONE_MATCH};
use http::{Method, StatusCode};
use interactions::config::Endpoints;
use interactions::platform::{ClientCredentials, Fixed, Limits, Platform};
use interactions::{Api, NameDirectory, router};
use runtime::Clock;
use serde_json::{Value, json};
use store::{Expiry, NameSource, Names, Operation, StoreError, StoredName, Written};
use tests::service::serve;

use crate::world::{Answer, START_MS, World, admin, event, send};

const HTML: (http::HeaderName, &str) = (ACCEPT, "text/html");
const USER: &str = "0a7c4a2e-5f0e-4d0c-8f0c-3f8d4a1c7b52";
const QUEUE: &str = "1b8d5b3f-6a1f-4e1d-9a1d-4a9e5b2d8c63";
const CODE: &str = "2c9e6c4a-7b2a-4f2e-8b2e-5baf6c3e9d74";

fn now() -> Timestamp {
    Timestamp::from_ms(START_MS + 60_000)
}

/// A call from a queue to a user, who wraps up.
async fn call(world: &World, id: &str) {
    world.tell(&[event(id, "customer.start", "s-1", 0, json!({}))]).await;
    world
        .tell(&[
            event(id, "acd.start", "s-2", 1_000, json!({"queueId": QUEUE})),
            event(id, "user.start", "s-3", 5_000, json!({"userId": USER, "queueId": QUEUE})),
            event(
                id,
                "acd.end",
                "s-2",
                9_000,
                json!({"queueId": QUEUE, "acdOutcome": "ANSWERED", "answeredUserId": USER,
                    "connectedDurationMs": 8_000}),
            ),
        ])
        .await;
}

async fn wrap_up(world: &World, id: &str) {
    let talked = json!({"userId": USER, "queueId": QUEUE, "disconnectType": "CLIENT",
        "interactingDurationMs": 20_000});
    let code = json!({"userId": USER, "queueId": QUEUE, "wrapupCode": CODE,
        "wrapupDurationMs": 1_000});
    world
        .tell(&[
            event(id, "user.end", "s-3", 30_000, talked),
            event(id, "customer.end", "s-1", 30_000, json!({"disconnectType": "PEER"})),
            event(id, "acw", "s-3", 32_000, code),
        ])
        .await;
}

async fn import(world: &World, kind: EntityKind, id: &str, name: &str) {
    let name = StoredName {
        entity: Entity::new(kind, id).unwrap(),
        name: Some(name.to_owned()),
        source: NameSource::File,
        as_of: Timestamp::from_ms(START_MS),
        expires_at: Expiry::from_seconds(START_MS / 1_000 + 86_400),
    };
    assert_eq!(world.deployment.table.put_name(&name, now()).await.unwrap(), Written::Stored);
}

fn api(world: &World, names: NameDirectory) -> Router {
    let api = Api::new(world.deployment.table.clone(), 1).with_clock(Clock::fixed(now()));
    router(api.with_names(Arc::new(names)), &[])
}

fn directory(world: &World) -> NameDirectory {
    NameDirectory::new(world.deployment.table.clone(), Clock::fixed(now()))
}

async fn get(router: &Router, uri: &str) -> Answer {
    let answer = send(router, Some(&admin()), Method::GET, uri, &[], "").await;
    assert_eq!(answer.status, StatusCode::OK, "{uri}: {}", answer.text());
    answer
}

async fn page(router: &Router, uri: &str) -> String {
    let answer = send(router, Some(&admin()), Method::GET, uri, &[HTML], "").await;
    assert_eq!(answer.status, StatusCode::OK, "{uri}: {}", answer.text());
    answer.text()
}

#[tokio::test]
async fn pages_and_answers_name_people_and_queues() {
    let world = World::start(1).await;
    call(&world, "c-1").await;
    import(&world, EntityKind::User, USER, "Kim Lee").await;
    import(&world, EntityKind::Queue, QUEUE, "Support").await;
    import(&world, EntityKind::WrapUpCode, CODE, "Solved").await;
    let router = api(&world, directory(&world));
    let list = page(&router, "/interactions").await;
    assert!(list.contains("Kim Lee") && list.contains(">Support<"), "{list}");
    let timeline = page(&router, "/interactions/c-1/timeline").await;
    assert!(timeline.contains("Kim Lee") && timeline.contains("Support"), "{timeline}");
    let named = json!({"users": {USER: "Kim Lee"}, "queues": {QUEUE: "Support"}});
    assert_eq!(get(&router, "/interactions/c-1").await.json()["names"], named);
    let whole = get(&router, "/interactions?fields=*").await.json();
    assert_eq!(whole["interactions"][0]["names"], named);

    wrap_up(&world, "c-1").await;
    let timeline = page(&router, "/interactions/c-1/timeline").await;
    assert!(timeline.contains("code Solved"), "{timeline}");
    let ended = page(&router, "/interactions?view=ended&day=2026-03-02").await;
    assert!(ended.contains("Kim Lee") && ended.contains(">Support<"), "{ended}");
}

#[tokio::test]
async fn without_a_directory_nothing_is_named() {
    let world = World::start(1).await;
    call(&world, "c-1").await;
    import(&world, EntityKind::User, USER, "Kim Lee").await;
    let router = world.router(&[]);
    for uri in ["/interactions", "/interactions/c-1/timeline"] {
        assert!(!page(&router, uri).await.contains("Kim"), "{uri}");
    }
    assert_eq!(get(&router, "/interactions/c-1").await.json().get("names"), None);
}

/// Names cost one call, once in five minutes.
#[tokio::test]
async fn names_of_a_page_cost_one_call() {
    let world = World::start(1).await;
    call(&world, "c-1").await;
    import(&world, EntityKind::User, USER, "Kim Lee").await;
    import(&world, EntityKind::Queue, QUEUE, "Support").await;
    let meter = world.deployment.table.meter();
    for uri in ["/interactions", "/interactions/c-1/timeline", "/interactions/c-1"] {
        let _ = meter.take();
        let _ = page(&world.router(&[]), uri).await;
        let without = meter.take().requests.get(&Operation::BatchGetItem).copied().unwrap_or(0);
        let router = api(&world, directory(&world));
        let _ = page(&router, uri).await;
        let first = meter.take();
        assert_eq!(first.requests[&Operation::BatchGetItem], without + 1, "{uri}");
        let _ = page(&router, uri).await;
        let again = meter.take();
        assert_eq!(again.requests.get(&Operation::BatchGetItem).copied().unwrap_or(0), without);
        println!("{uri}: names cost {} read units", first.read_units - again.read_units);
    }
}

/// Also names that only the directory has, and of conversations on a later page of the index.
#[tokio::test]
async fn filters_find_names_of_the_directory() {
    let world = World::start(1).await;
    for number in 0..3 {
        let id = format!("c-{number}");
        call(&world, &id).await;
        if number > 0 {
            wrap_up(&world, &id).await;
        }
    }
    import(&world, EntityKind::User, USER, "Kim Lee").await;
    import(&world, EntityKind::Queue, QUEUE, "Support").await;
    for (query, found) in [
        ("agent=kim", 1),
        ("queue=SUPP", 1),
        ("text=lee", 1),
        ("agent=support", 0),
        ("text=robin", 0),
    ] {
        let router = api(&world, directory(&world));
        let open = page(&router, &format!("/interactions?{query}")).await;
        assert_eq!(open.matches("/timeline?list=").count(), found, "{query}: {open}");
        let ended =
            page(&router, &format!("/interactions?view=ended&day=2026-03-02&{query}")).await;
        assert_eq!(ended.matches("/timeline?list=").count(), 2 * found, "{query}: {ended}");
        // The neighbours in such a list are found by the same names.
        let list = format!("view%3Dended%26day%3D2026-03-02%26{}", query.replace('=', "%3D"));
        let router = api(&world, directory(&world));
        let ends = page(&router, &format!("/interactions/c-1/timeline?list={list}")).await;
        let neighbours = ends.matches("../c-2/timeline?list=").count();
        assert_eq!(neighbours.min(1), found, "{query}: {ends}");
    }
}

#[tokio::test]
async fn a_new_name_changes_the_entity_tag() {
    let world = World::start(1).await;
    call(&world, "c-1").await;
    for uri in ["/interactions/c-1", "/interactions/c-1/timeline"] {
        let before = get(&api(&world, directory(&world)), uri).await;
        let tag = before.header(ETAG).to_owned();
        let again = |router: Router, tag: String| async move {
            let known = [(IF_NONE_MATCH, tag.as_str())];
            send(&router, Some(&admin()), Method::GET, uri, &known, "").await.status
        };
        let status = again(api(&world, directory(&world)), tag.clone()).await;
        assert_eq!(status, StatusCode::NOT_MODIFIED, "{uri}");
        let (kind, id) = match uri {
            "/interactions/c-1" => (EntityKind::User, USER),
            _ => (EntityKind::Queue, QUEUE),
        };
        import(&world, kind, id, "A Name").await;
        let status = again(api(&world, directory(&world)), tag).await;
        assert_eq!(status, StatusCode::OK, "{uri}");
    }
}

/// A directory that never answers, or always fails.
struct Stuck(bool);

#[async_trait]
impl Names for Stuck {
    async fn names(&self, _: &[Entity]) -> Result<Vec<StoredName>, StoreError> {
        self.stuck().await
    }

    async fn names_of(&self, _: EntityKind, _: u32) -> Result<(Vec<StoredName>, bool), StoreError> {
        self.stuck().await
    }

    async fn put_name(&self, _: &StoredName, _: Timestamp) -> Result<Written, StoreError> {
        self.stuck().await
    }
}

impl Stuck {
    async fn stuck<T>(&self) -> Result<T, StoreError> {
        if self.0 {
            std::future::pending::<()>().await;
        }
        let (operation, code) = (Operation::BatchGetItem, "timeout".into());
        Err(StoreError::Retry { operation, code, source: "made up".into() })
    }
}

#[tokio::test]
async fn answers_come_without_a_directory_that_fails() {
    let world = World::start(1).await;
    call(&world, "c-1").await;
    for is_silent in [false, true] {
        let router = api(&world, NameDirectory::new(Stuck(is_silent), Clock::fixed(now())));
        for uri in ["/interactions", "/interactions?agent=kim", "/interactions/c-1/timeline"] {
            let began = std::time::Instant::now();
            let _ = page(&router, uri).await;
            assert!(began.elapsed() < Duration::from_secs(10), "{uri}: {:?}", began.elapsed());
        }
    }
}

/// A fake Genesys Cloud: it answers each list with these entities after a while, and counts calls.
#[derive(Clone)]
struct GenesysCloud {
    url: String,
    calls: Arc<Mutex<Vec<String>>>,
    late: Arc<AtomicUsize>,
}

impl GenesysCloud {
    async fn start(status: StatusCode, entities: Value) -> Self {
        let calls: Arc<Mutex<Vec<String>>> = Arc::default();
        let late: Arc<AtomicUsize> = Arc::default();
        let (counted, waits) = (calls.clone(), late.clone());
        let answer = move |request: Request| {
            let is_token = request.uri().path() == "/oauth/token";
            if !is_token {
                counted.lock().unwrap().push(request.uri().to_string());
            }
            let body = json!({"access_token": "t", "expires_in": 86_400, "entities": entities});
            let wait = Duration::from_millis(waits.load(Ordering::SeqCst) as u64);
            async move {
                tokio::time::sleep(wait).await;
                (if is_token { StatusCode::OK } else { status }, Json(body))
            }
        };
        Self { url: serve(Router::new().fallback(answer)).await, calls, late }
    }

    fn platform(&self) -> Arc<Platform> {
        let endpoints = Endpoints { api: self.url.clone(), login: self.url.clone() };
        let client = ClientCredentials { client_id: "i".into(), client_secret: "s".into() };
        let credentials = Arc::new(Fixed(client));
        let platform =
            Platform::new(&endpoints, credentials, Limits::default(), Clock::fixed(now()));
        Arc::new(platform.unwrap())
    }

    fn calls(&self) -> Vec<String> {
        self.calls.lock().unwrap().clone()
    }
}

/// Waits until something is so.
async fn eventually(mut is_so: impl AsyncFnMut() -> bool) {
    for _ in 0..1_000 {
        if is_so().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("it never was so");
}

/// The first answer does not wait, however slow Genesys Cloud is; a later one has the name, which
/// the table keeps for a day.
#[tokio::test]
async fn genesys_cloud_is_asked_in_the_background() {
    let world = World::start(1).await;
    call(&world, "c-1").await;
    let entities = json!([{"id": USER, "name": "Kim Lee"}, {"id": "other", "name": "Robin"}]);
    let cloud = GenesysCloud::start(StatusCode::OK, entities).await;
    cloud.late.store(2_000, Ordering::SeqCst);
    let router = api(&world, directory(&world).asking(cloud.platform()));
    let first = page(&router, "/interactions").await;
    assert!(!first.contains("Kim Lee"));
    eventually(async || page(&router, "/interactions").await.contains("Kim Lee")).await;
    let table = &world.deployment.table;
    let user = Entity::new(EntityKind::User, USER).unwrap();
    eventually(async || !table.names(std::slice::from_ref(&user)).await.unwrap().is_empty()).await;
    let stored = table.names(&[user]).await.unwrap().remove(0);
    assert_eq!((stored.source, stored.as_of), (NameSource::Genesys, now()));
    assert_eq!(stored.expires_at.seconds(), now().ms() / 1_000 + 86_400);
    // A call for each kind, and none again for what Genesys Cloud does not know.
    for _ in 0..5 {
        let _ = page(&router, "/interactions").await;
    }
    let mut paths: Vec<String> =
        cloud.calls().iter().map(|uri| uri.split('?').next().unwrap().to_owned()).collect();
    paths.sort();
    assert_eq!(paths, ["/api/v2/routing/queues", "/api/v2/users"]);
    assert!(cloud.calls().iter().any(|uri| uri.contains("state=any")), "{:?}", cloud.calls());
    // Another process finds the name in the table, and does not ask.
    let other = api(&world, directory(&world).asking(cloud.platform()));
    eventually(async || page(&other, "/interactions").await.contains("Kim Lee")).await;
    assert_eq!(cloud.calls().len(), 2);
}

/// An OAuth client without the permission, and a Genesys Cloud that fails, are left alone.
#[tokio::test]
async fn a_refusal_is_not_repeated() {
    for status in [StatusCode::FORBIDDEN, StatusCode::INTERNAL_SERVER_ERROR] {
        let world = World::start(1).await;
        call(&world, "c-1").await;
        let cloud = GenesysCloud::start(status, json!([])).await;
        let router = api(&world, directory(&world).asking(cloud.platform()));
        let kinds = if status == StatusCode::FORBIDDEN { 2 } else { 1 };
        for _ in 0..5 {
            let _ = page(&router, "/interactions").await;
        }
        eventually(async || cloud.calls().len() == kinds).await;
        for _ in 0..5 {
            let _ = page(&router, "/interactions").await;
        }
        assert_eq!(cloud.calls().len(), kinds, "{status}: {:?}", cloud.calls());
    }
}

/// A name that is half a day old is asked again before it expires; one from a file is not.
#[tokio::test]
async fn old_names_of_genesys_cloud_are_renewed() {
    let world = World::start(1).await;
    call(&world, "c-1").await;
    let as_of = now().minus_ms(13 * 3_600_000);
    let old = StoredName {
        entity: Entity::new(EntityKind::User, USER).unwrap(),
        name: Some("Kim Lee".to_owned()),
        source: NameSource::Genesys,
        as_of,
        expires_at: Expiry::from_seconds(as_of.ms() / 1_000 + 86_400),
    };
    assert_eq!(world.deployment.table.put_name(&old, now()).await.unwrap(), Written::Stored);
    import(&world, EntityKind::Queue, QUEUE, "Support").await;
    let entities = json!([{"id": USER, "name": "Kim Park"}, {"id": QUEUE, "name": "Sales"}]);
    let cloud = GenesysCloud::start(StatusCode::OK, entities).await;
    let router = api(&world, directory(&world).asking(cloud.platform()));
    assert!(page(&router, "/interactions").await.contains("Kim Lee"), "until then the old one");
    eventually(async || page(&router, "/interactions").await.contains("Kim Park")).await;
    assert!(page(&router, "/interactions").await.contains("Support"));
    assert_eq!(cloud.calls().len(), 1, "{:?}", cloud.calls());
}
