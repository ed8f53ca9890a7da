//! Responses contain what is stored.

use std::collections::BTreeSet;

use conversation::details;
use http::StatusCode;
use http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use serde_json::{Value, json};
use store::LedgerEntry;
use testkit::invocations::NOW;
use testkit::{cases, envelopes};

use crate::world::{World, admin, agent, end, talk, uri};

// The tree, the details document, the Common Events and the HTML page of one interaction.
#[tokio::test]
async fn interaction_answers_match_the_stored_data() {
    let world = World::start(1).await;
    for (name, document) in cases() {
        world.tell(&envelopes(&document, true)).await;
        let id = &document.conversation_id;
        let table = &world.deployment.table;
        let stored = table.tree(id).await.unwrap().unwrap().conversation();
        let ledger = table.ledger(id).await.unwrap();

        let answer = world.get(&admin(), &format!("/interactions/{id}")).await.json();
        assert_eq!(answer["uri"], uri(id.as_str()));
        assert_eq!(answer["participants"], json!(stored.participants), "{name}");
        for (field, value) in json!(stored.summary).as_object().unwrap() {
            assert_eq!(answer[field], *value, "{name}");
        }
        let answer = world.get(&admin(), &format!("/interactions/{id}?view=details")).await.json();
        assert_eq!(answer, json!(details(&stored)), "{name}");

        let answer = world.get(&admin(), &format!("/interactions/{id}/events")).await.json();
        let events = answer["events"].as_array().unwrap();
        let told =
            |events: &[Value]| events.iter().map(ToString::to_string).collect::<BTreeSet<_>>();
        let expected: Vec<Value> = ledger.iter().map(|entry| json!(entry.common_event())).collect();
        assert_eq!(told(events), told(&expected), "{name}");
        assert!(
            events.is_sorted_by_key(|event| event["metadata"]["occurredAt"]
                .as_str()
                .unwrap()
                .to_owned()),
            "{name}"
        );

        // Each one is explained by its own rule and by events of the log.
        let keys: Vec<String> =
            table.log(id).await.unwrap().iter().map(|item| item.sk.key.to_string()).collect();
        for event in &expected {
            let event_id = event["metadata"]["id"].as_str().unwrap();
            let uri = format!("/interactions/{id}/events/{event_id}");
            let answer = world.get(&admin(), &uri).await.json();
            assert_eq!(answer["commonEvent"], *event, "{name}");
            assert!(answer["rule"]["sentence"].as_str().is_some_and(|text| text.ends_with('.')));
            let causes = answer["causedBy"].as_array().unwrap();
            let known = |cause: &Value| keys.iter().any(|key| cause["key"] == key.as_str());
            assert!(!causes.is_empty() && causes.iter().all(known), "{name}: {answer}");
        }
        let none = world.get(&admin(), &format!("/interactions/{id}/events/none")).await;
        assert_eq!(none.status, StatusCode::NOT_FOUND);

        let page = world.get(&admin(), &format!("/interactions/{id}/timeline")).await;
        let said: Vec<_> = ledger.iter().map(LedgerEntry::common_event).collect();
        let served = render::html::Served::at(NOW);
        let expected = render::html::served_page(&stored, &said, &served).unwrap();
        assert_eq!(page.text(), expected, "{name}");
        assert_eq!(page.header(CONTENT_TYPE), "text/html; charset=utf-8");
        assert_eq!(page.header(CONTENT_SECURITY_POLICY), render::html::timeline_security_policy());
    }
}

// The page at another zoom, and the answer to a zoom that does not exist. An open conversation has
// a new page when the present has moved on, though nothing happened.
#[tokio::test]
async fn timeline_zooms_and_follows_the_present() {
    let world = World::start(1).await;
    world.tell(&talk("c-1", "u-1", 0)).await;
    let uri = "/interactions/c-1/timeline";
    let page = world.get(&admin(), &format!("{uri}?zoom=8")).await.text();
    assert!(page.contains("class=\"canvas zoom-8\"") && page.contains("id=\"now\""));
    let wrong = world.get(&admin(), &format!("{uri}?zoom=3")).await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
    assert!(wrong.text().contains("zoom is 1, 2, 4, 8, 16 or 32"), "{}", wrong.text());

    let tag = world.get(&admin(), uri).await.header(ETAG).to_owned();
    let later = |ms| world.at(NOW.plus_ms(ms));
    let same = later(1).get_with(&admin(), uri, &[(IF_NONE_MATCH, &tag)]).await;
    let other = later(10_000).get_with(&admin(), uri, &[(IF_NONE_MATCH, &tag)]).await;
    assert_eq!((same.status, other.status), (StatusCode::NOT_MODIFIED, StatusCode::OK));
    world.tell(&end("c-1", "u-1", 9_000)).await;
    let ended = world.get(&admin(), uri).await;
    assert!(!ended.text().contains("id=\"now\""), "nothing goes on");
    let tag = ended.header(ETAG).to_owned();
    let same = later(60_000).get_with(&admin(), uri, &[(IF_NONE_MATCH, &tag)]).await;
    assert_eq!(same.status, StatusCode::NOT_MODIFIED);
}

// All open conversations, those that a user handles now, and those that a user handled before.
#[tokio::test]
async fn lists_show_open_current_and_past_interactions() {
    let world = World::start(1).await;
    for (id, user, after, ends) in
        [("c-1", "u-1", 0, false), ("c-2", "u-1", 1_000, true), ("c-3", "u-2", 2_000, false)]
    {
        world.tell(&talk(id, user, after)).await;
        if ends {
            world.tell(&end(id, user, after + 500)).await;
        }
    }
    let uris = |ids: &[&str]| {
        let uris: Vec<String> = ids.iter().map(|id| uri(id)).collect();
        json!({"statusCode": 0, "uris": uris})
    };
    assert_eq!(world.get(&admin(), "/interactions").await.json(), uris(&["c-1", "c-3"]));
    assert_eq!(world.get(&agent("u-1"), "/me/interactions").await.json(), uris(&["c-1"]));
    assert_eq!(
        world.get(&agent("u-1"), "/users/u-1/interactions").await.json(),
        uris(&["c-2", "c-1"])
    );
    let during = "?from=2026-03-02T09:00:00.500Z&to=2026-03-02T09:00:03Z";
    assert_eq!(
        world.get(&agent("u-1"), &format!("/users/u-1/interactions{during}")).await.json(),
        uris(&["c-2"])
    );
    assert_eq!(world.get(&admin(), "/users/nobody/interactions").await.json(), uris(&[]));

    let mine = world.get(&agent("u-1"), "/me/interactions?fields=*").await.json();
    let [mine] = mine["interactions"].as_array().unwrap().as_slice() else { panic!("{mine}") };
    assert_eq!(
        [&mine["conversationId"], &mine["status"], &mine["counts"]["participants"]],
        [&json!("c-1"), &json!("open"), &json!(2)]
    );
    let all = world.get(&admin(), "/interactions?fields=*").await.json();
    assert_eq!(all["interactions"][1]["conversationId"], "c-3");
}

// A list with `fields=*` has what single reads have.
#[tokio::test]
async fn interaction_has_one_form_everywhere() {
    let world = World::start(3).await;
    for (_, document) in cases() {
        let events = envelopes(&document, true);
        // Some conversations end, others stay open.
        let known = if document.conversation_id.as_str() < "8" { events.len() } else { 3 };
        world.tell(&events[..known.min(events.len())]).await;
    }
    let mut compared = 0;
    let users = cases().into_iter().flat_map(|(_, document)| document.participants);
    let users: BTreeSet<String> =
        users.filter_map(|it| it.user_id).map(|user| user.as_str().to_owned()).collect();
    let of_users = users.iter().flat_map(|user| {
        [
            (agent(user), "/me/interactions".to_owned()),
            (agent(user), format!("/users/{user}/interactions")),
        ]
    });
    for (caller, list) in of_users.chain([(admin(), "/interactions".to_owned())]) {
        let answer = world.get(&caller, &format!("{list}?fields=*")).await.json();
        assert_eq!(answer["statusCode"], 0);
        for listed in answer["interactions"].as_array().unwrap() {
            let path = listed["uri"].as_str().unwrap();
            let path = path.strip_prefix("http://api.example.com").unwrap();
            assert_eq!(world.get(&admin(), path).await.json(), *listed, "{list}");
            compared += 1;
        }
    }
    assert!(compared > 10, "{compared}");
}

#[tokio::test]
async fn user_in_after_call_work_is_still_listed() {
    let world = World::start(1).await;
    let (mut before, mut during) = (0, 0);
    for (_, document) in cases() {
        let events = envelopes(&document, false);
        let Some(user) =
            document.participants.iter().find_map(|participant| participant.user_id.clone())
        else {
            continue;
        };
        for known in 1..=events.len() {
            world.tell(&events[known - 1..known]).await;
            let answer = world.get(&agent(user.as_str()), "/me/interactions").await.json();
            let listed = answer["uris"]
                .as_array()
                .unwrap()
                .iter()
                .any(|listed| *listed == uri(document.conversation_id.as_str()));
            let stored = world
                .deployment
                .table
                .tree(&document.conversation_id)
                .await
                .unwrap()
                .unwrap()
                .conversation();
            let live =
                stored.participants.iter().filter(|it| it.user_id.as_ref() == Some(&user)).any(
                    |participant| {
                        participant.sessions.iter().any(|session| {
                            (session.start.is_some() && session.end.is_none())
                                || session.segments.iter().any(|it| it.segment_end.is_none())
                        })
                    },
                );
            assert_eq!(listed, live, "{} after {known} events", document.conversation_id);
            if listed { during += 1 } else { before += 1 }
        }
    }
    assert!(before > 10 && during > 10, "{before}, {during}");
}

#[tokio::test]
async fn unknown_path_or_interaction_is_not_found() {
    let world = World::start(1).await;
    for uri in
        ["/interactions/c-9", "/interactions/c-9/events", "/interactions/c-9/timeline", "/nothing"]
    {
        let answer = world.get(&admin(), uri).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{uri}");
        assert_eq!(answer.header(CONTENT_TYPE), interactions::problem::PROBLEM_JSON);
        assert_eq!(answer.json()["status"], 404);
    }
}
