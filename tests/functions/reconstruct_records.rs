//! Which records lead to a pass, and which records reconstruct reports to Lambda as failed.

use aws_lambda_events::dynamodb::EventRecord;
use runtime::Deadline;
use serde_json::{Value, json};
use testkit::faults::{Fault, Faults, FaultyStore};
use testkit::invocations::{NOW, batch, reconstruct};
use testkit::{cases, envelopes};
use tests::deployment::Deployment;

fn record(name: &str, pk: &str, sk: &str, sequence_number: &str) -> EventRecord {
    let record: Value = json!({
        "awsRegion": "eu-central-1", "eventID": "1", "eventName": name, "dynamodb": {
            "Keys": {"pk": {"S": pk}, "sk": {"S": sk}},
            "SequenceNumber": sequence_number, "SizeBytes": 1,
        },
    });
    serde_json::from_value(record).unwrap()
}

#[tokio::test]
async fn events_of_one_conversation_share_a_pass() {
    let deployment = Deployment::start().await;
    for (_, details) in cases().iter().take(3) {
        deployment.append(&envelopes(details, false)).await;
    }
    let records = deployment.records().await;
    let report = reconstruct(deployment.table.clone(), NOW)
        .handle(&batch(records.clone()), Deadline::never())
        .await;
    assert_eq!((report.records, report.ignored, report.poisoned), (records.len() as u64, 0, 0));
    let ids: Vec<_> =
        cases().into_iter().take(3).map(|(_, details)| details.conversation_id).collect();
    assert_eq!(report.passes.iter().map(|(id, _)| id.clone()).collect::<Vec<_>>(), ids);
    assert!(
        report
            .passes
            .iter()
            .all(|(_, outcome)| outcome.as_ref().is_ok_and(|pass| pass.attempts == 1))
    );
    assert!(report.redelivery.response().batch_item_failures.is_empty());
    let own: Vec<EventRecord> = deployment.records().await.split_off(records.len());
    assert!(!own.is_empty());
    let report = reconstruct(deployment.table.clone(), NOW)
        .handle(&batch(own.clone()), Deadline::never())
        .await;
    assert_eq!(
        (report.ignored, report.passes.len()),
        (own.len() as u64, 0),
        "what a pass writes leads to no pass"
    );
}

/// Only new events lead to a pass, and records that cannot be read block nothing.
#[tokio::test]
async fn only_new_events_lead_to_a_pass() {
    let deployment = Deployment::start().await;
    let key = "EVENT#1772442000000#user.end#566ee3a496c95b4c621247dc6b1ac2f7";
    let mut without_keys = record("INSERT", "CONVERSATION#c-1", key, "500");
    without_keys.change.keys = serde_json::from_str("{}").unwrap();
    let records = vec![
        record("REMOVE", "CONVERSATION#c-1", key, "100"),
        record("MODIFY", "CONVERSATION#c-1", key, "200"),
        record("INSERT", "CONVERSATION#c-1", "TREE", "300"),
        record("INSERT", "CONVERSATION#c-1", "EVENT#nonsense", "400"),
        without_keys,
        record("INSERT", "PERSON#c-1", key, "600"),
        record("INSERT", "CONVERSATION#c-2", key, "700"),
    ];
    let report =
        reconstruct(deployment.table.clone(), NOW).handle(&batch(records), Deadline::never()).await;
    assert_eq!((report.ignored, report.poisoned), (3, 3));
    assert_eq!(report.passes.iter().map(|(id, _)| id.as_str()).collect::<Vec<_>>(), ["c-2"]);
    assert_eq!(report.redelivery.index(), None);
}

#[tokio::test]
async fn failed_pass_redelivers_from_its_first_record() {
    let deployment = Deployment::start().await;
    for (_, details) in cases().iter().take(2) {
        deployment.append(&envelopes(details, false)).await;
    }
    let first = envelopes(&cases().remove(0).1, false).len();
    let records = deployment.records().await;
    let expected = records[0].change.sequence_number.clone();
    let faulty =
        |call| FaultyStore::new(deployment.table.clone(), Faults::at(call, Fault::Throttled));
    let report =
        reconstruct(faulty(1), NOW).handle(&batch(records.clone()), Deadline::never()).await;
    assert_eq!(report.redelivery.index(), Some(0));
    let failures = report.redelivery.response().batch_item_failures;
    assert_eq!(failures[0].item_identifier, expected);
    assert!(
        report.passes[0].1.is_err() && report.passes[1].1.is_ok(),
        "the other conversation went through"
    );
    let report =
        reconstruct(faulty(2), NOW).handle(&batch(records.clone()), Deadline::never()).await;
    assert_eq!(report.redelivery.index(), Some(first), "the second conversation's first record");
}
