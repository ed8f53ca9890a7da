//! The stack for analysts: its table has the columns of an export, its rule takes every Common
//! Event, and it is as careful as the stack itself.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::KEY;
use crate::document::{Template, target};
use crate::patterns::matches;

const TEMPLATE: &str = "analytics/template.yaml";
const TOPIC: &str = "arn:aws:sns:eu-central-1:123456789012:alarms";

fn by_default() -> Template {
    Template::at(TEMPLATE, &[])
}

fn infra(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../infra").join(path)
}

/// The view adds the day. `tests/export.sh` runs the transformation and the view.
#[test]
fn analysts_table_has_the_columns_of_an_export() {
    let storage = by_default().properties("Table")["TableInput"]["StorageDescriptor"].take();
    let [events, ..] = export::table::all();
    let columns = events.columns.iter().filter(|column| column.name != "day");
    let expected: Vec<Value> =
        columns.map(|column| json!({"Name": column.name, "Type": column.kind.glue()})).collect();
    assert_eq!(storage["Columns"], json!(expected));
}

#[test]
fn analysts_rule_takes_every_common_event() {
    let rule = by_default().properties("Rule");
    let mut samples = 0;
    for file in fs::read_dir(infra("schemas/samples")).unwrap() {
        let text = fs::read_to_string(file.unwrap().path()).unwrap();
        let mut event: Value = serde_json::from_str(&text).unwrap();
        assert!(matches(&rule["EventPattern"], &event), "{event}");
        event["source"] = json!("somebody.else");
        assert!(!matches(&rule["EventPattern"], &event), "{event}");
        samples += 1;
    }
    assert!(samples >= 28, "{samples}");
    let target = &rule["Targets"][0];
    assert_eq!(target["InputPath"], "$.detail");
    assert!(target["DeadLetterConfig"].is_object());
    let transform = fs::read_to_string(infra("analytics/transform/transform.py")).unwrap();
    assert!(transform.contains(doctor::probe::ORGANIZATION), "the probe is left out");
}

/// Firehose delivers in no order: an update could put an older revision over a newer one.
#[test]
fn analysts_rows_are_only_appended() {
    let destination = by_default().properties("Stream")["IcebergDestinationConfiguration"].take();
    assert_eq!(destination["AppendOnly"], true);
    let tables = destination["DestinationTableConfigurationList"].as_array().unwrap();
    assert!(tables.len() == 1 && tables[0].get("UniqueKeys").is_none(), "{tables:?}");
    assert_eq!(destination["s3BackupMode"], "FailedDataOnly");
}

#[test]
fn analysts_key_encrypts_all_that_is_kept() {
    let kept = [
        "AWS::S3::Bucket",
        "AWS::SQS::Queue",
        "AWS::KinesisFirehose::DeliveryStream",
        "AWS::Logs::LogGroup",
        "AWS::Athena::WorkGroup",
        "AWS::Serverless::Function",
    ];
    let with_key = Template::at(TEMPLATE, &[("KmsKeyArn", KEY)]);
    for kind in kept {
        let resources = with_key.of_type(kind);
        assert!(!resources.is_empty(), "{kind}");
        for (name, properties) in resources {
            assert!(properties.to_string().contains(KEY), "{name}");
        }
    }
    for name in ["StreamRolePolicy", "UpkeepRolePolicy"] {
        assert!(with_key.properties(name).to_string().contains(KEY), "{name}");
    }
    for (name, resource) in by_default().resources() {
        assert!(!resource.to_string().contains("KmsKeyArn"), "{name} without a key");
    }
}

/// `*` only where IAM allows nothing narrower, and every role may do something.
#[test]
fn analysts_roles_may_touch_only_their_stack() {
    let template = by_default();
    let inline = template.of_type("AWS::IAM::Role").into_values().flat_map(|role| {
        let policies = role["Policies"].as_array().cloned().unwrap_or_default();
        policies.into_iter().map(|policy| policy["PolicyDocument"].clone())
    });
    let apart = template.of_type("AWS::IAM::RolePolicy").into_values();
    let documents: Vec<Value> =
        inline.chain(apart.map(|policy| policy["PolicyDocument"].clone())).collect();
    assert_eq!(documents.len(), template.of_type("AWS::IAM::Role").len());
    let statements: Vec<&Value> =
        documents.iter().flat_map(|document| document["Statement"].as_array().unwrap()).collect();
    let wide: Vec<&Value> =
        statements.iter().filter(|one| one["Resource"] == "*").map(|one| &one["Sid"]).collect();
    assert_eq!(wide, ["Trace"]);
    assert!(
        statements.iter().all(|one| !one["Action"].to_string().contains('*')),
        "{statements:?}"
    );
}

#[test]
fn analysts_failures_raise_alarms() {
    let template = Template::at(TEMPLATE, &[("AlarmTopicArn", TOPIC)]);
    let page = fs::read_to_string(infra("docs/ANALYTICS.md")).unwrap();
    assert!(page.contains("\n### Alarms\n"));
    let mut watched = BTreeSet::new();
    for (name, alarm) in template.of_type("AWS::CloudWatch::Alarm") {
        assert_eq!(alarm["AlarmActions"], json!([TOPIC]), "{name}");
        assert!(page.contains(&format!("`{name}`")), "ANALYTICS.md says nothing of {name}");
        let of = target(&alarm["Dimensions"][0]["Value"]).unwrap().to_owned();
        watched.insert(format!("{} of {of}", alarm["MetricName"].as_str().unwrap()));
    }
    let expected = [
        "ApproximateNumberOfMessagesVisible of DeadLetters",
        "DeliveryToIceberg.DataFreshness of Stream",
        "DeliveryToIceberg.FailedRowCount of Stream",
        "Errors of Transform",
    ];
    assert_eq!(watched.iter().map(String::as_str).collect::<Vec<_>>(), expected);
    for (name, alarm) in by_default().of_type("AWS::CloudWatch::Alarm") {
        assert!(alarm.get("AlarmActions").is_none(), "{name}");
    }
}

/// What is erased, and what is too old, leaves the snapshots too.
#[test]
fn analysts_deleted_rows_leave_the_bucket() {
    let template = Template::at(TEMPLATE, &[("RowDays", "30")]);
    let query = template.properties("Expiry")["Target"]["Input"].to_string();
    assert!(query.contains("DELETE FROM") && query.contains("INTERVAL '30' DAY"), "{query}");
    let optimizers = template.of_type("AWS::Glue::TableOptimizer");
    let kinds: BTreeSet<&str> =
        optimizers.values().map(|one| one["Type"].as_str().unwrap()).collect();
    assert_eq!(kinds, BTreeSet::from(["compaction", "orphan_file_deletion", "retention"]));
    let snapshots = &optimizers["Snapshots"]["TableOptimizerConfiguration"];
    let kept = &snapshots["RetentionConfiguration"]["IcebergConfiguration"];
    assert_eq!(
        (&kept["SnapshotRetentionPeriodInDays"], &kept["CleanExpiredFiles"]),
        (&json!(5), &json!(true))
    );
}
