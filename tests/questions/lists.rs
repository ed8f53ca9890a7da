//! The lists in a browser: what they show, whom their filters find, their pages and their cost.

use std::collections::BTreeSet;

use http::StatusCode;
use http::header::{ACCEPT, CONTENT_SECURITY_POLICY};
use interactions::{Api, router};
use runtime::Clock;
use serde_json::json;
use store::{Conversations, Day, Order, StartRange};

use crate::world::{START_MS, World, admin, end, event, send, talk};

const HTML: (http::HeaderName, &str) = (ACCEPT, "text/html");

/// A page, as it is a minute after [`START_MS`].
pub async fn page(world: &World, shards: u32, uri: &str) -> String {
    let clock = Clock::fixed(genesys::Timestamp::from_ms(START_MS + 60_000));
    let api = Api::new(world.deployment.table.clone(), shards).with_clock(clock);
    let answer = send(&router(api, &[]), Some(&admin()), http::Method::GET, uri, &[HTML], "").await;
    assert_eq!(answer.status, StatusCode::OK, "{uri}: {}", answer.text());
    assert_eq!(answer.header(CONTENT_SECURITY_POLICY), render::html::list_security_policy());
    answer.text()
}

/// The ids of the rows of a page, in order.
pub fn ids(page: &str) -> Vec<String> {
    let links = page.split("href=\"interactions/").skip(1);
    links.map(|link| link.split_once("/timeline?").unwrap().0.to_owned()).collect()
}

/// The URL of a link, by its relation.
fn link(page: &str, relation: &str) -> Option<String> {
    let before = page.split_once(&format!("\" rel=\"{relation}\""))?.0;
    let url = before.rsplit_once("href=\"")?.1.replace("&amp;", "&").replace("&#38;", "&");
    Some(format!("/interactions{url}"))
}

/// Two calls: one waits in a queue, the other has an agent.
async fn callers(world: &World) {
    let from = |number: &str| json!({"ani": format!("tel:{number}")});
    world.tell(&[event("c-wait", "customer.start", "s-1", 0, from("+4930123456"))]).await;
    world.tell(&[event("c-wait", "acd.start", "s-2", 5_000, json!({"queueId": "q-1"}))]).await;
    world
        .tell(&[
            event("c-talk", "customer.start", "s-1", 10_000, from("+4930123999")),
            event("c-talk", "acd.start", "s-2", 11_000, json!({"queueId": "q-2"})),
            event(
                "c-talk",
                "user.start",
                "s-3",
                20_000,
                json!({"userId": "u-1", "queueId": "q-2"}),
            ),
            event(
                "c-talk",
                "acd.end",
                "s-2",
                25_000,
                json!({"queueId": "q-2", "acdOutcome": "ANSWERED", "answeredUserId": "u-1",
                    "connectedDurationMs": 14_000}),
            ),
        ])
        .await;
}

#[tokio::test]
async fn open_list_shows_states_parties_and_waits() {
    let world = World::start(1).await;
    callers(&world).await;
    let shown = page(&world, 1, "/interactions").await;
    assert_eq!(ids(&shown), ["c-wait", "c-talk"], "who waits comes first");
    let (first, second) = shown.split_once("interactions/c-talk/timeline").unwrap();
    for part in ["+4930123456", ">waiting<", ">q-1<", ">55s<", ">1:00<"] {
        assert!(first.contains(part), "{part} is not in {first}");
    }
    for part in ["+4930123999", ">talking<", ">q-2<", ">u-1<", ">14s<", ">50s<"] {
        assert!(second.contains(part), "{part} is not in {second}");
    }
    assert!(shown.contains("longest wait 55s") && shown.contains("2 open<"), "{shown}");
}

#[tokio::test]
async fn filters_find_conversations_by_all_they_name() {
    let world = World::start(1).await;
    callers(&world).await;
    let both = ["c-wait", "c-talk"];
    for (query, found) in [
        ("state=waiting", &both[..1]),
        ("state=talking&medium=voice", &both[1..]),
        ("medium=email", &[]),
        ("queue=q-1", &both[..1]),
        ("queue=Q-&state=&medium=&agent=&text=", &both),
        ("agent=u-1", &both[1..]),
        ("text=3456", &both[..1]),
        ("text=+49+30/123", &[]),
        ("text=123+999", &both[1..]),
        ("text=c-t", &both[1..]),
        ("sort=age", &both),
    ] {
        let page = page(&world, 1, &format!("/interactions?{query}")).await;
        assert_eq!(ids(&page), found, "{query}");
    }
}

/// All conversations that have ended on the day of [`START_MS`].
pub async fn ended(shards: u32, count: i64) -> World {
    let world = World::start(shards).await;
    for number in 0..count {
        // Several begin at once, so that time alone does not order them.
        let (id, at) = (format!("c-{number:03}"), number / 4 * 1_000);
        world.tell(&talk(&id, &format!("u-{}", number % 3), at)).await;
        world.tell(&end(&id, &format!("u-{}", number % 3), at + 500)).await;
    }
    world
}

/// Forwards, all pages together are the day; backwards, they are the same pages.
#[tokio::test]
async fn pages_of_a_day_are_the_day_in_both_directions() {
    for shards in [1, 3] {
        let world = ended(shards, 230).await;
        let expected: BTreeSet<String> = (0..230).map(|number| format!("c-{number:03}")).collect();
        for filter in ["", "&agent=u-"] {
            let first = format!("/interactions?view=ended&day=2026-03-02{filter}");
            let mut pages = vec![page(&world, shards, &first).await];
            while let Some(next) = link(pages.last().unwrap(), "next") {
                pages.push(page(&world, shards, &next).await);
            }
            let listed: Vec<String> = pages.iter().flat_map(|page| ids(page)).collect();
            assert_eq!(listed.len(), 230, "{shards} shards, {filter}");
            assert_eq!(listed.iter().cloned().collect::<BTreeSet<_>>(), expected);
            assert_eq!(pages.len(), 3);
            for (index, page_after) in pages.iter().enumerate().skip(1).rev() {
                let back = page(&world, shards, &link(page_after, "prev").unwrap()).await;
                assert_eq!(ids(&back), ids(&pages[index - 1]), "{shards} shards, {filter}");
            }
            assert_eq!(link(&pages[0], "prev"), None);
        }
        let third = page(&world, shards, "/interactions?view=ended&day=2026-03-02&agent=u-2").await;
        assert_eq!(ids(&third).len(), 76);
        assert!(third.contains("76 match, of 230 looked at"), "{third}");
    }
}

#[tokio::test]
async fn ended_conversations_are_found_by_whole_id_and_day() {
    let world = ended(1, 3).await;
    let id = "3b8550e9-6043-5ac1-869b-2d7a4a190958";
    world.tell(&talk(id, "u-1", 0)).await;
    world.tell(&end(id, "u-1", 900)).await;
    let of = async |query: &str| ids(&page(&world, 1, &format!("/interactions?{query}")).await);
    assert_eq!(of("view=ended&day=2026-03-02&text=3b8550e9").await, [id]);
    assert_eq!(of("view=ended&day=2026-03-01").await, [""; 0]);
    for view in ["", "view=ended&day=2026-03-01&"] {
        assert_eq!(of(&format!("{view}text={id}")).await, [id], "on any day");
    }
    assert_eq!(of("view=ended").await.len(), 4, "today, without a day");
    for (view, reloads) in [("", true), ("&day=2026-03-01", false)] {
        let page = page(&world, 1, &format!("/interactions?view=ended{view}")).await;
        assert_eq!(page.contains("data-reload=\"30\""), reloads, "only today's list grows: {view}");
        assert!(page.contains("as of <time"), "{page}");
    }
    assert_eq!(of("").await, [""; 0], "none is open");
}

#[tokio::test]
async fn a_page_of_a_list_costs_at_most_three_calls() {
    let world = World::start(1).await;
    for number in 0..230 {
        world.tell(&talk(&format!("c-{number}"), "u-1", number)).await;
        if number >= 205 {
            world.tell(&end(&format!("c-{number}"), "u-1", number + 500)).await;
        }
    }
    for (uri, calls, rows) in [
        ("/interactions", 2, 100),
        ("/interactions?state=talking&text=1", 2, 0),
        ("/interactions?view=ended&day=2026-03-02", 1, 25),
        ("/interactions?view=ended&day=2026-03-02&agent=u-1", 1, 25),
        ("/interactions?text=3b8550e9-6043-5ac1-869b-2d7a4a190958", 1, 0),
    ] {
        let _ = world.deployment.table.meter().take();
        let shown = page(&world, 1, uri).await;
        let usage = world.deployment.table.meter().take();
        assert_eq!(usage.requests.values().sum::<u64>(), calls, "{uri}: {:?}", usage.requests);
        assert_eq!((ids(&shown).len(), usage.write_units), (rows, 0.0), "{uri}");
        println!("{uri}: {calls} calls, {} read units", usage.read_units);
    }
}

/// What a list shows is gone with the conversation.
#[tokio::test]
async fn forgotten_conversation_leaves_every_list() {
    let world = ended(1, 2).await;
    callers(&world).await;
    for id in ["c-000", "c-wait"] {
        world.deployment.table.forget(&id.parse().unwrap()).await.unwrap();
    }
    let open = page(&world, 1, "/interactions").await;
    assert_eq!(ids(&open), ["c-talk"]);
    assert!(!open.contains("3456"));
    let day = page(&world, 1, "/interactions?view=ended&day=2026-03-02").await;
    assert_eq!(ids(&day), ["c-001"]);
}

/// The index has an entry exactly while the conversation has ended, with the same overview as the
/// tree.
#[tokio::test]
async fn index_of_ended_agrees_with_the_trees() {
    let world = World::start(1).await;
    world.tell(&talk("c-1", "u-1", 0)).await;
    let day = Day::of(genesys::Timestamp::from_ms(START_MS));
    let table = &world.deployment.table;
    let entries = async || {
        let all = StartRange::default();
        table.ended_page(day, 0, &all, Order::LatestFirst, None).await.unwrap().entries
    };
    assert_eq!(entries().await, []);
    world.tell(&end("c-1", "u-1", 900)).await;
    let [entry] = &entries().await[..] else { panic!("one has ended") };
    let tree = table.trees(&["c-1".parse().unwrap()]).await.unwrap().remove(0);
    assert_eq!(entry.overview, tree.overview);
    assert_eq!(Some(entry.position.start), tree.summary.conversation_start);
    assert_eq!(
        tree.overview,
        conversation::overview(
            &table.tree(tree.conversation_id()).await.unwrap().unwrap().conversation()
        )
    );
    world.tell(&[event("c-1", "user.start", "back", 20_000, json!({"userId": "u-1"}))]).await;
    assert_eq!(entries().await, [], "it goes on");
}
