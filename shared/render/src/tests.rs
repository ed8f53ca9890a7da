//! The text output for the sample conversations.

mod phases;
mod properties;

use common_events::{CommonEvent, EventType, Status};
use genesys::{Directory, Timestamp};

use super::*;

#[path = "../tests/support/mod.rs"]
mod support;

use support::{Story, given_up, story};

fn shown(story: &Story, width: usize) -> String {
    tree(&story.conversation, &story.common_events, &Directory::default(), &Style::plain(width))
}

fn logged(story: &Story) -> Vec<Logged> {
    let events = story.history.events().cloned();
    events.map(|event| Logged { known: event.into(), cut: Vec::new() }).collect()
}

fn log_of(story: &Story, events: &[Logged], style: &Style) -> String {
    log(&story.conversation.summary.conversation_id, events, &story.common_events, style)
}

fn listed(story: &Story) -> Listed {
    let conversation = &story.conversation;
    Listed {
        conversation_id: conversation.summary.conversation_id.clone(),
        overview: conversation::overview(conversation),
    }
}

/// The first line that contains all of these.
fn line<'t>(text: &'t str, having: &[&str]) -> &'t str {
    let mut lines = text.lines().filter(|line| having.iter().all(|part| line.contains(part)));
    lines.next().unwrap_or_else(|| panic!("no line with {having:?} in\n{text}"))
}

/// The five questions of a call with a conference are answered before anything else.
#[test]
fn the_five_answers_come_first() {
    let text = shown(&story("consult-external-peer", true), 110);
    let head: Vec<&str> = text.lines().take(10).collect();
    assert_eq!(
        head,
        [
            "3b8550e9-6043-5ac1-869b-2d7a4a190958 · ended · \
             2026-03-11 09:00:00 – 09:58:39 UTC · 58:39",
            "complete by document",
            "",
            "  From and to    +15550100001 → +15550100002 · inbound / outbound · voice",
            "  Who answered   0:28  queue Name 4 (69011daa)  answered by d8b9d2b3 \
             · waited 7.9s",
            "                 0:36  agent d8b9d2b3  answered from Name 4 (69011daa) \
             · talk 57:56 · hold 6.5s",
            "  Why            flow Name 2 (4ac567d6) → transfer to a queue \
             · external contact 5a7c295f, bb6b29ee",
            "  How long       menu 28s · queue 7.9s · ringing 5.4s · talk 57:56 \
             · hold 6.5s · wrap-up 4:33",
            "  How concluded  ended by the customer · handled · at 58:39",
            "                 wrap-up ee89b681 by agent d8b9d2b3, 4:33",
        ]
    );
}

/// A third party that nobody released for two months: the axis ends with the conversation.
/// conversation.
#[test]
fn unreleased_session_does_not_stretch_the_axis() {
    let text = shown(&story("consult-external-peer", true), 110);
    let agent = line(&text, &["agent", "█"]);
    assert!(agent.contains("!█") && agent.contains("█░█") && agent.contains("█=="), "{agent}");
    assert!(!agent.contains('~') && agent.ends_with("58:08  the other side hung up"));
    assert!(line(&text, &["customer Name 6", "━"]).contains("━»  59d 18h"));
    assert!(line(&text, &["customer Name 1", "━"]).ends_with("58:39  hung up"));
    assert!(line(&text, &["0:00  ", "1:03:12"]).ends_with("1:03:12"));
    assert!(text.contains("» goes on beyond the axis"));
}

/// Without metric records, the output says that the times of talk and hold are estimated.
/// are not known.
#[test]
fn estimated_talk_and_hold_are_marked() {
    let text = shown(&story("consult-external-peer", false), 110);
    assert!(line(&text, &["agent", "█"]).contains("agent    d8b9d2b3 ~"));
    assert!(text.contains("~ talk and hold by their totals"));
    assert!(
        text.contains("customer +15550100007"),
        "without a name, the address of the other side"
    );
}

/// A callback that waits for two months: the axis leaves the wait out, and says so.
/// so.
#[test]
fn axis_leaves_out_a_long_wait() {
    let text = shown(&story("voicemail-then-callback", true), 100);
    assert!(line(&text, &["└ callback", "━"]).contains("━⋯━"));
    assert!(line(&text, &["menu", "≋"]).contains("≋≋≋≋≋≋"));
    assert!(text.contains("⋯ 58d 23h left out"));
    assert!(line(&text, &["voicemail left"]).contains("ended by an unknown party"));
}

/// A chat that waits in a queue is shown as open, and its live sessions continue to the end of the
/// axis. of the axis.
#[test]
fn open_conversation_is_shown_without_an_end() {
    let text = shown(&story("chat-external-in-progress", true), 100);
    assert!(text.starts_with(
        "b8d93751-bc26-5673-a06f-84e4e2e33e73 · open · since 2026-03-22 09:00:00 UTC · partly by \
         document\n"
    ));
    assert!(line(&text, &["queue", "»"]).ends_with("waiting"));
    assert!(line(&text, &["How concluded"]).ends_with("still open"));
    assert!(line(&text, &["How long"]).ends_with("queue has begun"));
}

#[test]
fn the_last_line_says_what_the_tree_rests_on() {
    use conversation::tree::CompletedBy;
    let mut case = story("consult-external-peer", true);
    let exported_at = Some("2026-03-12T02:00:00.500Z".parse().unwrap());
    for (completed_by, expected) in [
        (None, "from events alone"),
        (Some(CompletedBy { exported_at: None }), "complete by document"),
        (Some(CompletedBy { exported_at }), "complete by document of 2026-03-12 02:00:00 UTC"),
    ] {
        case.conversation.summary.completed_by = completed_by;
        assert_eq!(shown(&case, 110).lines().last(), Some(expected));
    }
}

#[test]
fn swept_conversation_is_shown_as_timed_out() {
    let case = given_up("chat-external-in-progress");
    let text = shown(&case, 100);
    assert!(text.starts_with("b8d93751-bc26-5673-a06f-84e4e2e33e73 · timed out · "), "{text}");
    assert!(line(&text, &["closed as timed out"]).ends_with("no event arrived since"));
    assert!(
        line(&list(&[listed(&case)], Timestamp::from_ms(0), &Style::plain(120)), &["b8d93751"])
            .contains("timed out")
    );
}

#[test]
fn common_events_are_listed_in_order_with_their_party() {
    let mut case = story("consult-external-peer", true);
    let left = case
        .common_events
        .iter_mut()
        .find(|it| it.metadata.event_type == EventType::AgentLeft)
        .unwrap();
    (left.metadata.revision, left.metadata.status) = (3, Status::Withdrawn);
    let text = shown(&case, 110);
    let row = line(&text, &["ConversationDequeued"]);
    assert_eq!(
        row,
        "     0:36  ConversationDequeued  1            queue Name 4     \
         answered by d8b9d2b3 after 7.9s"
    );
    assert!(line(&text, &["AgentLeft"]).contains("3 withdrawn  agent d8b9d2b3"));
    let at = |event: &str| text.find(event).unwrap();
    assert!(
        at("ConversationCreated") < at("AgentAnswered")
            && at("AgentAnswered") < at("WrapUpCompleted")
    );
}

#[test]
fn log_shows_caused_events_and_truncated_fields() {
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
fn common_event_fits_one_line() {
    let case = story("consult-external-peer", false);
    let of = |event_type| {
        case.common_events.iter().find(|it| it.metadata.event_type == event_type).unwrap().clone()
    };
    let shown = |common_event: &CommonEvent| event(common_event, &Style::plain(120));
    let mut ended = of(EventType::ConversationEnded);
    let text = "03-11 09:58:39  3b8550e9  ConversationEnded                                ";
    assert_eq!(shown(&ended), format!("{text}by customer, handled, after 58:39, talk 57:56"));
    ended.metadata.revision = 2;
    assert_eq!(shown(&ended), format!("{text}revision 2 by customer, handled, after 58:39…"));
    assert!(
        shown(&of(EventType::FlowEnded))
            .ends_with("flow 4ac567d6      INBOUNDCALL, transfer to a queue")
    );
    assert!(
        shown(&of(EventType::AgentAnswered))
            .ends_with("AgentAnswered                 user d8b9d2b3")
    );
}

#[test]
fn list_has_a_row_for_each_conversation() {
    let items = ["consult-external-peer", "chat-external-in-progress"]
        .map(|name| listed(&story(name, true)));
    let now = "2026-03-22T09:05:00Z".parse().unwrap();
    let text = list(&items, now, &Style::plain(150));
    let row = line(&text, &["3b8550e9-6043-5ac1-869b-2d7a4a190958"]);
    for cell in ["  ended  ", "2026-03-11 09:00", "58:39", "Name 4", "d8b9d2b3", "7.9s"] {
        assert!(row.contains(cell), "{cell} is not in {row}");
    }
    assert!(row.contains("+15550100001"), "{row}");
    let waits = line(&text, &["b8d93751-bc26-5673-a06f-84e4e2e33e73", "waiting"]);
    assert!(waits.contains(" 4:55 "), "{waits}");
    assert!(!list(&items, now, &Style::plain(90)).contains("queue"), "{text}");
    assert_eq!(list(&[], now, &Style::plain(120)), "no conversations\n");
}

/// A conversation says whether only events tell of it; a list counts it, and has a column for it
/// where the terminal is wide.
#[test]
fn conversation_says_what_it_is_known_from() {
    let items = [
        ("consult-external-peer", false, "from events alone"),
        ("consult-external-peer", true, "complete by document"),
        ("chat-external-in-progress", true, "partly by document"),
    ];
    for (name, whole, says) in items {
        let case = story(name, whole);
        let title: String = shown(&case, 100).lines().take(3).collect();
        assert!(title.contains(says), "{says} is not in {title}");
        let of = |width| list(&[listed(&case)], Timestamp::from_ms(0), &Style::plain(width));
        let id = case.conversation.summary.conversation_id.as_str();
        assert!(line(&of(190), &[id]).contains(says), "{}", of(190));
        assert!(of(80).ends_with(&format!("1 {says}\n")), "{}", of(80));
    }
    let all = items.map(|(name, whole, _)| listed(&story(name, whole)));
    let text = list(&all, Timestamp::from_ms(0), &Style::plain(80));
    assert!(
        text.ends_with("1 from events alone, 1 complete by document, 1 partly by document\n"),
        "{text}"
    );
}

/// A Common Event of a newer contract, or a tree without any data, is shown as far as possible.
#[test]
fn incomplete_data_is_shown_as_far_as_known() {
    let mut case = story("consult-external-peer", true);
    case.common_events[0].data = serde_json::json!("of a later schema");
    assert!(shown(&case, 100).contains("Common Events"));
    case.conversation.participants.clear();
    case.conversation.summary.conversation_start = None;
    case.conversation.summary.ended_at = None;
    case.common_events.clear();
    let text = shown(&case, 100);
    assert!(!text.contains("Timeline") && text.contains("none yet"));
}
