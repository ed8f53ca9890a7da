//! What a pass writes and what it leaves alone.

use std::collections::BTreeSet;

use common_events::catalogue::Selection;
use common_events::id::common_event_id;
use common_events::{EventType, Status};
use conversation::{derive, project};
use genesys::{ConversationId, Timestamp};
use reconstruct::{Pass, PassRules};
use runtime::Clock;
use serde_json::{Value, json};
use store::{Expiry, LedgerEntry, Operation, Projections, Written};
use testkit::invocations::{NOW, event, reconstruct, rules};
use testkit::wake_ups::SentWakeUps;
use testkit::{cases, envelopes, history};
use tests::deployment::Deployment;

/// A deployment with the first case after a pass.
async fn passed() -> (Deployment, ConversationId, Vec<Value>) {
    let deployment = Deployment::start().await;
    let (_, details) = cases().remove(0);
    let arrivals = envelopes(&details, true);
    deployment.append(&arrivals).await;
    deployment.pass(&details.conversation_id).await;
    (deployment, details.conversation_id, arrivals)
}

async fn ledger(deployment: &Deployment, id: &ConversationId) -> Vec<LedgerEntry> {
    deployment.table.ledger(id).await.unwrap()
}

/// A pass stores exactly what follows from the events; a second pass writes nothing.
#[tokio::test]
async fn second_pass_writes_nothing() {
    let deployment = Deployment::start().await;
    for (name, details) in cases() {
        let id = &details.conversation_id;
        deployment.append(&envelopes(&details, true)).await;
        let report = deployment.pass(id).await;
        assert!(report.committed && report.attempts == 1 && report.withdrawn == 0);
        let history = history(&details, true);
        let stored = deployment.table.tree(id).await.unwrap().unwrap();
        assert_eq!(stored.conversation(), project(&history), "{name}");
        let expected: BTreeSet<String> = derive(&history, &Selection::all())
            .iter()
            .map(|derived| common_event_id(id, derived.event_type(), &derived.subject).to_string())
            .collect();
        let entries = ledger(&deployment, id).await;
        assert_eq!(
            entries.iter().map(|entry| entry.id().to_string()).collect::<BTreeSet<_>>(),
            expected,
            "{name}"
        );
        assert!(
            entries
                .iter()
                .all(|entry| entry.revision == 1 && entry.known_events == history.known_events())
        );
        assert_eq!(report.published.len(), expected.len());
        let records = deployment.records().await.len();
        let _ = deployment.table.meter().take();
        let again = deployment.pass(id).await;
        assert!(
            again.published.is_empty() && !again.committed && again.participants == 0,
            "{name}"
        );
        let requests = deployment.table.meter().usage().requests;
        assert!(!requests.contains_key(&Operation::PutItem));
        assert_eq!(deployment.records().await.len(), records);
    }
}

#[tokio::test]
async fn order_and_grouping_do_not_matter() {
    for (name, details) in cases() {
        let id = &details.conversation_id;
        let (together, alone) = (Deployment::start().await, Deployment::start().await);
        let mut arrivals = envelopes(&details, true);
        together.append(&arrivals).await;
        together.pass(id).await;
        arrivals.reverse();
        for arrival in &arrivals {
            alone.append(std::slice::from_ref(arrival)).await;
            alone.pass(id).await;
        }
        let mut said = alone.said(id).await;
        // The ledger also keeps Common Events that were withdrawn on the way.
        said["ledger"].as_object_mut().unwrap().retain(|_, entry| entry[0] == "active");
        assert_eq!(said, together.said(id).await, "{name}");
    }
}

/// What no longer follows is withdrawn once, and published again when it follows again.
#[tokio::test]
async fn withdrawn_once_and_published_when_it_returns() {
    let (deployment, id, _) = passed().await;
    let real = ledger(&deployment, &id).await.remove(0);
    let subject = "nobody".to_owned();
    let replay = Some("of long ago".to_owned());
    let bogus = LedgerEntry { subject, known_events: 1, replay, ..real.clone() };
    deployment.say(bogus.clone()).await;
    deployment.say(LedgerEntry { status: Status::Withdrawn, revision: 2, ..real.clone() }).await;
    let report = deployment.pass(&id).await;
    let mut published = report.published.clone();
    published.sort_unstable();
    assert_eq!(published, [(real.event_type, 2), (real.event_type, 3)]);
    assert_eq!(report.withdrawn, 1);
    assert!(report.committed, "nothing was held back: it commits");
    let entries = ledger(&deployment, &id).await;
    let withdrawn = entries.iter().find(|entry| entry.id() == bogus.id()).unwrap();
    assert_eq!(
        (withdrawn.revision, withdrawn.status, &withdrawn.data),
        (2, Status::Withdrawn, &bogus.data)
    );
    assert_eq!(withdrawn.known_events, real.known_events, "as of all that is known now");
    assert_eq!(withdrawn.replay, None, "what it followed from did not come by a replay alone");
    let back = entries.iter().find(|entry| entry.id() == real.id()).unwrap();
    assert_eq!((back.revision, back.status, &back.data), (3, Status::Active, &real.data));
    assert!(deployment.pass(&id).await.published.is_empty(), "it is said once");
}

#[tokio::test]
async fn changed_data_is_a_revision_a_resend_is_not() {
    let (deployment, id, _) = passed().await;
    let entry = ledger(&deployment, &id).await.remove(0);
    deployment.table.republish(&id, |_| true).await.unwrap();
    assert!(deployment.pass(&id).await.published.is_empty());
    deployment.say(LedgerEntry { data: json!({"other": 1.0}), ..entry.clone() }).await;
    assert_eq!(deployment.pass(&id).await.published, [(entry.event_type, 2)]);
    let revised = ledger(&deployment, &id).await.remove(0);
    assert_eq!(revised, LedgerEntry { revision: 2, ..entry });
}

#[tokio::test]
async fn unselected_type_is_left_alone() {
    let (deployment, id, _) = passed().await;
    let before = ledger(&deployment, &id).await;
    let rules = PassRules {
        selection: "ConversationCreated".parse().unwrap(),
        open_shards: 1,
        settle_seconds: 0,
    };
    let clock = Clock::fixed(NOW);
    let report = Pass::new(&deployment.table, &SentWakeUps::default(), &rules, &clock)
        .run(&id)
        .await
        .unwrap();
    assert!(report.published.is_empty());
    assert_eq!(ledger(&deployment, &id).await, before);
    deployment.table.forget(&id).await.unwrap();
    let (_, details) = cases().remove(0);
    deployment.append(&envelopes(&details, true)).await;
    let report = Pass::new(&deployment.table, &SentWakeUps::default(), &rules, &clock)
        .run(&id)
        .await
        .unwrap();
    assert_eq!(report.published, [(EventType::ConversationCreated, 1)]);
    assert!(
        deployment.pass(&id).await.published.len() > 1,
        "selecting more publishes what was not said"
    );
}

#[tokio::test]
async fn expiring_log_changes_nothing() {
    let (deployment, id, _) = passed().await;
    let before = deployment.said(&id).await;
    let until = deployment.table.tree_item(&id).await.unwrap().unwrap().complete_until;
    let (_, details) = cases().remove(0);
    let mut late = envelopes(&details, false).remove(0);
    late["detail"]["eventBody"]["provider"] = json!("late");
    deployment.append(&[late]).await;
    let after = Timestamp::from_ms(until.seconds() * 1_000 + 1);
    let report = reconstruct(deployment.table.clone(), after).pass().run(&id).await.unwrap();
    assert!(report.truncated && !report.committed);
    assert_eq!(deployment.said(&id).await, before);
    let at = Timestamp::from_ms(until.seconds() * 1_000);
    let report = reconstruct(deployment.table.clone(), at).pass().run(&id).await.unwrap();
    assert!(!report.truncated && report.committed, "until then the log is complete");
}

/// What was derived outlives the latest event that it follows from. What an event does not change
/// is not written again, so that a long conversation costs no more than a short one.
#[tokio::test]
async fn what_was_derived_outlives_its_events() {
    let (deployment, id, arrivals) = passed().await;
    let table = &deployment.table;
    let stored = table.tree(&id).await.unwrap().unwrap();
    let log = table.log(&id).await.unwrap();
    let latest = log.iter().map(|event| event.expires_at).max().unwrap();
    assert_eq!(stored.tree.expires_at, latest.of_tree_and_ledger());
    let items = table.participants(&id).await.unwrap();
    assert!(!items.is_empty() && !stored.tree.inline.is_empty(), "the case has both");
    assert!(items.iter().all(|item| item.expires_at == latest.of_tree_and_ledger()));
    let pages = table.ledger_pages(&id).await.unwrap();
    assert!(pages.iter().all(|page| page.expires_at == latest.of_tree_and_ledger()));
    let said = deployment.said(&id).await;
    // An event that changes nothing, 100 days later.
    let mut arrival = arrivals[0].clone();
    arrival["detail-type"] = json!("v2.detail.events.conversation.{id}.hologram");
    let mut later = event(&arrival);
    later.expires_at = Expiry::from_seconds(latest.seconds() + 100 * 86_400);
    store::EventLog::append(table, &later).await.unwrap();
    let report = deployment.pass(&id).await;
    assert!(report.published.is_empty() && report.participants == 0);
    let stored = table.tree(&id).await.unwrap().unwrap();
    assert_eq!(stored.tree.expires_at, later.expires_at.of_tree_and_ledger());
    assert_eq!(table.participants(&id).await.unwrap(), items);
    assert_eq!(table.ledger_pages(&id).await.unwrap(), pages);
    let mut after = deployment.said(&id).await;
    after["tree"]["summary"]["knownEvents"] = said["tree"]["summary"]["knownEvents"].clone();
    assert_eq!(after, said);
}

/// A pass after an upgrade rewrites what differs, and publishes revisions only on request.
#[tokio::test]
async fn upgrade_rewrites_silently_unless_asked() {
    let (deployment, id, _) = passed().await;
    let before = deployment.said(&id).await;
    deployment.former_layout(&id).await;
    let mut old = deployment.table.participants(&id).await.unwrap().remove(0);
    old.participant.participant_name = Some("as an older version had it".to_owned());
    assert_eq!(deployment.table.put_participant(&old).await.unwrap(), Written::Stored);
    let entry = ledger(&deployment, &id).await.remove(0);
    deployment
        .say(LedgerEntry { data: json!({"as": "an older version said it"}), ..entry.clone() })
        .await;
    let (rules, clock) = (rules(), Clock::fixed(NOW));
    let wake_ups = SentWakeUps::default();
    let upgrade =
        |publish| Pass::new(&deployment.table, &wake_ups, &rules, &clock).after_upgrade(publish);
    let report = upgrade(false).run(&id).await.unwrap();
    assert_eq!((report.participants, report.published.len(), report.committed), (1, 0, true));
    let report = upgrade(false).run(&id).await.unwrap();
    assert_eq!((report.participants, report.published.len(), report.committed), (0, 0, false));
    let report = upgrade(true).run(&id).await.unwrap();
    assert_eq!((report.participants, report.published), (0, vec![(entry.event_type, 2)]));
    assert_eq!(deployment.said(&id).await, before);
}

#[tokio::test]
async fn replay_is_named_only_if_all_causes_are_replayed() {
    let deployment = Deployment::start().await;
    let (_, details) = cases().remove(0);
    let mut arrivals = envelopes(&details, false);
    let half = arrivals.len() / 2;
    for arrival in &mut arrivals[..half] {
        arrival["replay-name"] = json!("backfill");
    }
    deployment.append(&arrivals).await;
    deployment.pass(&details.conversation_id).await;
    let replays: BTreeSet<Option<String>> = ledger(&deployment, &details.conversation_id)
        .await
        .into_iter()
        .map(|entry| entry.replay)
        .collect();
    assert_eq!(replays, BTreeSet::from([None, Some("backfill".to_owned())]));
    assert_eq!(
        deployment.pass(&details.conversation_id).await.published,
        [],
        "replay is not compared"
    );
}

#[tokio::test]
async fn unknown_conversation_is_skipped() {
    let deployment = Deployment::start().await;
    let id = "c-1".parse().unwrap();
    let report = deployment.pass(&id).await;
    assert_eq!((report.known_events, report.committed), (0, false));
    assert_eq!(deployment.table.forget(&id).await.unwrap(), 0);
}
