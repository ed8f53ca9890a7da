//! Responses contain what is stored.

use std::collections::BTreeSet;

use conversation::details;
use http::StatusCode;
use http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use serde_json::{Value, json};
use store::LedgerEntry;
use testkit::{cases, envelopes};

use crate::world::{World, admin, agent, end, talk};

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
        assert_eq!(answer["uri"], format!("/interactions/{id}"));
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

        let page = world.get(&admin(), &format!("/interactions/{id}/timeline")).await;
        let said: Vec<_> = ledger.iter().map(LedgerEntry::common_event).collect();
        assert_eq!(page.text(), render::html::page(&stored, &said).unwrap(), "{name}");
        assert_eq!(page.header(CONTENT_TYPE), "text/html; charset=utf-8");
        assert_eq!(page.header(CONTENT_SECURITY_POLICY), render::html::content_security_policy());
    }
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
        json!({
            "uris": ids.iter().map(|id| format!("/interactions/{id}")).collect::<Vec<_>>()
        })
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
    let [own] = mine["participants"].as_array().unwrap().as_slice() else {
        panic!("only the caller's own: {mine}")
    };
    assert_eq!(own["userId"], "u-1");
    let all = world.get(&admin(), "/interactions?fields=*").await.json();
    assert_eq!(all["interactions"][1]["conversationId"], "c-3");
    assert_eq!(all["interactions"][1].get("participants"), None);
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
                .any(|uri| *uri == format!("/interactions/{}", document.conversation_id));
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
