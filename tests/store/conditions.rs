//! Every conditional write, with a condition that holds and one that fails.

use common_events::{EventType, Status};
use conversation::{overview, project};
use genesys::ConversationId;
use serde_json::json;
use store::tree_item::Commit;
use store::{
    Appended, EventLog, Expiry, LedgerEntry, LedgerPage, ParticipantItem, Projections, Republished,
    StoreError, Table, TreeItem, Written,
};
use testkit::invocations::{TABLE, event};
use testkit::{cases, envelopes, history, noise};
use tests::deployment::Deployment;

pub const LATER: Expiry = Expiry::from_seconds(1_900_000_000);

/// A ledger entry.
pub fn entry(revision: u64) -> LedgerEntry {
    let conversation: ConversationId = "c-1".parse().unwrap();
    LedgerEntry {
        conversation_id: conversation,
        event_type: EventType::AgentAnswered,
        subject: "s-1".to_owned(),
        revision,
        status: Status::Active,
        occurred_at: "2026-03-02T09:00:00Z".parse().unwrap(),
        known_events: 7,
        edition: 1,
        causes: Vec::new(),
        organization_id: None,
        replay: None,
        data: json!({"revision": revision}),
    }
}

/// A page with that entry.
pub fn page(number: u32, revision: u64) -> LedgerPage {
    LedgerPage::after(number - 1, vec![entry(revision)], LATER).remove(0)
}

/// The items of the conversation of the first case.
fn items() -> (TreeItem, Vec<ParticipantItem>) {
    let (_, details) = cases().remove(0);
    let conversation = project(&history(&details, true));
    let overview = overview(&conversation);
    let id = details.conversation_id;
    let participants: Vec<ParticipantItem> = conversation
        .participants
        .into_iter()
        .map(|p| ParticipantItem::new(id.clone(), p, LATER))
        .collect();
    let commit = Commit {
        ledger_end: 0,
        complete_until: LATER,
        wake_up_at: None,
        holds_back: false,
        series: None,
        packed: None,
        expires_at: LATER,
    };
    let in_items = participants.iter().map(|item| (item.sk.0.clone(), item.known_events)).collect();
    let tree = TreeItem::new((conversation.summary, overview), commit, None, 1);
    (TreeItem { participants: in_items, ..tree }, participants)
}

#[tokio::test]
async fn create_leaves_an_existing_table_alone() {
    let deployment = Deployment::start().await;
    let (_, details) = cases().remove(0);
    deployment.append(&envelopes(&details, false)).await;
    Table::create(&deployment.embedded.dynamodb(), TABLE).await.unwrap();
    assert!(!deployment.table.log(&details.conversation_id).await.unwrap().is_empty());
    let ttl = deployment
        .embedded
        .dynamodb()
        .describe_time_to_live()
        .table_name(TABLE)
        .send()
        .await
        .unwrap();
    let attribute = ttl.time_to_live_description.and_then(|ttl| ttl.attribute_name);
    assert_eq!(attribute.as_deref(), Some("expiresAt"));
}

#[tokio::test]
async fn event_is_stored_once_and_never_replaced() {
    let Deployment { table, embedded: _running } = Deployment::start().await;
    let (_, details) = cases().remove(0);
    let first = event(&envelopes(&details, false)[0]);
    assert_eq!(table.append(&first).await.unwrap(), Appended::Stored);
    let mut again = first.clone();
    again.envelope_id = Some("another".to_owned());
    again.replay_name = Some("backfill".to_owned());
    assert_eq!(table.append(&again).await.unwrap(), Appended::Duplicate);
    assert_eq!(table.log(&details.conversation_id).await.unwrap(), [first]);
    let usage = table.meter().usage();
    assert_eq!(usage.conditions_failed, 1);
    assert!(usage.write_units >= 2.0, "a failed condition costs as well");
}

/// A participant is never replaced by one that follows from fewer events.
#[tokio::test]
async fn participant_is_not_replaced_by_older_knowledge() {
    let Deployment { table, embedded: _running } = Deployment::start().await;
    let (_, mut participants) = items();
    let participant = participants.remove(0);
    let of_known_events = |known_events| ParticipantItem { known_events, ..participant.clone() };
    assert_eq!(table.put_participant(&of_known_events(5)).await.unwrap(), Written::Stored);
    assert_eq!(table.put_participant(&of_known_events(4)).await.unwrap(), Written::Lost);
    assert_eq!(
        table.put_participant(&of_known_events(5)).await.unwrap(),
        Written::Stored,
        "an upgrade rewrites"
    );
    assert_eq!(
        table.put_participant(&of_known_events(10)).await.unwrap(),
        Written::Stored,
        "10 is more than 5"
    );
    assert_eq!(table.participants(&participant.pk.0).await.unwrap(), [of_known_events(10)]);
}

/// The version before counted more events for one state of a participant.
#[tokio::test]
async fn participant_of_the_version_before_is_replaced() {
    let Deployment { table, embedded: _running } = Deployment::start().await;
    let (_, mut participants) = items();
    let participant = participants.remove(0);
    let former = ParticipantItem { known_events: 9, edition: 0, ..participant.clone() };
    let current = |known_events| ParticipantItem { known_events, ..participant.clone() };
    assert_eq!(table.put_participant(&former).await.unwrap(), Written::Stored);
    assert_eq!(table.put_participant(&current(5)).await.unwrap(), Written::Stored);
    assert_eq!(table.put_participant(&current(4)).await.unwrap(), Written::Lost);
    assert_eq!(table.participants(&participant.pk.0).await.unwrap(), [current(5)]);
}

/// A page is put only if no page has its number.
#[tokio::test]
async fn ledger_page_is_never_overwritten() {
    let Deployment { table, embedded: _running } = Deployment::start().await;
    assert_eq!(table.put_ledger_page(&page(1, 1)).await.unwrap(), Written::Stored);
    assert_eq!(table.put_ledger_page(&page(1, 2)).await.unwrap(), Written::Lost, "there is one");
    assert_eq!(table.ledger(&entry(1).conversation_id).await.unwrap(), [entry(1)]);
    assert_eq!(table.put_ledger_page(&page(2, 2)).await.unwrap(), Written::Stored);
    assert_eq!(table.ledger(&entry(1).conversation_id).await.unwrap(), [entry(2)]);
    assert_eq!(
        table.ledger_pages(&entry(1).conversation_id).await.unwrap(),
        [page(1, 1), page(2, 2)]
    );
}

#[tokio::test]
async fn commit_compares_and_sets_the_version() {
    let Deployment { table, embedded: _running } = Deployment::start().await;
    let (tree, participants) = items();
    let second = TreeItem { version: 2, ..tree.clone() };
    assert_eq!(table.put_tree(&second, Some(1)).await.unwrap(), Written::Lost, "there is none");
    assert_eq!(table.put_tree(&tree, None).await.unwrap(), Written::Stored);
    assert_eq!(table.put_tree(&tree, None).await.unwrap(), Written::Lost, "there is one");
    assert_eq!(table.put_tree(&second, Some(1)).await.unwrap(), Written::Stored);
    assert_eq!(table.put_tree(&second, Some(1)).await.unwrap(), Written::Lost, "it was replaced");
    assert_eq!(
        table.tree_item(tree.conversation_id()).await.unwrap(),
        Some(second),
        "nothing is lost on the way"
    );
    for participant in &participants {
        assert_eq!(table.put_participant(participant).await.unwrap(), Written::Stored);
    }
    let stored = table.tree(tree.conversation_id()).await.unwrap().unwrap();
    let (_, details) = cases().remove(0);
    assert_eq!(
        stored.conversation(),
        project(&history(&details, true)),
        "the tree is read as it was projected"
    );
}

#[tokio::test]
async fn republish_repeats_only_current_entries() {
    let Deployment { table, embedded: _running } = Deployment::start().await;
    let id = entry(1).conversation_id;
    assert_eq!(table.republish(&id, |_| true).await.unwrap(), Republished::Unknown);
    for (number, revision) in [(1, 1), (2, 2)] {
        assert_eq!(table.put_ledger_page(&page(number, revision)).await.unwrap(), Written::Stored);
    }
    assert_eq!(
        table.republish(&id, |entry| entry.revision == 1).await.unwrap(),
        Republished::Marked(0),
        "it is revised"
    );
    assert_eq!(table.republish(&id, |_| true).await.unwrap(), Republished::Marked(1));
    assert_eq!(table.ledger_pages(&id).await.unwrap(), [page(1, 1), page(2, 2), page(3, 2)]);
    assert_eq!(table.ledger(&id).await.unwrap(), [entry(2)]);
}

/// Errors are fatal, poison or worth a retry.
#[tokio::test]
async fn errors_are_classified_by_the_next_step() {
    let deployment = Deployment::start().await;
    let elsewhere = Table::new(deployment.embedded.dynamodb(), "elsewhere");
    let fatal = elsewhere.tree(&entry(1).conversation_id).await.unwrap_err();
    assert!(matches!(fatal, StoreError::Fatal { .. }), "{fatal}");
    let large = LedgerEntry { data: json!(format!("secret {}", noise(800_000))), ..entry(1) };
    let poison = deployment
        .table
        .put_ledger_page(&LedgerPage::after(0, vec![large], LATER)[0])
        .await
        .unwrap_err();
    assert!(matches!(poison, StoreError::Poison { .. }), "{poison}");
    assert!(!poison.to_string().contains("secret"));
    let table = deployment.table.clone();
    deployment.embedded.shutdown().await;
    let retry = table.tree(&entry(1).conversation_id).await.unwrap_err();
    assert!(retry.is_retry(), "{retry}");
}
