//! OpenAPI 3.1.0 of the interactions API. This module defines the paths; the Rust types give the
//! schemas.

use genesys::{ConversationId, Timestamp, UserId};
use interactions::interaction::{Events, Interaction, Interactions};
use interactions::operations::Operation;
use interactions::operations::route::NotDone;
use interactions::page::MOST;
use interactions::problem::{PROBLEM_JSON, Problem};
use schemars::generate::SchemaSettings;
use schemars::transform::{RecursiveTransform, Transform};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Map, Value, json};

use crate::schema::simplify;

/// The document.
#[must_use]
pub fn openapi() -> Value {
    let mut settings = SchemaSettings::draft2020_12();
    settings.definitions_path = "/components/schemas".into();
    settings.meta_schema = None;
    let mut schemas = Schemas {
        answers: settings.clone().for_serialize().into_generator(),
        requests: settings.for_deserialize().into_generator(),
    };
    let paths = paths(&mut schemas);
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Switchboard interactions",
            "version": "1.0.0",
            "description": "Which conversations are open in Genesys Cloud, which of them a user \
                            took part in, and what happened in one; and operations of an agent on \
                            their own conversations. The words are those of Genesys' Interactions \
                            API. New fields may be added to responses at any time.",
        },
        "servers": [{"url": "/"}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": schemas.finish(),
            "securitySchemes": {"token": {
                "type": "http", "scheme": "bearer", "bearerFormat": "JWT",
                "description": "A token of the issuer that the stack names. One claim is the \
                                caller's role (`agent`: the caller's own interactions, `admin`: \
                                all), another is the id of the caller's Genesys Cloud user.",
            }},
        },
    })
}

/// The schemas of response and request types.
struct Schemas {
    answers: SchemaGenerator,
    requests: SchemaGenerator,
}

impl Schemas {
    fn answer<T: JsonSchema>(&mut self) -> Value {
        self.answers.subschema_for::<T>().to_value()
    }

    fn request<T: JsonSchema>(&mut self) -> Value {
        self.requests.subschema_for::<T>().to_value()
    }

    fn finish(mut self) -> Map<String, Value> {
        let mut all = self.answers.take_definitions(true);
        all.extend(self.requests.take_definitions(true));
        let simple = |schema: Value| {
            let mut schema = Schema::try_from(schema).unwrap_or_default();
            RecursiveTransform(simplify).transform(&mut schema);
            schema.to_value()
        };
        all.into_iter().map(|(name, schema)| (name, simple(schema))).collect()
    }
}

fn paths(schemas: &mut Schemas) -> Value {
    let interactions = schemas.answer::<Interactions>();
    let interaction = schemas.answer::<Interaction>();
    let events = schemas.answer::<Events>();
    let problems = Problems(schemas.answer::<Problem>());
    let [fields, limit, next] = of_a_list();
    let list = |name: &str, summary: &str, more: &[&Value]| {
        let mut parameters = vec![&fields, &limit, &next];
        parameters.extend(more);
        let page = content(
            "A page. Request the next page with `next`.",
            "application/json",
            &interactions,
        );
        json!({"operationId": name, "summary": summary, "parameters": parameters,
               "responses": problems.and("200", page, &["400", "403"])})
    };
    let mut all =
        list("listInteractions", "The open conversations, by start. For administrators.", &[]);
    all["responses"]["200"]["content"]["text/html"] = json!({"schema": {"type": "string"}});
    let conversation_id = path_id(schemas.request::<ConversationId>(), "The conversation.");
    let user_id = path_id(schemas.request::<UserId>(), "The user.");
    let [from, to] =
        [("from", "began at this instant or later"), ("to", "began at this instant or before")]
            .map(|(name, means)| {
                query(
                    name,
                    &format!("Only conversations that {means}."),
                    schemas.request::<Timestamp>(),
                )
            });
    let view = json!({"type": "string", "enum": ["tree", "details"], "default": "tree"});
    let view = query(
        "view",
        "The form: the tree, or a conversation-details document of the analytics API.",
        view,
    );
    let known = known();
    let one = |name: &str, summary: &str, more: &[&Value], answer: Value| {
        let mut parameters = vec![&conversation_id, &known];
        parameters.extend(more);
        let mut responses = problems.and("200", answer, &["400", "403", "404"]);
        responses["200"]["headers"] = json!({"ETag": {"schema": {"type": "string"}}});
        responses["406"] = content(
            "The response is too large to send without compression. Accept gzip.",
            PROBLEM_JSON,
            &problems.0,
        );
        responses["304"] = json!({"description": "The caller has the current state: its `ETag` is \
                                                  in `If-None-Match`."});
        json!({"operationId": name, "summary": summary, "parameters": parameters,
            "responses": responses})
    };
    let details = json!({"type": "object", "required": ["conversationId"],
        "properties": {"conversationId": {"type": "string"}},
        "description": "AnalyticsConversationWithoutAttributes of the Genesys Cloud Platform API, \
                        with attributes. `switchboard` has what that type does not have."});
    let tree =
        content("The conversation.", "application/json", &json!({"anyOf": [interaction, details]}));
    json!({
        "/": {"get": root(&problems)},
        "/interactions": {"get": all},
        "/me/interactions": {"get": list("listMyInteractions",
            "The conversations that the caller still handles, the latest first: in a live session \
             or in after-call work. A page looks at some of the caller's latest conversations, so \
             it may be empty and still have a next page.", &[])},
        "/users/{id}/interactions": {"get": list("listInteractionsOfUser",
            "The conversations in which a user took part, the latest first.",
            &[&user_id, &from, &to])},
        "/interactions/{id}": {"get": one("getInteraction",
            "A conversation with all its participants.", &[&view], tree)},
        "/interactions/{id}/events": {"get": one("getCommonEvents",
            "The Common Events of a conversation, as other teams receive them.", &[],
            content("The Common Events.", "application/json", &events))},
        "/interactions/{id}/timeline": {"get": one("getTimeline",
            "A conversation as a page for a browser.", &[],
            content("The page.", "text/html", &json!({"type": "string"})))},
        "/me/interactions/{id}": {"post": operate(schemas, &conversation_id, &problems)},
    })
}

fn root(problems: &Problems) -> Value {
    let uris = json!({"type": "object", "required": ["uris"],
        "properties": {"uris": {"type": "array", "items": {"type": "string"}}}});
    let lists = content("The paths of the lists.", "application/json", &uris);
    let mut responses = problems.and("200", lists, &["403"]);
    responses["303"] = json!({"description": "A browser is sent to the open conversations."});
    json!({"operationId": "getLists", "summary": "Where the lists are.", "responses": responses})
}

fn operate(schemas: &mut Schemas, conversation_id: &Value, problems: &Problems) -> Value {
    let not_done = schemas.answer::<NotDone>();
    let problem_or_not_done = |means: &str| {
        json!({"description": means, "content": {
            "application/json": {"schema": not_done}, PROBLEM_JSON: {"schema": problems.0}}})
    };
    let done = json!({"type": "object", "required": ["status"], "properties": {
        "status": {"const": "ok"},
        "content": {"description": "Paths of the interactions that the caller has parked. Only for \
                                    `GetWorkbinContent`.",
            "type": "array", "items": {"type": "string"}},
    }});
    let mut responses = problems.and(
        "200",
        content("Genesys Cloud accepted the operation.", "application/json", &done),
        &[],
    );
    for (status, means) in [
        ("400", "The request is invalid."),
        ("403", "The caller is not an agent, or operations are not enabled."),
        ("404", "The caller has no interaction with this id."),
        ("409", "The operation is not possible in the present state, or Genesys Cloud refused it."),
        ("413", "The request is too long."),
        ("415", "The content type of the request is not JSON."),
        ("422", "The operation does not exist in this medium."),
        ("429", "Genesys Cloud accepts no more requests now. Nothing was done."),
        (
            "502",
            "Switchboard has no access to Genesys Cloud, or lacks a permission. Nothing was done.",
        ),
        ("503", "Genesys Cloud could not be reached, or the table is busy. Nothing was done."),
        ("504", "The operation may have been done. Look at the interaction before you try again."),
    ] {
        responses[status] = problem_or_not_done(means);
    }
    json!({
        "operationId": "operate",
        "summary": "Performs an operation on an interaction of the caller. A Common Event reports \
                    the result.",
        "description": "The `status` `ok` means that Genesys Cloud accepted the operation. Common \
                        Events report the result, seconds later. `Accept`: `AgentAnswered`. \
                        `Reject`: `AgentDidNotAnswer`. `StopProcessing`: `AgentDisconnected`, \
                        `AgentLeft` and `WrapUpCompleted`. `PlaceInQueue`: \
                        `AgentTransferredConversation` and `ConversationQueued`. \
                        `UpdateProperties`: `AttributesUpdated`. `PlaceInWorkbin`: \
                        `ConversationParked`, if Genesys Cloud sends metric records. `Transfer`: \
                        `AgentTransferredConversation` and `TransferAnswered`. `StartConference`: \
                        `ParticipantAdded` and `ConferenceStarted`. `EndConference` and \
                        `LeaveConference`, which are the same: `AgentLeft` and `ConferenceEnded`.",
        "parameters": [conversation_id],
        "requestBody": {"required": true,
            "content": {"application/json": {"schema": schemas.request::<Operation>()}}},
        "responses": responses,
    })
}

/// The schema of error responses.
struct Problems(Value);

impl Problems {
    /// The response `answer`, these error responses, and those that any request may get.
    fn and(&self, status: &str, answer: Value, statuses: &[&str]) -> Value {
        let mut responses = Map::new();
        responses.insert(status.to_owned(), answer);
        responses.insert(
            "401".to_owned(),
            json!({"description": "The request has no token that API Gateway accepts."}),
        );
        for status in statuses.iter().chain(&["500", "503"]) {
            let means = match *status {
                "400" => "The request is invalid.",
                "403" => "The caller is not allowed to ask this.",
                "404" => "There is no interaction with this id that the caller is allowed to see.",
                "500" => "The stored data cannot be read.",
                _ => "The table is busy. Try again.",
            };
            responses.insert((*status).to_owned(), content(means, PROBLEM_JSON, &self.0));
        }
        Value::Object(responses)
    }
}

fn content(means: &str, media_type: &str, schema: &Value) -> Value {
    json!({"description": means, "content": {media_type: {"schema": schema}}})
}

fn of_a_list() -> [Value; 3] {
    [
        query(
            "fields",
            "`*` lists whole interactions instead of their URIs.",
            json!({"type": "string", "enum": ["*"]}),
        ),
        query(
            "limit",
            "Largest number of entries of a page.",
            json!({"type": "integer", "minimum": 1, "maximum": MOST, "default": MOST}),
        ),
        query(
            "next",
            "The value of `next` in the previous page.",
            json!({"type": "string", "contentEncoding": "base64url"}),
        ),
    ]
}

fn query(name: &str, means: &str, schema: Value) -> Value {
    json!({"in": "query", "name": name, "description": means, "schema": schema})
}

fn path_id(schema: Value, means: &str) -> Value {
    json!({"in": "path", "name": "id", "required": true, "description": means, "schema": schema})
}

fn known() -> Value {
    json!({"in": "header", "name": "If-None-Match",
        "description": "The `ETag` of the state that the caller has.",
           "schema": {"type": "string"}})
}
