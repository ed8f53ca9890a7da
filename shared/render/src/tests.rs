//! What people see of the shipped conversations.

mod properties;

use common_events::{CommonEvent, EventType, Status};

use super::*;

#[path = "../tests/support/mod.rs"]
mod support;

use support::{Story, given_up, story};

fn shown(story: &Story, width: usize) -> String {
    tree(&story.conversation, &story.statements, &Style::plain(width))
}

fn logged(story: &Story) -> Vec<Logged> {
    let events = story.history.events().cloned();
    events.map(|event| Logged { known: event.into(), cut: Vec::new() }).collect()
}

fn log_of(story: &Story, events: &[Logged], style: &Style) -> String {
    log(&story.conversation.summary.conversation_id, events, &story.statements, style)
}

/// The one line that has all of these.
fn line<'t>(text: &'t str, having: &[&str]) -> &'t str {
    let mut lines = text.lines().filter(|line| having.iter().all(|part| line.contains(part)));
    lines.next().unwrap_or_else(|| panic!("no line with {having:?} in\n{text}"))
}

/// GIVEN a call with a conference WHEN shown THEN the five questions are answered before anything
/// else.
#[test]
fn the_five_answers_come_first() {
    let text = shown(&story("consult-external-peer", true), 110);
    let head: Vec<&str> = text.lines().take(9).collect();
    assert_eq!(
        head,
        [
            "3b8550e9-6043-5ac1-869b-2d7a4a190958 · ended · 2026-03-11 09:00:00 – 09:58:39 UTC · 58:39",
            "",
            "  From and to    +15550100001 → +15550100002 · inbound / outbound · voice",
            "  Who answered   0:28  queue Name 4 (69011daa)  answered by d8b9d2b3 · waited 7.9s",
            "                 0:36  agent d8b9d2b3  answered from Name 4 (69011daa) · talk 57:56 · hold 6.5s",
            "  Why            flow Name 2 (4ac567d6) → transfer to acd · external contact 5a7c295f, bb6b29ee",
            "  How long       flow 28s · queue 7.9s · alert 5.4s · talk 57:56 · hold 6.5s · wrap-up 4:33",
            "  How concluded  ended by the customer · handled · at 58:39",
            "                 wrap-up ee89b681 by agent d8b9d2b3, 4:33",
        ]
    );
}

/// GIVEN a third party that nobody released for two months WHEN shown THEN the axis ends with the
/// conversation.
#[test]
fn a_dangling_leg_does_not_squash_the_others() {
    let text = shown(&story("consult-external-peer", true), 110);
    let agent = line(&text, &["agent", "█"]);
    assert!(agent.contains("!█") && agent.contains("█░█") && agent.contains("█=="), "{agent}");
    assert!(!agent.contains('~') && agent.ends_with("58:08  peer"));
    assert!(line(&text, &["customer Name 6", "━"]).contains("━»  59d 18h"));
    assert!(line(&text, &["customer Name 1", "━"]).ends_with("58:39  endpoint"));
    assert!(line(&text, &["0:00  ", "1:03:12"]).ends_with("1:03:12"));
    assert!(text.contains("» goes on beyond the axis"));
}

/// GIVEN the same without metric records WHEN shown THEN it says that the borders of talk and hold
/// are not known.
#[test]
fn totals_without_borders_are_marked() {
    let text = shown(&story("consult-external-peer", false), 110);
    assert!(line(&text, &["agent", "█"]).contains("agent    d8b9d2b3 ~"));
    assert!(text.contains("~ talk and hold by their totals"));
    assert!(
        text.contains("customer +15550100007"),
        "without a name, the address of the other side"
    );
}

/// GIVEN a callback that waited for two months WHEN shown THEN the axis leaves that out, and says
/// so.
#[test]
fn a_long_wait_is_left_out_of_the_axis() {
    let text = shown(&story("voicemail-then-callback", true), 100);
    assert!(line(&text, &["└ callback", "━"]).contains("━⋯━"));
    assert!(line(&text, &["ivr", "≈"]).contains("≈≈≈≈≈≈≈≈"));
    assert!(text.contains("⋯ 58d 23h left out"));
    assert!(line(&text, &["voicemail left"]).contains("ended, by whom is not known"));
}

/// GIVEN a chat that waits in a queue WHEN shown THEN it is open, and what lives goes on to the end
/// of the axis.
#[test]
fn an_open_conversation_has_no_end() {
    let text = shown(&story("chat-external-in-progress", true), 100);
    assert!(text.starts_with(
        "b8d93751-bc26-5673-a06f-84e4e2e33e73 · open · since 2026-03-22 09:00:00 UTC\n"
    ));
    assert!(line(&text, &["acd", "»"]).ends_with("live"));
    assert!(line(&text, &["How concluded"]).ends_with("still open"));
    assert!(line(&text, &["How long"]).ends_with("queue has begun"));
}

#[test]
fn a_conversation_that_was_given_up_says_so() {
    let case = given_up("chat-external-in-progress");
    let text = shown(&case, 100);
    assert!(text.starts_with("b8d93751-bc26-5673-a06f-84e4e2e33e73 · timed out · "), "{text}");
    assert!(line(&text, &["given up for ended"]).ends_with("nothing was heard of it since"));
    assert!(
        line(&list(&[case.conversation.summary], &Style::plain(120)), &["b8d93751"])
            .contains("timed out")
    );
}

#[test]
fn the_ledger_is_in_order_and_says_who_and_what() {
    let mut case = story("consult-external-peer", true);
    let left = case
        .statements
        .iter_mut()
        .find(|it| it.metadata.event_type == EventType::AgentLeft)
        .unwrap();
    (left.metadata.revision, left.metadata.status) = (3, Status::Withdrawn);
    let text = shown(&case, 110);
    let row = line(&text, &["ConversationDequeued"]);
    assert_eq!(
        row,
        "     0:36  ConversationDequeued  1            acd Name 4       answered by d8b9d2b3 after 7.9s"
    );
    assert!(line(&text, &["AgentLeft"]).contains("3 withdrawn  agent d8b9d2b3"));
    let at = |event: &str| text.find(event).unwrap();
    assert!(
        at("ConversationCreated") < at("AgentAnswered")
            && at("AgentAnswered") < at("WrapUpCompleted")
    );
}

#[test]
fn the_log_says_what_each_event_caused_and_what_was_not_kept() {
    let case = story("chat-external-in-progress", false);
    let mut events = logged(&case);
    let text = log_of(&case, &events, &Style::plain(100));
    let row = line(&text, &["acd.start"]);
    assert_eq!(
        row,
        "  09:00:04.770  acd.start       28bbc0e7  5214f179  ParticipantAdded, ConversationQueued"
    );
    assert!(!text.contains("note"));
    events[0].cut = vec!["attributes".to_owned()];
    events[0].known.replay_name = Some("backfill".to_owned());
    let text = log_of(&case, &events, &Style::plain(160));
    assert!(line(&text, &["customer.start"]).contains("replay backfill; cut: attributes"));
    assert_eq!(log_of(&case, &[], &Style::plain(100)), "no events\n");
}

#[test]
fn a_common_event_is_one_line() {
    let case = story("consult-external-peer", false);
    let of = |event_type| {
        case.statements.iter().find(|it| it.metadata.event_type == event_type).unwrap().clone()
    };
    let shown = |statement: &CommonEvent| event(statement, &Style::plain(120));
    let mut ended = of(EventType::ConversationEnded);
    let text = "03-11 09:58:39  3b8550e9  ConversationEnded                                ";
    assert_eq!(shown(&ended), format!("{text}by customer, handled, after 58:39, talk 57:56"));
    ended.metadata.revision = 2;
    assert_eq!(shown(&ended), format!("{text}revision 2 by customer, handled, after 58:39…"));
    assert!(
        shown(&of(EventType::FlowEnded))
            .ends_with("flow 4ac567d6      INBOUNDCALL, transfer to acd")
    );
    assert!(
        shown(&of(EventType::AgentAnswered))
            .ends_with("AgentAnswered                 user d8b9d2b3")
    );
}

#[test]
fn a_list_has_a_row_for_each_conversation() {
    let items = ["consult-external-peer", "chat-external-in-progress"]
        .map(|name| story(name, true).conversation.summary);
    let text = list(&items, &Style::plain(120));
    assert_eq!(
        line(&text, &["3b8550e9-6043-5ac1-869b-2d7a4a190958"]),
        "  3b8550e9-6043-5ac1-869b-2d7a4a190958  ended   2026-03-11 09:00  58:39   inbound    voice"
    );
    assert!(line(&text, &["b8d93751", "open"]).contains("chat"));
    assert_eq!(list(&[], &Style::plain(120)), "no conversations\n");
}

/// A subscriber's newer contract, or a tree of which nothing is known yet, is shown as far as it
/// goes.
#[test]
fn what_is_hardly_known_is_shown_all_the_same() {
    let mut case = story("consult-external-peer", true);
    case.statements[0].data = serde_json::json!("of a later schema");
    assert!(shown(&case, 100).contains("Common Events"));
    case.conversation.participants.clear();
    case.conversation.summary.conversation_start = None;
    case.conversation.summary.ended_at = None;
    case.statements.clear();
    let text = shown(&case, 100);
    assert!(!text.contains("Timeline") && text.contains("none yet"));
}
