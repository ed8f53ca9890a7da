//! Every Common Event names its rule and the Genesys events to which the rule applied.

use std::collections::HashSet;

use common_events::id::common_event_id;
use common_events::{DerivedEvent, EventType};
use conversation::derive::rules;
use conversation::why::{Reasons, Why};
use genesys::EventKey;

use crate::support::Story;
use crate::voice_call;

fn why(story: &Story, event: &DerivedEvent) -> Why {
    let history = story.history();
    let id = common_event_id(history.conversation_id(), event.event_type(), &event.subject);
    Reasons::new(&history).why(&id, &event.causes)
}

#[test]
fn rules_have_names_and_sentences() {
    let mut names = HashSet::new();
    for rule in rules() {
        assert!(names.insert(rule.name), "{} is declared twice", rule.name);
        assert!(rule.sentence.starts_with(char::is_uppercase), "{}", rule.sentence);
        assert!(rule.sentence.ends_with('.') && !rule.sentence.contains("  "), "{}", rule.sentence);
    }
    for event_type in EventType::ALL {
        assert!(rules().any(|rule| rule.event_type == *event_type), "{event_type} has no rule");
    }
}

#[test]
fn a_call_is_explained_by_its_events() {
    let story = voice_call("CLIENT");
    let events = story.derived_events();
    assert!(events.len() > 6, "{events:?}");
    for event in &events {
        let why = why(&story, event);
        assert!(why.rule.is_some() && !why.caused_by.is_empty(), "{event:?}");
        let keys: HashSet<EventKey> = why.caused_by.iter().map(|cause| cause.key).collect();
        assert_eq!(keys, event.causes.iter().copied().collect());
    }
    let left = events.iter().find(|event| event.event_type() == EventType::AgentLeft).unwrap();
    let why = why(&story, left);
    assert_eq!(why.rule.unwrap().name, "agent-left");
    let topics: Vec<&str> = why.caused_by.iter().map(|cause| cause.topic.as_str()).collect();
    assert_eq!(topics, ["user.end"]);
}

/// What no longer follows has causes and no rule.
#[test]
fn a_withdrawn_event_has_no_rule() {
    let story = voice_call("CLIENT");
    let mut event = story.derived_events().remove(0);
    event.subject = "gone".to_owned();
    assert_eq!(why(&story, &event).rule, None);
}
