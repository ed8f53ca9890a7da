//! Verdicts on patterns, for a contract of two types.

use common_events::EventType::{self, AgentAssigned, AgentTransferredConversation};
use render::Style;
use serde_json::{Value, json};

use super::pattern;
use crate::{Contract, Verdict, table};

fn schema(event_type: EventType, payload: Value) -> String {
    let mut data = json!({
        "type": "object",
        "properties": {
            "queueId": {"type": ["string", "null"]},
            "waitedMs": {"type": "integer", "minimum": 0},
            "agents": {"type": "array", "items": {"$ref": "#/$defs/Agent"}},
            "attributes": {
                "type": "object",
                "properties": {
                    "values": {"type": "object", "additionalProperties": {"type": "string"}}
                },
                "additionalProperties": {"type": "string"},
                "required": ["values"],
            },
            "note": {"description": "whatever"},
        },
        "required": ["waitedMs", "agents", "attributes"],
    });
    for (name, field) in payload.as_object().unwrap() {
        data["properties"][name] = field.clone();
        data["required"].as_array_mut().unwrap().push(json!(name));
    }
    json!({
        "type": "object",
        "properties": {
            "metadata": {
                "type": "object",
                "properties": {
                    "type": {"const": event_type},
                    "revision": {"type": "integer", "minimum": 1},
                    "status": {"oneOf": [{"const": "active"}, {"const": "withdrawn"}]},
                    "replay": {"type": "string"},
                },
                "required": ["type", "revision", "status"],
                "additionalProperties": true,
            },
            "data": data,
        },
        "required": ["metadata", "data"],
        "$defs": {"Agent": {
            "type": "object",
            "properties": {"userId": {"type": "string"}},
            "required": ["userId"]
        }},
    })
    .to_string()
}

fn contract() -> Contract {
    let sample = |event_type: EventType, data: Value| {
        json!({
            "version": "0", "detail-type": event_type, "source": "ours", "resources": [],
            "detail": {
                "metadata": {"type": event_type, "revision": 1, "status": "active"},
                "data": data
            },
        })
        .to_string()
    };
    let files = [
        ("AgentAssigned.json".to_owned(), schema(AgentAssigned, json!({}))),
        (
            "AgentTransferredConversation.json".to_owned(),
            schema(
                AgentTransferredConversation,
                json!({
                    "kind": {"enum": ["blind", "consult"]},
                    "queueId": {"type": ["string", "null"]}
                }),
            ),
        ),
        (
            "samples/AgentAssigned.json".to_owned(),
            sample(AgentAssigned, json!({"waitedMs": 1, "agents": []})),
        ),
        (
            "samples/AgentTransferredConversation.blind.json".to_owned(),
            sample(
                AgentTransferredConversation,
                json!({"waitedMs": 0, "agents": [{"userId": "u"}], "kind": "blind"}),
            ),
        ),
        ("catalogue.json".to_owned(), "[]".to_owned()),
        ("README.md".to_owned(), String::new()),
    ];
    Contract::of(files.iter().map(|(name, text)| (name.as_str(), text.as_str())))
}

/// The verdicts on the types as lines, and the warnings.
fn said(wanted: &Value) -> (Vec<String>, Vec<String>) {
    let contract = contract();
    let verdict = Verdict::of(&pattern(wanted), &contract);
    let matches = verdict
        .matches
        .iter()
        .map(|(event_type, samples)| format!("{event_type} matches {}", samples.join(" ")));
    let possible = verdict.possible.iter().map(|event_type| format!("{event_type} is possible"));
    let never = verdict
        .never
        .iter()
        .map(|(event_type, never)| format!("{event_type} never: {}", never.reason));
    let mut said: Vec<String> = matches.chain(possible).chain(never).collect();
    said.sort();
    assert_eq!(verdict.is_dead(), verdict.matches.is_empty() && verdict.possible.is_empty());
    (said, verdict.warnings)
}

#[test]
fn matching_samples_decide_the_verdict() {
    let (said, warnings) = said(&json!({"detail": {"data": {"kind": ["blind"]}}}));
    assert_eq!(
        said,
        [
            "AgentAssigned never: detail.data.kind is not part of the contract",
            "AgentTransferredConversation matches AgentTransferredConversation.blind",
        ]
    );
    assert!(warnings.is_empty());
}

#[test]
fn patterns_that_may_match_are_possible() {
    for data in [
        json!({"kind": ["consult"]}),
        json!({"kind": [{"prefix": "con"}]}),
        json!({"kind": [{"anything-but": "blind"}]}),
        json!({"queueId": ["q"], "kind": ["blind"]}),
        json!({"queueId": [null], "kind": ["blind"]}),
        json!({"waitedMs": [{"numeric": [">", 60_000]}], "kind": [{"exists": true}]}),
        json!({"attributes": {"values": {"any.name": ["x"]}}, "kind": [{"wildcard": "b*"}]}),
        json!({
            "attributes": {"values": {"any": {"name": ["x"]}}},
            "kind": [{"equals-ignore-case": "BLIND"}]
        }),
        json!({"note": ["x"], "kind": ["blind"]}),
        json!({"note": [{"numeric": [">", 1]}], "kind": ["blind"]}),
        json!({"agents": {"userId": [{"cidr": "10.0.0.0/8"}]}, "kind": ["blind"]}),
    ] {
        let (said, warnings) = said(&json!({"detail": {"data": data}}));
        assert!(
            said.contains(&"AgentTransferredConversation is possible".to_owned()),
            "{data}: {said:?}"
        );
        assert!(warnings.is_empty(), "{data}: {warnings:?}");
    }
}

// The warning also suggests what may be meant.
#[test]
fn impossible_conditions_say_why() {
    for (wanted, why) in [
        (
            json!({"detail": {"data": {"queueid": ["q"]}}}),
            "detail.data.queueid is not part of the contract: did you mean detail.data.queueId?",
        ),
        (
            json!({"detail": {"queueId": ["q"]}}),
            "detail.queueId is not part of the contract: did you mean detail.data.queueId?",
        ),
        (
            json!({"data": {"queueId": ["q"]}}),
            "data.queueId is not part of the contract: did you mean detail.data.queueId?",
        ),
        (
            json!({"detail": {"datas": {"queueId": ["q"]}}}),
            "detail.datas.queueId is not part of the contract: did you mean detail.data.queueId?",
        ),
        (
            json!({"detail": {"data": {"attributes": {"other": ["q"]}}}}),
            "detail.data.attributes.other is not part of the contract",
        ),
        (
            json!({"detail": {"data": {"nonsense": ["q"]}}}),
            "detail.data.nonsense is not part of the contract",
        ),
        (
            json!({"detail": {"metadata": {"status": ["activ"]}}}),
            "detail.metadata.status is one of \"active\", \"withdrawn\", never \"activ\": did you \
             mean \"active\"?",
        ),
        (
            json!({"detail": {"metadata": {"status": [{"prefix": "x"}]}}}),
            "detail.metadata.status is one of \"active\", \"withdrawn\", never {\"prefix\":\"x\"}",
        ),
        (
            json!({"detail": {"metadata": {"revision": ["1"]}}}),
            "detail.metadata.revision is a number, never \"1\"",
        ),
        (
            json!({"detail": {"metadata": {"revision": [0]}}}),
            "detail.metadata.revision is a number, never 0",
        ),
        (
            json!({"detail": {"metadata": {"revision": [{"numeric": ["<", 1]}]}}}),
            "detail.metadata.revision is a number, never {\"numeric\":[\"<\",1]}",
        ),
        (
            json!({"detail": {"data": {"queueId": [{"numeric": [">", 1]}]}}}),
            "detail.data.queueId is a text or null, never {\"numeric\":[\">\",1]}",
        ),
        (
            json!({"detail": {"data": {"agents": {"userId": [true]}}}}),
            "detail.data.agents.userId is a text, never true",
        ),
        (
            json!({"detail": {"data": {"waitedMs": {"max": [1]}}}}),
            "detail.data.waitedMs is a number and has no fields",
        ),
        (
            json!({"detail": {"data": {"agents": ["u"]}}}),
            "detail.data.agents is an object: name one of its fields, such as userId",
        ),
        (
            json!({"detail": {"data": {"agents": [{"exists": true}]}}}),
            "detail.data.agents is an object: name one of its fields, such as userId",
        ),
        (
            json!({"detail": {"data": {"waitedMs": [{"exists": false}]}}}),
            "detail.data.waitedMs is always there",
        ),
        (
            json!({"detail": {"data": {"waitedMs": [{"prefix": "1"}]}}}),
            "detail.data.waitedMs is a number, never {\"prefix\":\"1\"}",
        ),
        (json!({"resources": [{"prefix": "arn:"}]}), "resources is always empty"),
        (
            json!({"source": ["theirs"], "detail": {"data": {"waitedMs": [1]}}}),
            "source is always \"ours\", never \"theirs\"",
        ),
        (json!({"source": ["theirs"]}), "source is always \"ours\", never \"theirs\""),
        (
            json!({"detail-type": ["AgentAsigned"]}),
            "detail-type is one of \"AgentTransferredConversation\", \"AgentAssigned\", never \
             \"AgentAsigned\": did you mean \"AgentAssigned\"?",
        ),
    ] {
        let (said, warnings) = said(&wanted);
        assert!(
            said.iter().all(|line| line.contains(" never: ")) && said.len() == 2,
            "{wanted}: {said:?}"
        );
        assert_eq!(warnings, [why], "{wanted}");
    }
}

// The reason names the type of the pattern, not only the field.
#[test]
fn other_types_never_match_by_detail_type() {
    let kind = json!({"data": {"kind": ["blind"]}});
    let asked = json!({"detail-type": ["AgentAssigned"], "detail": kind});
    let (told, warnings) = said(&asked);
    assert_eq!(
        told,
        [
            "AgentAssigned never: detail.data.kind is not part of the contract",
            "AgentTransferredConversation never: detail-type is always \
             \"AgentTransferredConversation\", never \"AgentAssigned\"",
        ]
    );
    assert_eq!(warnings, ["detail.data.kind is not part of the contract"]);
    let (told, _) = said(
        &json!({"$or": [asked, {"detail-type": ["AgentTransferredConversation"], "detail": kind}]}),
    );
    assert_eq!(told[0], "AgentAssigned never: detail.data.kind is not part of the contract");
    let (told, _) =
        said(&json!({"source": ["theirs"], "detail": {"data": {"kind": ["conference"]}}}));
    assert!(
        told.iter()
            .all(|line| line.ends_with("never: source is always \"ours\", never \"theirs\"")),
        "{told:?}"
    );
}

#[test]
fn conditions_without_effect_are_warned_of() {
    for (wanted, warning) in [
        (json!({"detail-type": ["AgentAssigned", "AgentLost"]}), "never \"AgentLost\""),
        (
            json!({"detail": {"data": {"kind": ["blind", "consul"]}}}),
            "never \"consul\": did you mean \"consult\"?",
        ),
        (
            json!({"detail": {"metadata": {"replayed": [{"exists": false}]}}}),
            "{\"exists\":false} always holds: detail.metadata.replayed is not part of the \
             contract: did you mean detail.metadata.replay?",
        ),
        (
            json!({"detail": {"data": {"agents": [{"exists": false}]}}}),
            "{\"exists\":false} always holds: detail.data.agents is an object: name one of its \
             fields, such as userId",
        ),
        (
            json!({"detail": {"metadata": [{"exists": false}]}}),
            "{\"exists\":false} always holds: detail.metadata is an object: name one of its fields",
        ),
        (
            json!({"$or": [{"detail-type": ["AgentAssigned"]}, {"detail-type": ["AgentLost"]}]}),
            "never \"AgentLost\"",
        ),
    ] {
        let (said, warnings) = said(&wanted);
        assert!(said.iter().any(|line| line.contains(" matches ")), "{wanted}: {said:?}");
        assert!(warnings.len() == 1 && warnings[0].contains(warning), "{wanted}: {warnings:?}");
    }
}

// `exists: false` on an optional path gives no warning.
#[test]
fn absence_of_an_optional_path_is_no_typo() {
    for wanted in [
        json!({"detail": {"metadata": {"replay": [{"exists": false}]}}}),
        json!({"detail": {"data": {"kind": [{"exists": false}]}}}),
        json!({"detail": {"data": {"queueId": [{"exists": false}]}}}),
        json!({"detail": {"data": {"agents": {"userId": [{"exists": false}]}}}}),
        json!({"replay-name": [{"exists": false}]}),
        json!({"detail": {"data": {"attributes": {"values": {"x": [{"exists": false}]}}}}}),
    ] {
        let (said, warnings) = said(&wanted);
        assert!(
            said.iter().any(|line| line.contains("AgentAssigned matches")),
            "{wanted}: {said:?}"
        );
        assert_eq!(warnings, [""; 0], "{wanted}");
    }
}

// Control characters are removed.
#[test]
fn table_lists_the_types_that_a_rule_names() {
    let contract = contract();
    let named =
        |name: &str, wanted: &Value| (name.to_owned(), Verdict::of(&pattern(wanted), &contract));
    let text = table(
        &[
            named("kind", &json!({"detail": {"data": {"kind": ["blind"]}}})),
            named("queue", &json!({"detail": {"data": {"queueId": ["q"]}}})),
            named(
                "both\u{1b}[2J",
                &json!({"detail-type": ["AgentAssigned"], "detail": {"data": {"kind": ["blind"]}}}),
            ),
            named("typo", &json!({"source": ["our"]})),
        ],
        &Style::plain(130),
    );
    let lines: Vec<String> =
        text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    assert_eq!(
        lines,
        [
            "kind",
            "matches AgentTransferredConversation blind",
            "queue",
            "possible 2 types no sample, but the schema allows it",
            "both[2J",
            "never AgentAssigned detail.data.kind is not part of the contract",
            "typo",
            "never every type source is always \"ours\", never \"our\": did you mean \"ours\"?",
        ],
        "{text}"
    );
}

// On a narrow terminal, names and words stay whole and no line is wider than the terminal.
#[test]
fn table_is_legible_on_narrow_terminals() {
    let contract = contract();
    let verdict =
        Verdict::of(&pattern(&json!({"detail": {"data": {"kind": ["blind"]}}})), &contract);
    let name = "infra/rules/transfer-between-queues.json".to_owned();
    let verdicts = [(name.clone(), verdict)];
    for width in [40, 60, 80, 200] {
        let text = table(&verdicts, &Style::plain(width));
        assert!(text.starts_with(&format!("{name}\n")), "{text}");
        assert!(text.lines().all(|line| line.chars().count() <= width.max(name.len())), "{text}");
        assert!(text.contains("matches ") && text.contains("blind"), "{text}");
    }
}
