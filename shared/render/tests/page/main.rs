//! The pages as an HTML parser sees them: their content, and that text from outside stays text.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

mod dom;
mod drawing;
mod hostile;
mod limits;
mod list;
mod live;
mod names;
#[path = "../support/mod.rs"]
mod support;

use common_events::Status;
use conversation::why::Reasons;
use dom::{Element, elements};
use genesys::Directory;
use render::html;
use support::{Story, given_up, stories, story};

fn page(story: &Story) -> String {
    html::page(&story.conversation, &story.common_events, &Reasons::new(&story.history)).unwrap()
}

/// The text of the first element that matches.
fn text_of(elements: &[Element], is: impl Fn(&Element) -> bool) -> &str {
    &elements.iter().find(|element| is(element)).unwrap().text
}

#[test]
fn page_is_well_formed_and_matches_the_text() {
    for story in stories() {
        let page = page(&story);
        assert!(page.starts_with("<!doctype html>\n") && page.ends_with("</html>\n"));
        assert!(page.len() < 110_000, "{}: {} bytes", story.name, page.len());
        let elements = elements(&page);
        let id = story.conversation.summary.conversation_id.as_str();
        assert_eq!(text_of(&elements, |element| element.name == "h1"), id);
        let questions: Vec<&str> = elements
            .iter()
            .filter(|element| element.name == "dt")
            .map(|element| element.text.as_str())
            .collect();
        assert_eq!(questions, ["From and to", "Who answered", "Why", "How long", "How concluded"]);
        let said: String =
            elements.iter().filter(|it| it.name == "dd").map(|it| it.text.as_str()).collect();
        let text = render::tree(
            &story.conversation,
            &story.common_events,
            &Directory::default(),
            &render::Style::plain(2_000),
        );
        let answers: Vec<&str> = text.split("\n\n").nth(1).unwrap().lines().collect();
        for part in
            answers.iter().flat_map(|line| line.get(17..)).flat_map(|line| line.split(" · "))
        {
            let part = part.trim_start_matches(|char: char| {
                char.is_ascii_digit() || char == ':' || char == ' '
            });
            assert!(said.contains(part.trim()), "{}: {part:?} in {said}", story.name);
        }
    }
}

#[test]
fn page_has_landmarks_headings_and_names() {
    let elements = elements(&page(&story("multi-hold-conference-agent-hangup", true)));
    for name in ["header", "main", "footer", "h1", "dl", "table"] {
        assert!(elements.iter().any(|element| element.name == name), "{name}");
    }
    let headings: Vec<&str> =
        elements.iter().filter(|it| it.name == "h2").map(|it| it.text.as_str()).collect();
    assert_eq!(headings[..3], ["At a glance", "Timeline", "Common Events"]);
    assert_eq!(elements[0].get("lang"), Some("en"));
    let ids: Vec<&str> = elements.iter().filter_map(|element| element.get("id")).collect();
    for element in &elements {
        for reference in
            ["aria-labelledby", "aria-describedby"].iter().filter_map(|name| element.get(name))
        {
            assert_eq!(ids.iter().filter(|id| **id == reference).count(), 1, "{reference}");
        }
        if let Some(fill) = element.get("fill") {
            assert!(
                ids.contains(&fill.trim_start_matches("url(#").trim_end_matches(')')),
                "{fill}"
            );
        }
        if element.name == "th" {
            assert!(element.get("scope").is_some(), "{}", element.text);
        }
        if element.get("tabindex") == Some("0") {
            assert!(
                element
                    .get("aria-label")
                    .or(element.get("aria-labelledby"))
                    .is_some_and(|it| !it.is_empty())
            );
        }
    }
}

#[test]
fn withdrawn_event_has_a_row_and_no_mark() {
    let mut case = story("consult-external-peer", true);
    let marks = drawing::named(&elements(&page(&case)), "mark").len();
    case.common_events[3].metadata.status = Status::Withdrawn;
    case.common_events[3].metadata.revision = 2;
    let elements = elements(&page(&case));
    assert_eq!(drawing::named(&elements, "mark").len(), marks - 1);
    let rows = elements
        .iter()
        .filter(|it| it.name == "tr" && it.within.last().is_some_and(|it| it == "tbody"));
    let rows: Vec<&Element> = rows.collect();
    assert!(rows.len() >= case.common_events.len());
    for common_event in &case.common_events {
        let name = common_event.metadata.event_type.as_str();
        assert!(rows.iter().any(|row| row.text.contains(name)), "{name}");
    }
    assert_eq!(
        rows.iter()
            .filter(|row| row.has_class("withdrawn") && row.text.contains("withdrawn"))
            .count(),
        1
    );
}

#[test]
fn open_bar_continues_and_swept_shows_timed_out() {
    let open = elements(&page(&story("chat-external-in-progress", true)));
    assert!(
        text_of(&open, |it| it.has_class("facts")).starts_with("opensince 2026-03-22 09:00:00 UTC")
    );
    let bars = drawing::named(&open, "bar");
    assert!(
        bars.iter().any(|bar| bar.has_class("beyond")
            && bar.get("aria-label").unwrap().ends_with(", not ended"))
    );
    let gone = elements(&page(&given_up("chat-external-in-progress")));
    assert!(text_of(&gone, |it| it.has_class("facts")).starts_with("timed out"));
}

// A Common Event of a newer contract, and a tree without any data.
#[test]
fn incomplete_data_still_has_a_page() {
    let mut case = story("consult-external-peer", true);
    case.common_events[0].data = serde_json::json!("of a later schema");
    assert_eq!(drawing::named(&elements(&page(&case)), "mark").len(), case.common_events.len());
    case.conversation.participants.clear();
    case.conversation.summary.conversation_start = None;
    case.conversation.summary.ended_at = None;
    case.common_events.clear();
    let page = page(&case);
    let elements = elements(&page);
    assert!(
        page.contains("No time is known")
            && page.contains("none yet")
            && page.contains("nothing known")
    );
    assert!(elements.iter().all(|element| element.name != "svg"));
}
