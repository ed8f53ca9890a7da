//! Every message of a batch has its own outcome.

use genesys::EnvelopeError;
use receive::Receive;
use runtime::{Clock, Deadline};
use serde_json::{Value, json};
use store::{EventLog, Table};
use testkit::faults::{Fault, Faults, FaultyStore};
use testkit::invocations::{NOW, RETENTION, messages};
use tests::deployment::Deployment;

fn event(topic: &str, conversation: &str) -> Value {
    json!({
        "id": "e-1", "detail-type": format!("v2.detail.events.conversation.{{id}}.{topic}"),
        "detail": {"eventBody": {"conversationId": conversation,
            "eventTime": 1_772_442_000_000_i64}},
    })
}

fn receive<L: EventLog>(log: L) -> Receive<L> {
    Receive::new(log, RETENTION, Clock::fixed(NOW))
}

async fn log(table: &Table, conversation: &str) -> usize {
    table.log(&conversation.parse().unwrap()).await.unwrap().len()
}

#[tokio::test]
async fn one_bad_message_does_not_stop_the_others() {
    let deployment = Deployment::start().await;
    let batch = messages(&[
        event("user.end", "c-1").to_string(),
        event("user.end", "c-1").to_string(),
        "no json".to_owned(),
        event("hologram.start", "c-1").to_string(),
        json!({"detail-type": "v2.x", "detail": {"eventBody": {"eventTime": 5}}}).to_string(),
        event("user.end", "c-2").to_string(),
    ]);
    let report = receive(deployment.table.clone()).handle(&batch, Deadline::never()).await;
    assert_eq!(
        (report.received, report.stored, report.duplicates, report.unknown_topics),
        (6, 3, 1, 1)
    );
    let reasons: Vec<_> =
        report.rejected.iter().map(|rejection| (rejection.index, &rejection.reason)).collect();
    assert!(matches!(reasons[0], (2, EnvelopeError::NotJson { .. })));
    assert_eq!(reasons[1], (4, &EnvelopeError::Id("conversationId")));
    let failures: Vec<String> = report
        .response()
        .batch_item_failures
        .into_iter()
        .map(|failure| failure.item_identifier)
        .collect();
    assert_eq!(failures, ["2", "4"]);
    assert_eq!((log(&deployment.table, "c-1").await, log(&deployment.table, "c-2").await), (2, 1));
}

#[tokio::test]
async fn event_that_was_not_stored_comes_again() {
    let deployment = Deployment::start().await;
    let batch = messages(&[event("acw", "c-1").to_string(), event("acw", "c-2").to_string()]);
    for (fault, again) in [(Fault::Throttled, (1, 1)), (Fault::AnswerLost, (0, 2))] {
        let faulty = FaultyStore::new(deployment.table.clone(), Faults::at(1, fault));
        let report = receive(faulty).handle(&batch, Deadline::never()).await;
        assert_eq!((report.stored, report.failed.len()), (1, 1));
        assert_eq!(report.response().batch_item_failures.len(), 1);
        assert!(report.failed[0].error.is_retry());
        let report = receive(deployment.table.clone()).handle(&batch, Deadline::never()).await;
        assert_eq!((report.stored, report.duplicates), again);
        assert!(report.response().batch_item_failures.is_empty());
        for conversation in ["c-1", "c-2"] {
            assert_eq!(log(&deployment.table, conversation).await, 1);
            deployment.table.forget(&conversation.parse().unwrap()).await.unwrap();
        }
    }
}

/// Without the id of the rejected message, the whole batch has to be delivered again.
#[tokio::test]
async fn rejected_message_without_id_returns_the_batch() {
    let deployment = Deployment::start().await;
    let mut batch = messages(&[event("acw", "c-1").to_string(), String::new()]);
    batch.records[1].message_id = None;
    batch.records[1].body = None;
    let report = receive(deployment.table.clone()).handle(&batch, Deadline::never()).await;
    assert_eq!((report.stored, report.rejected.len()), (1, 1));
    let failures = report.response().batch_item_failures;
    assert_eq!(failures[0].item_identifier, "", "the empty name stands for all");
}

#[tokio::test]
async fn batch_of_any_size_is_accepted() {
    let deployment = Deployment::start().await;
    let bodies: Vec<String> =
        (0..100).map(|n| event("acw", &format!("c-{}", n % 50)).to_string()).collect();
    let report =
        receive(deployment.table.clone()).handle(&messages(&bodies), Deadline::never()).await;
    assert_eq!((report.stored, report.duplicates), (50, 50));
}
