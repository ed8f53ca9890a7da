//! Every filter and rule pattern matches exactly the intended items and events.

use aws_lambda_events::dynamodb::EventRecord;
use genesys::topic::Topic;
use quamina::Quamina;
use rule_check::Rule;
use runtime::Deadline;
use serde_json::{Value, json};
use store::keys::SortKey;
use testkit::invocations::{NOW, batch, reconstruct};
use testkit::{cases, envelopes};
use tests::deployment::Deployment;

use crate::document::{Template, target};
use crate::{FUNCTIONS, PARTNER, by_default, with_api};

/// Whether a pattern matches, by EventBridge's rules. Two independent matchers must agree.
pub fn matches(pattern: &Value, event: &Value) -> bool {
    let mut matcher = Quamina::new();
    matcher.add_pattern("it", &pattern.to_string()).unwrap();
    let is_matched = !matcher.matches_for_event(event.to_string().as_bytes()).unwrap().is_empty();
    let ours = Rule::read(&pattern.to_string()).unwrap().remove(0).pattern.unwrap();
    assert_eq!(ours.matches(event), is_matched, "{pattern} on {event}");
    is_matched
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
        deployment.extend_expiry(id, SortKey::Ledger(page.sort_key())).await;
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

/// Topics of conversations that this version does not know, one at least of each family.
const NEW_TOPICS: [&str; 9] = [
    "v2.detail.events.conversation.{id}.something.new",
    "v2.analytics.conversation.{id}.something.new",
    "v2.conversations.{id}",
    "v2.conversations.{id}.transcription",
    "v2.conversations.calls.6f1d3c52-9a0e-4b41-a7d4-0c2f58e6b913",
    "v2.speechandtextanalytics.conversation.{id}.topics",
    "v2.speechandtextanalytics.conversations.{id}.something.new",
    "v2.quality.surveys",
    "v2.quality.something.new",
];

/// Topics that name no conversation.
const OTHER_TOPICS: [&str; 10] = [
    "v2.users.{id}.presence",
    "v2.users.{id}.routingStatus",
    "v2.users.{id}.conversations",
    "v2.analytics.users.{id}.aggregates",
    "v2.analytics.queues.{id}.observations",
    "v2.analytics.flow.{id}.aggregates",
    "v2.routing.queues.{id}.users",
    "v2.speechandtextanalytics.programs.general.jobs.{id}",
    "v2.audits.entitytype.{id}.entityid.{id}",
    "v2.operations.events.{id}",
];

/// An event of the organization with another topic.
fn of_topic(event: &Value, detail_type: &str) -> Value {
    let mut event = event.clone();
    event["detail-type"] = json!(detail_type);
    event
}

/// The topics of all events that Genesys sends and Switchboard decodes.
fn sent_topics() -> impl Iterator<Item = String> {
    Topic::KNOWN.iter().filter(|topic| topic.is_sent()).map(Topic::detail_type)
}

/// The rule takes all conversation events of the organization and nothing else.
#[test]
fn intake_rule_takes_only_conversation_events() {
    let (template, events) = of_their_organization();
    let pattern = &template.properties("IntakeRule")["EventPattern"];
    for event in &events {
        assert!(matches(pattern, event), "{}", event["detail-type"]);
    }
    for topic in sent_topics().chain(NEW_TOPICS.map(str::to_owned)) {
        assert!(matches(pattern, &of_topic(&events[0], &topic)), "{topic}");
    }
    let mut replayed = events[0].clone();
    replayed["replay-name"] = json!("backfill");
    assert!(matches(pattern, &replayed));

    for other in OTHER_TOPICS.iter().chain(&[""]) {
        assert!(!matches(pattern, &of_topic(&events[0], other)), "{other}");
    }
    assert!(!matches(pattern, &of_another_organization(&events[0])));
}

fn of_another_organization(event: &Value) -> Value {
    let mut other = event.clone();
    other["source"] =
        json!("aws.partner/genesys.com/cloud/00000000-0000-4000-8000-000000000000/other");
    other
}

/// The log stores every event that the rule takes, if it names a conversation anywhere.
#[test]
fn every_topic_of_the_rule_can_be_stored() {
    let (_, events) = of_their_organization();
    for topic in NEW_TOPICS {
        let mut event = of_topic(&events[0], topic);
        let id = events[0]["detail"]["eventBody"]["conversationId"].clone();
        event["detail"]["eventBody"] = json!({"id": id, "conversation": {"id": id}});
        let arrival = genesys::Arrival::decode(&event.to_string()).unwrap();
        assert!(!arrival.topic.is_known(), "{topic}");
    }
}

/// An archive cannot be completed later, so it keeps what no function reads yet.
#[test]
fn archive_keeps_every_event_of_the_partner() {
    let (template, events) = of_their_organization();
    let pattern = &template.properties("Archive")["EventPattern"];
    let new = NEW_TOPICS.iter().chain(&OTHER_TOPICS).map(|topic| (*topic).to_owned());
    for topic in sent_topics().chain(new) {
        assert!(matches(pattern, &of_topic(&events[0], &topic)), "{topic}");
    }
    assert!(!matches(pattern, &of_another_organization(&events[0])));
}

#[test]
fn narrow_archive_has_the_pattern_of_the_rule() {
    let template = Template::with(&[PARTNER, ("ArchivedEvents", "conversations")]);
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
