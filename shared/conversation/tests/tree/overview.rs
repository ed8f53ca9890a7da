//! What a list shows of a conversation while it goes on.

use conversation::overview::{Party, State};
use conversation::{Overview, overview};
use genesys::Timestamp;
use serde_json::{Value, json};

use super::support::{Story, T0};

fn of(story: &Story) -> Overview {
    overview(&story.tree())
}

fn at(ms: i64) -> Timestamp {
    Timestamp::from_ms(T0 + ms)
}

fn party(id: &str) -> Party {
    Party { id: id.to_owned(), name: None }
}

/// A call from the menu to its end: the state, since when, who has it, and the wait by then.
#[test]
fn call_goes_through_its_states() {
    let flow = json!({"flowType": "INBOUNDCALL", "flowId": "f1"});
    let open = Story::new().customer(0, "cu/c");
    let menu = open.clone().add(500, "flow.start", "iv/i", flow.clone());
    let waits = menu.clone().add(4_000, "flow.end", "iv/i", flow).queued(4_000, "ac/a");
    let rings = waits.clone().agent(9_000, "ag/x", "u1");
    let talks = rings.clone().answered(12_000, "ac/a", "u1", 8_000);
    let ended = talks
        .clone()
        .agent_left(60_000, "ag/x", "u1", "CLIENT", (3_000, 40_000, 8_000))
        .customer_left(60_000, "cu/c", "PEER");
    let no_one: &[Party] = &[];
    let u1 = [party("u1")];
    for (story, state, since, agents, wait) in [
        (&open, State::Open, 0, no_one, 0),
        (&menu, State::InFlow, 500, no_one, 0),
        (&waits, State::Waiting, 4_000, no_one, 16_000),
        (&rings, State::Ringing, 9_000, &u1, 16_000),
        (&talks, State::Talking, 12_000, &u1, 8_000),
        (&ended, State::Ended, 60_000, &u1, 8_000),
    ] {
        let overview = of(story);
        assert_eq!((overview.state, overview.since), (state, Some(at(since))));
        assert_eq!(overview.agents, agents, "{state:?}");
        assert_eq!(overview.wait_ms(at(20_000)), wait, "{state:?}");
        assert_eq!(overview.customer.as_deref(), Some("+15550100001"));
    }
    assert_eq!(of(&waits).queue, Some(party("q1")));
    assert_eq!(of(&talks).age_ms(at(20_000)), Some(20_000));
    assert_eq!(of(&ended).age_ms(at(99_000)), Some(60_000), "an ended one grows no older");
}

/// A wait for a callback begins when the callback is due.
#[test]
fn scheduled_callback_waits_from_its_time_on() {
    let due = at(600_000).to_string();
    let callback = json!({"mediaType": "CALLBACK", "callbackScheduledTime": T0 + 600_000,
        "callbackNumbers": ["tel:+15550100009"], "direction": "OUTBOUND"});
    let mut queued = callback.clone();
    queued["queueId"] = json!("q1");
    let story = Story::new().add(0, "customer.start", "cu/c", callback).add(
        10,
        "acd.start",
        "ac/a",
        queued,
    );
    let overview = of(&story);
    assert_eq!(overview.callback_at.map(|at| at.to_string()), Some(due));
    assert_eq!(overview.wait_ms(at(300_000)), 0);
    assert_eq!(overview.wait_ms(at(605_000)), 5_000);
    assert_eq!(overview.customer.as_deref(), Some("+15550100009"));
}

/// A document tells what events do not: that an agent has the customer on hold, has parked the
/// conversation, or is in after-call work.
#[test]
fn documents_show_hold_parking_and_after_call_work() {
    for (kind, state) in [
        ("interact", State::Talking),
        ("hold", State::OnHold),
        ("parked", State::Parked),
        ("wrapup", State::AfterCallWork),
    ] {
        let segment = |kind: &str, from: i64, to: Option<i64>| {
            let mut segment = json!({"segmentType": kind, "segmentStart": at(from).to_string()});
            if let Some(to) = to {
                segment["segmentEnd"] = json!(at(to).to_string());
            }
            segment
        };
        let segments = [
            segment("alert", 0, Some(1_000)),
            segment("interact", 1_000, Some(5_000)),
            segment(kind, 5_000, None),
        ];
        let agent: Value = json!({"participantId": "ag", "purpose": "agent", "userId": "u1",
            "participantName": "Robin",
            "sessions": [{"sessionId": "x", "mediaType": "email", "direction": "inbound",
                "segments": segments}]});
        let customer = json!({"participantId": "cu", "purpose": "customer",
            "sessions": [{"sessionId": "c", "mediaType": "email", "direction": "inbound",
                "addressFrom": "kim@example.com", "segments": [segment("interact", 0, None)]}]});
        let document = json!({"conversationId": "c-1", "conversationStart": at(0).to_string(),
            "participants": [customer, agent]});
        let mut story = Story::new();
        story.0.push(super::support::event(6_000, "details", document).into());
        let overview = of(&story);
        assert_eq!((overview.state, overview.since), (state, Some(at(5_000))), "{kind}");
        assert_eq!(overview.customer.as_deref(), Some("kim@example.com"));
        if state > State::Waiting {
            let named = Party { id: "u1".to_owned(), name: Some("Robin".to_owned()) };
            assert_eq!(overview.agents, [named], "{kind}");
        }
    }
}

/// Long texts are cut at the end of a character.
#[test]
fn long_texts_are_cut() {
    let story = Story::new().add(
        0,
        "customer.start",
        "cu/c",
        json!({"direction": "INBOUND", "addressFrom": "ü".repeat(100), "mediaType": "EMAIL"}),
    );
    assert_eq!(of(&story).customer, Some("ü".repeat(32)));
}
