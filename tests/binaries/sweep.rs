//! The binary as it is deployed: invoked by a schedule, it closes silent conversations and returns
//! its counts.

use conversation::project;
use genesys::{Content, Sweep, Timestamp};
use serde_json::json;
use store::{Appended, EventItem, EventLog, Retention};
use testkit::invocations::{TABLE, event};
use testkit::marks::{mark, marked_line};
use testkit::{cases, envelopes};
use tests::binary::{Binary, metrics};
use tests::deployment::Deployment;

const BINARY: &str = "sweep";

#[tokio::test]
async fn silent_conversation_is_closed() {
    let deployment = Deployment::start().await;
    let (_, details) = cases().into_iter().find(|(name, _)| name == "chat-agent-held-1").unwrap();
    let id = &details.conversation_id;
    // The events arrived long ago by the real clock: a year before the times of the case.
    let mut arrivals = envelopes(&details, false);
    let ends = ["customer.end", "user.end"];
    arrivals.retain(|arrival| {
        !ends.iter().any(|end| arrival["detail-type"].as_str().unwrap().ends_with(end))
    });
    for arrival in &mut arrivals {
        mark(arrival);
        let time = &mut arrival["detail"]["eventBody"]["eventTime"];
        *time = json!(time.as_i64().unwrap() - 365 * 86_400_000);
        let item = EventItem { received_at: Timestamp::from_ms(1), ..event(arrival) };
        assert_eq!(deployment.table.append(&item).await.unwrap(), Appended::Stored);
    }
    deployment.pass(id).await;
    let last_news =
        deployment.table.log(id).await.unwrap().iter().map(|event| event.sk.time).max().unwrap();

    let variables =
        [("TABLE_NAME", TABLE), ("AWS_ENDPOINT_URL_DYNAMODB", deployment.embedded.endpoint())];
    let (response, written) = Binary::start(BINARY, &variables)
        .await
        .invoke(json!({"whatever": ["a schedule says"]}))
        .await;
    let counts = json!({
        "conversationsLookedAt": 1, "conversationsSwept": 1, "sweepsFailed": 0, "finished": true,
    });
    assert_eq!(response, counts);
    let reading = deployment.table.read(id).await.unwrap();
    let sweep = reading.events.iter().find(|event| event.topic == "sweep").unwrap();
    assert_eq!(sweep.known().event.content, Content::Sweep(Sweep { last_news }));
    assert_eq!(sweep.expires_at, Retention::days(400).expiry(last_news, sweep.received_at));
    assert!(project(&reading.history(id)).summary.timed_out);
    let metrics = metrics(&written);
    assert_eq!(
        [&metrics["ConversationsSwept"], &metrics["SweepsUnfinished"], &metrics["WriteUnits"]],
        [1.0, 0.0, 1.0]
    );
    assert!(metrics["ReadUnits"].as_f64().unwrap() >= 1.5);
    assert_eq!(
        metrics["function"], "switchboard",
        "as Lambda calls it: stacks of one account stay apart"
    );
    assert!(written.stderr.contains("silent conversation closed"));
    assert_eq!(marked_line(&(written.stderr + &written.stdout)), None);
}

#[tokio::test]
async fn run_with_failed_calls_fails() {
    let deployment = Deployment::start().await;
    let variables =
        [("TABLE_NAME", "another"), ("AWS_ENDPOINT_URL_DYNAMODB", deployment.embedded.endpoint())];
    let (failure, written) = Binary::start(BINARY, &variables).await.fail(json!({})).await;
    assert_eq!(
        failure["errorMessage"],
        "1 calls failed, each is logged: the next run repeats them"
    );
    assert_eq!(metrics(&written)["SweepsFailed"], 1.0);
    assert!(written.stderr.contains("ResourceNotFoundException"));
}
