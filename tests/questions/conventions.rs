//! HTTP conventions: conditional requests, compression, CORS.

use std::io::Read;

use http::header::*;
use http::{Method, StatusCode};
use store::LedgerEntry;

use crate::world::{World, admin, admin_who_is, end, send, talk};

// A caller with the current entity tag gets 304 until a new event changes the state.
#[tokio::test]
async fn unchanged_interaction_is_answered_with_304() {
    let world = World::start(1).await;
    world.tell(&talk("c-1", "u-1", 0)).await;
    for uri in [
        "/interactions/c-1",
        "/interactions/c-1?view=details",
        "/interactions/c-1/events",
        "/interactions/c-1/timeline",
    ] {
        let first = world.get(&admin(), uri).await;
        let tag = first.header(ETAG).to_owned();
        assert!(tag.starts_with("W/\"2."), "two events are known: {tag}");
        assert_eq!(first.header(CACHE_CONTROL), "private, no-cache");
        for asked in [tag.as_str(), "*", &format!("\"other\", {tag}")] {
            let again = world.get_with(&admin(), uri, &[(IF_NONE_MATCH, asked)]).await;
            assert_eq!(
                (again.status, again.body.len()),
                (StatusCode::NOT_MODIFIED, 0),
                "{uri}, {asked}"
            );
            assert_eq!(again.header(ETAG), tag);
        }
        let other = world.get_with(&admin(), uri, &[(IF_NONE_MATCH, "W/\"1.1.0\"")]).await;
        assert_eq!((other.status, other.body), (StatusCode::OK, first.body));
    }
    let before = world.get(&admin(), "/interactions/c-1").await.header(ETAG).to_owned();
    world.tell(&end("c-1", "u-1", 9_000)).await;
    let news = world.get_with(&admin(), "/interactions/c-1", &[(IF_NONE_MATCH, &before)]).await;
    assert_eq!((news.status, news.json()["status"].clone()), (StatusCode::OK, "ended".into()));
}

// The same for lists, whose tag changes with what they list.
#[tokio::test]
async fn unchanged_list_is_answered_with_304() {
    let world = World::start(1).await;
    world.tell(&talk("c-1", "u-1", 0)).await;
    let mut tags = Vec::new();
    for uri in [
        "/interactions",
        "/interactions?fields=*",
        "/me/interactions",
        "/me/interactions?fields=*",
        "/users/u-1/interactions",
        "/users/u-1/interactions?fields=*",
    ] {
        let caller = admin_who_is("u-1");
        let first = world.get(&caller, uri).await;
        let tag = first.header(ETAG).to_owned();
        assert!(tag.starts_with("W/\""), "{tag}");
        assert_eq!(first.header(CACHE_CONTROL), "private, no-cache");
        let again = world.get_with(&caller, uri, &[(IF_NONE_MATCH, &tag)]).await;
        assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0), "{uri}");
        assert_eq!(again.header(ETAG), tag);
        tags.push((uri, tag));
    }
    world.tell(&end("c-1", "u-1", 9_000)).await;
    for (uri, tag) in tags.into_iter().filter(|(uri, _)| *uri != "/users/u-1/interactions") {
        let news = world.get_with(&admin_who_is("u-1"), uri, &[(IF_NONE_MATCH, &tag)]).await;
        assert_eq!(news.status, StatusCode::OK, "{uri}");
    }
}

/// A Common Event that was held back is published without a new version of the tree.
#[tokio::test]
async fn new_common_event_changes_the_entity_tag() {
    let world = World::start(1).await;
    world.tell(&talk("c-1", "u-1", 0)).await;
    for uri in ["/interactions/c-1/events", "/interactions/c-1/timeline"] {
        let before = world.get(&admin(), uri).await.header(ETAG).to_owned();
        let ledger = world.deployment.table.ledger(&"c-1".parse().unwrap()).await.unwrap();
        let entry = ledger[0].clone();
        world.deployment.say(LedgerEntry { revision: entry.revision + 1, ..entry }).await;
        let news = world.get_with(&admin(), uri, &[(IF_NONE_MATCH, &before)]).await;
        assert_eq!(news.status, StatusCode::OK, "{uri}");
    }
}

#[tokio::test]
async fn responses_are_compressed_on_request() {
    let world = World::start(1).await;
    world.tell(&talk("c-1", "u-1", 0)).await;
    let plain = world.get(&admin(), "/interactions/c-1").await;
    let packed =
        world.get_with(&admin(), "/interactions/c-1", &[(ACCEPT_ENCODING, "gzip, br")]).await;
    assert_eq!((plain.header(CONTENT_ENCODING), packed.header(CONTENT_ENCODING)), ("", "gzip"));
    let mut unpacked = Vec::new();
    flate2::read::GzDecoder::new(packed.body.as_slice()).read_to_end(&mut unpacked).unwrap();
    assert_eq!(unpacked, plain.body);
    assert!(
        packed.body.len() < plain.body.len() / 2,
        "{} of {}",
        packed.body.len(),
        plain.body.len()
    );
}

#[tokio::test]
async fn cors_admits_only_allowed_origins() {
    let world = World::start(1).await;
    let router = world.router(&["https://desk.example.com"]);
    let ask = |origin: &'static str| {
        let headers = [
            (ORIGIN, origin),
            (ACCESS_CONTROL_REQUEST_METHOD, "POST"),
            (ACCESS_CONTROL_REQUEST_HEADERS, "authorization"),
        ];
        let router = &router;
        async move {
            // The preflight request of a browser.
            send(router, None, Method::OPTIONS, "/me/interactions/c-1", &headers, "").await
        }
    };
    let allowed = ask("https://desk.example.com").await;
    assert_eq!(allowed.status, StatusCode::OK);
    assert_eq!(allowed.header(ACCESS_CONTROL_ALLOW_ORIGIN), "https://desk.example.com");
    assert_eq!(allowed.header(ACCESS_CONTROL_ALLOW_METHODS), "GET,POST,PUT");
    assert!(allowed.header(ACCESS_CONTROL_ALLOW_HEADERS).contains("authorization"));
    assert_eq!(allowed.header(ACCESS_CONTROL_ALLOW_CREDENTIALS), "");
    assert_eq!(ask("https://elsewhere.example.com").await.header(ACCESS_CONTROL_ALLOW_ORIGIN), "");
    let asked = send(
        &router,
        Some(&admin()),
        Method::GET,
        "/interactions",
        &[(ORIGIN, "https://desk.example.com")],
        "",
    )
    .await;
    assert_eq!(asked.header(ACCESS_CONTROL_ALLOW_ORIGIN), "https://desk.example.com");
    assert!(asked.header(ACCESS_CONTROL_EXPOSE_HEADERS).contains("etag"));
    assert_eq!(asked.header(X_CONTENT_TYPE_OPTIONS), "nosniff");
}
