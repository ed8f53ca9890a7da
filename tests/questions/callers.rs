//! Access rules: everything is refused except what a role allows.

use http::Method;

use crate::world::{World, admin, admin_who_is, agent, send, talk, uri};

#[tokio::test]
async fn each_role_sees_only_what_it_may() {
    let world = World::start(1).await;
    world.tell(&talk("c-1", "u-1", 0)).await;
    let (own, other) = (agent("u-1"), agent("u-2"));
    // Nobody, an agent who took part, one who did not, an administrator; agents see their own.
    let table = [
        ("/interactions", [403, 403, 403, 200]),
        ("/me/interactions", [403, 200, 200, 403]),
        ("/interactions/c-1", [403, 200, 404, 200]),
        ("/interactions/c-1?view=details", [403, 200, 404, 200]),
        ("/interactions/c-1/events", [403, 200, 404, 200]),
        ("/interactions/c-1/timeline", [403, 200, 404, 200]),
        ("/users/u-1/interactions", [403, 200, 403, 200]),
        ("/interactions/c-9", [403, 404, 404, 404]),
    ];
    // Agents see all by default, and only their own where the deployment says so.
    for (router, agents_see_all) in [(world.router(&[]), true), (world.router_for_own(), false)] {
        for (uri, expected) in table {
            for (caller, expected) in
                [None, Some(&own), Some(&other), Some(&admin())].into_iter().zip(expected)
            {
                let answer = send(&router, caller, Method::GET, uri, &[], "").await;
                let of_others = uri.starts_with("/interactions") && uri != "/interactions/c-9";
                let opened = agents_see_all && of_others && caller.is_some();
                let expected = if opened { 200 } else { expected };
                assert_eq!(answer.status, expected, "{uri} for {caller:?}");
            }
        }
    }
    let hidden = |uri| {
        let router = world.router_for_own();
        let other = other.clone();
        async move { send(&router, Some(&other), Method::GET, uri, &[], "").await.body }
    };
    assert_eq!(
        hidden("/interactions/c-1").await,
        hidden("/interactions/c-9").await,
        "it does not show that it is there"
    );
    assert_eq!(
        world.get(&admin_who_is("u-1"), "/me/interactions").await.json()["uris"][0],
        uri("c-1")
    );
}

#[tokio::test]
async fn operations_are_off_unless_they_are_turned_on() {
    let world = World::start(1).await;
    world.tell(&talk("c-1", "u-1", 0)).await;
    let json = [(http::header::CONTENT_TYPE, "application/json")];
    let router = world.router(&[]);
    for (method, uri, body) in [
        (Method::POST, "/me/interactions/c-1", r#"{"operationName": "Accept"}"#),
        (Method::PUT, "/interactions/c-1", r#"{"held": true}"#),
    ] {
        let answer = send(&router, Some(&agent("u-1")), method.clone(), uri, &json, body).await;
        assert_eq!(answer.status, 403);
        assert_eq!(
            answer.text(),
            r#"{"status":"error","errorDescription":"operations are disabled in this deployment"}"#
        );
        assert_eq!(send(&router, None, method, uri, &json, body).await.status, 403);
    }
}

#[tokio::test]
async fn another_method_is_not_allowed() {
    let world = World::start(1).await;
    for (uri, allowed) in [
        ("/interactions", "GET,HEAD"),
        ("/interactions/c-1", "GET,HEAD,PUT"),
        ("/me/interactions/c-1", "POST"),
    ] {
        let answer = send(&world.router(&[]), Some(&admin()), Method::DELETE, uri, &[], "").await;
        assert_eq!(
            (answer.status.as_u16(), answer.header(http::header::ALLOW)),
            (405, allowed),
            "{uri}"
        );
    }
}
