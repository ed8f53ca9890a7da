//! An EventBridge that accepts everything and keeps nothing.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::body::Bytes;
use axum::http::header::CONTENT_TYPE;
use axum::routing::post;
use axum::{Router, http::HeaderName};
use serde::Deserialize;
use serde::de::IgnoredAny;
use tests::service::serve;

/// The bus. Ends with the runtime.
pub struct Bus {
    endpoint: String,
    accepted: Arc<AtomicU64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct PutEvents {
    entries: Vec<IgnoredAny>,
}

impl Bus {
    /// Starts the bus.
    pub async fn start() -> Self {
        let accepted: Arc<AtomicU64> = Arc::default();
        let count = Arc::clone(&accepted);
        let handler = move |body: Bytes| async move {
            let entries = serde_json::from_slice::<PutEvents>(&body).unwrap().entries.len();
            count.fetch_add(entries as u64, Ordering::Relaxed);
            answer(entries)
        };
        Self { endpoint: serve(Router::new().route("/", post(handler))).await, accepted }
    }

    /// Its URL.
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// Number of accepted entries.
    pub fn accepted(&self) -> u64 {
        self.accepted.load(Ordering::Relaxed)
    }
}

fn answer(entries: usize) -> ([(HeaderName, &'static str); 1], String) {
    let results = vec![r#"{"EventId":"e"}"#; entries].join(",");
    let body = format!(r#"{{"FailedEntryCount":0,"Entries":[{results}]}}"#);
    ([(CONTENT_TYPE, "application/x-amz-json-1.1")], body)
}
