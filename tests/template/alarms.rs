//! Every failure that needs an operator raises an alarm, and every alarm names a section of the
//! runbook.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use genesys::Timestamp;
use runtime::Metrics;
use serde_json::{Value, json};

use crate::document::target;
use crate::{FUNCTIONS, PARTNER, by_default, with_api, with_everything};

/// The alarms, by metric and the resource that the metric belongs to.
fn watched() -> BTreeMap<(String, String), Value> {
    let template = with_api();
    let alarms = template.of_type("AWS::CloudWatch::Alarm");
    let rules = template.of_type("AWS::Events::Rule");
    let count = alarms.len();
    let watched: BTreeMap<_, _> = alarms
        .into_values()
        .map(|alarm| {
            let dimensions = alarm["Dimensions"].as_array().unwrap();
            let value = &dimensions.last().unwrap()["Value"];
            let rule = rules.iter().find(|(_, rule)| rule["Name"] == *value);
            let of = rule.map_or_else(|| target(value).unwrap(), |(name, _)| name).to_owned();
            ((alarm["MetricName"].as_str().unwrap().to_owned(), of), alarm)
        })
        .collect();
    assert_eq!(watched.len(), count, "no alarm is there twice");
    watched
}

#[test]
fn every_queue_function_and_stream_has_alarms() {
    let template = with_api();
    let watched = watched();
    let watch = |metric: &str, of: &str| {
        watched
            .get(&(metric.to_owned(), of.to_owned()))
            .unwrap_or_else(|| panic!("{metric} of {of} has no alarm"))
    };
    for (name, queue) in template.of_type("AWS::SQS::Queue") {
        if queue.get("RedrivePolicy").is_some() {
            watch("ApproximateAgeOfOldestMessage", &name);
        } else {
            let alarm = watch("ApproximateNumberOfMessagesVisible", &name);
            assert_eq!(
                (&alarm["Threshold"], &alarm["ComparisonOperator"]),
                (&json!(0), &json!("GreaterThanThreshold"))
            );
        }
    }
    for (name, _) in FUNCTIONS {
        watch("Errors", &format!("{name}Function"));
        watch("Throttles", &format!("{name}Function"));
    }
    for name in ["Reconstruct", "Emit"] {
        watch("IteratorAge", &format!("{name}Function"));
        watch("DestinationDeliveryFailures", &format!("{name}Function"));
        watch("OnFailureDestinationDeliveredEventCount", &format!("{name}Stream"));
        let counts = template.properties(&format!("{name}Stream"))["MetricsConfig"].clone();
        assert_eq!(counts, json!({"Metrics": ["EventCount"]}), "or the metric does not exist");
    }
    for name in template.of_type("AWS::Events::Rule").keys() {
        for metric in ["FailedInvocations", "InvocationsFailedToBeSentToDlq"] {
            let rule = template.properties(name);
            let bus = if name == "NotifyRule" { "switchboard" } else { PARTNER.1 };
            let dimensions = json!([{"Name": "EventBusName", "Value": bus},
                {"Name": "RuleName", "Value": rule["Name"]}]);
            assert_eq!(watch(metric, name)["Dimensions"], dimensions);
        }
    }
    for invocations in template.of_type("AWS::Lambda::EventInvokeConfig").values() {
        watch("DestinationDeliveryFailures", target(&invocations["FunctionName"]).unwrap());
    }
    watch("5xx", "Api");
    watch("EventsRejected", "ReceiveFunction");
    watch("CommonEventsFailed", "EmitFunction");
    watch("CommonEventsRefused", "EmitFunction");
    watch("RequestsFailed", "InteractionsFunction");
    watch("NotificationsFailed", "NotifyFunction");
    watch("OperationsFailed", "InteractionsFunction");
    let lost = watch("EventsLostPerMillion", "Table");
    assert_eq!(lost["TreatMissingData"], "notBreaching", "nobody has to send this metric");
    let quiet = watch("EventsReceived", "ReceiveFunction");
    assert_eq!((&quiet["TreatMissingData"], &quiet["Threshold"]), (&json!("breaching"), &json!(1)));
}

#[test]
fn quiet_alarm_can_be_turned_off() {
    let template = crate::Template::with(&[crate::PARTNER, ("QuietMinutes", "0")]);
    assert!(!template.resources().contains_key("QuietAlarm"));
    let minutes = &by_default().properties("QuietAlarm")["EvaluationPeriods"];
    assert_eq!(
        (minutes, &by_default().properties("QuietAlarm")["Period"]),
        (&json!(60), &json!(60))
    );
}

#[test]
fn alarms_notify_the_topic_if_there_is_one() {
    for (name, alarm) in with_everything().of_type("AWS::CloudWatch::Alarm") {
        for when in ["AlarmActions", "OKActions"] {
            assert_eq!(
                alarm[when],
                json!(["arn:aws:sns:eu-central-1:123456789012:alarms"]),
                "{name}"
            );
        }
    }
    for (name, alarm) in with_api().of_type("AWS::CloudWatch::Alarm") {
        assert_eq!(alarm.get("AlarmActions"), None, "{name}");
    }
}

/// The names of the metrics that a function writes; its main adds the units that its calls consume.
fn written(metrics: &Metrics) -> BTreeSet<String> {
    let metrics = metrics.clone().units("ReadUnits", 0.0).units("WriteUnits", 0.0);
    let line: Value = serde_json::from_str(&metrics.line(Timestamp::from_ms(0))).unwrap();
    let definitions = line["_aws"]["CloudWatchMetrics"][0]["Metrics"].as_array().unwrap();
    definitions.iter().map(|metric| metric["Name"].as_str().unwrap().to_owned()).collect()
}

/// Every custom metric on an alarm or a dashboard is written by its function.
#[test]
fn watched_and_shown_metrics_are_written() {
    let written: BTreeMap<&str, BTreeSet<String>> = BTreeMap::from([
        ("ReceiveFunction", written(&receive::BatchReport::default().metrics())),
        ("ReconstructFunction", written(&reconstruct::BatchReport::default().metrics())),
        ("EmitFunction", written(&emit::BatchReport::default().metrics())),
        ("ImportFunction", written(&import::BatchReport::default().metrics())),
        ("SweepFunction", written(&sweep::RunReport::default().metrics())),
        ("Table", written(&switchboard::audit::Audit::default().metrics("t")[0])),
        ("InteractionsFunction", written(&interactions::RequestReport::default().metrics())),
        ("NotifyFunction", written(&notify::BatchReport::default().metrics())),
    ]);
    // The command writes metrics of the table. Its function is no resource.
    let audit = switchboard::audit::Audit::default().metrics("t");
    let audit_line: Value = serde_json::from_str(&audit[0].line(Timestamp::from_ms(0))).unwrap();
    let lost = &watched()[&("EventsLostPerMillion".to_owned(), "Table".to_owned())];
    let names: Vec<_> =
        lost["Dimensions"].as_array().unwrap().iter().map(|it| it["Name"].clone()).collect();
    assert_eq!(json!([names]), audit_line["_aws"]["CloudWatchMetrics"][0]["Dimensions"]);
    assert_eq!(lost["Dimensions"][0]["Value"], audit_line["function"]);
    for ((metric, of), alarm) in watched() {
        if alarm["Namespace"] == "Switchboard" {
            assert_eq!(alarm["Dimensions"][0]["Name"], "function");
            assert!(written[of.as_str()].contains(&metric), "{of} writes no {metric}");
        }
    }
    for (metric, of) in doctor::examination::METRICS {
        assert!(written[of].contains(metric), "the doctor looks for {metric} of {of}");
    }
    let dashboards = with_api().of_type("AWS::CloudWatch::Dashboard");
    assert_eq!(
        dashboards.keys().collect::<Vec<_>>(),
        ["ApiDashboard", "Dashboard", "NotificationsDashboard"]
    );
    for (name, dashboard) in dashboards {
        let body: Value =
            serde_json::from_str(dashboard["DashboardBody"]["Fn::Sub"].as_str().unwrap()).unwrap();
        let mut shown = 0;
        for widget in body["widgets"].as_array().unwrap() {
            for metric in widget["properties"]["metrics"].as_array().into_iter().flatten() {
                if metric[0] == "Switchboard" {
                    let of =
                        metric[3].as_str().unwrap().trim_start_matches("${").trim_end_matches('}');
                    assert!(written[of].contains(metric[1].as_str().unwrap()), "{metric}");
                    shown += 1;
                }
            }
        }
        assert!(shown > 4, "{name}");
    }
}

/// One query finds a conversation, an event or a Common Event in the log of every function that
/// always exists; the dashboard has a field for its id.
#[test]
fn dashboard_follows_one_conversation() {
    let dashboard = with_api().properties("Dashboard").clone();
    let body: Value =
        serde_json::from_str(dashboard["DashboardBody"]["Fn::Sub"].as_str().unwrap()).unwrap();
    let pattern = body["variables"][0]["pattern"].as_str().unwrap();
    let widgets = body["widgets"].as_array().unwrap();
    let queries: Vec<&str> =
        widgets.iter().filter_map(|widget| widget["properties"]["query"].as_str()).collect();
    let [query] = queries[..] else { panic!("{queries:?}") };
    for name in ["conversation_id =", "event_key =", "causes like", "common_event_id ="] {
        assert!(query.contains(&format!("{name} '{pattern}'")), "{name}: {query}");
    }
    // A stack without the API has no logs of these two.
    let optional = ["Interactions", "Notify"];
    for (name, _) in FUNCTIONS.iter().filter(|(name, _)| !optional.contains(name)) {
        assert!(query.contains(&format!("SOURCE '${{{name}Logs}}'")), "{name}: {query}");
    }
}

#[test]
fn every_alarm_names_a_section_of_the_runbook() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../infra/docs/RUNBOOK.md");
    let runbook = std::fs::read_to_string(path).unwrap();
    let sections: BTreeSet<&str> =
        runbook.lines().filter_map(|line| line.trim_start_matches('#').strip_prefix(' ')).collect();
    for (name, alarm) in with_api().of_type("AWS::CloudWatch::Alarm") {
        let description = alarm["AlarmDescription"].as_str().unwrap();
        let (_, section) = description
            .split_once(" Runbook: ")
            .unwrap_or_else(|| panic!("{name} says nothing to do"));
        assert!(
            sections.contains(section.trim_end_matches('.')),
            "{name}: the runbook has no section {section}"
        );
    }
}
