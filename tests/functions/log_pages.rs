//! Which log pages a pass puts, and what it need not read.

use std::collections::BTreeMap;

use genesys::Timestamp;
use reconstruct::Reconstruct;
use runtime::{Clock, DeadLetterQueue};
use store::{
    EventItem, LogPage, NewContent, Operation, PagedEpisodes, Projections, Series, TreeItem, Usage,
    Written,
};
use testkit::invocations::{NOW, event, rules};
use testkit::wake_ups::SentWakeUps;

use crate::long_conversation::{T0, World, message, process};

fn queries(usage: &Usage) -> u64 {
    usage.requests.get(&Operation::Query).copied().unwrap_or_default()
}

/// A log page with nothing but events.
fn page_of(number: u32, series: Series, events: &[&EventItem]) -> LogPage {
    let (participants, episodes) = (&BTreeMap::new(), &PagedEpisodes::default());
    let sessions = &BTreeMap::new();
    let content = NewContent { events, ledger: &[], participants, episodes, sessions };
    LogPage::after(number - 1, series, &content).unwrap().remove(0)
}

fn minutes(page: &LogPage) -> Vec<i64> {
    let minute = |ms: i64| (ms - T0) / 60_000;
    page.read().unwrap().events.iter().map(|event| minute(event.sk.time.ms())).collect()
}

#[tokio::test]
async fn events_go_to_a_page_once_enough_are_old() {
    let mut world = World::start().await;
    let process = process(world.deployment.table.clone());
    assert_eq!(world.pass(&process, &[0, 1, 2, 3]).await.1, 0, "the last one is not old");
    assert_eq!(world.tree().await.packed, None);
    assert_eq!(world.pass(&process, &[5]).await.1, 1);
    let packed = world.tree().await.packed.unwrap();
    assert_eq!((packed.pages, packed.before), (1, Timestamp::from_ms(T0 + 4 * 60_000)));
    assert_eq!(minutes(&world.pages().await[0]), [0, 1, 2, 3]);
    assert_eq!(world.pass(&process, &[6, 7, 8]).await.1, 0);
    assert_eq!(world.pass(&process, &[9]).await.1, 0, "the minutes 5, 6 and 7 are too few");
    assert_eq!(world.pass(&process, &[20]).await.1, 1);
    assert_eq!(minutes(&world.pages().await[1]), [5, 6, 7, 8, 9]);
    assert_eq!(world.known_events().await, 10);
}

/// A warm process reads what is new, a cold one the pages and what is on none.
#[tokio::test]
async fn pass_does_not_read_what_is_on_pages() {
    let mut world = World::start().await;
    let warm = process(world.deployment.table.clone());
    for minute in 0..40 {
        world.pass(&warm, &[minute]).await;
    }
    let (usage, _) = world.pass(&warm, &[40]).await;
    assert_eq!((queries(&usage), usage.read_units), (3, 2.0), "commit, events, ledger");
    let cold = process(world.deployment.table.clone());
    let (usage, _) = world.pass(&cold, &[41]).await;
    assert_eq!(queries(&usage), 4, "and the pages");
    let (usage, _) = world.pass(&warm, &[42]).await;
    assert!(queries(&usage) <= 4, "another process has committed since");
    assert_eq!(world.known_events().await, 43);
    assert!(world.pages().await.len() > 5);
}

/// A late event is read alone, and is on a page before the commit.
#[tokio::test]
async fn late_event_is_read_and_packed_alone() {
    let mut world = World::start().await;
    let warm = process(world.deployment.table.clone());
    world.pass(&warm, &[0, 2, 4, 6, 8, 10]).await;
    for process in [warm, process(world.deployment.table.clone())] {
        let before = world.pages().await.len();
        let late = 1 + 2 * before as i64;
        let (usage, pages) = world.pass(&process, &[late]).await;
        assert_eq!((pages, world.pages().await.len()), (1, before + 1));
        assert!(minutes(world.pages().await.last().unwrap()).contains(&late));
        assert!(usage.read_units < 8.0, "{usage:?}");
    }
    let other = process(world.deployment.table.clone());
    world.pass(&other, &[60]).await;
    assert_eq!(world.known_events().await, 9);
}

/// The version before names neither a log nor its pages. The next pass finds what it may use.
#[tokio::test]
async fn commit_of_the_version_before_costs_one_read() {
    let mut world = World::start().await;
    let warm = process(world.deployment.table.clone());
    world.pass(&warm, &[0, 1, 2, 3, 5]).await;
    let tree = world.tree().await;
    let version = tree.version + 1;
    let former = TreeItem { series: None, packed: None, version, ..tree.clone() };
    let put = world.deployment.table.put_tree(&former, Some(tree.version)).await.unwrap();
    assert_eq!(put, Written::Stored);
    world.pass(&warm, &[6]).await;
    let after = world.tree().await;
    assert_eq!(after.series, tree.series, "the page is adopted");
    let packed = after.packed.unwrap();
    assert_eq!((packed.pages, packed.before), (1, Timestamp::from_ms(T0 + 5 * 60_000)));
    assert_eq!((world.known_events().await, world.pages().await.len()), (6, 1));
}

/// A log that was written before there were log pages goes to as many as it takes.
#[tokio::test]
async fn old_log_is_packed_by_its_next_pass() {
    let mut world = World::start().await;
    let id = "c-1".parse().unwrap();
    for minute in 0..30 {
        let mut large = message(minute);
        large["detail"]["eventBody"]["x"] = "x".repeat(30_000).into();
        world.deployment.append(&[large]).await;
    }
    world.deployment.pass(&id).await;
    let process = process(world.deployment.table.clone());
    let (_, pages) = world.pass(&process, &[60]).await;
    assert_eq!(pages, 4, "900 KB of text");
    assert_eq!(world.tree().await.packed.unwrap().pages, 4);
    assert_eq!(world.known_events().await, 31);
}

/// A page whose pass died before its commit keeps its number and is used.
#[tokio::test]
async fn page_of_a_dead_pass_is_adopted() {
    let mut world = World::start().await;
    let warm = process(world.deployment.table.clone());
    world.pass(&warm, &[0, 1, 2, 3]).await;
    let tree = world.tree().await;
    let orphan = [event(&message(1)), event(&message(2))];
    let orphan: Vec<_> = orphan.iter().collect();
    let orphan = page_of(1, tree.series.unwrap(), &orphan);
    assert_eq!(world.deployment.table.put_log_page(&orphan).await.unwrap(), Written::Stored);
    // Of a conversation that was erased since.
    let series = Series::begin(NOW, &[]);
    let gone = page_of(2, series, &[&event(&message(9))]);
    assert_eq!(world.deployment.table.put_log_page(&gone).await.unwrap(), Written::Stored);
    world.pass(&warm, &[30]).await;
    assert_eq!(world.tree().await.packed.unwrap().pages, 2, "it is named, with the one after it");
    let cold = process(world.deployment.table.clone());
    world.pass(&cold, &[40, 41, 42]).await;
    assert_eq!(minutes(&world.pages().await[2]), [0, 3, 30, 40]);
    world.pass(&process(world.deployment.table.clone()), &[50]).await;
    assert_eq!(world.known_events().await, 9, "the erased one does not come back");
}

/// What was erased comes back from no page and from no memory.
#[tokio::test]
async fn erased_conversation_begins_anew() {
    let mut world = World::start().await;
    let warm = process(world.deployment.table.clone());
    for minutes in [&[0, 1, 2, 3, 9][..], &[10]] {
        world.pass(&warm, minutes).await;
    }
    let before = world.tree().await;
    world.deployment.table.forget(&"c-1".parse().unwrap()).await.unwrap();
    assert!(world.pages().await.is_empty());
    for (minute, known) in [(20, 1), (21, 2), (22, 3)] {
        world.pass(&warm, &[minute]).await;
        assert_eq!(world.known_events().await, known);
    }
    assert_ne!(world.tree().await.series, before.series);
}

/// A page of before the erasure names a participant whose item is gone.
#[tokio::test]
async fn participant_is_not_lost_with_an_erased_page() {
    let mut world = World::start().await;
    let late = event(&message(0));
    let participants = &BTreeMap::from([("p-1".parse().unwrap(), 1)]);
    let (events, episodes) = (&[&late], &PagedEpisodes::default());
    let sessions = &BTreeMap::new();
    let content = NewContent { events, ledger: &[], participants, episodes, sessions };
    let page = LogPage::after(0, Series::begin(NOW, &[]), &content).unwrap().remove(0);
    assert_eq!(world.deployment.table.put_log_page(&page).await.unwrap(), Written::Stored);
    world.pass(&process(world.deployment.table.clone()), &[0]).await;
    let stored = world.deployment.table.tree(&"c-1".parse().unwrap()).await.unwrap().unwrap();
    assert_eq!(stored.participants.len(), 1);
}

/// Part of a log must not rewrite the whole, so nothing of it is read.
#[tokio::test]
async fn truncated_log_is_not_even_read() {
    let mut world = World::start().await;
    let warm = process(world.deployment.table.clone());
    world.pass(&warm, &[0, 1, 2, 3, 9]).await;
    let late = Clock::fixed(NOW.plus_ms(500 * 86_400_000));
    let (table, wake_ups) = (world.deployment.table.clone(), SentWakeUps::default());
    let late = Reconstruct::new(table, DeadLetterQueue::None, wake_ups, rules(), late);
    let (usage, _) = world.pass(&late, &[10]).await;
    assert_eq!(queries(&usage), 1);
    assert_eq!(world.known_events().await, 5);
}
