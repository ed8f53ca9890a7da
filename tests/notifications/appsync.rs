//! The function `notify` on the real table, with a fake Event API.

use std::time::Duration;

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use notify::{AppSync, BatchReport, Notify};
use runtime::{Clock, Deadline};
use serde_json::{Value, json};
use store::Table;
use testkit::invocations::{NOW, messages};
use tests::deployment::Deployment;

use crate::event_api::{EventApi, Fault, Posted};
use crate::grown::{base, event_of};

fn aws() -> SdkConfig {
    let credentials = Credentials::new("AKIDEXAMPLE", "secret", Some("session".into()), None, "");
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::from_static("eu-central-1"))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .build()
}

fn notify(deployment: &Deployment, api: &EventApi) -> Notify<Table, AppSync> {
    let channels = AppSync::new(&aws(), &api.endpoint, Clock::fixed(NOW)).unwrap();
    Notify::new(deployment.table.clone(), channels, base())
}

/// A table with conversations in which a queue offers a call to `u-1`.
async fn offered(count: usize, more: &Value) -> Deployment {
    let deployment = Deployment::start().await;
    for number in 0..count {
        let id = format!("c-{number}");
        let rings = json!({"userId": "u-1", "queueId": "q-1"});
        let envelopes = [
            event_of(&id, 0, "customer.start", "customer", json!({})),
            event_of(&id, 10, "acd.start", "queue", json!({"queueId": "q-1"})),
            event_of(&id, 20, "attributes", "customer", json!({"attributes": more})),
            event_of(&id, 2_000, "user.start", "user", rings),
        ];
        deployment.append(&envelopes).await;
        deployment.pass(&id.parse().unwrap()).await;
    }
    deployment
}

fn assigned(number: usize) -> String {
    let metadata = json!({"type": "AgentAssigned", "conversationId": format!("c-{number}")});
    json!({"metadata": metadata, "data": {"userId": "u-1", "via": "queue"}}).to_string()
}

async fn handle(notify: &Notify<Table, AppSync>, bodies: &[String]) -> (BatchReport, Value) {
    let report = notify.handle(&messages(bodies), Deadline::after(Duration::from_secs(20))).await;
    let response = serde_json::to_value(report.response()).unwrap();
    (report, response["batchItemFailures"].clone())
}

/// Channel, user, interaction and state of each message, sorted.
fn told(posted: &[Posted]) -> Vec<(String, Value, Value, Value)> {
    let mut told: Vec<_> = posted
        .iter()
        .flat_map(|request| {
            request.messages.iter().map(|message| {
                assert_eq!(message["messageTypeName"], "InteractionStateMessage");
                let [user, id, state] = ["userId", "id", "state"].map(|name| message[name].clone());
                (request.channel.clone(), user, id, state)
            })
        })
        .collect();
    told.sort_by_key(|told| format!("{told:?}"));
    told
}

#[tokio::test]
async fn common_event_reaches_user_and_administrators() {
    let deployment = offered(1, &json!({"tier": "gold"})).await;
    let api = EventApi::start(|_, _| Fault::None).await;
    let (report, failures) = handle(&notify(&deployment, &api), &[assigned(0), assigned(0)]).await;
    assert_eq!((report.published, report.failed, failures), (3, 0, json!([])));
    let posted = api.posted();
    let expected = [
        ("/interactions/all".to_owned(), Value::Null, json!("c-0"), json!("Queued")),
        ("/interactions/all".to_owned(), json!("u-1"), json!("c-0"), json!("Invited")),
        ("/interactions/users/u-1".to_owned(), json!("u-1"), json!("c-0"), json!("Invited")),
    ];
    assert_eq!(told(&posted), expected);
    for request in &posted {
        assert!(
            request.authorization.starts_with(
                "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260303/eu-central-1/appsync/aws4_request"
            ),
            "{}",
            request.authorization
        );
        assert!(request.authorization.contains("SignedHeaders=content-type;host;x-amz-date"));
        assert_eq!(
            (request.signed_at.as_str(), request.token.as_str()),
            ("20260303T000000Z", "session")
        );
        let interaction = &request.messages[0]["interaction"];
        assert_eq!(interaction["uri"], "https://api.example.com/interactions/c-0");
        assert_eq!(interaction["knownEvents"], 4);
    }
}

// The state is the tree's, also for a record that is late; who left long ago gets nothing.
#[tokio::test]
async fn only_current_and_concerned_users_are_told() {
    let deployment = offered(1, &json!({})).await;
    let declined = json!({
        "userId": "u-1", "queueId": "q-1", "disconnectType": "CLIENT",
        "alertingDurationMs": 1_000, "interactingDurationMs": 0,
    });
    let next = json!({"userId": "u-2", "queueId": "q-1"});
    let envelopes = [
        event_of("c-0", 3_000, "user.end", "user", declined),
        event_of("c-0", 4_000, "user.start", "second", next),
    ];
    deployment.append(&envelopes).await;
    deployment.pass(&"c-0".parse().unwrap()).await;
    let api = EventApi::start(|_, _| Fault::None).await;
    let notify = notify(&deployment, &api);
    handle(&notify, &[assigned(0)]).await;
    let late = told(&api.posted());
    assert!(late.iter().any(|(channel, _, _, state)| {
        channel == "/interactions/users/u-1" && state == "Rejected"
    }));
    let another = json!({
        "metadata": {"type": "AttributesUpdated", "conversationId": "c-0"}, "data": {},
    });
    let before = api.posted().len();
    handle(&notify, &[another.to_string()]).await;
    let channels: Vec<String> =
        told(&api.posted()[before..]).into_iter().map(|(channel, ..)| channel).collect();
    assert_eq!(channels, ["/interactions/all", "/interactions/all", "/interactions/users/u-2"]);
}

// A request has at most five messages and 240 KB, as the service takes them.
#[tokio::test]
async fn calls_keep_the_limits_of_the_service() {
    let quotes = "\"".repeat(30_000);
    for (more, most) in [(json!({}), 5), (json!({"text": quotes}), 1)] {
        let deployment = offered(7, &more).await;
        let api = EventApi::start(|_, _| Fault::None).await;
        let bodies: Vec<String> = (0..7).map(assigned).collect();
        let (report, failures) = handle(&notify(&deployment, &api), &bodies).await;
        assert_eq!((report.published, failures), (21, json!([])));
        let posted = api.posted();
        let largest = posted.iter().map(|request| request.messages.len()).max();
        assert_eq!(largest, Some(most));
        assert!(posted.iter().all(|request| request.bytes <= 240_000));
        assert_eq!(told(&posted).len(), 21, "nothing is sent twice");
        let whole = |request: &Posted| request.messages[0].get("interaction").is_some();
        assert!(posted.iter().all(whole));
    }
}

// An interaction that is too large for a message is left out of it: the receiver reads it.
#[tokio::test]
async fn oversized_interaction_is_left_to_the_read() {
    let deployment = offered(1, &json!({"text": "\"".repeat(100_000)})).await;
    let api = EventApi::start(|_, _| Fault::None).await;
    let (report, failures) = handle(&notify(&deployment, &api), &[assigned(0)]).await;
    assert_eq!((report.published, report.cut, failures), (3, 2, json!([])));
    for message in api.posted().iter().flat_map(|request| &request.messages) {
        assert_eq!((&message["id"], message.get("interaction")), (&json!("c-0"), None));
    }
}

#[tokio::test]
async fn failed_messages_alone_are_sent_again() {
    let deployment = offered(4, &json!({})).await;
    // The first request loses its second message, and the next one meets a throttled service.
    let api = EventApi::start(|request, before| match before {
        0 => Fault::Messages(vec![request.messages.len() - 1]),
        1 => Fault::Status(429),
        _ => Fault::None,
    })
    .await;
    let bodies: Vec<String> = (0..4).map(assigned).collect();
    let (report, failures) = handle(&notify(&deployment, &api), &bodies).await;
    assert_eq!((report.published, report.failed, failures), (12, 0, json!([])));
    let posted = api.posted();
    let sent: usize = posted.iter().map(|request| request.messages.len()).sum();
    assert_eq!(sent, 12 + 1 + posted[1].messages.len());
    assert_eq!(posted[0].messages.last(), resent(&posted, 0).as_ref());
}

/// The last message of a request, if a later request has it too.
fn resent(posted: &[Posted], place: usize) -> Option<Value> {
    let message = posted[place].messages.last()?;
    let later = posted[place + 1..].iter().filter(|it| it.channel == posted[place].channel);
    later.flat_map(|request| &request.messages).find(|it| *it == message).cloned()
}

// An outage, a missing permission or a refused message returns the records to the queue, and only
// those whose messages were not taken.
#[tokio::test]
async fn failure_returns_the_record_to_the_queue() {
    let deployment = offered(2, &json!({})).await;
    for status in [500, 503, 403, 400] {
        let refuses_c_1 = move |request: &Posted, _: usize| match request
            .messages
            .iter()
            .any(|message| message["id"] == "c-1")
        {
            true => Fault::Status(status),
            false => Fault::None,
        };
        let api = EventApi::start(refuses_c_1).await;
        let bodies = [assigned(0), assigned(1)];
        let (report, failures) = handle(&notify(&deployment, &api), &bodies).await;
        assert!(report.failed > 0, "{status}");
        let ids: Vec<&Value> =
            failures.as_array().unwrap().iter().map(|it| &it["itemIdentifier"]).collect();
        assert!(ids.contains(&&json!("1")), "{status}: {ids:?}");
        // A refused message does not fail those of its request.
        assert_eq!(ids.contains(&&json!("0")), status != 400, "{status}: {ids:?}");
        let asked = api.posted().iter().filter(|it| it.channel.ends_with("u-1")).count();
        assert_eq!(asked, if status == 400 { 3 } else { 4 }, "{status}: four attempts, or none");
    }
    let mut nobody = api().await;
    nobody.endpoint = "http://127.0.0.1:9".to_owned();
    let (_, failures) = handle(&notify(&deployment, &nobody), &[assigned(0)]).await;
    assert_eq!(failures, json!([{"itemIdentifier": "0"}]));
}

async fn api() -> EventApi {
    EventApi::start(|_, _| Fault::None).await
}

#[tokio::test]
async fn unreadable_and_forgotten_records() {
    let deployment = offered(1, &json!({})).await;
    let api = api().await;
    let bodies = [
        "not JSON".to_owned(),
        json!({"metadata": {"type": "AgentAssigned"}, "data": {}}).to_string(),
        // A conversation that `forget` has removed, and a type of a later version.
        assigned(9),
        json!({"metadata": {"type": "AgentSang", "conversationId": "c-0"}, "data": {}}).to_string(),
    ];
    let (report, failures) = handle(&notify(&deployment, &api), &bodies).await;
    assert_eq!(report.unreadable, 2);
    assert_eq!(failures, json!([{"itemIdentifier": "0"}, {"itemIdentifier": "1"}]));
    assert_eq!(report.published, 3);
}

// The content of a workbin goes to its user alone, and only what they took part in.
#[tokio::test]
async fn workbin_goes_to_its_user() {
    let deployment = offered(3, &json!({})).await;
    let api = api().await;
    let record = |user: &str| {
        json!({"workbin": {"userId": user, "conversationIds": ["c-2", "c-0", "c-9"]}}).to_string()
    };
    let bodies = [record("u-1"), record("u-2")];
    let (report, failures) = handle(&notify(&deployment, &api), &bodies).await;
    assert_eq!((report.published, failures), (2, json!([])));
    let own =
        |id: &str| ("/interactions/users/u-1".to_owned(), json!("u-1"), json!(id), json!("Parked"));
    assert_eq!(told(&api.posted()), [own("c-0"), own("c-2")]);
}
