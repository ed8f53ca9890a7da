//! Every action that a function calls is granted, on exactly the resource that it needs, and no
//! other action.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::called::called;
use crate::document::{Template, only_entry, target};
use crate::{FUNCTIONS, PARTNER, by_default, with_api, with_everything};

/// Actions that Lambda performs in the name of a function with a queue; the function's code does
/// not call them.
const OF_A_QUEUE: [&str; 3] = ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"];
/// The same for a function with the table's stream. Lambda also writes failed batches to a bucket.
const OF_THE_STREAM: [&str; 6] = [
    "dynamodb:DescribeStream",
    "dynamodb:GetRecords",
    "dynamodb:GetShardIterator",
    "dynamodb:ListStreams",
    "s3:ListBucket",
    "s3:PutObject",
];
/// Actions that Lambda performs in the name of every function.
const OF_THE_LOG: [&str; 2] = ["logs:CreateLogStream", "logs:PutLogEvents"];
/// The same for X-Ray.
const OF_TRACING: [&str; 2] = ["xray:PutTelemetryRecords", "xray:PutTraceSegments"];
/// Actions that the called services perform in the function's name if their data is encrypted with
/// a customer managed key.
const OF_THE_KEY: [&str; 2] = ["kms:Decrypt", "kms:GenerateDataKey"];
/// The same for a function that stores nothing.
const OF_THE_KEY_TO_READ: [&str; 1] = ["kms:Decrypt"];

/// The statements of a function's role.
pub fn statements(template: &Template, function: &str) -> Vec<Value> {
    let role = template.properties(&format!("{function}Role"));
    let policies = role["Policies"].as_array().unwrap();
    policies
        .iter()
        .flat_map(|policy| policy["PolicyDocument"]["Statement"].as_array().unwrap().clone())
        .collect()
}

pub fn list(value: &Value) -> Vec<Value> {
    value.as_array().cloned().unwrap_or_else(|| vec![value.clone()])
}

pub fn granted(template: &Template, function: &str) -> BTreeSet<String> {
    let actions = statements(template, function).into_iter().flat_map(|statement| {
        assert_eq!(statement["Effect"], "Allow");
        list(&statement["Action"])
    });
    actions.map(|action| action.as_str().unwrap().to_owned()).collect()
}

/// Whether Lambda or another service performs an action in the function's name.
fn of_lambda(action: &str) -> bool {
    OF_A_QUEUE
        .iter()
        .chain(&OF_THE_STREAM)
        .chain(&OF_THE_LOG)
        .chain(&OF_TRACING)
        .any(|other| *other == action)
}

#[tokio::test]
async fn granted_actions_are_the_called_actions() {
    let called = called().await;
    let template = with_api();
    for (name, package) in FUNCTIONS {
        let granted = granted(&template, name);
        let own: BTreeSet<String> =
            granted.iter().filter(|action| !of_lambda(action)).cloned().collect();
        assert_eq!(own, called[package], "{name}");
        let source = match package {
            "receive" | "import" | "notify" => OF_A_QUEUE.as_slice(),
            "reconstruct" | "emit" => &OF_THE_STREAM,
            _ => &[],
        };
        // The queue of wake-ups also invokes reconstruct.
        let other_source = if package == "reconstruct" { OF_A_QUEUE.as_slice() } else { &[] };
        let needed: BTreeSet<&str> = source
            .iter()
            .chain(other_source)
            .chain(&OF_THE_LOG)
            .chain(&OF_TRACING)
            .copied()
            .collect();
        let besides: BTreeSet<&str> =
            granted.iter().map(String::as_str).filter(|action| of_lambda(action)).collect();
        assert_eq!(besides, needed, "{name}");
    }
}

/// Emit reads the key of hashed addresses, and nothing else of any secret.
#[test]
fn only_hashed_addresses_need_the_secret() {
    let secret = ("AddressKeySecretArn", crate::SECRET);
    let hashed = |word| Template::with(&[PARTNER, ("PublishedAddresses", word), secret]);
    for word in ["clear", "masked", "none"] {
        assert_eq!(granted(&hashed(word), "Emit"), granted(&by_default(), "Emit"), "{word}");
    }
    let template = hashed("hashed");
    let reads: Vec<Value> = statements(&template, "Emit")
        .into_iter()
        .filter(|statement| statement["Sid"] == "ReadTheAddressKey")
        .collect();
    assert_eq!(
        reads,
        [json!({"Sid": "ReadTheAddressKey", "Effect": "Allow",
            "Action": "secretsmanager:GetSecretValue", "Resource": crate::SECRET})]
    );
    let variables = &template.properties("EmitFunction")["Environment"]["Variables"];
    assert_eq!(variables["PUBLISHED_ADDRESSES"], "hashed");
    assert_eq!(variables["ADDRESS_KEY_SECRET"], crate::SECRET);
    let without = Template::with(&[PARTNER, ("PublishedAddresses", "hashed")]);
    assert_eq!(without.refusals().len(), 1, "{:?}", without.refusals());
    assert!(template.refusals().is_empty());
}

#[test]
fn key_adds_only_permissions_to_use_it() {
    let (with, without) = (with_everything(), with_api());
    for (name, _) in FUNCTIONS {
        let (with, without) = (granted(&with, name), granted(&without, name));
        let added: Vec<&String> = with.difference(&without).collect();
        // Notify only reads: the table and its queue.
        let expected = if name == "Notify" { OF_THE_KEY_TO_READ.as_slice() } else { &OF_THE_KEY };
        assert_eq!(added, expected, "{name}");
        assert!(without.is_subset(&with));
    }
}

/// Interactions writes names and nothing else, and only if it asks Genesys Cloud for them.
#[test]
fn interactions_writes_names_alone() {
    let switched = |word, operations: &[(&str, &str)]| {
        let names = [
            ("DirectoryOfNames", word),
            ("KmsKeyArn", crate::KEY),
            // Contents of workbins would need the key as well.
            ("PushNotifications", "false"),
        ];
        let given = [&[PARTNER, crate::TOKENS[0], crate::TOKENS[1]], &names[..], operations];
        Template::with(&given.concat())
    };
    for (word, operations) in [("false", &crate::OPERATIONS[..]), ("true", &[]), ("false", &[])] {
        let granted = granted(&switched(word, operations), "Interactions");
        assert!(!granted.contains("dynamodb:PutItem"), "{word}");
        let of_the_key = granted.iter().filter(|action| action.starts_with("kms:"));
        assert_eq!(of_the_key.collect::<Vec<_>>(), OF_THE_KEY_TO_READ, "{word}");
    }
    let statements = statements(&switched("true", &crate::OPERATIONS), "Interactions");
    let writes: Vec<&Value> = statements
        .iter()
        .filter(|it| list(&it["Action"]).contains(&json!("dynamodb:PutItem")))
        .collect();
    assert_eq!(
        writes,
        [&json!({"Sid": "StoreNames", "Effect": "Allow", "Action": "dynamodb:PutItem",
            "Resource": {"Fn::GetAtt": ["Table", "Arn"]},
            "Condition": {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["NAMES#*"]},
                "Null": {"dynamodb:LeadingKeys": "false"}}})]
    );
}

/// The resource that each kind of action may name.
#[test]
fn every_permission_names_one_resource() {
    let template = with_everything();
    for (name, _) in FUNCTIONS {
        for statement in statements(&template, name) {
            for resource in list(&statement["Resource"]) {
                let sid = statement["Sid"].as_str().unwrap();
                let expected = match sid {
                    "TakeMessages" if name == "Import" => "ImportQueue",
                    "TakeMessages" if name == "Receive" => "Intake",
                    "TakeMessages" | "SendWorkbins" if name != "Reconstruct" => "NotifyQueue",
                    "PublishNotifications" => "NotificationsNamespace",
                    "TakeMessages" | "SendWakeUps" if name == "Reconstruct" => "WakeUpQueue",
                    "ReadOpenConversations"
                        if resource == json!({"Fn::Sub": "${Table.Arn}/index/open"}) =>
                    {
                        continue;
                    }
                    "StoreEvents"
                    | "StoreNames"
                    | "ReadConversations"
                    | "ReadAndWriteConversations"
                    | "ReadTheStream"
                    | "ReadOpenConversations" => "Table",
                    "Publish" => "Bus",
                    "FindTheBucket" => "FailedRecords",
                    "KeepDeadLetters" => &format!("{name}DeadLetters"),
                    "Log" => &format!("{name}Logs"),
                    // X-Ray has no resources, object keys are chosen by others, and the key is a
                    // parameter.
                    "Trace" => {
                        assert_eq!(resource, "*");
                        assert!(
                            list(&statement["Action"])
                                .iter()
                                .all(|action| OF_TRACING.contains(&action.as_str().unwrap()))
                        );
                        continue;
                    }
                    "ReadObjects" => {
                        assert_eq!(resource, json!({"Fn::Sub": "${ImportBucket.Arn}/*"}));
                        continue;
                    }
                    "ReadIndexes" => {
                        let indexes = ["by_user", "ended", "open"]
                            .map(|name| json!({"Fn::Sub": format!("${{Table.Arn}}/index/{name}")}));
                        assert_eq!(list(&statement["Resource"]), indexes);
                        assert_eq!(statement["Action"], "dynamodb:Query");
                        continue;
                    }
                    "ReadTheCredentials" => {
                        assert_eq!(resource, crate::SECRET);
                        assert_eq!(statement["Action"], "secretsmanager:GetSecretValue");
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

/// Only Lambda may assume the role of a function.
#[test]
fn each_function_has_its_own_role_for_lambda() {
    let template = with_api();
    for (name, _) in FUNCTIONS {
        let role = template.properties(&format!("{name}Function"))["Role"].clone();
        assert_eq!(target(&role), Some(format!("{name}Role").as_str()));
        let trust =
            &template.properties(&format!("{name}Role"))["AssumeRolePolicyDocument"]["Statement"];
        assert_eq!(
            *trust,
            json!([{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"},
                "Action": "sts:AssumeRole"}])
        );
    }
    assert_eq!(
        template.of_type("AWS::IAM::Role").len(),
        FUNCTIONS.len() + 1,
        "the other is that of the schedule"
    );
}

#[test]
fn schedule_may_only_start_sweep() {
    let template = by_default();
    assert_eq!(
        target(&template.properties("SweepSchedule")["Target"]["RoleArn"]),
        Some("SweepScheduleRole")
    );
    let trust = &template.properties("SweepScheduleRole")["AssumeRolePolicyDocument"]["Statement"];
    assert_eq!(
        *trust,
        json!([{"Effect": "Allow", "Principal": {"Service": "scheduler.amazonaws.com"},
            "Action": "sts:AssumeRole",
                "Condition": {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}}])
    );
    let may: Vec<(String, String)> = statements(&template, "SweepSchedule")
        .iter()
        .map(|it| {
            (it["Action"].as_str().unwrap().to_owned(), target(&it["Resource"]).unwrap().to_owned())
        })
        .collect();
    let expected =
        [("lambda:InvokeFunction", "SweepFunction"), ("sqs:SendMessage", "SweepDeadLetters")];
    assert_eq!(may, expected.map(|(action, on)| (action.to_owned(), on.to_owned())));
}

/// Subscribers may manage the rules that they create, and nothing else.
#[test]
fn subscribers_may_manage_only_their_own_rules() {
    assert!(by_default().of_type("AWS::Events::EventBusPolicy").is_empty());
    let policies = with_everything().of_type("AWS::Events::EventBusPolicy");
    assert_eq!(policies.len(), 2);
    for (name, policy) in policies {
        let statement = &policy["Statement"];
        assert_eq!(target(&policy["EventBusName"]), Some("Bus"), "{name}");
        let condition = &statement["Condition"];
        assert_eq!(
            condition["StringEqualsIfExists"]["events:creatorAccount"], "${aws:PrincipalAccount}",
            "{name}"
        );
        let everybody = statement["Principal"] == "*";
        assert_eq!(
            everybody,
            condition["StringEquals"]["aws:PrincipalOrgID"] == "o-0123456789",
            "{name}"
        );
        if !everybody {
            assert_eq!(statement["Principal"], json!({"AWS": ["111111111111", "222222222222"]}));
        }
        // The actions that CloudFormation and Terraform need for a rule.
        let actions = [
            "DeleteRule",
            "DescribeRule",
            "DisableRule",
            "EnableRule",
            "ListTagsForResource",
            "ListTargetsByRule",
            "PutRule",
            "PutTargets",
            "RemoveTargets",
            "TagResource",
            "UntagResource",
        ];
        assert_eq!(
            statement["Action"],
            json!(actions.map(|action| format!("events:{action}"))),
            "{name}"
        );
        let (function, resource) = only_entry(&statement["Resource"]).unwrap();
        assert_eq!(function, "Fn::Sub");
        assert!(
            resource.as_str().unwrap().ends_with(":rule/${Bus}/*"),
            "rules of this bus: {resource}"
        );
    }
}
