//! Paging: all pages together are the whole list for every page size, at a bounded cost.

use std::collections::BTreeSet;

use http::StatusCode;
use serde_json::json;
use store::Operation;

use crate::world::{World, admin, agent, event, talk, uri};

async fn world(shards: u32, conversations: i64) -> World {
    let world = World::start(shards).await;
    for number in 0..conversations {
        // Several begin at once, so that time alone does not order them.
        world.tell(&talk(&format!("c-{number}"), "u-1", number / 4 * 1_000)).await;
    }
    world
}

#[tokio::test]
async fn all_pages_together_list_each_entry_once() {
    let expected: BTreeSet<String> = (0..23).map(|number| uri(&format!("c-{number}"))).collect();
    for shards in [1, 3, 40] {
        let world = world(shards, 23).await;
        for limit in [1, 2, 7, 22, 23, 24, 100] {
            for (caller, list) in [
                (admin(), "/interactions"),
                (agent("u-1"), "/me/interactions"),
                (agent("u-1"), "/users/u-1/interactions"),
            ] {
                let pages = world.pages(&caller, &format!("{list}?limit={limit}")).await;
                let listed: Vec<&String> = pages.iter().flatten().collect();
                assert_eq!(listed.len(), 23, "{list} by {limit} over {shards} shards");
                assert_eq!(listed.into_iter().cloned().collect::<BTreeSet<_>>(), expected);
                assert!(pages.iter().all(|page| page.len() <= limit), "{list}");
            }
        }
    }
}

// A single interaction costs one query.
#[tokio::test]
async fn page_of_100_costs_at_most_three_calls() {
    let world = world(1, 130).await;
    for (caller, uri, most) in [
        (admin(), "/interactions", 1),
        (agent("u-1"), "/me/interactions", 3),
        (agent("u-1"), "/users/u-1/interactions", 2),
        (admin(), "/interactions/c-7", 1),
        (agent("u-1"), "/interactions/c-7?view=details", 1),
        (agent("u-1"), "/interactions/c-7/events", 1),
        (agent("u-1"), "/interactions/c-7/timeline", 1),
    ] {
        let (answer, usage) = world.cost(&caller, uri).await;
        assert_eq!(answer.status, StatusCode::OK);
        let listed = answer.json_if_any().map_or(0, |json| {
            [&json["uris"], &json["interactions"]]
                .into_iter()
                .filter_map(|it| it.as_array())
                .map(Vec::len)
                .sum()
        });
        assert!(!uri.ends_with("interactions") || listed == 100, "{uri}: {listed}");
        let calls: u64 = usage.requests.values().sum();
        assert_eq!(calls, most, "{uri}: {:?}", usage.requests);
        assert_eq!(usage.requests[&Operation::Query], 1, "{uri}");
        assert_eq!(usage.write_units, 0.0);
        println!("{uri}: {calls} calls, {} read units", usage.read_units);
    }
    // Whole interactions: a page has as many as one batch of participants' items has, here one of
    // each. The customers are within the trees.
    for (caller, uri, most) in [
        (admin(), "/interactions?fields=*", 3),
        (agent("u-1"), "/me/interactions?fields=*", 4),
        (agent("u-1"), "/users/u-1/interactions?fields=*", 3),
    ] {
        let (answer, usage) = world.cost(&caller, uri).await;
        assert_eq!(answer.json()["interactions"].as_array().unwrap().len(), 100, "{uri}");
        let calls: u64 = usage.requests.values().sum();
        assert_eq!(calls, most, "{uri}: {:?}", usage.requests);
        println!("{uri}: {calls} calls, {} read units", usage.read_units);
    }
}

// Also where the participants of a page need more than one batch read.
#[tokio::test]
async fn all_pages_of_whole_interactions_are_the_list() {
    let world = world(3, 70).await;
    // One conversation has more participants than a batch, and one has them on log pages.
    for (id, after_ms) in [("c-many", 0), ("c-packed", -600_000)] {
        let start = |number: i64| {
            let session = format!("s-{number}");
            event(id, "user.start", &session, after_ms + number, json!({"userId": "u-1"}))
        };
        world.tell(&(0..119).map(start).collect::<Vec<_>>()).await;
        world.tell(&[start(119 - after_ms)]).await;
    }
    let packed = world.deployment.table.tree_item(&"c-packed".parse().unwrap()).await;
    let packed = packed.unwrap().unwrap();
    assert!(packed.packed.is_some() && packed.participants.len() < 3);
    for (caller, list) in [(admin(), "/interactions"), (agent("u-2"), "/interactions")] {
        let (mut ids, mut next) = (Vec::new(), String::new());
        loop {
            let page = world.get(&caller, &format!("{list}?fields=*{next}")).await.json();
            for one in page["interactions"].as_array().unwrap() {
                let has_many = ["c-many", "c-packed"].iter().any(|id| one["conversationId"] == *id);
                let expected = if has_many { 120 } else { 2 };
                assert_eq!(one["participants"].as_array().unwrap().len(), expected);
                ids.push(one["conversationId"].as_str().unwrap().to_owned());
            }
            let Some(token) = page["next"].as_str() else { break };
            next = format!("&next={token}");
        }
        assert_eq!(ids.len(), 72);
        assert_eq!(ids.into_iter().collect::<BTreeSet<_>>().len(), 72);
    }
}

#[tokio::test]
async fn a_page_of_another_list_is_refused() {
    let world = world(1, 3).await;
    let (user, me) = ("/users/u-1/interactions?limit=1", agent("u-1"));
    let next = world.get(&me, user).await.json()["next"].as_str().unwrap().to_owned();
    for other in ["from=2026-03-02T09:00:01Z", "to=2026-03-01T00:00:00Z"] {
        let answer = world.get(&me, &format!("{user}&{other}&next={next}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{}", answer.text());
        assert!(answer.json()["detail"].as_str().unwrap().contains("next comes from another list"));
    }
}

#[tokio::test]
async fn invalid_list_parameters_are_refused_with_reason() {
    let world = World::start(1).await;
    for (uri, says) in [
        ("/interactions?limit=0", "limit is a whole number from 1 to 100"),
        ("/interactions?limit=many", "limit is a whole number from 1 to 100"),
        ("/interactions?next=there", "next must come from the previous page"),
        ("/interactions?fields=id", "unknown variant `id`"),
        ("/interactions?field=*", "unknown field `field`"),
        ("/me/interactions?from=2026-03-02T09:00:00Z", "unknown field `from`"),
        ("/users/u-1/interactions?from=yesterday", "not an ISO 8601 instant"),
        (
            "/users/u-1/interactions?from=2026-03-03T00:00:00Z&to=2026-03-02T00:00:00Z",
            "from is after to",
        ),
        ("/users/a%20b/interactions", "an id is 1 to 64 letters"),
        ("/interactions/a_b", "an id is 1 to 64 letters"),
        ("/interactions/c-1?view=all", "unknown variant `all`"),
    ] {
        let answer = world.get(&crate::world::admin_who_is("u-1"), uri).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{uri}");
        let problem = answer.json();
        assert_eq!([&problem["status"], &problem["title"]], [&json!(400), &json!("Bad Request")]);
        let said = problem["detail"].as_str().unwrap();
        assert!(said.contains(says) && !said.contains("deserialize"), "{uri}: {problem}");
    }
}
