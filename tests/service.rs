//! An AWS service with the JSON protocol on loopback, for services without an embedded version. The
//! test gives its responses, and it keeps its requests.

use std::sync::{Arc, Mutex};

use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use axum::{Json, Router};
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// A request.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// Name of the operation, such as `PutEvents`.
    pub operation: String,
    /// The request body.
    pub body: Value,
}

/// A running service. Ends with the test's runtime.
#[derive(Debug, Clone)]
pub struct Service {
    endpoint: String,
    asked: Arc<Mutex<Vec<Request>>>,
}

impl Service {
    /// Starts a service. `answer` computes the response from the request and the number of requests
    /// before it.
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

    /// The URL of the service.
    #[must_use]
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// All requests, in order.
    #[must_use]
    pub fn asked(&self) -> Vec<Request> {
        self.asked.lock().unwrap().clone()
    }
}

/// Serves on loopback until the test's runtime ends; returns the URL.
pub async fn serve(router: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    endpoint
}

/// The entries of a `PutEvents` request.
#[must_use]
pub fn entries(request: &Request) -> &[Value] {
    request.body["Entries"].as_array().map_or(&[], Vec::as_slice)
}

/// The response of EventBridge to a `PutEvents`. `refuse` gives the error code of an entry by its
/// place and content. The error messages quote the entry.
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
