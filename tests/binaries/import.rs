//! The binary as it is deployed: notifications of objects in, documents in the log, a partial-batch
//! response out.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use bytes::Bytes;
use futures::stream;
use serde_json::{Value, json};
use testkit::cases;
use testkit::invocations::{TABLE, messages};
use testkit::marks::{marked, marked_line};
use tests::binary::{Binary, metrics};
use tests::deployment::Deployment;
use tests::service::Service;
use tokio::net::TcpListener;

const BINARY: &str = "import";

/// How long the simulated S3 pauses in the middle of a body: longer than one attempt of a call may
/// take.
const MIDDLE: Duration = Duration::from_secs(6);

/// A simulated S3 with one slow object; all others are forbidden. Returns its endpoint and the
/// paths requested.
async fn s3(key: &'static str, text: String) -> (String, Arc<Mutex<Vec<String>>>) {
    let asked: Arc<Mutex<Vec<String>>> = Arc::default();
    let paths = Arc::clone(&asked);
    let handler = move |Path((bucket, asked_for)): Path<(String, String)>| {
        paths.lock().unwrap().push(format!("{bucket}/{asked_for}"));
        let text = text.clone();
        async move { if asked_for == key { slow(text) } else { forbidden() } }
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let router = Router::new().route("/{bucket}/{*key}", get(handler));
    tokio::spawn(async move { axum::serve(listener, router).await });
    (endpoint, asked)
}

fn slow(text: String) -> Response {
    let length = text.len();
    let (first, second) = text.split_at(length / 2);
    let halves = [(Duration::ZERO, first.to_owned()), (MIDDLE, second.to_owned())];
    let body = stream::unfold(halves.into_iter(), |mut halves| async {
        let (after, half) = halves.next()?;
        tokio::time::sleep(after).await;
        Some((Ok::<_, std::convert::Infallible>(Bytes::from(half)), halves))
    });
    ([("content-length", length.to_string())], Body::from_stream(body)).into_response()
}

fn forbidden() -> Response {
    let text = marked("subject", "denied");
    let body = format!("<Error><Code>AccessDenied</Code><Message>{text}</Message></Error>");
    (StatusCode::FORBIDDEN, [("content-type", "application/xml")], body).into_response()
}

fn notification(key: &str) -> String {
    json!({"Records": [{"s3": {"bucket": {"name": "documents"}, "object": {"key": key}}}]})
        .to_string()
}

/// A slow object is read to its end. Its values that are not documents go into a dead letter. The
// messages of a forbidden object and of no notification are delivered again.
#[tokio::test]
async fn slow_object_is_imported_and_forbidden_one_retried() {
    let deployment = Deployment::start().await;
    let (_, details) = cases().remove(0);
    let mut document = serde_json::to_value(&details).unwrap();
    document["participants"][0]["participantName"] = json!(marked("participantName", "Robin"));
    let bad = marked("remote", "no JSON");
    let text = format!("{document}\n{bad}\n{document}\n{{\"conversationId\": \"{bad}\"}}\n");
    let (s3, asked) = s3("Mär z/a+b.json", text).await;
    let sqs =
        Service::start(|request, _| (StatusCode::OK, json!({"MessageId": request.operation})))
            .await;
    let queue = format!("{}/123456789012/dead-letters", sqs.endpoint());
    let variables = [
        ("TABLE_NAME", TABLE),
        ("DEAD_LETTER_QUEUE_URL", &queue),
        ("AWS_ENDPOINT_URL_DYNAMODB", deployment.embedded.endpoint()),
        ("AWS_ENDPOINT_URL_SQS", sqs.endpoint()),
        ("AWS_ENDPOINT_URL_S3", &s3),
    ];
    let bodies = [
        notification("M%C3%A4r+z/a%2Bb.json"),
        notification("forbidden"),
        marked("subject", "no notification"),
    ];
    let batch = serde_json::to_value(messages(&bodies)).unwrap();
    let (response, written) = Binary::start(BINARY, &variables).await.invoke(batch).await;
    assert_eq!(
        response,
        json!({"batchItemFailures": [{"itemIdentifier": "1"}, {"itemIdentifier": "2"}]})
    );
    assert_eq!(*asked.lock().unwrap(), ["documents/Mär z/a+b.json", "documents/forbidden"]);

    let log = deployment.table.log(&details.conversation_id).await.unwrap();
    assert_eq!(log.len(), 1);
    assert_eq!(serde_json::from_str::<Value>(&log[0].event_body).unwrap(), document);
    let dead_letters: Vec<Value> = sqs
        .asked()
        .iter()
        .map(|it| serde_json::from_str(it.body["MessageBody"].as_str().unwrap()).unwrap())
        .collect();
    let [dead_letter] = &dead_letters[..] else { panic!("{dead_letters:?}") };
    assert_eq!(
        (&dead_letter["object"]["key"], &dead_letter["object"]["rejected"]),
        (&json!("Mär z/a+b.json"), &json!(2))
    );

    let metrics = metrics(&written);
    for (name, number) in [
        ("ObjectsReceived", 3.0),
        ("ObjectsImported", 1.0),
        ("ObjectsFailed", 2.0),
        ("DocumentsStored", 1.0),
        ("DocumentsDuplicate", 1.0),
        ("DocumentsRejected", 2.0),
        ("EventsCut", 0.0),
    ] {
        assert_eq!(metrics[name], number, "{name}");
    }
    assert!(metrics["WriteUnits"].as_f64().is_some_and(|units| units > 0.0));
    for said in
        ["object imported", "values of an object rejected", "AccessDenied", "message rejected"]
    {
        assert!(written.stderr.contains(said), "{said}: {}", written.stderr);
    }
    assert_eq!(marked_line(&(written.stderr + &written.stdout)), None);
    assert_eq!(marked_line(&dead_letter.to_string()), None);
}
