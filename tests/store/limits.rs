//! Data that is too large or too odd for DynamoDB is still stored, as far as possible.

use conversation::{Participant, project};
use serde_json::{Value, json};
use store::{Appended, EventLog, Expiry, ParticipantItem, Projections, Written};
use testkit::invocations::event;
use testkit::{cases, history};
use tests::deployment::Deployment;

const LATER: Expiry = Expiry::from_seconds(1_900_000_000);

fn arrival(body: &Value) -> Value {
    json!({
        "id": "i".repeat(50_000), "replay-name": "r".repeat(50_000),
        "detail-type": format!("v2.{}", "t".repeat(125)),
        "source": "aws.partner/genesys.com/cloud/org/bus",
        "detail": {"eventBody": body},
    })
}

fn agent() -> (genesys::ConversationId, Participant) {
    let (_, details) = cases().remove(0);
    let conversation = project(&history(&details, true));
    let agent = conversation
        .participants
        .into_iter()
        .max_by_key(|participant| participant.known_events)
        .unwrap();
    (details.conversation_id, agent)
}

#[tokio::test]
async fn largest_event_of_each_shape_is_stored() {
    let Deployment { table, embedded: _running } = Deployment::start().await;
    let names: serde_json::Map<String, Value> =
        (0..40_000).map(|n| (format!("field-{n}"), json!(n))).collect();
    let mut many_fields = json!({"conversationId": "x".repeat(64), "eventTime": 5});
    many_fields.as_object_mut().unwrap().extend(names);
    let shapes = [
        json!({"conversationId": "x".repeat(64), "eventTime": 1, "text": "é".repeat(300_000)}),
        json!({"conversationId": "x".repeat(64), "eventTime": 2,
            "control": "\u{1}".repeat(120_000)}),
        json!({"conversationId": "x".repeat(64), "eventTime": 3, "list": vec![1.5; 150_000]}),
        json!({"conversationId": "x".repeat(64), "eventTime": 4,
            "texts": vec!["x".repeat(64); 10_000]}),
        many_fields,
    ];
    for body in &shapes {
        let item = event(&arrival(body));
        assert_eq!(table.append(&item).await.unwrap(), Appended::Stored, "{:?}", item.cut);
        assert!(!item.cut.is_empty());
    }
    let log = table.log(&"x".repeat(64).parse().unwrap()).await.unwrap();
    assert_eq!(log.len(), shapes.len());
    for event in &log {
        let body: Value = serde_json::from_str(&event.event_body).unwrap();
        assert_eq!(body["conversationId"], "x".repeat(64));
        assert_eq!(body["eventTime"], event.sk.time.ms());
    }
}

#[tokio::test]
async fn attribute_without_a_name_is_stored() {
    let Deployment { table, embedded: _running } = Deployment::start().await;
    let (id, mut participant) = agent();
    participant
        .attributes
        .extend([(String::new(), "odd".to_owned()), ("tier".to_owned(), String::new())]);
    let item = ParticipantItem::new(id.clone(), participant, LATER);
    assert_eq!(table.put_participant(&item).await.unwrap(), Written::Stored);
    assert_eq!(table.participants(&id).await.unwrap(), std::slice::from_ref(&item));
    assert!(item.cut.is_empty());
}

#[tokio::test]
async fn participant_of_any_size_is_stored() {
    let Deployment { table, embedded: _running } = Deployment::start().await;
    let (id, participant) = agent();
    let long_texts = Participant {
        attributes: (0..20).map(|n| (format!("a{n}"), "v".repeat(60_000))).collect(),
        ..participant.clone()
    };
    let many_attributes = Participant {
        attributes: (0..60_000).map(|n| (format!("a{n}"), "v".to_owned())).collect(),
        ..participant.clone()
    };
    let many_sessions = Participant {
        sessions: participant.sessions.iter().cycle().take(1_500).cloned().collect(),
        ..participant.clone()
    };
    let expected: [&[&str]; 3] = [
        &["recorded", "texts"],
        &["recorded", "texts", "attributes"],
        &["recorded", "texts", "attributes", "metrics", "segments", "sessions"],
    ];
    for (participant, cut) in [long_texts, many_attributes, many_sessions].into_iter().zip(expected)
    {
        let item = ParticipantItem::new(id.clone(), participant, LATER).as_put(None);
        assert_eq!(item.cut, cut);
        assert_eq!(table.put_participant(&item).await.unwrap(), Written::Stored);
        assert_eq!(table.participants(&id).await.unwrap(), [item]);
    }
}
