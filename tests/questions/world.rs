//! A table with conversations in it, and callers of the API.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use common_events::catalogue::Selection;
use genesys::Timestamp;
use http::header::{HOST, HeaderName};
use http::{HeaderMap, Method, Request, StatusCode};
use interactions::{Api, Caller, Role, Visibility, router};
use reconstruct::{PassRules, Reconstruct};
use runtime::{Clock, DeadLetterQueue};
use serde_json::{Value, json};
use store::Usage;
use testkit::invocations::NOW;
use testkit::wake_ups::SentWakeUps;
use tests::deployment::Deployment;
use tower::ServiceExt;

/// When made-up conversations begin: 2026-03-02T09:00:00Z.
pub const START_MS: i64 = 1_772_442_000_000;

/// A table with conversations in it.
pub struct World {
    pub deployment: Arc<Deployment>,
    shards: u32,
    /// The time of the API.
    now: Timestamp,
}

/// A response.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// The body as JSON, if it is JSON.
    pub fn json_if_any(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    pub fn header(&self, name: HeaderName) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

impl World {
    /// An empty table, whose index of open conversations has that many partitions.
    pub async fn start(shards: u32) -> Self {
        Self { deployment: Arc::new(Deployment::start().await), shards, now: NOW }
    }

    /// The same table at another time.
    pub fn at(&self, now: Timestamp) -> Self {
        Self { deployment: self.deployment.clone(), now, ..*self }
    }

    /// Appends events and runs the passes that derive the Common Events.
    pub async fn tell(&self, envelopes: &[Value]) {
        self.deployment.append(envelopes).await;
        let rules =
            PassRules { selection: Selection::all(), open_shards: self.shards, settle_seconds: 0 };
        let clock = Clock::fixed(NOW);
        let reconstruct = Reconstruct::new(
            self.deployment.table.clone(),
            DeadLetterQueue::None,
            SentWakeUps::default(),
            rules,
            clock,
        );
        let mut ids: Vec<&str> = envelopes
            .iter()
            .map(|it| it["detail"]["eventBody"]["conversationId"].as_str().unwrap())
            .collect();
        ids.sort_unstable();
        ids.dedup();
        for id in ids {
            reconstruct.pass().run(&id.parse().unwrap()).await.unwrap();
        }
    }

    /// The API, without operations.
    pub fn router(&self, origins: &[&str]) -> Router {
        let origins: Vec<String> = origins.iter().map(|origin| (*origin).to_owned()).collect();
        let api = Api::new(self.deployment.table.clone(), self.shards);
        router(api.with_clock(Clock::fixed(self.now)), &origins)
    }

    /// The API in which agents see only their own interactions.
    pub fn router_for_own(&self) -> Router {
        let api = Api::new(self.deployment.table.clone(), self.shards);
        router(api.with_visibility(Visibility::Own), &[])
    }

    /// Sends a GET request.
    pub async fn get(&self, caller: &Caller, uri: &str) -> Answer {
        self.get_with(caller, uri, &[]).await
    }

    /// Sends a GET request with headers.
    pub async fn get_with(
        &self,
        caller: &Caller,
        uri: &str,
        headers: &[(HeaderName, &str)],
    ) -> Answer {
        send(&self.router(&[]), Some(caller), Method::GET, uri, headers, "").await
    }

    /// Sends a GET request and measures its use of the table.
    pub async fn cost(&self, caller: &Caller, uri: &str) -> (Answer, Usage) {
        let _ = self.deployment.table.meter().take();
        let answer = self.get(caller, uri).await;
        (answer, self.deployment.table.meter().take())
    }

    /// Every page of a list, as URIs.
    pub async fn pages(&self, caller: &Caller, uri: &str) -> Vec<Vec<String>> {
        let mut pages = Vec::new();
        let mut next = String::new();
        loop {
            let answer = self.get(caller, &format!("{uri}{next}")).await;
            assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
            let mut page = answer.json();
            pages.push(serde_json::from_value(page["uris"].take()).unwrap());
            match page["next"].as_str() {
                Some(token) => {
                    next = format!("{}next={token}", if uri.contains('?') { '&' } else { '?' });
                }
                None => return pages,
            }
        }
    }
}

/// Absolute URI of a conversation.
pub fn uri(id: &str) -> String {
    format!("http://api.example.com/interactions/{id}")
}

/// Sends a request.
pub async fn send(
    router: &Router,
    caller: Option<&Caller>,
    method: Method,
    uri: &str,
    headers: &[(HeaderName, &str)],
    body: &str,
) -> Answer {
    let mut request =
        Request::builder().method(method).uri(uri).body(Body::from(body.to_owned())).unwrap();
    request.headers_mut().insert(HOST, "api.example.com".parse().unwrap());
    for (name, value) in headers {
        request.headers_mut().insert(name.clone(), value.parse().unwrap());
    }
    if let Some(caller) = caller {
        request.extensions_mut().insert(caller.clone());
    }
    let response = router.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap().to_vec();
    Answer { status: parts.status, headers: parts.headers, body }
}

/// An administrator without a Genesys Cloud user.
pub fn admin() -> Caller {
    Caller { user_id: None, role: Role::Admin }
}

/// An administrator with a Genesys Cloud user.
pub fn admin_who_is(user_id: &str) -> Caller {
    Caller { role: Role::Admin, ..agent(user_id) }
}

/// An agent.
pub fn agent(user_id: &str) -> Caller {
    Caller { user_id: Some(user_id.parse().unwrap()), role: Role::Agent }
}

/// An event of a session. The participant is named after the session.
pub fn event(id: &str, topic: &str, session: &str, after_ms: i64, more: Value) -> Value {
    let mut body = json!({
        "conversationId": id, "eventTime": START_MS + after_ms,
        "participantId": format!("p-{session}"),
        "sessionId": session, "mediaType": "VOICE", "direction": "INBOUND",
    });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    json!({
        "id": "e",
        "detail-type": format!("v2.detail.events.conversation.{{id}}.{topic}"),
        "detail": {"eventBody": body},
    })
}

/// An open conversation in which a customer and a user talk.
pub fn talk(id: &str, user_id: &str, after_ms: i64) -> Vec<Value> {
    vec![
        event(id, "customer.start", "customer", after_ms, json!({})),
        event(id, "user.start", "user", after_ms + 10, json!({"userId": user_id})),
    ]
}

/// The end of that conversation.
pub fn end(id: &str, user_id: &str, after_ms: i64) -> Vec<Value> {
    vec![
        event(
            id,
            "user.end",
            "user",
            after_ms,
            json!({"userId": user_id, "disconnectType": "PEER", "interactingDurationMs": 500}),
        ),
        event(
            id,
            "customer.end",
            "customer",
            after_ms,
            json!({"disconnectType": "ENDPOINT", "interactingDurationMs": 500}),
        ),
    ]
}
