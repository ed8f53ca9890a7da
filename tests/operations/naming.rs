//! The name of a queue becomes its id before anything is sent, and one queue exactly.

use interactions::operations::{Failure, NotPossible, Operations};
use runtime::Clock;
use serde_json::{Value, json};

use super::genesys_cloud::{GenesysCloud, Turn};
use super::tree::{QUEUE, alerting, connected, operation, user};

/// What comes of `PlaceInQueue` with this queue, where Genesys Cloud has these queues.
async fn place(
    queue: &str,
    queues: &[(&str, &str)],
) -> (Result<(), Failure>, Vec<(String, Value)>) {
    let cloud = GenesysCloud::start().await;
    let entities: Vec<Value> =
        queues.iter().map(|(id, name)| json!({"id": id, "name": name})).collect();
    let listing = json!({"entities": entities, "total": entities.len()});
    cloud.api.always(Turn::Answer(200, "", listing.to_string()));
    let operations = Operations::new(cloud.platform(), Clock::system());
    let place = operation(&json!({"operationName": "PlaceInQueue", "queue": queue}));
    let outcome = operations.perform(&place, &connected("voice"), &user("u-1")).await;
    let sent = cloud.api.received().into_iter().map(|call| (call.path, call.body)).collect();
    (outcome.map(|_| ()), sent)
}

#[tokio::test]
async fn exact_name_wins_over_other_spellings() {
    for (queue, queues, id) in [
        ("Support", &[("q-1", "Support"), ("q-2", "support"), ("q-3", "Support 2")][..], "q-1"),
        ("SUPPORT", &[("q-1", "Support"), ("q-3", "Support 2")], "q-1"),
        ("Größe & Maß*", &[("q-7", "Größe & Maß*"), ("q-8", "Größe & Maßband")], "q-7"),
    ] {
        let (outcome, sent) = place(queue, queues).await;
        assert!(outcome.is_ok(), "{outcome:?}");
        assert_eq!(sent[1].1["queueId"], id, "{queue}");
        let path = "/api/v2/routing/queues?name=";
        assert!(sent[0].0.starts_with(path), "{sent:?}");
        let value = sent[0].0[path.len()..].split('&').next().unwrap();
        assert!(value.chars().all(|c| c.is_ascii_alphanumeric() || c == '%'), "{value}");
    }
}

#[tokio::test]
async fn unclear_name_is_refused_and_nothing_is_sent() {
    for (queues, expected) in [
        (&[][..], NotPossible::NoSuchQueue),
        (&[("q-1", "Support 2"), ("q-2", "Old Support")], NotPossible::NoSuchQueue),
        (&[("q-1", "Support"), ("q-2", "Support")], NotPossible::SeveralQueues),
        (&[("q-1", "support"), ("q-2", "SUPPORT")], NotPossible::SeveralQueues),
    ] {
        let (outcome, sent) = place("Support", queues).await;
        let Err(Failure::NotPossible(refused)) = outcome else { panic!("{outcome:?}") };
        assert_eq!((refused, sent.len()), (expected, 1));
    }
}

#[tokio::test]
async fn id_is_not_looked_up_and_neither_is_the_impossible() {
    let (outcome, sent) = place(QUEUE, &[]).await;
    assert!(outcome.is_ok());
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0].1["queueId"], QUEUE);

    let cloud = GenesysCloud::start().await;
    let operations = Operations::new(cloud.platform(), Clock::system());
    let place = operation(&json!({"operationName": "PlaceInQueue", "queue": "Support"}));
    let outcome = operations.perform(&place, &alerting("voice"), &user("u-1")).await;
    assert!(matches!(outcome, Err(Failure::NotPossible(NotPossible::NotAnswered))));
    assert_eq!(cloud.api.received().len(), 0);
}
