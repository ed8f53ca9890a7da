//! The complete synthesized events of a rich document.

use serde_json::{Value, json};

use crate::support::T0;
use crate::written::{document, events, lasting, participant, piece, voice, with};

fn customer() -> Value {
    let call = voice("c1", &[piece("interact", 0, 30_000, json!({"disconnectType": "peer"}))]);
    let call =
        with(call, json!({"direction": "inbound", "ani": "a-n-i", "dnis": "", "provider": "Edge"}));
    let message = json!({"sessionId": "c2", "mediaType": "message", "messageType": "whatsapp",
        "addressTo": "to", "addressFrom": "from", "callbackUserName": "Bo",
        "callbackNumbers": ["n1", "n2", "n1"],
        "segments": [lasting("interact", 40_000, json!({"subject": "Hello"}))]});
    with(
        participant("c", "customer", &[call, message]),
        json!({"externalContactId": "e1", "externalOrganizationId": "o1",
            "attributes": {"k": "v"}}),
    )
}

fn queue() -> Value {
    let asked = json!({"queueId": "q1", "requestedRoutingSkillIds": ["s1", "s2", "s1"],
        "requestedLanguageId": "l1", "requestedRoutingUserIds": ["u1"],
        "disconnectType": "transfer"});
    let wait = voice(
        "q1",
        &[piece("delay", 4_000, 5_000, json!({})), piece("interact", 5_000, 10_000, asked)],
    );
    let more = json!({"requestedRoutings": ["Standard", "Bullseye"], "usedRouting": "Bullseye",
        "routingPriority": 5, "utilizationLabel": null,
        "flow": {"flowType": "INQUEUECALL", "flowId": "f2"}});
    participant("q", "acd", &[with(wait, more)])
}

fn agent() -> Value {
    let code = json!({"queueId": "q1", "wrapUpCode": "w1", "wrapUpNote": "note"});
    let pieces = [
        piece("wrapup", 30_000, 36_000, code),
        piece("hold", 20_000, 25_000, json!({})),
        piece("alert", 9_000, 10_500, json!({"queueId": "q1"})),
        piece("interact", 10_500, 20_000, json!({})),
        piece("interact", 25_000, 30_000, json!({"disconnectType": "client"})),
        json!({"segmentType": "interact", "disconnectType": "error"}),
    ];
    let who = json!({"userId": "u1", "externalContactId": "e2", "attributes": {"k": "a"}});
    with(
        participant(
            "a",
            "agent",
            &[with(voice("a1", &pieces), json!({"utilizationLabel": "busy"}))],
        ),
        who,
    )
}

/// The document lists the queue before the customer, but the queue begins after the customer.
#[test]
fn a_queue_call_gives_the_events_of_genesys() {
    let first = json!({"conversationExternalContactIds": ["e1"],
        "conversationExternalOrganizationIds": ["o1"]});
    let all = json!({"conversationExternalContactIds": ["e1", "e2"],
        "conversationExternalOrganizationIds": ["o1"]});
    let call = json!({"participantId": "c", "sessionId": "c1", "mediaType": "VOICE",
        "direction": "INBOUND", "ani": "a-n-i", "provider": "Edge", "divisionId": "d1",
        "externalContactId": "e1", "externalOrganizationId": "o1"});
    let message = json!({"participantId": "c", "sessionId": "c2", "mediaType": "MESSAGE",
        "messageType": "WHATSAPP", "addressTo": "to", "addressFrom": "from", "subject": "Hello",
        "callbackUserName": "Bo", "callbackNumbers": ["n1", "n2"], "divisionId": "d1",
        "externalContactId": "e1", "externalOrganizationId": "o1"});
    let attributes = |id: &str, session: &str, value: &str, start: i64| {
        json!({"participantId": id, "attributes": {"k": value}, "participantStartTime": T0 + start,
            "communications": [{"id": session, "mediaType": "VOICE"}]})
    };
    let flow = json!({"participantId": "q", "sessionId": "q1", "mediaType": "VOICE",
        "divisionId": "d1", "flowType": "INQUEUECALL", "flowId": "f2"});
    let wait = json!({"participantId": "q", "sessionId": "q1", "mediaType": "VOICE",
        "divisionId": "d1", "queueId": "q1", "routingPriority": 5,
        "requestedRoutingSkillIds": ["s1", "s2"]});
    let answered = json!({"disconnectType": "TRANSFER", "acdOutcome": "ANSWERED",
        "answeredUserId": "u1", "requestedRoutings": ["STANDARD", "BULLSEYE"],
        "usedRouting": "BULLSEYE", "requestedLanguageId": "l1", "requestedRoutingUserIds": ["u1"],
        "connectedDurationMs": 5_000, "flowType": "INQUEUECALL"});
    let talk = json!({"participantId": "a", "sessionId": "a1", "mediaType": "VOICE",
        "utilizationLabel": "busy"});
    let user = with(json!({"divisionId": "d1", "userId": "u1", "queueId": "q1"}), talk.clone());
    let lasted = json!({"disconnectType": "CLIENT", "interactingDurationMs": 14_500,
        "heldDurationMs": 5_000, "alertingDurationMs": 1_500, "contactingDurationMs": 0,
        "dialingDurationMs": 0, "callbackDurationMs": 0});
    let work = with(
        json!({"queueId": "q1", "wrapupCode": "w1", "wrapupNotes": "note",
            "wrapupDurationMs": 6_000}),
        with(talk, all.clone()),
    );
    let expected = [
        json!([0, "customer.start", with(call.clone(), first.clone())]),
        json!([0, "attributes", with(attributes("c", "c1", "v", 0), first.clone())]),
        json!([0, "contact", with(call.clone(), first.clone())]),
        json!([4_000, "acd.start", with(wait.clone(), first.clone())]),
        json!([4_000, "flow.start", with(flow.clone(), first.clone())]),
        json!([9_000, "user.start", with(user.clone(), all.clone())]),
        json!([9_000, "attributes", with(attributes("a", "a1", "a", 9_000), all.clone())]),
        json!([10_000, "acd.end", with(with(answered, wait), all.clone())]),
        json!([
            10_000,
            "flow.end",
            with(
                with(json!({"disconnectType": "TRANSFER", "connectedDurationMs": 5_000}), flow),
                all.clone()
            )
        ]),
        json!([
            30_000,
            "customer.end",
            with(
                with(json!({"disconnectType": "PEER", "interactingDurationMs": 30_000}), call),
                all.clone()
            )
        ]),
        json!([30_000, "user.end", with(with(lasted, user), all.clone())]),
        json!([36_000, "acw", with(json!({"userId": "u1"}), work.clone())]),
        json!([36_000, "wrapup", work]),
        json!([40_000, "customer.start", with(message, all)]),
    ];
    let found = events(with(
        document(&[queue(), customer(), agent()]),
        json!({"divisionIds": ["d1", "d2"]}),
    ));
    for (event, expected) in found.iter().zip(&expected) {
        assert_eq!(event, expected);
    }
    assert_eq!(found.len(), expected.len());
}
