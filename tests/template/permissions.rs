//! Every action that a function calls is granted, and none besides; on what it is for, and on nothing else.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::StatusCode;
use emit::{Emit, EventBridge};
use genesys::Timestamp;
use receive::Receive;
use reconstruct::Reconstruct;
use runtime::{Clock, DeadLetterQueue, Deadline, clients};
use serde_json::{Value, json};
use store::Table;
use tests::deployment::{Deployment, NOW, RETENTION, TABLE, batch, messages, published, rules};
use tests::faults::{Fault, Faults, FaultyStore};
use tests::service::{Request, Service};
use tests::{cases, envelopes};

use crate::document::{Template, only_entry, target};
use crate::{FUNCTIONS, by_default, with_everything};

/// What Lambda and CloudWatch do in a function's name, which its code does not call: the source of its events, its log,
/// its traces, and what it could not get done.
const OF_LAMBDA: [&str; 11] = [
    "sqs:DeleteMessage",
    "sqs:GetQueueAttributes",
    "sqs:ReceiveMessage",
    "dynamodb:DescribeStream",
    "dynamodb:GetRecords",
    "dynamodb:GetShardIterator",
    "dynamodb:ListStreams",
    "s3:ListBucket",
    "s3:PutObject",
    "logs:CreateLogStream",
    "logs:PutLogEvents",
];
/// The same, of X-Ray.
const OF_TRACING: [&str; 2] = ["xray:PutTelemetryRecords", "xray:PutTraceSegments"];
/// What the services need that a function calls, where their data has a key of the customer.
const OF_THE_KEY: [&str; 2] = ["kms:Decrypt", "kms:GenerateDataKey"];

/// The statements of a function's role.
fn statements(template: &Template, function: &str) -> Vec<Value> {
    let role = template.properties(&format!("{function}Role"));
    let policies = role["Policies"].as_array().unwrap();
    policies.iter().flat_map(|policy| policy["PolicyDocument"]["Statement"].as_array().unwrap().clone()).collect()
}

fn list(value: &Value) -> Vec<Value> {
    value.as_array().cloned().unwrap_or_else(|| vec![value.clone()])
}

fn granted(template: &Template, function: &str) -> BTreeSet<String> {
    let actions = statements(template, function).into_iter().flat_map(|statement| {
        assert_eq!(statement["Effect"], "Allow");
        list(&statement["Action"])
    });
    actions.map(|action| action.as_str().unwrap().to_owned()).collect()
}

/// What a function calls when it runs over everything: all cases, repetition, upkeep, what is poisoned and what is refused.
async fn called() -> BTreeMap<&'static str, BTreeSet<String>> {
    let deployment = Deployment::start().await;
    let aws = Service::start(|request: &Request, _| match request.operation.as_str() {
        "PutEvents" => {
            let refused = |entry: &Value| json!({"ErrorCode": "MalformedDetail", "Id": entry["DetailType"]});
            let entries = request.body["Entries"].as_array().unwrap();
            (
                StatusCode::OK,
                json!({"FailedEntryCount": entries.len(), "Entries": entries.iter().map(refused).collect::<Value>()}),
            )
        }
        _ => (StatusCode::OK, json!({"MessageId": "m"})),
    })
    .await;
    let sdk = deployment.embedded.sdk_config().to_builder().endpoint_url(aws.endpoint()).build();
    let queue = || DeadLetterQueue::of(&sdk, Some(format!("{}/dead-letters", aws.endpoint())));
    let table = || Table::new(deployment.embedded.dynamodb(), TABLE);
    let mut called: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    let mut note = |function: &'static str, service: &str, operations: Vec<String>| {
        called.entry(function).or_default().extend(operations.into_iter().map(|name| format!("{service}:{name}")));
    };
    let metered = |table: &Table| table.meter().usage().requests.keys().map(ToString::to_string).collect::<Vec<_>>();
    let asked = |before: usize| aws.asked().split_off(before).into_iter().map(|request| request.operation).collect();

    let mut all: Vec<String> =
        cases().iter().flat_map(|(_, details)| envelopes(details, true)).map(|envelope| envelope.to_string()).collect();
    let late = all.pop().unwrap();
    let own = table();
    let receive = Receive::new(own.clone(), RETENTION, Clock::fixed(NOW));
    for messages_of_a_batch in all.chunks(10) {
        receive.handle(&messages(messages_of_a_batch), Deadline::never()).await;
    }
    receive.handle(&messages(&[all[0].clone(), "no event".to_owned()]), Deadline::never()).await;

    let stored = table();
    let reconstruct = Reconstruct::new(stored.clone(), queue(), rules(), Clock::fixed(NOW));
    reconstruct.handle(&batch(deployment.records().await), Deadline::never()).await;
    // So much later that what does not change has to be kept from expiring.
    let later = Clock::fixed(Timestamp::from_ms(NOW.ms() + 300 * 86_400_000));
    let receive = Receive::new(own.clone(), RETENTION, later.clone());
    receive.handle(&messages(&[late]), Deadline::never()).await;
    let reconstruct = Reconstruct::new(stored.clone(), queue(), rules(), later.clone());
    reconstruct.handle(&batch(deployment.records().await), Deadline::never()).await;
    let before = aws.asked().len();
    let poisoned = FaultyStore::new(stored.clone(), Faults::at(0, Fault::Poison));
    let reconstruct = Reconstruct::new(poisoned, queue(), rules(), later);
    reconstruct.handle(&batch(deployment.records().await), Deadline::never()).await;
    note("receive", "dynamodb", metered(&own));
    note("reconstruct", "dynamodb", metered(&stored));
    note("reconstruct", "sqs", asked(before));

    let before = aws.asked().len();
    let emit = Emit::new(EventBridge::new(clients::eventbridge(&sdk), "switchboard"), queue(), published(&[], true));
    emit.handle(&batch(deployment.records().await), Deadline::never()).await;
    let (puts, letters): (Vec<String>, Vec<String>) = {
        let operations: Vec<String> = asked(before);
        operations.into_iter().partition(|operation| operation == "PutEvents")
    };
    note("emit", "events", puts);
    note("emit", "sqs", letters);
    called
}

#[tokio::test]
async fn every_action_that_a_function_calls_is_granted_and_none_besides() {
    let called = called().await;
    let template = by_default();
    for (name, package) in FUNCTIONS {
        let granted = granted(&template, name);
        let lambdas = |action: &&String| OF_LAMBDA.contains(&action.as_str()) || OF_TRACING.contains(&action.as_str());
        let own: BTreeSet<String> = granted.iter().filter(|action| !lambdas(action)).cloned().collect();
        assert_eq!(own, called[package], "{name}");
        // The queue for receive, the stream and the bucket for the others.
        let source = if package == "receive" { &OF_LAMBDA[..3] } else { &OF_LAMBDA[3..9] };
        for action in source.iter().chain(&OF_LAMBDA[9..]).chain(&OF_TRACING) {
            assert!(granted.contains(*action), "{name} needs {action}");
        }
        let others = if package == "receive" { &OF_LAMBDA[3..9] } else { &OF_LAMBDA[..3] };
        for action in others {
            assert!(!granted.contains(*action), "{name} has no use for {action}");
        }
    }
}

#[test]
fn a_key_adds_its_use_and_nothing_else() {
    let (with, without) = (with_everything(), by_default());
    for (name, _) in FUNCTIONS {
        let (with, without) = (granted(&with, name), granted(&without, name));
        let added: Vec<&String> = with.difference(&without).collect();
        assert_eq!(added, OF_THE_KEY, "{name}");
        assert!(without.is_subset(&with));
    }
}

/// Which resource an action is on: what each kind of action may name, and nothing else.
#[test]
fn every_permission_is_on_one_resource_of_the_stack() {
    let template = with_everything();
    for (name, _) in FUNCTIONS {
        for statement in statements(&template, name) {
            for resource in list(&statement["Resource"]) {
                let sid = statement["Sid"].as_str().unwrap();
                let expected = match sid {
                    "TakeMessages" => "Intake",
                    "StoreEvents" | "ReadAndWriteConversations" | "ReadTheStream" => "Table",
                    "Publish" => "Bus",
                    "FindTheBucket" => "FailedRecords",
                    "KeepDeadLetters" => &format!("{name}DeadLetters"),
                    "Log" => &format!("{name}Logs"),
                    // X-Ray has no resources, the objects of the bucket have names of Lambda's, and the key is given.
                    "Trace" => {
                        assert_eq!(resource, "*");
                        assert!(
                            list(&statement["Action"])
                                .iter()
                                .all(|action| OF_TRACING.contains(&action.as_str().unwrap()))
                        );
                        continue;
                    }
                    "KeepFailedRecords" => {
                        assert_eq!(resource, json!({"Fn::Sub": "${FailedRecords.Arn}/*"}));
                        continue;
                    }
                    "UseTheKey" => {
                        assert_eq!(resource, crate::KEY);
                        continue;
                    }
                    other => panic!("{name}: nobody expects the statement {other}"),
                };
                assert_eq!(target(&resource), Some(expected), "{name}, {sid}");
            }
            for action in list(&statement["Action"]) {
                assert!(!action.as_str().unwrap().contains('*'), "{name}: {action}");
            }
        }
    }
}

#[test]
fn a_function_has_a_role_of_its_own_which_only_lambda_may_take() {
    let template = by_default();
    for (name, _) in FUNCTIONS {
        let role = template.properties(&format!("{name}Function"))["Role"].clone();
        assert_eq!(target(&role), Some(format!("{name}Role").as_str()));
        let trust = &template.properties(&format!("{name}Role"))["AssumeRolePolicyDocument"]["Statement"];
        assert_eq!(
            *trust,
            json!([{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}])
        );
    }
    assert_eq!(template.of_type("AWS::IAM::Role").len(), FUNCTIONS.len());
}

/// Whoever subscribes may handle rules of his own, and nothing else.
#[test]
fn subscribers_get_rules_of_their_own_and_only_where_asked_for() {
    assert!(by_default().of_type("AWS::Events::EventBusPolicy").is_empty());
    let policies = with_everything().of_type("AWS::Events::EventBusPolicy");
    assert_eq!(policies.len(), 2);
    for (name, policy) in policies {
        let statement = &policy["Statement"];
        assert_eq!(target(&policy["EventBusName"]), Some("Bus"), "{name}");
        let condition = &statement["Condition"];
        assert_eq!(condition["StringEqualsIfExists"]["events:creatorAccount"], "${aws:PrincipalAccount}", "{name}");
        let everybody = statement["Principal"] == "*";
        assert_eq!(everybody, condition["StringEquals"]["aws:PrincipalOrgID"] == "o-0123456789", "{name}");
        if !everybody {
            assert_eq!(statement["Principal"], json!({"AWS": ["111111111111", "222222222222"]}));
        }
        for action in list(&statement["Action"]) {
            let action = action.as_str().unwrap();
            assert!(
                action.ends_with("Rule") || ["events:PutTargets", "events:RemoveTargets"].contains(&action),
                "{action}"
            );
        }
        let (function, resource) = only_entry(&statement["Resource"]).unwrap();
        assert_eq!(function, "Fn::Sub");
        assert!(resource.as_str().unwrap().ends_with(":rule/${Bus}/*"), "rules of this bus: {resource}");
    }
}
