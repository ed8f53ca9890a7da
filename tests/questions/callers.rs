//! Access rules: everything is refused except what a role allows.

use http::Method;

use crate::world::{World, admin, admin_who_is, agent, send, talk};

#[tokio::test]
async fn each_role_sees_only_what_it_may() {
    let world = World::start(1).await;
    world.tell(&talk("c-1", "u-1", 0)).await;
    let (own, other) = (agent("u-1"), agent("u-2"));
    // Nobody, an agent who took part, one who did not, an administrator.
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
    let router = world.router(&[]);
    for (uri, expected) in table {
        for (caller, expected) in
            [None, Some(&own), Some(&other), Some(&admin())].into_iter().zip(expected)
        {
            let answer = send(&router, caller, Method::GET, uri, &[], "").await;
            assert_eq!(answer.status, expected, "{uri} for {caller:?}");
        }
    }
    let hidden = world.get(&other, "/interactions/c-1").await;
    assert_eq!(
        hidden.body,
        world.get(&other, "/interactions/c-9").await.body,
        "it does not show that it is there"
    );
    assert_eq!(
        world.get(&admin_who_is("u-1"), "/me/interactions").await.json()["uris"][0],
        "/interactions/c-1"
    );
}

#[tokio::test]
async fn operations_are_off_unless_they_are_turned_on() {
    let world = World::start(1).await;
    world.tell(&talk("c-1", "u-1", 0)).await;
    let json = [(http::header::CONTENT_TYPE, "application/json")];
    let body = r#"{"operationName": "Accept"}"#;
    let router = world.router(&[]);
    let answer =
        send(&router, Some(&agent("u-1")), Method::POST, "/me/interactions/c-1", &json, body).await;
    assert_eq!(answer.status, 403);
    assert_eq!(
        answer.text(),
        r#"{"status":"error","errorDescription":"operations are disabled in this deployment"}"#
    );
    assert_eq!(
        send(&router, None, Method::POST, "/me/interactions/c-1", &json, body).await.status,
        403
    );
}

#[tokio::test]
async fn another_method_is_not_allowed() {
    let world = World::start(1).await;
    for (uri, allowed) in [
        ("/interactions", "GET,HEAD"),
        ("/interactions/c-1", "GET,HEAD"),
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
