//! An AWS service of the JSON protocol on loopback, for what has no embedded one: it answers what the test says and keeps
//! what it was asked.

use std::sync::{Arc, Mutex};

use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use axum::{Json, Router};
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// A request: the operation, as in `PutEvents`, and its body.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// The operation.
    pub operation: String,
    /// What was sent.
    pub body: Value,
}

/// A running service. It ends with the test's runtime.
#[derive(Debug, Clone)]
pub struct Service {
    endpoint: String,
    asked: Arc<Mutex<Vec<Request>>>,
}

impl Service {
    /// Starts a service that answers each request with what `answer` says; it is given the request and how many there
    /// were before.
    pub async fn start(
        answer: impl Fn(&Request, usize) -> (StatusCode, Value) + Clone + Send + Sync + 'static,
    ) -> Self {
        let asked: Arc<Mutex<Vec<Request>>> = Arc::default();
        let requests = Arc::clone(&asked);
        let handler = move |headers: HeaderMap, body: String| {
            let target = headers["x-amz-target"].to_str().unwrap();
            let operation = target.rsplit('.').next().unwrap_or_default().to_owned();
            let request = Request { operation, body: serde_json::from_str(&body).unwrap() };
            let mut requests = requests.lock().unwrap();
            let (status, answer) = answer(&request, requests.len());
            requests.push(request);
            async move { (status, Json(answer)) }
        };
        Self { endpoint: serve(Router::new().route("/", post(handler))).await, asked }
    }

    /// Where it listens.
    #[must_use]
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// What it was asked, in order.
    #[must_use]
    pub fn asked(&self) -> Vec<Request> {
        self.asked.lock().unwrap().clone()
    }
}

/// Serves on loopback until the test's runtime ends; gives where.
pub async fn serve(router: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    endpoint
}

/// The entries of a `PutEvents`.
#[must_use]
pub fn entries(request: &Request) -> &[Value] {
    request.body["Entries"].as_array().map_or(&[], Vec::as_slice)
}

/// What EventBridge answers a `PutEvents`, some of whose entries `refuse` gives a code, by place and content.
/// The messages quote what was sent.
pub fn outcomes(
    request: &Request,
    refuse: impl Fn(usize, &Value) -> Option<&'static str>,
) -> (StatusCode, Value) {
    let codes: Vec<Option<&str>> =
        entries(request).iter().enumerate().map(|(index, entry)| refuse(index, entry)).collect();
    let failed = codes.iter().flatten().count();
    let result = |(code, entry): (&Option<&str>, &Value)| match code {
        Some(code) => json!({"ErrorCode": code, "ErrorMessage": entry["Detail"]}),
        None => json!({"EventId": "e"}),
    };
    let results: Vec<Value> = codes.iter().zip(entries(request)).map(result).collect();
    (StatusCode::OK, json!({"FailedEntryCount": failed, "Entries": results}))
}
