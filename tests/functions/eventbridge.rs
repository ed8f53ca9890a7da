//! The EventBridge adapter over HTTP, against a server that answers as EventBridge does.

use aws_sdk_eventbridge::config::{BehaviorVersion, Credentials, Region, retry::RetryConfig};
use axum::http::StatusCode;
use emit::{Bus, Entry, EventBridge, MemoryBus, Outcome};
use runtime::Deadline;
use serde_json::{Value, json};
use testkit::invocations::batch;
use tests::service::Service;

use super::emit_records::{emit, record};

/// The response to a call.
type Answer = fn(&Value) -> (StatusCode, Value);

/// A bus with these responses, and a log of its requests.
async fn bus(answer: Answer) -> (EventBridge, Service) {
    let service = Service::start(move |request, _| answer(&request.body)).await;
    let config = aws_sdk_eventbridge::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .region(Region::new("eu-central-1"))
        .credentials_provider(Credentials::new("test", "test", None, None, "test"))
        .retry_config(RetryConfig::disabled())
        .endpoint_url(service.endpoint())
        .build();
    (EventBridge::new(aws_sdk_eventbridge::Client::from_conf(config), "common-events"), service)
}

async fn entries(count: usize) -> Vec<Entry> {
    let memory = MemoryBus::default();
    emit(memory.clone())
        .handle(&batch((0..count).map(|n| record(n, 10)).collect()), Deadline::never())
        .await;
    memory.entries()
}

fn results(request: &Value, failed: &[(usize, &str)]) -> Value {
    let sent = request["Entries"].as_array().map_or(0, Vec::len);
    let result = |index: usize| match failed.iter().find(|(at, _)| *at == index) {
        Some((_, code)) => json!({"ErrorCode": code, "ErrorMessage": "no"}),
        None => json!({"EventId": index.to_string()}),
    };
    json!({"FailedEntryCount": failed.len(), "Entries": (0..sent).map(result).collect::<Vec<_>>()})
}

/// An entry is sent in the form of the contract, and its own outcome is read from the response.
#[tokio::test]
async fn entry_has_contract_form_and_its_own_outcome() {
    let (bus, service) = bus(|request| {
        (
            StatusCode::OK,
            results(request, &[(1, "ThrottlingException"), (2, "NotAuthorizedForSourceException")]),
        )
    })
    .await;
    let outcomes = bus.publish(&entries(4).await).await;
    let expected = [
        Outcome::Accepted,
        Outcome::Retry("ThrottlingException".into()),
        Outcome::Refused("NotAuthorizedForSourceException".into()),
        Outcome::Accepted,
    ];
    assert_eq!(outcomes, expected);
    let sent = service.asked()[0].body["Entries"][0].clone();
    assert_eq!(sent["EventBusName"], "common-events");
    assert_eq!(sent["Source"], "switchboard.conversations");
    assert_eq!(sent["DetailType"], "AgentAnswered");
    assert_eq!(sent["Time"], json!(1_772_442_000));
    let detail: Value = serde_json::from_str(sent["Detail"].as_str().unwrap()).unwrap();
    assert_eq!(detail["metadata"]["id"], "4d9c12a1-f359-522b-be2f-1874d0ce41bb");
    assert_eq!(sent.as_object().map(serde_json::Map::len), Some(5));
}

/// EventBridge rejects a whole call because of one entry; then each entry is sent alone.
#[tokio::test]
async fn rejected_call_is_retried_entry_by_entry() {
    let (bus, service) = bus(|request| {
        if request.to_string().contains("BAD") {
            return (
                StatusCode::BAD_REQUEST,
                json!({"__type": "ValidationException", "message": "too large"}),
            );
        }
        (StatusCode::OK, results(request, &[]))
    })
    .await;
    let mut entries = entries(3).await;
    entries[1].source = "BAD".to_owned();
    let outcomes = bus.publish(&entries).await;
    let refused = Outcome::Refused("ValidationException".into());
    assert_eq!(outcomes, [Outcome::Accepted, refused, Outcome::Accepted]);
    assert_eq!(service.asked().len(), 4);
}

#[tokio::test]
async fn failure_not_due_to_entries_is_an_outage() {
    let outages: [Answer; 3] = [
        |_| (StatusCode::SERVICE_UNAVAILABLE, json!({})),
        |_| (StatusCode::BAD_REQUEST, json!({"__type": "AccessDeniedException"})),
        |_| (StatusCode::BAD_REQUEST, json!({"__type": "ThrottlingException"})),
    ];
    for answer in outages {
        let (bus, _) = bus(answer).await;
        let outcomes = bus.publish(&entries(2).await).await;
        assert!(
            outcomes.iter().all(|outcome| matches!(outcome, Outcome::Retry(_))),
            "{outcomes:?}"
        );
    }
}
