//! Nothing is lost between two hops: every queue has a dead-letter queue or is one, every retry is
//! bounded, and timeouts fit together.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::document::{Template, target};
use crate::{PARTNER, by_default, with_api, with_everything};

/// The queues that receive dead letters: from a redrive policy, the target of a rule or schedule,
/// or a function.
fn dead_letter_queues(template: &Template) -> BTreeSet<String> {
    let mut queues = BTreeSet::new();
    let mut add = |reference: &Value| {
        queues.extend(target(reference).map(str::to_owned));
    };
    for queue in template.of_type("AWS::SQS::Queue").values() {
        add(&queue["RedrivePolicy"]["deadLetterTargetArn"]);
    }
    for rule in template.of_type("AWS::Events::Rule").values() {
        for target in rule["Targets"].as_array().unwrap() {
            add(&target["DeadLetterConfig"]["Arn"]);
        }
    }
    for schedule in template.of_type("AWS::Scheduler::Schedule").values() {
        add(&schedule["Target"]["DeadLetterConfig"]["Arn"]);
    }
    for invocations in template.of_type("AWS::Lambda::EventInvokeConfig").values() {
        add(&invocations["DestinationConfig"]["OnFailure"]["Destination"]);
    }
    for function in template.of_type("AWS::Serverless::Function").values() {
        add(&function["Environment"]["Variables"]["DEAD_LETTER_QUEUE_URL"]);
    }
    queues
}

#[test]
fn every_queue_has_or_is_a_dead_letter_queue() {
    let template = with_api();
    let dead_letters = dead_letter_queues(&template);
    let queues = template.of_type("AWS::SQS::Queue");
    assert!(dead_letters.iter().all(|name| queues.contains_key(name)), "{dead_letters:?}");
    for (name, queue) in &queues {
        let has_one = queue.get("RedrivePolicy").is_some();
        assert_eq!(has_one, !dead_letters.contains(name), "{name}");
        if has_one {
            let attempts = queue["RedrivePolicy"]["maxReceiveCount"].as_u64().unwrap();
            assert!(
                (3..=10).contains(&attempts),
                "{name}: an outage of a moment is no poison, poison is no endless load"
            );
        }
    }
}

/// EventBridge does not retry a delivery for which it has no permission, so the queue policies must
/// exist before the rule.
#[test]
fn rule_depends_on_the_policies_of_its_queues() {
    let resources = with_api().resources();
    for (name, rule) in with_api().of_type("AWS::Events::Rule") {
        let mut sent = BTreeSet::new();
        for at in rule["Targets"].as_array().unwrap() {
            sent.extend(
                [&at["Arn"], &at["DeadLetterConfig"]["Arn"]]
                    .map(|queue| target(queue).unwrap().to_owned()),
            );
        }
        let before: BTreeSet<String> = resources[&name]["DependsOn"]
            .as_array()
            .unwrap()
            .iter()
            .map(|policy| &resources[policy.as_str().unwrap()])
            .map(|policy| target(&policy["Properties"]["Queues"][0]).unwrap().to_owned())
            .collect();
        assert_eq!(before, sent, "{name}");
    }
}

/// A dead letter's age counts from when the message was first sent.
#[test]
fn dead_letters_are_kept_for_14_days() {
    let template = with_api();
    let dead_letters = dead_letter_queues(&template);
    for (name, queue) in template.of_type("AWS::SQS::Queue") {
        let days = queue["MessageRetentionPeriod"].as_u64().unwrap() / 86_400;
        let expected = if dead_letters.contains(&name) { 14 } else { 4 };
        assert_eq!(days, expected, "{name}");
    }
}

#[test]
fn rule_targets_have_dead_letters_and_retries() {
    for (name, rule) in with_api().of_type("AWS::Events::Rule") {
        for target in rule["Targets"].as_array().unwrap() {
            assert!(target["DeadLetterConfig"]["Arn"].is_object(), "{name}");
            assert_eq!(
                target["RetryPolicy"],
                json!({"MaximumEventAgeInSeconds": 86_400, "MaximumRetryAttempts": 185})
            );
        }
    }
}

/// AWS advises a visibility timeout of six times the function's timeout, plus the batching window.
#[test]
fn visibility_timeout_outlasts_the_function() {
    let template = with_api();
    let queues = template.of_type("AWS::SQS::Queue");
    let mut fed = BTreeSet::new();
    for (name, mapping) in template.of_type("AWS::Lambda::EventSourceMapping") {
        let source = target(&mapping["EventSourceArn"]).unwrap();
        let Some(queue) = queues.get(source) else { continue };
        let function = template.properties(target(&mapping["FunctionName"]).unwrap());
        let written =
            &template.written("Resources")[&name]["Properties"]["MaximumBatchingWindowInSeconds"];
        let longest_window = match target(written) {
            Some(parameter) => {
                template.written("Parameters")[parameter]["MaxValue"].as_u64().unwrap()
            }
            None => written.as_u64().unwrap_or(0),
        };
        let visibility = queue["VisibilityTimeout"].as_u64().unwrap();
        assert!(
            visibility >= 6 * function["Timeout"].as_u64().unwrap() + longest_window,
            "{name}: {visibility} s"
        );
        let is_live = source != "ImportQueue";
        assert!(!is_live || visibility <= 600, "{name}: what failed comes again within minutes");
        fed.insert(source.to_owned());
    }
    let with_redrive = |(_, queue): &(&String, &Value)| queue.get("RedrivePolicy").is_some();
    assert_eq!(fed, queues.iter().filter(with_redrive).map(|(name, _)| name.clone()).collect());
}

/// The bucket depends on the queue policy that lets it send.
#[test]
fn import_bucket_notifies_the_import_queue() {
    let template = by_default();
    let bucket = &template.resources()["ImportBucket"];
    let told = &bucket["Properties"]["NotificationConfiguration"]["QueueConfigurations"];
    assert_eq!(told.as_array().unwrap().len(), 1);
    assert_eq!(
        (&told[0]["Event"], target(&told[0]["Queue"])),
        (&json!("s3:ObjectCreated:*"), Some("ImportQueue"))
    );
    assert_eq!(
        bucket["DependsOn"],
        json!(["ImportQueuePolicy"]),
        "S3 tries it when the bucket is made"
    );
    let mapping = template.properties("ImportMessages");
    assert_eq!(
        (target(&mapping["EventSourceArn"]), &mapping["BatchSize"]),
        (Some("ImportQueue"), &json!(1))
    );
}

#[test]
fn failed_sweep_is_retried_and_kept() {
    let template = by_default();
    let schedule = template.properties("SweepSchedule");
    assert_eq!(schedule["State"], "ENABLED");
    assert_eq!(schedule["Target"]["RetryPolicy"]["MaximumRetryAttempts"], 5);
    assert_eq!(target(&schedule["Target"]["DeadLetterConfig"]["Arn"]), Some("SweepDeadLetters"));
    let invocations = template.properties("SweepInvocations");
    assert_eq!(target(&invocations["FunctionName"]), Some("SweepFunction"));
    assert_eq!(invocations["MaximumRetryAttempts"], 1);

    let never = Template::with(&[crate::PARTNER, ("SweepAfterDays", "0")]);
    assert_eq!(never.properties("SweepSchedule")["State"], "DISABLED");
    let variables = &never.properties("SweepFunction")["Environment"]["Variables"];
    assert_eq!(variables.get("SWEEP_AFTER_DAYS"), None, "the function takes no 0");
}

#[test]
fn batch_over_ten_messages_has_a_window() {
    let batch = |window| {
        let template = Template::with(&[crate::PARTNER, ("ReceiveWindowSeconds", window)]);
        template.properties("ReceiveQueue")["BatchSize"].as_u64().unwrap()
    };
    assert_eq!((batch("0"), batch("1"), batch("60")), (10, 100, 100));
}

/// A single event waits only for the window of reconstruct, because no other window saves writes.
#[test]
fn each_hop_has_its_own_window() {
    const HOPS: [(&str, &str, u64); 3] = [
        ("ReceiveQueue", "ReceiveWindowSeconds", 0),
        ("ReconstructStream", "ReconstructWindowSeconds", 1),
        ("EmitStream", "EmitWindowSeconds", 0),
    ];
    let windows = |template: &Template| {
        HOPS.map(|(mapping, _, _)| {
            template.properties(mapping)["MaximumBatchingWindowInSeconds"]
                .to_string()
                .replace('"', "")
        })
    };
    let by_default = windows(&by_default());
    assert_eq!(by_default, HOPS.map(|(_, _, seconds)| seconds.to_string()));
    for (at, (_, parameter, _)) in HOPS.into_iter().enumerate() {
        let mut expected = by_default.clone();
        expected[at] = "7".to_owned();
        assert_eq!(
            windows(&Template::with(&[crate::PARTNER, (parameter, "7")])),
            expected,
            "{parameter}"
        );
    }
}

/// The stream is read from its start, in order, with bounded retries; failed batches are kept.
#[test]
fn stream_mappings_are_ordered_and_bounded() {
    let template = with_api();
    for (name, mapping) in template.of_type("AWS::Lambda::EventSourceMapping") {
        assert_eq!(mapping["FunctionResponseTypes"], json!(["ReportBatchItemFailures"]), "{name}");
        if target(&mapping["EventSourceArn"]) != Some("Table") {
            continue;
        }
        assert_eq!(mapping["StartingPosition"], "TRIM_HORIZON", "{name}");
        assert_eq!(mapping["ParallelizationFactor"], 1, "{name}");
        assert_eq!(mapping["BisectBatchOnFunctionError"], true, "{name}");
        // An outage shorter than the maximum record age must not use up the retries.
        assert_eq!(mapping["MaximumRetryAttempts"], 1_000, "{name}");
        // The stream keeps records for 24 hours; failed ones must leave it well before.
        assert!(
            (3_600..86_400).contains(&mapping["MaximumRecordAgeInSeconds"].as_u64().unwrap()),
            "{name}"
        );
        assert_eq!(
            target(&mapping["DestinationConfig"]["OnFailure"]["Destination"]),
            Some("FailedRecords"),
            "{name}"
        );
    }
}

/// DynamoDB throttles a stream with more than two readers.
#[test]
fn stream_has_two_readers() {
    let mappings = with_api().of_type("AWS::Lambda::EventSourceMapping");
    assert_eq!(
        mappings
            .values()
            .filter(|mapping| target(&mapping["EventSourceArn"]) == Some("Table"))
            .count(),
        2
    );
}

/// The queue of notify takes messages of the stack's own rule alone: subscribers have rules on the
/// same bus.
fn of_notify() -> Value {
    let name = with_api().properties("NotifyRule")["Name"].clone();
    let id = name["Fn::Join"][1][1].clone();
    assert_eq!(name, json!({"Fn::Join": ["-", ["switchboard-notify", id]]}));
    let before = "arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:rule/switchboard/\
                  switchboard-notify-";
    let arn = json!({"Fn::Join": ["", [{"Fn::Sub": before}, id]]});
    json!({"ArnEquals": {"aws:SourceArn": arn}})
}

/// Every queue also refuses requests without TLS.
#[test]
fn only_their_sources_may_send_to_queues() {
    let template = with_api();
    let (mut fed, mut guarded) = (BTreeSet::new(), BTreeSet::new());
    for (name, policy) in template.of_type("AWS::SQS::QueuePolicy") {
        assert_eq!(
            policy["Queues"].as_array().unwrap().len(),
            1,
            "{name}: SQS takes no policy of several queues"
        );
        let queue = target(&policy["Queues"][0]).unwrap();
        for statement in policy["PolicyDocument"]["Statement"].as_array().unwrap() {
            assert_eq!(target(&statement["Resource"]), Some(queue), "{name}");
            if statement["Effect"] == "Allow" {
                let principal = statement["Principal"]["Service"].as_str().unwrap();
                let rules = format!(
                    "arn:${{AWS::Partition}}:events:${{AWS::Region}}:${{AWS::AccountId}}:rule/{}/*",
                    PARTNER.1
                );
                let of_the_rule = json!({"ArnLike": {"aws:SourceArn": {"Fn::Sub": rules}}});
                let of_a_bucket =
                    json!({"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}});
                let (expected, condition) = match principal {
                    "events.amazonaws.com" if queue.starts_with("Notify") => {
                        (["NotifyQueue", "NotifyRuleDeadLetters"].as_slice(), of_notify())
                    }
                    "events.amazonaws.com" => {
                        (["Intake", "IntakeRuleDeadLetters"].as_slice(), of_the_rule)
                    }
                    "s3.amazonaws.com" => (["ImportQueue"].as_slice(), of_a_bucket),
                    other => panic!("{name}: nobody expects {other}"),
                };
                assert_eq!(statement["Condition"], condition);
                assert!(expected.contains(&queue), "{name}");
                fed.insert(queue.to_owned());
            } else {
                assert_eq!(
                    statement["Condition"],
                    json!({"Bool": {"aws:SecureTransport": "false"}})
                );
                assert!(guarded.insert(queue.to_owned()), "{name}: a queue has one policy");
            }
        }
    }
    let expected =
        ["ImportQueue", "Intake", "IntakeRuleDeadLetters", "NotifyQueue", "NotifyRuleDeadLetters"];
    assert_eq!(fed, expected.map(str::to_owned).into());
    assert_eq!(guarded, template.of_type("AWS::SQS::Queue").into_keys().collect());
}

#[test]
fn data_at_rest_uses_the_key_if_there_is_one() {
    let key = json!(crate::KEY);
    let (with, without) = (with_everything(), with_api());
    for (name, queue) in with.of_type("AWS::SQS::Queue") {
        assert_eq!(
            (&queue["KmsMasterKeyId"], queue.get("SqsManagedSseEnabled")),
            (&key, None),
            "{name}"
        );
    }
    for (name, queue) in without.of_type("AWS::SQS::Queue") {
        assert_eq!(
            (queue.get("KmsMasterKeyId"), &queue["SqsManagedSseEnabled"]),
            (None, &json!(true)),
            "{name}"
        );
    }
    for (kind, property) in [
        ("AWS::Events::Archive", "/KmsKeyIdentifier"),
        ("AWS::Logs::LogGroup", "/KmsKeyId"),
        ("AWS::DynamoDB::Table", "/SSESpecification/KMSMasterKeyId"),
        (
            "AWS::S3::Bucket",
            "/BucketEncryption/ServerSideEncryptionConfiguration/0\
             /ServerSideEncryptionByDefault/KMSMasterKeyID",
        ),
    ] {
        assert!(!with.of_type(kind).is_empty());
        for (name, properties) in with.of_type(kind) {
            assert_eq!(properties.pointer(property), Some(&key), "{name}");
        }
        for (name, properties) in without.of_type(kind) {
            assert_eq!(properties.pointer(property), None, "{name}");
        }
    }
}
