//! The requests of Genesys' document "Interactions API Operations", spelled as there: the answer to
//! each, and the calls that Genesys Cloud receives.

use async_trait::async_trait;
use axum::body::{Body, to_bytes};
use conversation::Conversation;
use genesys::{ConversationId, UserId};
use http::header::{CONTENT_TYPE, HOST, RETRY_AFTER};
use http::{HeaderMap, Request, StatusCode};
use interactions::operations::Operations;
use interactions::{Api, Caller, Role, router};
use runtime::Clock;
use serde_json::{Value, json};
use store::tree_item::Commit;
use store::{
    Conversations, Day, EndedPage, EventItem, Expiry, IndexPage, IndexPosition, LedgerEntry, Order,
    ParticipantItem, StartRange, StoreError, StoredTree, TreeItem,
};
use tower::ServiceExt;

use super::genesys_cloud::{GenesysCloud, Turn};
use super::tree::{alerting, connected};

/// A table with one conversation, or one that is busy.
pub struct One(pub Option<Conversation>);

impl One {
    fn stored(&self) -> Result<StoredTree, StoreError> {
        let conversation = self.0.clone().ok_or_else(|| StoreError::Retry {
            operation: store::Operation::Query,
            code: "Throttled".into(),
            source: "busy".into(),
        })?;
        let id = conversation.summary.conversation_id.clone();
        let expiry = Expiry::from_seconds(1);
        let commit = Commit {
            ledger_end: 0,
            complete_until: expiry,
            wake_up_at: None,
            holds_back: false,
            series: None,
            packed: None,
            expires_at: expiry,
        };
        let overview = conversation::overview(&conversation);
        let participants = conversation.participants.into_iter();
        Ok(StoredTree::new(
            TreeItem::new((conversation.summary, overview), commit, None, 1),
            participants.map(|it| ParticipantItem::new(id.clone(), it, expiry)).collect(),
        ))
    }
}

#[async_trait]
impl Conversations for One {
    async fn open_page(
        &self,
        _: u32,
        _: Option<&IndexPosition>,
        _: u32,
    ) -> Result<IndexPage, StoreError> {
        Ok(IndexPage::default())
    }

    async fn ended_page(
        &self,
        _: Day,
        _: u32,
        _: &StartRange,
        _: Order,
        _: Option<u32>,
    ) -> Result<EndedPage, StoreError> {
        Ok(EndedPage::default())
    }

    async fn page_of_user(
        &self,
        _: &UserId,
        _: &StartRange,
        _: Option<&IndexPosition>,
        _: u32,
    ) -> Result<IndexPage, StoreError> {
        Ok(IndexPage::default())
    }

    async fn trees(&self, _: &[ConversationId]) -> Result<Vec<TreeItem>, StoreError> {
        Ok(Vec::new())
    }

    async fn participants_at(
        &self,
        _: &[IndexPosition],
    ) -> Result<Vec<ParticipantItem>, StoreError> {
        Ok(Vec::new())
    }

    async fn log(&self, _: &ConversationId) -> Result<Vec<EventItem>, StoreError> {
        Ok(Vec::new())
    }

    async fn tree(&self, id: &ConversationId) -> Result<Option<StoredTree>, StoreError> {
        Ok(Some(self.stored()?).filter(|stored| stored.tree.conversation_id() == id))
    }

    async fn tree_and_ledger(
        &self,
        _: &ConversationId,
    ) -> Result<Option<(StoredTree, Vec<LedgerEntry>)>, StoreError> {
        Ok(None)
    }
}

/// A request, with what decides its answer.
struct Asked<'a> {
    conversation: Option<Conversation>,
    caller: Option<Caller>,
    operations: bool,
    method: &'a str,
    uri: &'a str,
    content_type: &'a str,
    body: String,
}

impl Asked<'_> {
    /// The agent `u-1` sends an operation on their conversation.
    fn operation(conversation: Conversation, body: &str) -> Self {
        let caller = Caller { user_id: Some("u-1".parse().unwrap()), role: Role::Agent };
        Self {
            conversation: Some(conversation),
            caller: Some(caller),
            operations: true,
            method: "POST",
            uri: "/me/interactions/c-1",
            content_type: "application/json",
            body: body.to_owned(),
        }
    }

    /// The answer, and the calls that Genesys Cloud received.
    async fn send(self, cloud: &GenesysCloud) -> (StatusCode, HeaderMap, Value) {
        let mut api = Api::new(One(self.conversation), 1);
        if self.operations {
            api = api.with_operations(Operations::new(cloud.platform(), Clock::system()));
        }
        let mut request = Request::builder()
            .method(self.method)
            .uri(self.uri)
            .header(HOST, "api.example.com")
            .header(CONTENT_TYPE, self.content_type)
            .body(Body::from(self.body))
            .unwrap();
        if let Some(caller) = self.caller {
            request.extensions_mut().insert(caller);
        }
        let response = router(api, &[]).oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap();
        (parts.status, parts.headers, serde_json::from_slice(&body).unwrap())
    }
}

/// A call of Genesys Cloud: method and path, and the body.
type GenesysCall = (&'static str, Value);

/// What the document has for each operation, in a medium that has it, and the calls.
fn document() -> Vec<(&'static str, &'static str, Vec<GenesysCall>)> {
    let leave = || ("PATCH calls/c-1/participants/p-agent", json!({"state": "disconnected"}));
    let transfer = |field: &str, id: &str| json!({field: id, "transferType": "Unattended"});
    vec![
        (
            "voice",
            r#"{"operationName":"Accept"}"#,
            vec![("PATCH calls/c-1/participants/p-agent", json!({"state": "connected"}))],
        ),
        ("voice", r#"{"operationName":"Reject"}"#, vec![("GET c-1", json!("")), leave()]),
        ("voice", r#"{"operationName":"StopProcessing"}"#, vec![leave()]),
        (
            "voice",
            r#"{"operationName":"PlaceInQueue","queue":"Support"}"#,
            vec![
                ("GET /api/v2/routing/queues?name=Support&pageSize=100", json!("")),
                ("POST c-1/participants/p-agent/replace/queue", transfer("queueId", "q-2")),
            ],
        ),
        (
            "voice",
            r#"{"operationName":"UpdateProperties","properties":{"field1":"value1","field2":2,
                "field3":{"fieldA":true,"fieldB":"b"}}}"#,
            vec![(
                "PATCH c-1/participants/p-customer/attributes",
                json!({"attributes": {
                    "field1": "value1", "field2": "2", "field3.fieldA": "true",
                    "field3.fieldB": "b",
                }}),
            )],
        ),
        (
            "email",
            r#"{"operationName":"PlaceInWorkbin","workbin":"drafts"}"#,
            vec![(
                "PATCH emails/c-1/participants/p-agent/parkingstate",
                json!({"state": "parked"}),
            )],
        ),
        ("email", r#"{"operationName":"GetWorkbinContent","workbin":"drafts"}"#, vec![]),
        (
            "voice",
            r#"{"operationName":"Transfer","targetId":"u-2"}"#,
            vec![("POST c-1/participants/p-agent/replace/agent", transfer("userId", "u-2"))],
        ),
        (
            "voice",
            r#"{"operationName":"StartConference","agentId":"u-2"}"#,
            vec![("POST calls/c-1/participants", json!({"participants": [{"userId": "u-2"}]}))],
        ),
        ("voice", r#"{"operationName":"EndConference","agentId":"u-1"}"#, vec![leave()]),
        ("voice", r#"{"operationName":"LeaveConference","agentId":"u-1"}"#, vec![leave()]),
    ]
}

#[tokio::test]
async fn requests_of_the_document_are_understood() {
    for (medium, body, calls) in document() {
        let cloud = GenesysCloud::start().await;
        let offered = body.contains("Accept") || body.contains("Reject");
        let conversation = if offered { alerting(medium) } else { connected(medium) };
        let (status, _, answer) = Asked::operation(conversation, body).send(&cloud).await;
        let workbin = body.contains("GetWorkbinContent");
        let expected =
            if workbin { json!({"status": "ok", "content": []}) } else { json!({"status": "ok"}) };
        assert_eq!((status, answer), (StatusCode::OK, expected), "{body}");
        let received: Vec<(String, Value)> = cloud
            .api
            .received()
            .into_iter()
            .map(|call| {
                let path = call.path.strip_prefix("/api/v2/conversations/").unwrap_or(&call.path);
                (format!("{} {path}", call.method), call.body)
            })
            .collect();
        if workbin {
            assert_eq!(received[0].0, "POST /api/v2/analytics/conversations/details/query");
            continue;
        }
        let calls: Vec<(String, Value)> =
            calls.into_iter().map(|(call, body)| (call.to_owned(), body)).collect();
        assert_eq!(received, calls, "{body}");
    }
}

/// Every refusal has the document's form, for an operation and for an update.
#[tokio::test]
async fn every_outcome_has_the_form_of_the_document() {
    let long = format!(r#"{{"operationName":"Accept","x":"{}"}}"#, "x".repeat(65 * 1024));
    let accept = || Asked::operation(alerting("voice"), r#"{"operationName":"Accept"}"#);
    let nobody = Caller { user_id: None, role: Role::Admin };
    let other = Caller { user_id: Some("u-9".parse().unwrap()), role: Role::Admin };
    let cases = [
        (Asked { caller: None, ..accept() }, 403, "your token gives you no role"),
        (Asked { caller: Some(nobody), ..accept() }, 403, "names no Genesys Cloud user"),
        (Asked { operations: false, ..accept() }, 403, "operations are disabled"),
        (Asked { uri: "/me/interactions/a_b", ..accept() }, 400, "an id is 1 to 64"),
        (Asked { uri: "/me/interactions/c-9", ..accept() }, 404, "no interaction with this id"),
        (Asked { caller: Some(other), ..accept() }, 404, "no interaction with this id"),
        (Asked { content_type: "text/plain", ..accept() }, 415, "as JSON"),
        (Asked { body: long, ..accept() }, 413, "send at most 65536 bytes"),
        (Asked { body: "{}".to_owned(), ..accept() }, 400, "operationName"),
        (Asked { conversation: None, ..accept() }, 503, "the table is busy"),
        (Asked { conversation: Some(connected("voice")), ..accept() }, 409, "answered"),
        (
            Asked::operation(connected("chat"), r#"{"operationName":"EndConference"}"#),
            422,
            "not possible in this medium (chat)",
        ),
        (
            Asked::operation(
                connected("voice"),
                r#"{"operationName":"LeaveConference","agentId":"u-2"}"#,
            ),
            403,
            "only yourself",
        ),
    ];
    for (asked, status, says) in cases {
        for method in ["POST", "PUT"] {
            if method == "PUT" && asked.body.contains("LeaveConference") {
                continue;
            }
            let put = method == "PUT";
            let body = match asked.body.as_str() {
                body if !put || body.len() > 1_000 => body.to_owned(),
                "{}" => "{}".to_owned(),
                body if body.contains("Accept") => r#"{"muted":true}"#.to_owned(),
                _ => r#"{"held":true}"#.to_owned(),
            };
            // An agent can set in a connected call what they cannot accept any more.
            let conversation = asked.conversation.clone();
            let conversation =
                if put && status == 409 { Some(alerting("voice")) } else { conversation };
            let uri = if put { asked.uri.replace("/me", "") } else { asked.uri.to_owned() };
            let sent = Asked {
                conversation,
                caller: asked.caller.clone(),
                operations: asked.operations,
                method,
                uri: &uri,
                content_type: asked.content_type,
                body,
            };
            let cloud = GenesysCloud::start().await;
            let (code, headers, answer) = sent.send(&cloud).await;
            assert_eq!(code, status, "{method} {uri}: {answer}");
            let names: Vec<&String> = answer.as_object().unwrap().keys().collect();
            assert_eq!(names, ["errorDescription", "status"]);
            assert_eq!(answer["status"], "error");
            let said = answer["errorDescription"].as_str().unwrap();
            let says = match (put, says) {
                (true, "operationName") => "nothing is set",
                (true, "answered") => "answer it first",
                (_, says) => says,
            };
            assert!(said.contains(says), "{method}: {said}");
            assert_eq!(headers.contains_key(RETRY_AFTER), status == 503, "{said}");
            assert_eq!(cloud.api.received().len(), 0, "{said}");
        }
    }
    let cloud = GenesysCloud::start().await;
    cloud.api.always(Turn::Answer(429, "Retry-After: 42\r\n", String::new()));
    let (status, headers, answer) = accept().send(&cloud).await;
    assert_eq!(
        (status, &headers[RETRY_AFTER]),
        (StatusCode::TOO_MANY_REQUESTS, &"42".parse().unwrap())
    );
    assert!(answer["errorDescription"].as_str().unwrap().starts_with("Nothing was done"));
}
