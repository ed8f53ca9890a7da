//! Records without news publish nothing: repeated events, expiry, silent upkeep, the pass after an
//! upgrade.

use emit::MemoryBus;
use reconstruct::Pass;
use runtime::{Clock, Deadline};
use store::keys::SortKey;
use store::{Projections, Written};
use testkit::invocations::{NOW, batch, rules};
use testkit::wake_ups::SentWakeUps;
use testkit::{cases, envelopes};
use tests::deployment::Deployment;

use super::emit_records::emit;

#[tokio::test]
async fn records_without_news_publish_nothing() {
    let deployment = Deployment::start().await;
    let (_, details) = cases().remove(0);
    let (id, arrivals) = (&details.conversation_id, envelopes(&details, true));
    deployment.append(&arrivals).await;
    deployment.pass(id).await;
    let ledger = deployment.table.ledger(id).await.unwrap();
    let before = deployment.records().await.len();

    // Repeated events, and a pass over known events.
    deployment.append(&arrivals).await;
    deployment.pass(id).await;
    assert_eq!(deployment.records().await.len(), before, "neither writes anything");

    // Upkeep.
    for page in deployment.table.ledger_pages(id).await.unwrap() {
        deployment.extend_expiry(id, SortKey::Ledger(page.sort_key())).await;
    }

    // An upgrade, with something to rewrite.
    deployment.former_layout(id).await;
    let mut old = deployment.table.participants(id).await.unwrap().remove(0);
    old.participant.participant_name = Some("as an older version had it".to_owned());
    assert_eq!(deployment.table.put_participant(&old).await.unwrap(), Written::Stored);
    let (rules, clock) = (rules(), Clock::fixed(NOW));
    let report = Pass::new(&deployment.table, &SentWakeUps::default(), &rules, &clock)
        .after_upgrade(false)
        .run(id)
        .await
        .unwrap();
    assert_eq!(report.participants, 1);

    // Expiry: items are removed, and the stream has records of that.
    deployment.extend_expiry(id, SortKey::Tree).await;
    deployment.table.forget(id).await.unwrap();

    let records = deployment.records().await.split_off(before);
    assert!(records.len() > 2 * ledger.len(), "all of this is in the stream");
    assert!(records.iter().any(|record| record.event_name == "REMOVE"));
    let bus = MemoryBus::default();
    let report = emit(bus.clone()).handle(&batch(records), Deadline::never()).await;
    assert_eq!((report.published.len(), bus.entries().len(), report.poisoned), (0, 0, 0));
}
