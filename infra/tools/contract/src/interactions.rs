//! OpenAPI 3.1.0 of the interactions API. This module defines the paths; the Rust types give the
//! schemas.

use genesys::{ConversationId, Timestamp, UserId};
use interactions::interaction::{Events, Explanation, Interaction, Interactions, UriPage};
use interactions::notifications::InteractionStateMessage;
use interactions::operations::route::{DoneAnswer, NotDone};
use interactions::operations::{Operation, Update};
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
    let mut components = schemas.finish();
    components.insert(
        "ConversationDetails".to_owned(),
        json!({"title": "ConversationDetails", "type": "object", "required": ["conversationId"],
            "properties": {"conversationId": {"type": "string"}},
            "description": "AnalyticsConversationWithoutAttributes of the Genesys Cloud Platform \
                            API, with attributes. `switchboard` has what that type lacks."}),
    );
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Switchboard interactions",
            "version": "1.0.0",
            "description": "Which conversations are open in Genesys Cloud, which of them a user \
                            took part in, and what happened in one; and operations of an agent on \
                            their own conversations. The words and bodies are those of Genesys' \
                            Interactions API. New fields may be added to responses at any time.",
        },
        "servers": [{"url": "/"}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {"token": {
                "type": "http", "scheme": "bearer", "bearerFormat": "JWT",
                "description": "A token of the issuer that the stack names. One claim is the \
                                caller's role (`agent`, `admin`), another is the id of the \
                                caller's Genesys Cloud user. Agents read all interactions, or \
                                only their own where the stack says so; both operate only on \
                                their own.",
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
        let mut all: Map<String, Value> =
            all.into_iter().map(|(name, schema)| (name, simple(schema))).collect();
        discriminate(&mut all, "Operation", "operationName");
        for (name, schema) in &mut all {
            schema["title"] = json!(name);
        }
        all
    }
}

/// Gives each alternative of a schema a name of its own, such as `AcceptOperation`, and says which
/// value of the field means which. Generators of clients need both.
fn discriminate(all: &mut Map<String, Value>, name: &str, field: &str) {
    let Some(Value::Array(alternatives)) = all.get_mut(name).map(|schema| schema["oneOf"].take())
    else {
        return;
    };
    let (mut mapping, mut references) = (Map::new(), Vec::new());
    for alternative in alternatives {
        let value = alternative["properties"][field]["const"].as_str().unwrap_or_default();
        let (value, own) = (value.to_owned(), format!("{value}{name}"));
        let reference = json!(format!("#/components/schemas/{own}"));
        references.push(json!({"$ref": reference}));
        mapping.insert(value, reference);
        all.insert(own, alternative);
    }
    all[name]["oneOf"] = json!(references);
    all[name]["discriminator"] = json!({"propertyName": field, "mapping": mapping});
}

fn paths(schemas: &mut Schemas) -> Value {
    let interactions = schemas.answer::<Interactions>();
    let interaction = schemas.answer::<Interaction>();
    let events = schemas.answer::<Events>();
    let explanation = schemas.answer::<Explanation>();
    let problems = Problems(schemas.answer::<Problem>());
    let [fields, limit, next] = of_a_list();
    let known = known();
    let list = |name: &str, summary: &str, more: &[&Value]| {
        let mut parameters = vec![&fields, &limit, &next, &known];
        parameters.extend(more);
        let page = content(
            "A page: URIs, or with `fields=*` whole interactions. Such a page may have fewer \
             entries than `limit` and still have a next page. Request it with `next`.",
            "application/json",
            &interactions,
        );
        json!({"operationId": name, "summary": summary, "parameters": parameters,
               "responses": problems.unless_known(page, &["400", "403"])})
    };
    let mut all = list(
        "listInteractions",
        "The open conversations, by start. For administrators, and for agents who may see all.",
        &[],
    );
    all["responses"]["200"]["content"]["text/html"] = json!({"schema": {"type": "string"}});
    let conversation_id = path_id(schemas.request::<ConversationId>(), "The conversation.");
    let user_id = path_id(schemas.request::<UserId>(), "The user.");
    let event_id = json!({"in": "path", "name": "commonEventId", "required": true,
        "description": "The `metadata.id` of the Common Event.",
        "schema": {"type": "string", "format": "uuid"}});
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
    let zoom = json!({"type": "integer", "enum": [1, 2, 4, 8, 16, 32], "default": 1});
    let zoom = query("zoom", "How many window widths the time axis has.", zoom);
    let remembered = query(
        "list",
        "The parameters of the list that the reader of the page came from. The page links to the \
         list, and to its other conversations.",
        json!({"type": "string"}),
    );
    let one = |name: &str, summary: &str, more: &[&Value], answer: Value| {
        let mut parameters = vec![&conversation_id, &known];
        parameters.extend(more);
        let responses = problems.unless_known(answer, &["400", "403", "404"]);
        json!({"operationId": name, "summary": summary, "parameters": parameters,
            "responses": responses})
    };
    let details = json!({"$ref": "#/components/schemas/ConversationDetails"});
    let tree =
        content("The conversation.", "application/json", &json!({"anyOf": [interaction, details]}));
    let mut explained = content("The explanation.", "application/json", &explanation);
    explained["content"]["text/html"] = json!({"schema": {"type": "string"}});
    let update = operation(
        "updateInteraction",
        "Updates an interaction of the caller. Which fields are possible depends on its medium.",
        "Sets what the body names, in the order `properties`, `externalContact`, `held` with \
         `muted` and `recording`, `parked`, `wrapUp`, up to the first that fails. An error says \
         what was set. Common Events report the result: `AttributesUpdated`, `ContactAssociated`, \
         `ConversationParked` and `WrapUpCompleted`.",
        &schemas.request::<Update>(),
        &answers(schemas),
        &conversation_id,
    );
    json!({
        "/": {"get": root(&schemas.answer::<UriPage>(), &problems)},
        "/interactions": {"get": all},
        "/me/interactions": {"get": list("listMyInteractions",
            "The conversations that the caller still handles, the latest first: in a live session \
             or in after-call work. A page looks at some of the caller's latest conversations, so \
             it may be empty and still have a next page.", &[])},
        "/users/{id}/interactions": {"get": list("listInteractionsOfUser",
            "The conversations in which a user took part, the latest first.",
            &[&user_id, &from, &to])},
        "/interactions/{id}": {"get": one("getInteraction",
            "A conversation with all its participants.", &[&view], tree), "put": update},
        "/interactions/{id}/events": {"get": one("getCommonEvents",
            "The Common Events of a conversation, as other teams receive them.", &[],
            content("The Common Events.", "application/json", &events))},
        "/interactions/{id}/events/{commonEventId}": {"get": one("explainCommonEvent",
            "A Common Event, the rule from which it follows, and the Genesys events behind it.",
            &[&event_id, &remembered], explained)},
        "/interactions/{id}/timeline": {"get": one("getTimeline",
            "A conversation as a page for a browser. While the conversation is open, the page \
             follows it.", &[&zoom, &remembered],
            content("The page.", "text/html", &json!({"type": "string"})))},
        "/me/interactions/{id}": {"post": operate(schemas, &conversation_id)},
        "/notifications": {"get": notifications("followAll",
            "Messages about all interactions, as they change, for administrators.",
            schemas, &problems)},
        "/me/notifications": {"get": notifications("followMine",
            "Messages about the caller's interactions, as they change.", schemas, &problems)},
    })
}

/// A stream of server-sent events. Only `switchboard serve` has it: API Gateway passes on no
/// response without end.
fn notifications(name: &str, summary: &str, schemas: &mut Schemas, problems: &Problems) -> Value {
    let message = schemas.answer::<InteractionStateMessage>();
    // The data of one event.
    let events = json!({"type": "string", "contentMediaType": "application/json",
                        "contentSchema": message});
    let events = content(
        "Server-sent events. The data of one without a name is an `InteractionStateMessage`. One \
         named `reset` says that messages before it may be missing: read the list in its `uris`. \
         A comment every 15 s is a heartbeat.",
        "text/event-stream",
        &events,
    );
    let last = json!({"in": "header", "name": "Last-Event-ID",
        "description": "The id of the last event that the caller got. What came after it follows.",
        "schema": {"type": "string"}});
    json!({
        "operationId": name, "summary": summary,
        "description": "`switchboard serve` answers this. A deployed stack pushes the same \
                        messages through a WebSocket of AWS AppSync Events, whose host is an \
                        output of the stack. Delivery is at least once; \
                        `interaction.knownEvents` orders the messages of an interaction.",
        "parameters": [last],
        "responses": problems.and("200", events, &["403"]),
    })
}

fn root(uris: &Value, problems: &Problems) -> Value {
    let lists = content("The URIs of the lists.", "application/json", uris);
    let mut responses = problems.and("200", lists, &["403"]);
    responses["303"] = json!({"description": "A browser is sent to the open conversations."});
    json!({"operationId": "getLists", "summary": "Where the lists are.", "responses": responses})
}

/// The responses of operations and updates: `Done`, or `NotDone` whatever the reason is.
fn answers(schemas: &mut Schemas) -> Value {
    let (done, not_done) = (schemas.answer::<DoneAnswer>(), schemas.answer::<NotDone>());
    let mut responses = Map::new();
    responses
        .insert("200".to_owned(), content("Genesys Cloud accepted it.", "application/json", &done));
    responses.insert("401".to_owned(), no_token());
    for (status, means) in [
        ("400", "The request is invalid."),
        ("403", "The caller is not allowed to do that, or operations are not enabled."),
        ("404", "The caller has no interaction with this id."),
        ("409", "It is not possible in the present state, or Genesys Cloud refused it."),
        ("413", "The request is too long."),
        ("415", "The content type of the request is not JSON."),
        ("422", "It does not exist in this medium, or the name of the queue is not that of one."),
        ("429", "Genesys Cloud accepts no more requests now."),
        ("500", "The stored data cannot be read. Nothing was done."),
        ("502", "Switchboard has no access to Genesys Cloud, or lacks a permission."),
        ("503", "Genesys Cloud could not be reached, or the table is busy."),
        ("504", "It may have been done. Look at the interaction before you try again."),
    ] {
        responses.insert(status.to_owned(), content(means, "application/json", &not_done));
    }
    Value::Object(responses)
}

fn operation(
    name: &str,
    summary: &str,
    description: &str,
    body: &Value,
    answers: &Value,
    conversation_id: &Value,
) -> Value {
    json!({
        "operationId": name, "summary": summary, "description": description,
        "parameters": [conversation_id],
        "requestBody": {"required": true, "content": {"application/json": {"schema": body}}},
        "responses": answers,
    })
}

fn operate(schemas: &mut Schemas, conversation_id: &Value) -> Value {
    operation(
        "operate",
        "Performs an operation on an interaction of the caller. A Common Event reports the result.",
        "The `status` `ok` means that Genesys Cloud accepted the operation. Common Events report \
         the result, seconds later. `Accept`: `AgentAnswered`. `Reject`: `AgentDidNotAnswer`. \
         `StopProcessing`: `AgentDisconnected`, `AgentLeft` and `WrapUpCompleted`. `PlaceInQueue`: \
         `AgentTransferredConversation` and `ConversationQueued`. `UpdateProperties`: \
         `AttributesUpdated`. `PlaceInWorkbin`: `ConversationParked`, if Genesys Cloud sends \
         metric records. `Transfer`: `AgentTransferredConversation` and `TransferAnswered`. \
         `StartConference`: `ParticipantAdded` and `ConferenceStarted`. `EndConference` and \
         `LeaveConference`, which are the same: `AgentLeft` and `ConferenceEnded`.",
        &schemas.request::<Operation>(),
        &answers(schemas),
        conversation_id,
    )
}

/// The schema of error responses.
struct Problems(Value);

impl Problems {
    /// The response `answer`, these error responses, and those that any request may get.
    fn and(&self, status: &str, answer: Value, statuses: &[&str]) -> Value {
        let mut responses = Map::new();
        responses.insert(status.to_owned(), answer);
        responses.insert("401".to_owned(), no_token());
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

    /// The response `answer` with its entity tag, or 304, and these error responses.
    fn unless_known(&self, answer: Value, statuses: &[&str]) -> Value {
        let mut responses = self.and("200", answer, statuses);
        responses["200"]["headers"] = json!({"ETag": {"schema": {"type": "string"}}});
        responses["304"] = json!({"description": "The caller has the current state: its `ETag` is \
                                                  in `If-None-Match`."});
        responses["406"] = content(
            "The response is too large to send without compression. Accept gzip.",
            PROBLEM_JSON,
            &self.0,
        );
        responses
    }
}

fn no_token() -> Value {
    json!({"description": "The request has no token that API Gateway accepts."})
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
