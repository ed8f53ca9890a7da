//! What would make the items of a long conversation grow is on log pages.

use serde_json::Value;
use store::{Projections, TreeItem};

use testkit::invocations::NOW;

use crate::long_conversation::{World, episode, of_session, process, process_at};

/// `TREE` has only the last episodes, also after an event of long ago.
#[tokio::test]
async fn old_episodes_are_on_pages() {
    let mut world = World::start().await;
    let warm = process(world.deployment.table.clone());
    let mut expected = Vec::new();
    for minute in (0..120).step_by(10) {
        world.pass_messages(&warm, &episode(minute)).await;
        expected.push(minute);
        assert_eq!(world.episodes().await, expected);
    }
    let few = |tree: &TreeItem| tree.summary.episodes.len() <= 3;
    assert!(few(&world.tree().await) && world.tree().await.packed.unwrap().episodes >= 9);
    for late in [35, 14, 85] {
        let cold = process(world.deployment.table.clone());
        for process in [&warm, &cold] {
            world.pass_messages(process, &episode(late)).await;
        }
        expected.push(late);
        expected.sort_unstable();
        assert_eq!(world.episodes().await, expected);
        world.pass_messages(&cold, &episode(200 + late)).await;
        expected.push(200 + late);
        expected.sort_unstable();
        assert_eq!(world.episodes().await, expected);
        assert!(few(&world.tree().await));
    }
}

/// The item of a participant of every visit has only the last sessions, also after an event of long
/// ago.
#[tokio::test]
async fn old_sessions_are_on_pages() {
    let mut world = World::start().await;
    let warm = process(world.deployment.table.clone());
    let mut expected = Vec::new();
    for minute in (0..300).step_by(10) {
        world.pass_messages(&warm, &episode(minute)).await;
        expected.push(minute);
        assert_eq!(world.sessions().await, expected);
    }
    assert!(world.most_in_an_item().await <= 5);
    for late in [35, 14, 85] {
        let cold = process(world.deployment.table.clone());
        for process in [&warm, &cold] {
            world.pass_messages(process, &episode(late)).await;
        }
        // An event of a session that is on a page.
        world.pass_messages(&cold, &[of_session("customer.end", 50, 53 + late % 10)]).await;
        world.pass_messages(&cold, &episode(400 + late)).await;
        expected.extend([late, 400 + late]);
        expected.sort_unstable();
        assert_eq!(world.sessions().await, expected);
    }
}

/// What a pass had to cut, because it read everything at once, is whole in the end.
#[tokio::test]
async fn participant_is_not_cut_who_fits_on_pages() {
    let mut world = World::start().await;
    let process = process(world.deployment.table.clone());
    let minutes = (0..18_000).step_by(10);
    let messages: Vec<Value> = minutes.clone().flat_map(episode).collect();
    world.pass_messages(&process, &messages).await;
    assert_eq!(world.sessions().await, minutes.map(i64::from).collect::<Vec<_>>());
    let stored = world.deployment.table.participants(&"c-1".parse().unwrap()).await.unwrap();
    assert!(stored.iter().all(|item| item.cut.is_empty()));
}

/// A conversation that goes on for a year: what is stored of its past is not written again.
#[tokio::test]
async fn pass_writes_no_more_for_each_day_of_the_past() {
    const DAY: i64 = 24 * 60;
    let mut world = World::start().await;
    let process = process_at(world.deployment.table.clone(), NOW.plus_ms(390 * DAY * 60_000));
    let mut most = 0.0_f64;
    for day in (0..390).step_by(10) {
        let (usage, _) = world.pass_messages(&process, &episode(day * DAY)).await;
        most = most.max(usage.write_units);
    }
    assert_eq!(world.known_events().await, 2 * 39);
    assert!(most <= 8.0, "{most} write units for the two events of a day");
}

/// However many events claim to be of the future, most of them are on pages.
#[tokio::test]
async fn events_of_the_future_go_to_pages() {
    let mut world = World::start().await;
    let process = process(world.deployment.table.clone());
    let minutes: Vec<i64> = (10_000_000..10_001_100).collect();
    for minutes in minutes.chunks(100) {
        world.pass(&process, minutes).await;
    }
    let events: usize =
        world.pages().await.iter().map(|page| page.read().unwrap().events.len()).sum();
    assert!((90..=100).contains(&events), "{events}");
}
