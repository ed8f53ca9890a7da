//! From a conversation to its neighbours in the list that the reader came from, and why a Common
//! Event follows, as a page.

use http::header::{ACCEPT, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY};
use http::{HeaderName, StatusCode};
use interactions::{Api, router};
use runtime::Clock;
use serde_json::json;

use crate::lists::{ended, ids, page};
use crate::world::{Answer, START_MS, World, admin, agent, end, event, send, talk};

const HTML: (HeaderName, &str) = (ACCEPT, "text/html");

/// The page of a conversation, as it is a minute after [`START_MS`], and the calls that it took.
async fn timeline(world: &World, shards: u32, uri: &str, more: &[(&str, &str)]) -> (Answer, u64) {
    let clock = Clock::fixed(genesys::Timestamp::from_ms(START_MS + 60_000));
    let api = Api::new(world.deployment.table.clone(), shards).with_clock(clock);
    let mut headers = vec![HTML];
    headers.extend(more.iter().map(|(name, value)| (name.parse().unwrap(), *value)));
    let _ = world.deployment.table.meter().take();
    let uri = format!("/interactions/{uri}");
    let caller = Some(&admin());
    let answer = send(&router(api, &[]), caller, http::Method::GET, &uri, &headers, "").await;
    (answer, world.deployment.table.meter().take().requests.values().sum())
}

/// The links from a list's page to the conversations, in order, relative to `/interactions/`.
fn links(page: &str) -> Vec<String> {
    let links = page.split("href=\"interactions/").skip(1);
    links.map(|link| unescaped(link.split_once('"').unwrap().0)).collect()
}

fn unescaped(text: &str) -> String {
    text.replace("&amp;", "&").replace("&#38;", "&")
}

/// The link of a timeline's page to a neighbour, relative to `/interactions/`.
fn neighbour(page: &str, relation: &str) -> Option<String> {
    let (_, after) = page.split_once(&format!("rel=\"{relation}\" href=\"../"))?;
    Some(unescaped(after.split_once('"').unwrap().0))
}

/// From the first conversation of a list, the links to the next one lead through the whole page of
/// the list, and back; each page takes at most three calls and leads back to the same list.
async fn walk(world: &World, shards: u32, list: &str, expected: &[String]) {
    let shown = page(world, shards, list).await;
    assert_eq!(ids(&shown), expected, "{list}");
    let mut uri = links(&shown).remove(0);
    let mut walked = Vec::new();
    loop {
        let (answer, calls) = timeline(world, shards, &uri, &[]).await;
        assert_eq!(answer.status, StatusCode::OK, "{uri}");
        assert!(calls <= u64::from(1 + 2 * shards), "{uri}: {calls} calls");
        let text = answer.text();
        let id = uri.split_once("/timeline").unwrap().0.to_owned();
        let before = neighbour(&text, "prev").map(|it| it.split('/').next().unwrap().to_owned());
        assert_eq!(before.as_ref(), walked.last(), "{list}: before {id}");
        let back = text.split_once("aria-label=\"Conversations\"><a href=\"../../").unwrap().1;
        let back = unescaped(back.split_once('"').unwrap().0);
        assert_eq!(format!("/{back}"), list, "the way back");
        walked.push(id);
        match neighbour(&text, "next") {
            Some(next) => uri = next,
            None => break,
        }
    }
    assert_eq!(walked, expected, "{list}");
}

#[tokio::test]
async fn neighbours_are_those_of_the_list() {
    for shards in [1, 3] {
        let world = ended(shards, 23).await;
        for number in 0..9 {
            let start = 20_000 + number * 500;
            let (id, user) = (format!("o-{number}"), format!("u-{}", number % 2));
            world.tell(&talk(&id, &user, start)).await;
            if number % 3 == 0 {
                let queue = json!({"queueId": "q-1"});
                world.tell(&[event(&id, "acd.start", "queue", start + 100, queue)]).await;
            }
        }
        for list in [
            "/interactions",
            "/interactions?sort=age",
            "/interactions?agent=u-1",
            "/interactions?queue=q-1",
            "/interactions?view=ended&day=2026-03-02",
            "/interactions?view=ended&day=2026-03-02&agent=u-2",
        ] {
            let expected = ids(&page(&world, shards, list).await);
            assert!(expected.len() > 2, "{list}: {expected:?}");
            walk(&world, shards, list, &expected).await;
        }
    }
}

/// A conversation that no longer fits the filter, and one that has ended, still have neighbours. A
/// link without a list, with a damaged one, or with the id that was looked for has none.
#[tokio::test]
async fn neighbours_outlast_changes_of_the_list() {
    let world = World::start(1).await;
    for (number, id) in ["c-1", "c-2", "c-3"].into_iter().enumerate() {
        world.tell(&talk(id, "u-1", 1_000 * number as i64)).await;
    }
    let of = async |uri: &str| {
        let text = timeline(&world, 1, uri, &[]).await.0.text();
        let id = |link: String| link.split('/').next().unwrap().to_owned();
        [neighbour(&text, "prev").map(id), neighbour(&text, "next").map(id)]
    };
    let some = |id: &str| Some(id.to_owned());
    assert_eq!(of("c-2/timeline?list=sort%3Dage").await, [some("c-1"), some("c-3")]);
    assert_eq!(of("c-2/timeline?list=sort%3Dage%26agent%3Du-9").await, [None, None]);
    world.tell(&end("c-2", "u-1", 9_000)).await;
    assert_eq!(of("c-2/timeline?list=sort%3Dage").await, [some("c-1"), some("c-3")]);
    for list in ["", "?list=sort%3Dname", "?list=%00", "?zoom=2"] {
        assert_eq!(of(&format!("c-1/timeline{list}")).await, [None, None], "{list}");
    }
    let id = "3b8550e9-6043-5ac1-869b-2d7a4a190958";
    world.tell(&talk(id, "u-1", 0)).await;
    assert_eq!(of(&format!("{id}/timeline?list=text%3D{id}")).await, [None, None]);
}

/// The page that follows a conversation asks for news without the links, with one call. A page that
/// was asked for by a reader is new when its neighbours are.
#[tokio::test]
async fn news_costs_one_call_and_links_three() {
    let world = World::start(1).await;
    for (number, id) in ["c-1", "c-2", "c-3"].into_iter().enumerate() {
        world.tell(&talk(id, "u-1", 1_000 * number as i64)).await;
    }
    let uri = "c-2/timeline?list=sort%3Dage&zoom=2";
    let (answer, calls) = timeline(&world, 1, uri, &[]).await;
    assert_eq!(calls, 3, "{}", answer.text());
    let tag = answer.header(ETAG).to_owned();
    let (again, _) = timeline(&world, 1, uri, &[("if-none-match", &tag)]).await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
    let (news, calls) = timeline(&world, 1, uri, &[("prefer", "return=minimal")]).await;
    assert_eq!((news.status, calls), (StatusCode::OK, 1));
    assert!(neighbour(&news.text(), "next").is_none());
    assert!(
        unescaped(&news.text()).contains("?zoom=4&list=sort%3Dage#timeline"),
        "{}",
        news.text()
    );
    world.tell(&end("c-3", "u-1", 9_000)).await;
    let (changed, _) = timeline(&world, 1, uri, &[("if-none-match", &tag)]).await;
    assert_eq!(changed.status, StatusCode::OK, "its neighbour has ended");
    assert!(neighbour(&changed.text(), "next").is_none());
}

/// Agents who see only their own conversations get no links to others.
#[tokio::test]
async fn neighbours_are_not_told_to_who_may_not_see_them() {
    let world = World::start(1).await;
    for id in ["c-1", "c-2", "c-3"] {
        world.tell(&talk(id, if id == "c-2" { "u-1" } else { "u-2" }, 0)).await;
    }
    let uri = "/interactions/c-2/timeline?list=sort%3Dage";
    let caller = agent("u-1");
    for (router, told) in [(world.router(&[]), true), (world.router_for_own(), false)] {
        let page = send(&router, Some(&caller), http::Method::GET, uri, &[HTML], "").await.text();
        assert_eq!(neighbour(&page, "next").is_some(), told);
        assert_eq!(page.contains("c-3"), told, "{page}");
    }
}

/// The row of each Common Event leads to a page that names its rule and its causes, and back.
#[tokio::test]
async fn why_is_a_page_for_browsers() {
    let world = World::start(1).await;
    world.tell(&talk("c-1", "u-1", 0)).await;
    world.tell(&end("c-1", "u-1", 9_000)).await;
    let (timeline, _) = timeline(&world, 1, "c-1/timeline?list=view%3Dended", &[]).await;
    let text = timeline.text();
    let whys: Vec<&str> = text.split("href=\"events/").skip(1).collect();
    assert!(whys.len() > 3, "{text}");
    for why in whys {
        let uri = format!("/interactions/c-1/events/{}", why.split_once('"').unwrap().0);
        let json = world.get(&admin(), &uri).await.json();
        let page = world.get_with(&admin(), &uri, &[HTML]).await;
        assert_eq!(page.status, StatusCode::OK, "{uri}: {}", page.text());
        assert_eq!(page.header(CONTENT_TYPE), "text/html; charset=utf-8");
        assert_eq!(page.header(CONTENT_SECURITY_POLICY), render::html::why_security_policy());
        assert!(page.header(VARY).contains("accept"));
        let text = page.text();
        let rule = &json["rule"];
        for said in [&rule["name"], &rule["sentence"], &json["commonEvent"]["metadata"]["type"]] {
            let said = said.as_str().unwrap().replace('\'', "&#39;");
            assert!(text.contains(&said), "{said} is not in {text}");
        }
        let causes = json["causedBy"].as_array().unwrap();
        assert!(!causes.is_empty());
        for cause in causes {
            assert!(text.contains(cause["key"].as_str().unwrap()), "{cause} is not in {text}");
            assert!(text.contains(cause["topic"].as_str().unwrap()), "{cause} is not in {text}");
        }
        assert!(text.contains("href=\"../timeline?list=view%3Dended#e-"), "{text}");
        let same = [HTML, (IF_NONE_MATCH, page.header(ETAG))];
        let same = world.get_with(&admin(), &uri, &same).await;
        assert_eq!(same.status, StatusCode::NOT_MODIFIED);
    }
}
