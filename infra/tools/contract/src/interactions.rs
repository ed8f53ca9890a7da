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
            "description": "What goes on in Genesys Cloud, what a user handled, what happened in a \
                            conversation; and what an agent does about it. The words are those of \
                            Genesys' Interactions API. Answers may get new fields at any time.",
        },
        "servers": [{"url": "/"}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": schemas.finish(),
            "securitySchemes": {"token": {
                "type": "http", "scheme": "bearer", "bearerFormat": "JWT",
                "description": "Of the issuer that the stack names. One claim says what the caller \
                                may do (`agent`: his own interactions, `admin`: all), another \
                                which Genesys Cloud user he is.",
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
        let page =
            content("A page. The next one begins at `next`.", "application/json", &interactions);
        json!({"operationId": name, "summary": summary, "parameters": parameters,
               "responses": problems.and("200", page, &["400", "403"])})
    };
    let mut all = list("listInteractions", "What goes on now, by start. For administrators.", &[]);
    all["responses"]["200"]["content"]["text/html"] = json!({"schema": {"type": "string"}});
    let conversation_id = path_id(schemas.request::<ConversationId>(), "The conversation.");
    let user_id = path_id(schemas.request::<UserId>(), "The user.");
    let [from, to] =
        [("from", "began at this instant or later"), ("to", "began at this instant or before")]
            .map(|(name, means)| {
                query(name, &format!("Only what {means}."), schemas.request::<Timestamp>())
            });
    let view = json!({"type": "string", "enum": ["tree", "details"], "default": "tree"});
    let view = query(
        "view",
        "As the tree, or as the conversation-details document of the analytics API.",
        view,
    );
    let known = known();
    let one = |name: &str, summary: &str, more: &[&Value], answer: Value| {
        let mut parameters = vec![&conversation_id, &known];
        parameters.extend(more);
        let mut responses = problems.and("200", answer, &["400", "403", "404"]);
        responses["200"]["headers"] = json!({"ETag": {"schema": {"type": "string"}}});
        responses["406"] =
            content("It is too large but for whoever accepts gzip.", PROBLEM_JSON, &problems.0);
        responses["304"] = json!({"description": "Nothing has changed since the state that \
                                                  `If-None-Match` names."});
        json!({"operationId": name, "summary": summary, "parameters": parameters,
            "responses": responses})
    };
    let details = json!({"type": "object", "required": ["conversationId"],
        "properties": {"conversationId": {"type": "string"}},
        "description": "AnalyticsConversationWithoutAttributes of the Genesys Cloud Platform API, \
                        with attributes, and under `switchboard` what that does not have."});
    let tree =
        content("The conversation.", "application/json", &json!({"anyOf": [interaction, details]}));
    json!({
        "/interactions": {"get": all},
        "/me/interactions": {"get": list("listMyInteractions",
            "What the caller handles now, the latest first. A page looks at his latest; it may be \
             empty and have another after it.", &[])},
        "/users/{id}/interactions": {"get": list("listInteractionsOfUser",
            "In what a user took part, the latest first.", &[&user_id, &from, &to])},
        "/interactions/{id}": {"get": one("getInteraction", "A conversation with everybody in it.",
            &[&view], tree)},
        "/interactions/{id}/events": {"get": one("getCommonEvents",
            "What other teams were told of a conversation.", &[],
            content("The Common Events.", "application/json", &events))},
        "/interactions/{id}/timeline": {"get": one("getTimeline",
            "A conversation as a page for a browser.", &[],
            content("The page.", "text/html", &json!({"type": "string"})))},
        "/me/interactions/{id}": {"post": operate(schemas, &conversation_id, &problems)},
    })
}

fn operate(schemas: &mut Schemas, conversation_id: &Value, problems: &Problems) -> Value {
    let not_done = schemas.answer::<NotDone>();
    let problem_or_not_done = |means: &str| {
        json!({"description": means, "content": {
            "application/json": {"schema": not_done}, PROBLEM_JSON: {"schema": problems.0}}})
    };
    let done = json!({"type": "object", "required": ["status"], "properties": {
        "status": {"const": "ok"},
        "content": {"description": "What the caller has parked; of `GetWorkbinContent`.",
            "type": "array", "items": {"type": "string"}},
    }});
    let mut responses =
        problems.and("200", content("Genesys Cloud took it.", "application/json", &done), &[]);
    for (status, means) in [
        ("400", "What is asked for is not understood."),
        ("403", "The caller is no agent, or operations are not turned on."),
        ("404", "There is no such interaction among the caller's."),
        ("409", "It is not possible as things stand, or Genesys Cloud refused it."),
        ("413", "What is asked for is too long."),
        ("415", "What is asked for is not said to be JSON."),
        ("422", "It is nothing that can be done in this medium."),
        ("429", "Genesys Cloud takes no more calls now. Nothing was done."),
        ("502", "Switchboard may not do it. Nothing was done."),
        ("503", "Genesys Cloud was not reached, or the table is busy. Nothing was done."),
        ("504", "It may have been done: look at the interaction before trying again."),
    ] {
        responses[status] = problem_or_not_done(means);
    }
    json!({
        "operationId": "operate",
        "summary": "Does something to an interaction of the caller's. What comes of it is told by \
                    a Common Event.",
        "description": "`status` `ok` says that Genesys Cloud took it. What comes of it is heard, \
                        seconds later, as Common Events: of `Accept` `AgentAnswered`; of `Reject` \
                        `AgentDidNotAnswer`; of `StopProcessing` `AgentDisconnected`, `AgentLeft` \
                        and `WrapUpCompleted`; of `PlaceInQueue` `AgentTransferredConversation` \
                        and `ConversationQueued`; of `UpdateProperties` `AttributesUpdated`; of \
                        `PlaceInWorkbin` `ConversationParked`, where metric records come; of \
                        `Transfer` `AgentTransferredConversation` and `TransferAnswered`; of \
                        `StartConference` `ParticipantAdded` and `ConferenceStarted`; of \
                        `EndConference` and `LeaveConference`, which are the same, `AgentLeft` and \
                        `ConferenceEnded`.",
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
            json!({"description": "There is no token, or none that API Gateway accepts."}),
        );
        for status in statuses.iter().chain(&["500", "503"]) {
            let means = match *status {
                "400" => "The request is not understood.",
                "403" => "The caller may not ask that.",
                "404" => "There is no such interaction among those that the caller may see.",
                "500" => "What is stored cannot be read.",
                _ => "The table is busy: try again.",
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
            "What they are, and not only where.",
            json!({"type": "string", "enum": ["*"]}),
        ),
        query(
            "limit",
            "Most entries of the page.",
            json!({"type": "integer", "minimum": 1, "maximum": MOST, "default": MOST}),
        ),
        query(
            "next",
            "`next` of the page before.",
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
