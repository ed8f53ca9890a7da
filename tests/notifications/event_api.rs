//! A fake Event API of AppSync on loopback. It keeps the limits of the real one, and fails as the
//! test says.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use serde_json::{Value, json};
use tests::service::serve;

/// A request that it got.
#[derive(Debug, Clone)]
pub struct Posted {
    pub channel: String,
    pub messages: Vec<Value>,
    pub authorization: String,
    pub signed_at: String,
    pub token: String,
    pub bytes: usize,
}

/// How a request fails: as a whole with a status, or some of its messages.
#[derive(Debug, Clone)]
pub enum Fault {
    None,
    Status(u16),
    Messages(Vec<usize>),
}

#[derive(Clone)]
pub struct EventApi {
    pub endpoint: String,
    posted: Arc<Mutex<Vec<Posted>>>,
}

impl EventApi {
    /// `fault` says how the request fails, given the number of requests before it.
    pub async fn start(
        fault: impl Fn(&Posted, usize) -> Fault + Clone + Send + Sync + 'static,
    ) -> Self {
        let posted: Arc<Mutex<Vec<Posted>>> = Arc::default();
        let kept = Arc::clone(&posted);
        let handler = move |headers: HeaderMap, body: Bytes| {
            let request = read(&headers, &body);
            let mut kept = kept.lock().unwrap();
            let answer = answer(&request, &fault(&request, kept.len()));
            kept.push(request);
            async move { answer }
        };
        let router = Router::new().route("/event", post(handler));
        Self { endpoint: serve(router).await, posted }
    }

    pub fn posted(&self) -> Vec<Posted> {
        self.posted.lock().unwrap().clone()
    }
}

fn read(headers: &HeaderMap, body: &Bytes) -> Posted {
    let header =
        |name: &str| headers.get(name).map_or("", |value| value.to_str().unwrap()).to_owned();
    assert_eq!(header("content-type"), "application/json");
    let json: Value = serde_json::from_slice(body).unwrap();
    let fields: Vec<&String> = json.as_object().unwrap().keys().collect();
    assert_eq!(fields, ["channel", "events"]);
    let messages = json["events"].as_array().unwrap().iter();
    // Each is a JSON value as text.
    let messages = messages.map(|text| serde_json::from_str(text.as_str().unwrap()).unwrap());
    Posted {
        channel: json["channel"].as_str().unwrap().to_owned(),
        messages: messages.collect(),
        authorization: header("authorization"),
        signed_at: header("x-amz-date"),
        token: header("x-amz-security-token"),
        bytes: body.len(),
    }
}

fn answer(request: &Posted, fault: &Fault) -> (StatusCode, String) {
    let count = request.messages.len();
    if request.authorization.is_empty() {
        return (StatusCode::UNAUTHORIZED, String::new());
    }
    if !(1..=5).contains(&count) || request.bytes > 240_000 {
        return (StatusCode::BAD_REQUEST, String::new());
    }
    let failed = match fault {
        Fault::Status(status) => {
            return (StatusCode::from_u16(*status).unwrap(), "<not JSON>".to_owned());
        }
        Fault::Messages(failed) => failed.clone(),
        Fault::None => Vec::new(),
    };
    let entry = |index: usize| json!({"identifier": format!("i-{index}"), "index": index});
    let part = |is_failed: bool| -> Vec<Value> {
        (0..count).filter(|index| failed.contains(index) == is_failed).map(entry).collect()
    };
    (StatusCode::OK, json!({"failed": part(true), "successful": part(false)}).to_string())
}
