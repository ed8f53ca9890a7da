//! Which participants get synthesized events, and which events: by purpose, medium and campaign.

use genesys::vocabulary::Purpose;
use serde_json::{Value, json};

use crate::support::T0;
use crate::written::{
    at, bodies, document, events, lasting, participant, piece, synthesized_from, topics, voice,
    with,
};

/// A session that lasts one second, in a medium.
fn second(id: &str, media: &str) -> Value {
    with(json!({"mediaType": media}), voice(id, &[piece("interact", 0, 1_000, json!({}))]))
}

#[test]
fn a_purpose_gives_the_topics_of_its_family() {
    let families = [
        ("customer", &["customer", "external"][..]),
        ("user", &["agent", "user"]),
        ("acd", &["acd"]),
        ("flow", &["ivr", "workflow", "botflow", "voicesurveyflow"]),
        ("voicemail", &["voicemail"]),
    ];
    let of = |purpose: &str| {
        families.iter().find(|(_, purposes)| purposes.contains(&purpose)).map(|(family, _)| family)
    };
    for purpose in Purpose::KNOWN.iter().map(Purpose::as_str) {
        let found = topics(document(&[participant("p", purpose, &[second("s", "voice")])]));
        let expected = of(purpose).map_or(vec![], |family| {
            vec![format!("{family}.start@0"), format!("{family}.end@1000")]
        });
        assert_eq!(found, expected, "{purpose}");
    }
    let unnamed = json!({"participantId": "p", "sessions": [second("s", "voice")]});
    let synthesized = synthesized_from(document(&[unnamed, participant("p", "fax", &[])]));
    assert!(synthesized.events.is_empty());
    assert_eq!(
        synthesized.unsent.iter().map(ToString::to_string).collect::<Vec<_>>(),
        [
            "conversation c-1: Genesys sends no detail events of a participant without purpose",
            "conversation c-1: Genesys sends no detail events of a participant fax",
        ]
    );
}

#[test]
fn the_flow_type_defaults_by_purpose_and_medium() {
    let rows = [
        ("ivr", "chat", "INBOUNDCALL"),
        ("botflow", "voice", "BOT"),
        ("botflow", "chat", "DIGITALBOT"),
        ("voicesurveyflow", "message", "VOICESURVEY"),
        ("acd", "voice", "INQUEUECALL"),
        ("acd", "chat", "INBOUNDCHAT"),
        ("acd", "message", "INBOUNDSHORTMESSAGE"),
        ("workflow", "email", "INBOUNDEMAIL"),
        ("workflow", "voice", "WORKFLOW"),
    ];
    for (purpose, media, expected) in rows {
        let flow = |flow: Value| {
            let session = with(json!({"flow": flow}), second("s", media));
            bodies(document(&[participant("p", purpose, &[session])]), "flow.start")[0]["flowType"]
                .clone()
        };
        assert_eq!(flow(json!({})), expected, "{purpose} {media}");
        assert_eq!(flow(json!({"flowType": "COMMONMODULE"})), "COMMONMODULE", "{purpose} {media}");
    }
}

#[test]
fn flow_events_have_outcomes_and_exit() {
    let flow = json!({"flowType": "INBOUNDCALL", "flowId": "f1", "flowVersion": "3.0",
        "exitReason": "flowTransfer",
    "transferType": "ACD", "outcomes": [
        {"flowOutcomeId": "o1", "flowOutcomeValue": "success",
            "flowOutcomeStartTimestamp": at(1_000), "flowOutcomeEndTimestamp": at(2_000),
            "flowMilestones": [{"flowMilestoneId": "m"}]},
        {"flowOutcomeId": "o2", "flowOutcomeStartTimestamp": at(3_000), "flowMilestones": null},
        {"flowOutcomeId": "o3"},
    ]});
    let pieces = [
        piece("ivr", 0, 3_000, json!({"disconnectType": "transfer"})),
        piece("interact", 3_000, 5_000, json!({})),
        piece("interact", 5_000, 4_000, json!({})),
    ];
    let session = with(json!({"flow": flow, "direction": "inbound"}), voice("f1", &pieces));
    let base = json!({"participantId": "f", "sessionId": "f1", "mediaType": "VOICE",
        "direction": "INBOUND", "flowType": "INBOUNDCALL", "flowId": "f1", "flowVersion": "3.0"});
    let outcome = |more: Value| with(base.clone(), more);
    let expected = [
        json!([0, "flow.start", base]),
        json!([
            2_000,
            "flow.outcome",
            outcome(json!({"flowOutcomeId": "o1", "flowOutcomeValue": "SUCCESS",
            "flowOutcomeStartTime": T0 + 1_000, "flowOutcomeEndTime": T0 + 2_000,
            "flowMilestones": [{"flowMilestoneId": "m"}]}))
        ]),
        json!([
            3_000,
            "flow.outcome",
            outcome(json!({"flowOutcomeId": "o2", "flowOutcomeStartTime": T0 + 3_000}))
        ]),
        json!([5_000, "flow.outcome", outcome(json!({"flowOutcomeId": "o3"}))]),
        json!([
            5_000,
            "flow.end",
            outcome(json!({"disconnectType": "TRANSFER", "connectedDurationMs": 5_000,
            "exitReason": "FLOW_TRANSFER", "transferType": "ACD"}))
        ]),
    ];
    assert_eq!(events(document(&[participant("f", "ivr", &[session])])), expected);
}

#[test]
fn voicemail_events_have_user_and_last_queue() {
    let pieces = [
        piece("interact", 0, 4_000, json!({"queueId": "q1", "disconnectType": "peer"})),
        piece("interact", 4_000, 9_000, json!({"queueId": "q2"})),
    ];
    let box_of =
        with(json!({"userId": "u1"}), participant("v", "voicemail", &[voice("v1", &pieces)]));
    let base = json!({"participantId": "v", "sessionId": "v1", "mediaType": "VOICE", "userId": "u1",
        "queueId": "q2"});
    let end = with(base.clone(), json!({"disconnectType": "PEER", "voicemailDurationMs": 9_000}));
    assert_eq!(
        events(document(&[box_of])),
        [json!([0, "voicemail.start", base]), json!([9_000, "voicemail.end", end])]
    );
}

#[test]
fn a_session_spans_its_segments_without_wrap_up() {
    let rows = [
        ("nothing", vec![], &[][..]),
        ("wrap-up alone", vec![piece("wrapup", 0, 5, json!({}))], &["acw@5", "wrapup@5"]),
        ("wrap-up that lasts", vec![lasting("wrapup", 0, json!({}))], &[]),
        ("no start", vec![json!({"segmentType": "interact", "segmentEnd": at(5)})], &[]),
        (
            "the first ends last",
            vec![
                piece("alert", 7, 8, json!({})),
                piece("interact", 2, 9, json!({})),
                piece("wrapup", 1, 20, json!({})),
            ],
            &["user.start@2", "user.end@9", "acw@20", "wrapup@20"],
        ),
        (
            "the last still lasts",
            vec![piece("alert", 2, 3, json!({})), lasting("interact", 3, json!({}))],
            &["user.start@2"],
        ),
    ];
    for (what, pieces, expected) in rows {
        assert_eq!(
            topics(document(&[participant("a", "agent", &[voice("a1", &pieces)])])),
            expected,
            "{what}"
        );
    }
    let queue =
        voice("q1", &[piece("interact", 0, 5, json!({})), piece("wrapup", 5, 9, json!({}))]);
    let of_queue = topics(document(&[participant("q", "acd", &[queue])]));
    assert_eq!(of_queue, ["acd.start@0", "acd.end@5"], "only users wrap up");
}

/// A contact or an organization.
#[test]
fn an_external_id_gives_a_contact_event() {
    let contacts = |purpose: &str, who: Value| {
        let party = with(who, participant("p", purpose, &[second("s", "voice")]));
        topics(document(&[party])).iter().filter(|topic| *topic == "contact@0").count()
    };
    assert_eq!(contacts("customer", json!({"externalContactId": "e1"})), 1);
    assert_eq!(contacts("external", json!({"externalOrganizationId": "o1"})), 1);
    assert_eq!(contacts("customer", json!({})), 0);
    assert_eq!(contacts("agent", json!({"externalContactId": "e1"})), 0);
}

/// The sessions that start when the participant does.
#[test]
fn attributes_name_the_participants_first_sessions() {
    let later = with(json!({"sessionId": "s3"}), voice("", &[piece("interact", 1, 2, json!({}))]));
    let sessions = [second("s1", "voice"), second("s2", "email"), later];
    let party = with(json!({"attributes": {"k": "v"}}), participant("p", "customer", &sessions));
    let expected = json!([{"id": "s1", "mediaType": "VOICE"}, {"id": "s2", "mediaType": "EMAIL"}]);
    assert_eq!(bodies(document(&[party]), "attributes")[0]["communications"], expected);
}

/// Without a customer, it belongs to the first participant that has events.
#[test]
fn a_campaign_belongs_to_its_customer() {
    let campaign = json!({"outboundCampaignId": "k1", "outboundContactListId": "k2",
        "outboundContactId": "k3"});
    let dialed = |id: &str| with(campaign.clone(), second(id, "voice"));
    let outbound = |id: &str, session: &str| {
        with(
            json!({"participantId": id, "sessionId": session, "mediaType": "VOICE"}),
            campaign.clone(),
        )
    };
    let dialer = participant("d", "dialer", &[dialed("d1")]);
    let agent = participant("a", "agent", &[dialed("a1"), dialed("a2")]);
    let customer =
        participant("c", "customer", &[second("c0", "voice"), dialed("c1"), dialed("c2")]);
    let all = document(&[dialer.clone(), agent.clone(), customer]);
    assert_eq!(topics(all.clone())[..3], ["outbound@0", "outbound@0", "customer.start@0"]);
    assert_eq!(bodies(all, "outbound"), [outbound("c", "c1"), outbound("c", "c2")]);
    assert_eq!(bodies(document(&[dialer, agent]), "outbound"), [outbound("a", "a1")]);
    assert!(
        bodies(document(&[participant("c", "customer", &[second("c0", "voice")])]), "outbound")
            .is_empty()
    );
}

#[test]
fn customer_events_come_first_at_equal_times() {
    let of = |id: &str, purpose: &str| {
        participant(id, purpose, &[voice(id, &[lasting("interact", 0, json!({}))])])
    };
    let found = topics(document(&[of("a", "agent"), of("q", "acd"), of("c", "customer")]));
    assert_eq!(found, ["customer.start@0", "user.start@0", "acd.start@0"]);
}
