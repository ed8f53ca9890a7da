//! The binary as it is deployed: a batch of messages in, a partial-batch response out.

use serde_json::{Value, json};
use testkit::invocations::{TABLE, messages};
use testkit::marks::{mark, marked, marked_line};
use testkit::{cases, envelopes};
use tests::binary::{Binary, metrics};
use tests::deployment::Deployment;

const BINARY: &str = "receive";

/// Of a good, a repeated and an undecodable message, only the last is delivered again.
#[tokio::test]
async fn only_the_undecodable_message_is_retried() {
    let deployment = Deployment::start().await;
    let (_, details) = cases().remove(0);
    let mut good = envelopes(&details, false).remove(0);
    mark(&mut good);
    let mut again = good.clone();
    again["id"] = json!("another envelope");
    let bodies = [good.to_string(), again.to_string(), marked("subject", "no event")];
    let variables =
        [("TABLE_NAME", TABLE), ("AWS_ENDPOINT_URL_DYNAMODB", deployment.embedded.endpoint())];
    let batch = serde_json::to_value(messages(&bodies)).unwrap();
    let (response, written) = Binary::start(BINARY, &variables).await.invoke(batch).await;
    assert_eq!(response, json!({"batchItemFailures": [{"itemIdentifier": "2"}]}));
    let log = deployment.table.log(&details.conversation_id).await.unwrap();
    assert_eq!(log.len(), 1);
    let body: Value = serde_json::from_str(&log[0].event_body).unwrap();
    assert_eq!(body, good["detail"]["eventBody"]);
    let metrics = metrics(&written);
    assert_eq!(
        [&metrics["EventsStored"], &metrics["EventsDuplicate"], &metrics["EventsRejected"]],
        [1.0, 1.0, 1.0]
    );
    assert_eq!(
        metrics["function"], "switchboard",
        "as Lambda calls it: stacks of one account stay apart"
    );
    assert!(written.stderr.contains("event stored") && written.stderr.contains("message rejected"));
    assert_eq!(marked_line(&(written.stderr + &written.stdout)), None);
}
