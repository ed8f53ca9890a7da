//! Every filter and rule pattern matches exactly the intended items and events.

use aws_lambda_events::dynamodb::EventRecord;
use genesys::topic::Topic;
use quamina::Quamina;
use runtime::Deadline;
use serde_json::{Value, json};
use store::Expiry;
use store::keys::SortKey;
use testkit::invocations::{NOW, batch, reconstruct};
use testkit::{cases, envelopes};
use tests::deployment::Deployment;

use crate::document::{Template, target};
use crate::{FUNCTIONS, by_default, with_api};

/// Whether a pattern matches, by EventBridge's rules.
fn matches(pattern: &Value, event: &Value) -> bool {
    let mut matcher = Quamina::new();
    matcher.add_pattern("it", &pattern.to_string()).unwrap();
    !matcher.matches_for_event(event.to_string().as_bytes()).unwrap().is_empty()
}

/// The filter pattern of a function's mapping from the table's stream.
fn filter(function: &str) -> Value {
    let filters =
        by_default().properties(&format!("{function}Stream"))["FilterCriteria"]["Filters"].take();
    assert_eq!(filters.as_array().unwrap().len(), 1);
    serde_json::from_str(filters[0]["Pattern"].as_str().unwrap()).unwrap()
}

/// Records of every kind: events, ledger pages, revisions, trees, upkeep, expiry.
async fn records() -> (Deployment, Vec<EventRecord>) {
    let deployment = Deployment::start().await;
    for (_, details) in cases() {
        let id = &details.conversation_id;
        let arrivals = envelopes(&details, true);
        for envelope in &arrivals {
            deployment.append(std::slice::from_ref(envelope)).await;
            deployment.pass(id).await;
        }
        let page = deployment.table.ledger_pages(id).await.unwrap().remove(0);
        let later = Expiry::from_seconds(page.expires_at.seconds() + 1);
        use store::Projections;
        deployment.table.extend_expiry(id, &SortKey::Ledger(page.sort_key()), later).await.unwrap();
    }
    deployment.table.forget(&cases()[0].1.conversation_id).await.unwrap();
    let records = deployment.records().await;
    (deployment, records)
}

#[tokio::test]
async fn stream_filters_pass_what_functions_act_on() {
    let (deployment, records) = records().await;
    let (events, ledger_pages) = (filter("Reconstruct"), filter("Emit"));
    let mut seen = std::collections::BTreeSet::new();
    for record in &records {
        let sent = serde_json::to_value(record).unwrap();
        let sk = sent["dynamodb"]["Keys"]["sk"]["S"].as_str().unwrap();
        let kind = sk.split('#').next().unwrap();
        let name = record.event_name.as_str();
        seen.insert(format!("{kind} {name}"));
        assert_eq!(matches(&events, &sent), kind == "EVENT" && name == "INSERT", "{name} of {sk}");
        assert_eq!(
            matches(&ledger_pages, &sent),
            kind == "COMMON_EVENT" && name == "INSERT",
            "{name} of {sk}"
        );
    }
    for kind in ["EVENT", "COMMON_EVENT", "TREE"]
        .iter()
        .flat_map(|kind| ["INSERT", "REMOVE"].map(|name| format!("{kind} {name}")))
    {
        assert!(seen.contains(&kind), "no record of {kind} was tried");
    }
    assert!(seen.contains("COMMON_EVENT MODIFY") && seen.contains("TREE MODIFY"));

    // The function ignores every record that the filter drops.
    let held_back = records
        .iter()
        .filter(|record| !matches(&events, &serde_json::to_value(record).unwrap()))
        .count();
    let report =
        reconstruct(deployment.table.clone(), NOW).handle(&batch(records), Deadline::never()).await;
    assert_eq!(report.ignored, held_back as u64);
}

/// The stack for the organization of the cases, and their events.
fn of_their_organization() -> (Template, Vec<Value>) {
    let events: Vec<Value> =
        cases().iter().flat_map(|(_, details)| envelopes(details, true)).collect();
    let source = events[0]["source"].as_str().unwrap();
    (Template::with(&[("PartnerEventSourceName", source)]), events)
}

/// The rule takes all conversation events of the organization and nothing else.
#[test]
fn intake_rule_takes_only_conversation_events() {
    let (template, events) = of_their_organization();
    let pattern = &template.properties("IntakeRule")["EventPattern"];
    for event in &events {
        assert!(matches(pattern, event), "{}", event["detail-type"]);
    }
    let event = |detail_type: &str| {
        let mut event = events[0].clone();
        event["detail-type"] = json!(detail_type);
        event
    };
    for topic in Topic::KNOWN.iter().filter(|topic| topic.is_sent()) {
        assert!(matches(pattern, &event(&topic.detail_type())), "{topic}");
    }
    assert!(
        matches(pattern, &event("v2.detail.events.conversation.{id}.something.new")),
        "the log keeps it"
    );
    let mut replayed = events[0].clone();
    replayed["replay-name"] = json!("backfill");
    assert!(matches(pattern, &replayed));

    for other in [
        "v2.users.{id}.presence",
        "v2.routing.queues.{id}.users",
        "v2.audits.entitytype.{id}.entityid.{id}",
        "",
    ] {
        assert!(!matches(pattern, &event(other)), "{other}");
    }
    let mut other = events[0].clone();
    other["source"] =
        json!("aws.partner/genesys.com/cloud/00000000-0000-4000-8000-000000000000/other");
    assert!(!matches(pattern, &other), "another organization's");
}

#[test]
fn archive_has_the_pattern_of_the_intake_rule() {
    let (template, _) = of_their_organization();
    assert_eq!(
        template.properties("Archive")["EventPattern"],
        template.properties("IntakeRule")["EventPattern"]
    );
}

#[test]
fn bus_archive_keeps_what_emit_publishes() {
    let template = by_default();
    let source = &template.properties("EmitFunction")["Environment"]["Variables"]["SOURCE"];
    let pattern = &template.properties("BusArchive")["EventPattern"];
    assert!(matches(pattern, &json!({"source": source, "detail-type": "AgentAnswered"})));
    assert!(!matches(pattern, &json!({"source": "someone.else", "detail-type": "AgentAnswered"})));
}

/// One source per function; reconstruct has the stream and its wake-ups.
#[test]
fn every_function_has_its_event_sources() {
    let template = with_api();
    let mappings = template.of_type("AWS::Lambda::EventSourceMapping");
    let schedules = template.of_type("AWS::Scheduler::Schedule");
    let apis = template.of_type("AWS::ApiGatewayV2::Integration");
    let of_mappings = mappings.values().map(|mapping| target(&mapping["FunctionName"]));
    let of_schedules = schedules.values().map(|schedule| target(&schedule["Target"]["Arn"]));
    let of_apis = apis.values().map(|integration| target(&integration["IntegrationUri"]));
    let mut started: Vec<&str> =
        of_mappings.chain(of_schedules).chain(of_apis).map(Option::unwrap).collect();
    let one_each = FUNCTIONS.iter().map(|(name, _)| format!("{name}Function"));
    let mut expected: Vec<String> = one_each.chain(["ReconstructFunction".to_owned()]).collect();
    started.sort_unstable();
    expected.sort_unstable();
    assert_eq!(started, expected);
}
