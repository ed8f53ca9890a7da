//! What people see of the shipped conversations.

mod properties;

use std::path::PathBuf;

use common_events::catalogue::Selection;
use common_events::{EventType, Status};
use conversation::{Conversation, History, Known, derive, project};
use genesys::{Arrival, ConversationId, Event, Sweep};
use store::tree_item::Commit;
use store::{EventItem, Expiry, LedgerEntry, Retention, TreeItem};

use super::*;
use crate::simulate::{DetailEvent, documents, events_of};

const CASES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/cases");

/// A conversation as it would be stored.
#[derive(Clone)]
struct Stored {
    conversation: Conversation,
    log: Vec<EventItem>,
    ledger: Vec<LedgerEntry>,
}

fn stored(name: &str, metrics: bool) -> Stored {
    let details = documents::documents(&PathBuf::from(format!("{CASES}/{name}.json"))).unwrap().remove(0);
    of_events(&details.conversation_id, &events_of(&details, metrics).events)
}

fn of_events(conversation: &ConversationId, events: &[DetailEvent]) -> Stored {
    let arrivals: Vec<_> = events.iter().map(|event| Arrival::decode(&event.envelope.to_string()).unwrap()).collect();
    let known = |arrival: &Arrival| {
        let body = serde_json::from_str(&arrival.body).unwrap();
        Known::from(Event::new(arrival.topic.clone(), arrival.time, arrival.key, body))
    };
    let history = History::new(conversation.clone(), arrivals.iter().map(known));
    let at = arrivals[0].time;
    Stored {
        conversation: project(&history),
        ledger: ledger(&history),
        log: arrivals.into_iter().map(|arrival| EventItem::new(arrival, at, Retention::days(400))).collect(),
    }
}

fn ledger(history: &History) -> Vec<LedgerEntry> {
    let entry = |conclusion: common_events::Conclusion| {
        let (conversation, event_type) = (history.conversation_id(), conclusion.event_type());
        LedgerEntry {
            pk: store::keys::ConversationKey(conversation.clone()),
            sk: store::keys::LedgerSortKey::of(conversation, event_type, &conclusion.subject),
            id: common_events::id::common_event_id(conversation, event_type, &conclusion.subject),
            event_type,
            revision: 1,
            status: Status::Active,
            occurred_at: conclusion.occurred_at,
            basis: history.basis(),
            edition: 1,
            causes: conclusion.causes,
            organization_id: None,
            replay: None,
            data: serde_json::to_value(&conclusion.data).unwrap(),
            subject: conclusion.subject,
            resend: 0,
            expires_at: Expiry::from_seconds(0),
        }
    };
    derive(history, &Selection::all()).into_iter().map(entry).collect()
}

fn shown(stored: &Stored, width: usize) -> String {
    tree(&stored.conversation, &stored.ledger, &Style::plain(width))
}

/// The one line that has all of these.
fn line<'t>(text: &'t str, having: &[&str]) -> &'t str {
    let mut lines = text.lines().filter(|line| having.iter().all(|part| line.contains(part)));
    lines.next().unwrap_or_else(|| panic!("no line with {having:?} in\n{text}"))
}

fn item(stored: &Stored) -> TreeItem {
    let expiry = Expiry::from_seconds(0);
    let commit = Commit {
        participants: stored
            .conversation
            .participants
            .iter()
            .map(|one| (one.participant_id.clone(), one.basis))
            .collect(),
        complete_until: expiry,
        participants_expire_at: expiry,
        expires_at: expiry,
    };
    TreeItem::new(stored.conversation.summary.clone(), commit, None, 1)
}

/// GIVEN a call with a conference WHEN shown THEN the five questions are answered before anything else.
#[test]
fn the_five_answers_come_first() {
    let text = shown(&stored("consult-external-peer", true), 110);
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

/// GIVEN a third party that nobody released for two months WHEN shown THEN the axis ends with the conversation.
#[test]
fn a_dangling_leg_does_not_squash_the_others() {
    let text = shown(&stored("consult-external-peer", true), 110);
    let agent = line(&text, &["agent", "█"]);
    assert!(agent.contains("!█") && agent.contains("█░█") && agent.contains("█=="), "{agent}");
    assert!(!agent.contains('~') && agent.ends_with("58:08  peer"));
    assert!(line(&text, &["customer Name 6", "━"]).contains("━»  59d 18h"));
    assert!(line(&text, &["customer Name 1", "━"]).ends_with("58:39  endpoint"));
    assert!(line(&text, &["0:00  ", "1:03:12"]).ends_with("1:03:12"));
    assert!(text.contains("» goes on beyond the axis"));
}

/// GIVEN the same without metric records WHEN shown THEN it says that the borders of talk and hold are not known.
#[test]
fn totals_without_borders_are_marked() {
    let text = shown(&stored("consult-external-peer", false), 110);
    assert!(line(&text, &["agent", "█"]).contains("agent    d8b9d2b3 ~"));
    assert!(text.contains("~ talk and hold by their totals"));
    assert!(text.contains("customer +15550100007"), "without a name, the address of the other side");
}

/// GIVEN a callback that waited for two months WHEN shown THEN the axis leaves that out, and says so.
#[test]
fn a_long_wait_is_left_out_of_the_axis() {
    let text = shown(&stored("voicemail-then-callback", true), 100);
    assert!(line(&text, &["└ callback", "━"]).contains("━⋯━"));
    assert!(line(&text, &["ivr", "≈"]).contains("≈≈≈≈≈≈≈≈"));
    assert!(text.contains("⋯ 58d 23h left out"));
    assert!(line(&text, &["voicemail left"]).contains("ended, by whom is not known"));
}

/// GIVEN a chat that waits in a queue WHEN shown THEN it is open, and what lives goes on to the end of the axis.
#[test]
fn an_open_conversation_has_no_end() {
    let text = shown(&stored("chat-external-in-progress", true), 100);
    assert!(text.starts_with("b8d93751-bc26-5673-a06f-84e4e2e33e73 · open · since 2026-03-22 09:00:00 UTC\n"));
    assert!(line(&text, &["acd", "»"]).ends_with("live"));
    assert!(line(&text, &["How concluded"]).ends_with("still open"));
    assert!(line(&text, &["How long"]).ends_with("queue has begun"));
}

#[test]
fn a_conversation_that_was_given_up_says_so() {
    let details =
        documents::documents(&PathBuf::from(format!("{CASES}/chat-external-in-progress.json"))).unwrap().remove(0);
    let mut events = events_of(&details, false).events;
    let last_news = Arrival::decode(&events.last().unwrap().envelope.to_string()).unwrap().time;
    let body = Sweep { last_news }.body(&details.conversation_id);
    let sweep = DetailEvent {
        envelope: serde_json::json!({"detail-type": "sweep", "detail": {"eventBody": body}}),
        ..events[0].clone()
    };
    events.push(sweep);
    let stored = of_events(&details.conversation_id, &events);
    let text = shown(&stored, 100);
    assert!(text.starts_with("b8d93751-bc26-5673-a06f-84e4e2e33e73 · timed out · "), "{text}");
    assert!(line(&text, &["given up for ended"]).ends_with("nothing was heard of it since"));
    assert!(line(&list(&[item(&stored)], &Style::plain(120)), &["b8d93751"]).contains("timed out"));
}

#[test]
fn the_ledger_is_in_order_and_says_who_and_what() {
    let mut case = stored("consult-external-peer", true);
    let left = case.ledger.iter_mut().find(|entry| entry.event_type == EventType::AgentLeft).unwrap();
    (left.revision, left.status) = (3, Status::Withdrawn);
    let text = shown(&case, 110);
    let row = line(&text, &["ConversationDequeued"]);
    assert_eq!(row, "     0:36  ConversationDequeued  1            acd Name 4       answered by d8b9d2b3 after 7.9s");
    assert!(line(&text, &["AgentLeft"]).contains("3 withdrawn  agent d8b9d2b3"));
    let at = |event: &str| text.find(event).unwrap();
    assert!(at("ConversationCreated") < at("AgentAnswered") && at("AgentAnswered") < at("WrapUpCompleted"));
}

#[test]
fn the_log_says_what_each_event_caused_and_what_was_not_kept() {
    let mut case = stored("chat-external-in-progress", true);
    let text = log(&case.log, &case.ledger, &Style::plain(100));
    let row = line(&text, &["acd.start"]);
    assert_eq!(row, "  09:00:04.770  acd.start       28bbc0e7  5214f179  ParticipantAdded, ConversationQueued");
    assert!(!text.contains("note"));
    case.log[0].cut = vec!["attributes".to_owned()];
    case.log[0].replay_name = Some("backfill".to_owned());
    let text = log(&case.log, &case.ledger, &Style::plain(160));
    assert!(line(&text, &["customer.start"]).contains("replay backfill; cut: attributes"));
    assert_eq!(log(&[], &[], &Style::plain(100)), "no events\n");
}

#[test]
fn a_common_event_is_one_line() {
    let case = stored("consult-external-peer", false);
    let of = |event_type| case.ledger.iter().find(|entry| entry.event_type == event_type).unwrap().clone();
    let shown = |entry: &LedgerEntry| event(&entry.common_event(), &Style::plain(120));
    let mut ended = of(EventType::ConversationEnded);
    let text = "03-11 09:58:39  3b8550e9  ConversationEnded             customer b7a424e9  ";
    assert_eq!(shown(&ended), format!("{text}by customer, handled, after 58:39, talk 57:56"));
    ended.revision = 2;
    assert_eq!(shown(&ended), format!("{text}revision 2 by customer, handled, after 58:39…"));
    assert!(shown(&of(EventType::FlowEnded)).ends_with("flow 4ac567d6      INBOUNDCALL, transfer to acd"));
    assert!(shown(&of(EventType::AgentAnswered)).ends_with("AgentAnswered                 user d8b9d2b3"));
}

#[test]
fn a_list_has_a_row_for_each_conversation() {
    let items = ["consult-external-peer", "chat-external-in-progress"].map(|name| item(&stored(name, true)));
    let text = list(&items, &Style::plain(120));
    assert_eq!(
        line(&text, &["3b8550e9-6043-5ac1-869b-2d7a4a190958"]),
        "  3b8550e9-6043-5ac1-869b-2d7a4a190958  ended   2026-03-11 09:00  58:39   inbound    voice"
    );
    assert!(line(&text, &["b8d93751", "open"]).contains("chat"));
    assert_eq!(list(&[], &Style::plain(120)), "no conversations\n");
}

/// A subscriber's newer contract, or a tree of which nothing is known yet, is shown as far as it goes.
#[test]
fn what_is_hardly_known_is_shown_all_the_same() {
    let mut case = stored("consult-external-peer", true);
    case.ledger[0].data = serde_json::json!("of a later schema");
    assert!(shown(&case, 100).contains("Common Events"));
    case.conversation.participants.clear();
    case.conversation.summary.conversation_start = None;
    case.conversation.summary.ended_at = None;
    case.ledger.clear();
    let text = shown(&case, 100);
    assert!(!text.contains("Timeline") && text.contains("none yet"));
}
