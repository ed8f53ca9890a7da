//! `Reject` looks at the participant as Genesys Cloud has it now, and never hangs up on a talk.

use conversation::Conversation;
use genesys::Timestamp;
use genesys::details::{ConversationDetails, SessionDetails};
use genesys::vocabulary::MediaType;
use interactions::operations::{Failure, NotPossible, Operations, Plan, Reject, plan};
use runtime::Clock;
use serde_json::{Map, Value, json};

use super::genesys_cloud::{GenesysCloud, Turn};
use super::planning::{all_conversations, moments};
use super::tree::{
    alerting, at, connected, conversation, left, operation, participant, session, user,
};

fn rejection(tree: &Conversation, caller: &str) -> Result<Reject, NotPossible> {
    let body = operation(&json!({"operationName": "Reject"}));
    match plan(&body, tree, &user(caller))? {
        Plan::Reject(reject) => Ok(reject),
        other => panic!("{other:?}"),
    }
}

/// A conversation of Genesys Cloud in which the caller's calls have these states.
fn with_calls(states: &[&str]) -> Value {
    let calls: Vec<Value> = states.iter().map(|state| json!({"state": state})).collect();
    json!({"participants": [
        {"id": "p-customer", "calls": [{"state": "connected"}]},
        {"id": "p-agent", "calls": calls, "emails": [{"state": "connected"}], "wrapup": {}},
    ]})
}

#[test]
fn state_in_genesys_cloud_decides() {
    for (states, outcome) in [
        (&["alerting"][..], Ok(())),
        (&["offering"], Ok(())),
        (&["contacting"], Ok(())),
        (&["dialing"], Ok(())),
        (&["disconnected", "alerting"], Ok(())),
        (&["connected"], Err(NotPossible::Answered)),
        (&["alerting", "connected"], Err(NotPossible::Answered)),
        (&["a new state"], Err(NotPossible::Answered)),
        (&["disconnected"], Err(NotPossible::NoLongerAlerting)),
        (&["terminated", "none"], Err(NotPossible::NoLongerAlerting)),
        (&[], Err(NotPossible::NoLongerAlerting)),
    ] {
        let reject = rejection(&alerting("voice"), "u-1").unwrap();
        assert_eq!(reject.check(with_calls(states)), Some(outcome), "{states:?}");
    }
    let reject = rejection(&alerting("voice"), "u-1").unwrap();
    assert_eq!(reject.look.path.as_str(), "/api/v2/conversations/c-1");
    let gone = json!({"participants": []});
    assert_eq!(reject.check(gone), Some(Err(NotPossible::NoLongerAlerting)));
    for other in [json!(null), json!({}), json!([]), json!("participants")] {
        assert_eq!(reject.check(other), None);
    }
    // A medium without a path of its own: the call hangs up everything that the participant has.
    let reject = rejection(&alerting("chat"), "u-1").unwrap();
    assert_eq!(reject.check(with_calls(&["alerting"])), Some(Err(NotPossible::Answered)));
}

#[test]
fn tree_refuses_what_is_certainly_no_alert() {
    assert_eq!(rejection(&connected("voice"), "u-1"), Err(NotPossible::Answered));
    assert_eq!(rejection(&left("voice"), "u-1"), Err(NotPossible::Left));
    // A call without a queue: the tree does not show whether it is answered, and the look does.
    let direct = session("s-agent", "user", "voice", 5_000, json!({}));
    let direct = participant("p-agent", "user", json!({"userId": "u-1"}), &[direct]);
    let direct = rejection(&conversation(&[direct]), "u-1").unwrap();
    assert_eq!(direct.check(with_calls(&["alerting"])), Some(Ok(())));
    assert_eq!(direct.check(with_calls(&["connected"])), Some(Err(NotPossible::Answered)));
    // The user already talks, and a second session of the same participant alerts.
    let mut both = connected("voice");
    let alert = json!({
        "queueId": "q-9", "segments": [{"segmentType": "alert", "segmentStart": at(30_000)}],
    });
    let alert = session("s-2", "user", "voice", 30_000, alert);
    both.participants[2].sessions.push(serde_json::from_value(alert).unwrap());
    let both = rejection(&both, "u-1").unwrap();
    let now = with_calls(&["connected", "alerting"]);
    assert_eq!(both.check(now), Some(Err(NotPossible::Answered)));
}

#[tokio::test]
async fn nothing_is_sent_unless_it_still_alerts() {
    let reject = operation(&json!({"operationName": "Reject"}));
    for (now, says, sent) in [
        (with_calls(&["alerting"]).to_string(), "", 2),
        (with_calls(&["connected"]).to_string(), "you have answered", 1),
        (with_calls(&["disconnected"]).to_string(), "does not alert you any more", 1),
        ("{}".to_owned(), "Nothing was done", 1),
    ] {
        let cloud = GenesysCloud::start().await;
        cloud.api.next([Turn::Answer(200, "", now)]);
        let operations = Operations::new(cloud.platform(), Clock::system());
        let outcome = operations.perform(&reject, &alerting("voice"), &user("u-1")).await;
        let said = outcome.as_ref().map_or_else(Failure::description, |_| String::new());
        assert!(said.starts_with(says) || said.contains(says), "{said}");
        assert_eq!(outcome.is_ok(), sent == 2, "{said}");
        let methods: Vec<String> =
            cloud.api.received().into_iter().map(|request| request.method).collect();
        assert_eq!(methods, ["GET", "PATCH"][..sent]);
    }
}

/// A conversation as Genesys Cloud has it at an instant, by its details document.
fn at_instant(details: &ConversationDetails, now: Timestamp) -> Value {
    let state = |session: &SessionDetails| {
        let running = |start: Option<Timestamp>, end: Option<Timestamp>| {
            start.is_some_and(|start| start <= now) && end.is_none_or(|end| now < end)
        };
        let segment = session
            .segments
            .iter()
            .rfind(|segment| running(segment.segment_start, segment.segment_end))?;
        Some(match segment.segment_type.as_deref().unwrap_or_default() {
            waits @ ("alert" | "contacting" | "dialing") => {
                if waits == "alert" { "alerting" } else { waits }.to_owned()
            }
            "wrapup" => "disconnected".to_owned(),
            _ => "connected".to_owned(),
        })
    };
    let participants = details.participants.iter().map(|participant| {
        let mut fields = Map::new();
        for session in &participant.sessions {
            let Some(state) = state(session) else { continue };
            let medium = match session.media_type.as_ref().map_or("", MediaType::as_str) {
                "voice" => "calls".to_owned(),
                medium => format!("{medium}s"),
            };
            let field = fields.entry(medium).or_insert_with(|| json!([]));
            field.as_array_mut().unwrap().push(json!({ "state": state }));
        }
        fields.insert("id".to_owned(), json!(participant.participant_id));
        Value::Object(fields)
    });
    json!({ "participants": participants.collect::<Vec<_>>() })
}

/// At every moment of every conversation: what alerts can be rejected, and no talk is hung up.
#[test]
fn reject_never_hangs_up_on_a_talk() {
    let (mut rejected, mut refused) = (0, 0);
    for details in all_conversations() {
        for with_metrics in [false, true] {
            for (now, tree) in moments(&details, with_metrics) {
                let in_genesys_cloud = at_instant(&details, now);
                for participant in &details.participants {
                    let Some(caller) = &participant.user_id else { continue };
                    let Ok(reject) = rejection(&tree, caller.as_str()) else { continue };
                    let path = reject.hang_up.path.as_str();
                    let id = participant.participant_id.as_ref();
                    if !id.is_some_and(|id| path.ends_with(id.as_str())) {
                        continue;
                    }
                    if reject.check(in_genesys_cloud.clone()).unwrap().is_err() {
                        refused += 1;
                        continue;
                    }
                    rejected += 1;
                    let in_medium = |session: &&SessionDetails| {
                        let voice = session.media_type == Some(MediaType::Voice);
                        !path.contains("/calls/") || voice
                    };
                    let talks = participant.sessions.iter().filter(in_medium).any(|session| {
                        session.segments.iter().any(|segment| {
                            segment.segment_type.as_deref() == Some("interact")
                                && segment.segment_start.is_some_and(|start| start <= now)
                                && segment.segment_end.is_none_or(|end| now < end)
                        })
                    });
                    assert!(!talks, "{path} at {now}");
                }
            }
        }
    }
    println!("{rejected} {refused}");
    assert!(rejected > 50 && refused > 50, "{rejected} {refused}");
}
