//! What a tree and its overview mention by id, and whom names reach.

use conversation::overview::Party;
use conversation::{names, overview, unnamed};
use genesys::{Directory, EntityKind};
use serde_json::json;

use super::support::Story;

/// A call with a flow and its outcome, a queue that asks for a skill, a user and their wrap-up
/// code.
fn call() -> Story {
    Story::new()
        .add(0, "customer.start", "cu/c", json!({"divisionId": "d1"}))
        .add(500, "flow.start", "iv/i", json!({"flowType": "INBOUNDCALL", "flowId": "f1"}))
        .add(
            700,
            "flow.outcome",
            "iv/i",
            json!({"flowType": "INBOUNDCALL", "flowId": "f1", "flowOutcomeId": "o1"}),
        )
        .add(900, "flow.end", "iv/i", json!({"flowType": "INBOUNDCALL", "flowId": "f1"}))
        .add(
            1_000,
            "acd.start",
            "ac/a",
            json!({"queueId": "q1", "requestedRoutingSkillIds": ["s1", "s2"]}),
        )
        .add(5_000, "user.start", "ag/x", json!({"userId": "u1", "queueId": "q1"}))
        .answered(9_000, "ac/a", "u1", 8_000)
        .agent_left(60_000, "ag/x", "u1", "CLIENT", (3_000, 40_000, 8_000))
        .add(
            65_000,
            "acw",
            "ag/x",
            json!({"userId": "u1", "queueId": "q1", "wrapupCode": "w1", "wrapupDurationMs": 4_000}),
        )
}

#[test]
fn every_kind_that_a_tree_mentions_is_unnamed() {
    let mentioned: Vec<(EntityKind, String)> =
        unnamed(&call().tree()).into_iter().map(|it| (it.kind, it.id.to_string())).collect();
    let expected = [
        (EntityKind::Queue, "q1"),
        (EntityKind::User, "u1"),
        (EntityKind::Flow, "f1"),
        (EntityKind::FlowOutcome, "o1"),
        (EntityKind::WrapUpCode, "w1"),
        (EntityKind::Skill, "s1"),
        (EntityKind::Skill, "s2"),
        (EntityKind::Division, "d1"),
    ];
    assert_eq!(mentioned, expected.map(|(kind, id)| (kind, id.to_owned())));
}

/// A name that a record gave stays, and the directory is not asked for it.
#[test]
fn names_of_the_tree_go_before_the_directory() {
    let mut tree = call().customer_left(60_000, "cu/c", "PEER").tree();
    for participant in &mut tree.participants {
        let is_user = participant.user_id.is_some();
        participant.participant_name = is_user.then(|| "Kim".to_owned());
    }
    assert_eq!(names(&tree).name(EntityKind::User, "u1"), Some("Kim"));
    assert!(unnamed(&tree).iter().all(|entity| entity.kind != EntityKind::User));

    let mut directory = Directory::default();
    directory.add(EntityKind::User, "u1", "Lee");
    directory.add(EntityKind::Queue, "q1", "Support");
    let mut overview = overview(&tree);
    assert_eq!(overview.unnamed().count(), 1);
    overview.add_names(&directory);
    let party = |id: &str, name: &str| Party { id: id.to_owned(), name: Some(name.to_owned()) };
    assert_eq!(overview.queue, Some(party("q1", "Support")));
    assert_eq!(overview.agents, [party("u1", "Kim")]);
    assert_eq!(overview.unnamed().count(), 0);
}
