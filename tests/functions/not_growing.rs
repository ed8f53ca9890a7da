//! What would make the items of a long conversation grow is on log pages.

use serde_json::{Value, json};
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
    assert_eq!(world.sessions().await, minutes.collect::<Vec<_>>());
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

/// An agent who answers every day: their participants of the days before do not change.
#[tokio::test]
async fn answer_is_not_about_participants_of_the_past() {
    const DAY: i64 = 24 * 60;
    let mut world = World::start().await;
    let process = process_at(world.deployment.table.clone(), NOW.plus_ms(60 * DAY * 60_000));
    let (mut most, mut sessions) = (0.0_f64, 0);
    for day in 0..50 {
        let (usage, _) = world.pass_messages(&process, &answered_visit(day * DAY)).await;
        most = most.max(usage.write_units);
        sessions += 3;
    }
    let stored = world.deployment.table.tree(&"c-1".parse().unwrap()).await.unwrap().unwrap();
    assert_eq!(stored.tree.summary.counts.sessions, sessions);
    assert!(most <= 26.0, "{most} write units for a visit");
}

/// A customer, a queue, and the agent who answered, in a visit of four minutes.
fn answered_visit(minute: i64) -> Vec<Value> {
    let of = |who: &str, topic: &str, after: i64, more: Value| {
        let mut event = of_session(topic, minute, minute + after);
        let body = event["detail"]["eventBody"].as_object_mut().unwrap();
        body.insert("participantId".to_owned(), json!(format!("{who}-{minute}")));
        body.insert("sessionId".to_owned(), json!(format!("s-{who}-{minute}")));
        body.extend(more.as_object().unwrap().clone());
        event
    };
    let answered = json!({"queueId": "q-1", "acdOutcome": "ANSWERED", "answeredUserId": "u-1"});
    vec![
        of("customer", "customer.start", 0, json!({})),
        of("queue", "acd.start", 0, json!({"queueId": "q-1"})),
        of("agent", "user.start", 1, json!({"userId": "u-1", "queueId": "q-1"})),
        of("queue", "acd.end", 2, answered),
        of("agent", "user.end", 4, json!({"userId": "u-1", "queueId": "q-1"})),
        of("customer", "customer.end", 4, json!({})),
    ]
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
