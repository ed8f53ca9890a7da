//! The name of a queue becomes its id before anything is sent, and one queue exactly.

use std::sync::Arc;
use std::time::Duration;

use genesys::{Entity, EntityKind, Timestamp};
use interactions::NameDirectory;
use interactions::operations::{Failure, NotPossible, Operations};
use runtime::Clock;
use serde_json::{Value, json};
use store::{Expiry, NameSource, Names, StoredName, Written};
use tests::deployment::Deployment;

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

/// When the directory is asked.
const NOW: Timestamp = Timestamp::from_ms(1_772_442_000_000);

/// A directory with these names of queues, which are that many hours old.
async fn directory(queues: &[(&str, &str)], hours: i64) -> (Deployment, Arc<NameDirectory>) {
    let deployment = Deployment::start().await;
    for (id, name) in queues {
        let name = StoredName {
            entity: Entity::new(EntityKind::Queue, id).unwrap(),
            name: Some((*name).to_owned()),
            source: NameSource::File,
            as_of: NOW.minus_ms(hours * 3_600_000),
            expires_at: Expiry::from_seconds(NOW.ms() / 1_000 + 86_400),
        };
        assert_eq!(deployment.table.put_name(&name, NOW).await.unwrap(), Written::Stored);
    }
    let directory = NameDirectory::new(deployment.table.clone(), Clock::fixed(NOW));
    (deployment, Arc::new(directory))
}

/// The paths and queues of the calls of `PlaceInQueue` with the queue `Support`.
async fn placed(cloud: &GenesysCloud, names: &Arc<NameDirectory>) -> Vec<(String, Value)> {
    let before = cloud.api.received().len();
    let operations = Operations::new(cloud.platform(), Clock::system()).with_names(names.clone());
    let place = operation(&json!({"operationName": "PlaceInQueue", "queue": "Support"}));
    let outcome = operations.perform(&place, &connected("voice"), &user("u-1")).await;
    assert!(outcome.is_ok(), "{outcome:?}");
    let sent = cloud.api.received().split_off(before);
    let path = |path: &str| path.split('?').next().unwrap().rsplit('/').next().unwrap().to_owned();
    sent.into_iter().map(|call| (path(&call.path), call.body["queueId"].clone())).collect()
}

/// The directory answers only if it is sure: one queue is spelled so, and that is at most a day
/// old.
#[tokio::test]
async fn queue_of_the_directory_is_not_looked_up() {
    for (queues, hours, known) in [
        (&[("q-9", "Support"), ("q-8", "Sales")][..], 1, true),
        (&[("q-9", "Support")], 25, false),
        (&[("q-9", "support")], 1, false),
        (&[("q-9", "Support"), ("q-8", "Support")], 1, false),
        (&[], 1, false),
    ] {
        let cloud = GenesysCloud::start().await;
        let (_deployment, names) = directory(queues, hours).await;
        let sent = placed(&cloud, &names).await;
        let expected = if known {
            vec![("queue".to_owned(), json!("q-9"))]
        } else {
            vec![("queues".to_owned(), Value::Null), ("queue".to_owned(), json!("q-2"))]
        };
        assert_eq!(sent, expected, "{queues:?} {hours}");
    }
}

/// What Genesys Cloud answers is kept for the next time.
#[tokio::test]
async fn looked_up_queue_is_kept_in_the_directory() {
    let cloud = GenesysCloud::start().await;
    let (deployment, names) = directory(&[], 1).await;
    assert_eq!(placed(&cloud, &names).await.len(), 2);
    for _ in 0..500 {
        if !deployment.table.names_of(EntityKind::Queue, 1).await.unwrap().0.is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(placed(&cloud, &names).await, [("queue".to_owned(), json!("q-2"))]);
}

/// A queue that is gone is refused; then its name is looked up, and the other queue tried once.
#[tokio::test]
async fn refused_queue_of_the_directory_is_looked_up() {
    let cloud = GenesysCloud::start().await;
    let (_deployment, names) = directory(&[("q-9", "Support")], 1).await;
    cloud.api.next([Turn::Answer(404, "", json!({"code": "not.found"}).to_string())]);
    let sent = placed(&cloud, &names).await;
    let expected = [("queue", json!("q-9")), ("queues", Value::Null), ("queue", json!("q-2"))];
    assert_eq!(sent, expected.map(|(path, queue)| (path.to_owned(), queue)));
}
