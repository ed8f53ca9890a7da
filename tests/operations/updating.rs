//! Updates: the calls that each field takes, by medium, and what is refused.

use conversation::Conversation;
use genesys::Timestamp;
use interactions::operations::{Failure, NotPossible, Operations, changes};
use interactions::platform::{Method, PlatformError};
use runtime::Clock;
use serde_json::{Value, json};

use super::genesys_cloud::{GenesysCloud, Turn, ok};
use super::planning::{all_conversations, moments, users};
use super::tree::{
    alerting, at, connected, conversation, left, participant, session, update, updates, user,
};

/// The calls of an update: fields, method and path, body.
fn calls(tree: &Conversation, body: &Value) -> Vec<(String, String, Value)> {
    let changes = changes(&update(body), tree, &user("u-1")).unwrap();
    let written = changes.into_iter().map(|change| {
        assert!(!change.call.repeatable);
        let method = match change.call.method {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Patch => "PATCH",
            Method::Put => "PUT",
        };
        let path = change.call.path.as_str().strip_prefix("/api/v2/").unwrap().to_owned();
        (change.fields, format!("{method} {path}"), change.call.body.unwrap())
    });
    written.collect()
}

fn refused(tree: &Conversation, body: &Value) -> NotPossible {
    changes(&update(body), tree, &user("u-1")).unwrap_err()
}

fn call(fields: &str, call: &str, body: Value) -> (String, String, Value) {
    (fields.to_owned(), call.to_owned(), body)
}

#[test]
fn each_field_maps_to_its_call() {
    let contact = |medium: &str| {
        json!({
            "externalContactId": "x-1", "conversationId": "c-1", "communicationId": "s-1",
            "mediaType": medium,
        })
    };
    let all = json!({
        "properties": {"field1": "value1", "field3": {"fieldA": 7}}, "held": true, "muted": false,
        "recording": true, "externalContact": {"id": "x-1"},
        "wrapUp": {"code": "w-1", "notes": "a note"},
    });
    let attributes = json!({"attributes": {"field1": "value1", "field3.fieldA": "7"}});
    let expected = [
        call(
            "properties",
            "PATCH conversations/c-1/participants/p-customer/attributes",
            attributes,
        ),
        call("externalContact", "PUT externalcontacts/conversations/c-1", contact("CALL")),
        call(
            "held, muted, recording",
            "PATCH conversations/calls/c-1/participants/p-agent",
            json!({"held": true, "muted": false, "recording": true}),
        ),
        call(
            "wrapUp",
            "POST conversations/calls/c-1/participants/p-agent/communications/s-agent/wrapup",
            json!({"code": "w-1", "notes": "a note"}),
        ),
    ];
    assert_eq!(calls(&connected("voice"), &all), expected);
    for (medium, folder) in [("email", "emails"), ("message", "messages")] {
        for (parked, state) in [(true, "parked"), (false, "connected")] {
            let path =
                format!("PATCH conversations/{folder}/c-1/participants/p-agent/parkingstate");
            let expected = call("parked", &path, json!({"state": state}));
            assert_eq!(calls(&connected(medium), &json!({"parked": parked})), [expected]);
        }
    }
    for (medium, media_type) in [
        ("callback", "CALLBACK"),
        ("chat", "CHAT"),
        ("cobrowse", "COBROWSE"),
        ("email", "EMAIL"),
        ("message", "MESSAGE"),
        ("internalmessage", "INTERNAL_MESSAGE"),
        ("screenshare", "SCREENSHARE"),
        ("video", "VIDEO"),
    ] {
        let body = json!({"externalContact": {"id": "x-1"}});
        assert_eq!(calls(&connected(medium), &body)[0].2, contact(media_type), "{medium}");
    }
}

#[test]
fn a_field_that_the_medium_lacks_is_refused() {
    for (medium, body, says) in [
        ("email", json!({"held": true}), "held is not possible in this medium (email)"),
        ("chat", json!({"muted": true}), "muted is not possible in this medium (chat)"),
        ("message", json!({"recording": true}), "only calls have it"),
        ("voice", json!({"parked": true}), "e-mails and messages can be parked"),
        ("chat", json!({"wrapUp": {"code": "w"}}), "wrapUp is not possible in this medium (chat)"),
        ("screenmonitoring", json!({"externalContact": {"id": "x"}}), "no external contacts"),
    ] {
        let mut with_more = body.clone();
        with_more["properties"] = json!({"tier": "gold"});
        for body in [body, with_more] {
            let refused = refused(&connected(medium), &body);
            assert!(matches!(refused, NotPossible::Medium { .. }), "{refused:?}");
            assert!(refused.to_string().contains(says), "{refused}");
        }
    }
}

#[test]
fn every_field_needs_a_part_in_the_interaction() {
    for (medium, body) in updates() {
        assert_eq!(refused(&alerting(medium), &body), NotPossible::NotAnswered, "{body}");
        let stranger = changes(&update(&body), &connected(medium), &user("u-9"));
        assert_eq!(stranger.unwrap_err(), NotPossible::NotPartOfIt);
        let after = changes(&update(&body), &left(medium), &user("u-1"));
        let lasting = ["wrapUp", "externalContact"];
        let possible = body.as_object().unwrap().keys().all(|key| lasting.contains(&key.as_str()));
        assert_eq!(after.is_ok(), possible, "{body}: {after:?}");
    }
}

/// The external contact belongs to the customer's session in the medium of the caller's own: the
/// live one, or else the latest.
#[test]
fn contact_gets_the_session_of_the_customer() {
    let of_customer = |sessions: &[Value]| participant("p-c", "customer", json!({}), sessions);
    let ended = |id: &str, start: i64| {
        session(id, "customer", "voice", start, json!({"end": at(start + 100)}))
    };
    let callback = session("s-callback", "customer", "callback", 9_000, json!({}));
    let live = session("s-live", "customer", "voice", 2_000, json!({}));
    let own = session(
        "s-agent",
        "user",
        "voice",
        5_000,
        json!({"segments": [
            {"segmentType": "hold", "segmentStart": at(6_000)}
        ]}),
    );
    let own = participant("p-agent", "agent", json!({"userId": "u-1"}), &[own]);
    let body = json!({"externalContact": {"id": "x-1"}});
    for (sessions, expected) in [
        (vec![ended("s-1", 1_000), live, ended("s-3", 3_000), callback.clone()], "s-live"),
        (vec![ended("s-1", 1_000), callback.clone(), ended("s-3", 3_000)], "s-3"),
    ] {
        let tree = conversation(&[of_customer(&sessions), own.clone()]);
        assert_eq!(calls(&tree, &body)[0].2["communicationId"], expected);
    }
    let other = conversation(&[of_customer(&[callback]), own.clone()]);
    assert_eq!(refused(&other, &body), NotPossible::NoCustomer);
    assert_eq!(refused(&conversation(&[own]), &body), NotPossible::NoCustomer);
}

#[test]
fn a_live_call_of_the_caller_is_wrapped_up_first() {
    let mut tree = left("voice");
    let again = json!({"segments": [{"segmentType": "hold", "segmentStart": at(30_000)}]});
    let again = session("s-again", "user", "voice", 30_000, again);
    let code = json!({"wrapUp": {"code": "w-1"}});
    let path = |tree: &Conversation| calls(tree, &code)[0].1.clone();
    assert!(path(&tree).ends_with("/communications/s-agent/wrapup"));
    tree.participants[2].sessions.push(serde_json::from_value(again).unwrap());
    assert!(path(&tree).ends_with("/communications/s-again/wrapup"));
    tree.participants[2].sessions[1].end = Some(Timestamp::from_ms(40_000));
    assert!(path(&tree).ends_with("/communications/s-again/wrapup"));
}

/// The changes are the same for any order of the participants, at every moment.
#[test]
fn changes_ignore_the_order_of_participants() {
    let mut planned = 0;
    for details in all_conversations() {
        for (_, tree) in moments(&details, true) {
            let mut backwards = tree.clone();
            backwards.participants.reverse();
            for (_, body) in updates() {
                for caller in users(&details) {
                    let one = changes(&update(&body), &tree, &caller);
                    assert_eq!(changes(&update(&body), &backwards, &caller), one, "{body}");
                    planned += usize::from(one.is_ok());
                }
            }
        }
    }
    assert!(planned > 1_000, "{planned}");
}

/// An update stops at the first call that fails, and says what was set and what was not.
#[tokio::test]
async fn failed_update_says_how_far_it_came() {
    let body = json!({
        "properties": {"a": 1}, "parked": true, "wrapUp": {"code": "w-1"},
    });
    let cloud = GenesysCloud::start().await;
    cloud.api.next([ok(), Turn::CutAfterReading]);
    let operations = Operations::new(cloud.platform(), Clock::system());
    let outcome = operations.update(&update(&body), &connected("email"), &user("u-1")).await;
    let failure = outcome.unwrap_err();
    assert!(
        matches!(failure, Failure::Update { error: PlatformError::Uncertain, .. }),
        "{failure:?}"
    );
    assert_eq!(
        failure.description(),
        "Set: properties. Perhaps set: parked: Genesys Cloud did not confirm it. Look at the \
         interaction before trying again. Not sent: wrapUp."
    );
    assert_eq!(cloud.api.received().len(), 2);
}
