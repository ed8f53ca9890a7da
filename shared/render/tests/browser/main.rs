//! The pages in a real browser: what people and screen readers get, and that nothing on a page does anything. Ignored by
//! default; `bash tests/browser.sh` runs it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

mod chromium;
mod looks;
#[path = "../support/mod.rs"]
mod support;
mod tab;

use std::time::{Duration, Instant};

use render::html;
use serde_json::Value;
use support::large::large;
use support::{Story, expected, given_up, stories, story};
use tab::Tab;

fn page(story: &Story) -> String {
    html::page(&story.conversation, &story.statements).unwrap()
}

/// GIVEN every case WHEN its page is opened THEN the accessibility tree has every segment and every statement that stands,
/// in order, and the page asks for nothing and makes the browser complain of nothing.
#[test]
#[ignore = "needs Chromium: bash tests/browser.sh"]
fn everything_is_in_the_accessibility_tree() {
    let mut tab = Tab::new(1_280);
    for (index, story) in
        stories().into_iter().chain([given_up("chat-external-in-progress")]).enumerate()
    {
        tab.open(&page(&story));
        assert_eq!(tab.misdeeds(), [] as [Value; 0], "{}", story.name);
        let names = tab.pictures();
        let expected: Vec<_> =
            expected::bars(&story).into_iter().chain(expected::marks(&story)).collect();
        assert_eq!(names.len(), expected.len(), "{}: {names:#?}", story.name);
        for (name, expected) in names.iter().zip(&expected) {
            assert!(expected.fits(name), "{}: {name} is not {expected:?}", story.name);
        }
        let kind = ["", "-whole"].get(index % 2).filter(|_| index < 22).unwrap_or(&"-given-up");
        tab.screenshot(&format!("{}{kind}", story.name));
    }
}

/// GIVEN more than a page shows WHEN it is opened THEN it is there within seconds, and what it shows is in order.
#[test]
#[ignore = "needs Chromium: bash tests/browser.sh"]
fn a_large_conversation_is_opened_at_once() {
    let mut tab = Tab::new(1_280);
    let page = page(&large(500, 20));
    let started = Instant::now();
    tab.open(&page);
    assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
    assert_eq!(tab.misdeeds(), [] as [Value; 0]);
    assert_eq!(tab.pictures().len(), 1_500 + 400);
    tab.screenshot("large");
}

/// GIVEN a page WHEN somebody has only a keyboard THEN the tab key reaches every bar and mark in the order of the page,
/// and it is seen where he is.
#[test]
#[ignore = "needs Chromium: bash tests/browser.sh"]
fn the_keyboard_reaches_everything_in_order() {
    let mut tab = Tab::new(1_280);
    tab.open(&page(&story("consult-external-peer", true)));
    let expected = tab.pictures();
    let (first, _) = tab.press_tab();
    assert_eq!(first, "A", "the first stop is the way past the timeline");
    let mut reached = Vec::new();
    loop {
        let (class, name) = tab.press_tab();
        if class.starts_with("bar") || class.starts_with("mark") {
            reached.push(name);
        } else if class == first || class == "BODY" {
            break;
        }
    }
    assert_eq!(reached, expected);
}

/// GIVEN texts that are programs, in every name, note, attribute and id WHEN the page is opened THEN none runs, and there
/// are no elements and attributes but those of a page of harmless text.
#[test]
#[ignore = "needs Chromium: bash tests/browser.sh"]
fn nothing_from_outside_runs() {
    const PARTS: &str = "[...new Set([...document.querySelectorAll('*')].flatMap(e => \
        [e.localName, ...e.getAttributeNames().map(name => e.localName + ' ' + name)]))].sort()";
    let case = story("multi-hold-conference-agent-hangup", true);
    let mut tab = Tab::new(1_280);
    tab.open(&page(&case.spoilt("text")));
    let usual = tab.evaluate(PARTS);
    let usual = usual.as_array().unwrap();
    assert!(usual.len() > 50, "{usual:?}");
    let payloads: Vec<&str> = include_str!("payloads.txt").lines().collect();
    assert!(payloads.len() >= 40);
    for payload in payloads {
        let spoilt = case.spoilt(payload);
        tab.open(&page(&spoilt));
        // Whatever waits for somebody to touch it.
        tab.evaluate(
            "for (const e of document.querySelectorAll('*')) for (const type of ['focus', 'mouseover', 'click']) \
             if (e.localName != 'a') e.dispatchEvent(new Event(type, {bubbles: true}))",
        );
        assert_eq!(tab.misdeeds(), [] as [Value; 0], "{payload}");
        assert_eq!(tab.evaluate("typeof window.__owned"), "undefined", "{payload}");
        let parts = tab.evaluate(PARTS);
        let odd: Vec<&Value> =
            parts.as_array().unwrap().iter().filter(|part| !usual.contains(part)).collect();
        assert!(odd.is_empty(), "{payload}: {odd:?}");
        let seen =
            tab.evaluate("[...document.querySelectorAll('tbody th')].map(e => e.textContent)");
        assert!(
            seen.as_array().unwrap().iter().any(|text| text == payload),
            "{payload} is not seen as text"
        );
        tab.open(&html::open_list([&spoilt.conversation.summary], 3_600, None).unwrap());
        assert_eq!(tab.misdeeds(), [] as [Value; 0], "{payload}");
        assert_eq!(tab.evaluate("typeof window.__owned"), "undefined", "{payload}");
    }
}

/// The policy does not rest on the templates alone: a script in a page of ours would not run either.
#[test]
#[ignore = "needs Chromium: bash tests/browser.sh"]
fn the_policy_stops_what_the_templates_would_let_through() {
    let mut tab = Tab::new(1_280);
    let page = page(&story("consult-external-peer", true));
    let spoilt = page.replacen(
        "</main>",
        "<script>window.__owned=1</script><p style='color:red'>x</main>",
        1,
    );
    tab.open(&spoilt);
    assert_eq!(tab.evaluate("typeof window.__owned"), "undefined");
    assert!(!tab.misdeeds().is_empty(), "the browser says what it stopped");
}

/// GIVEN a page served as a list WHEN it is opened THEN every conversation has its link.
#[test]
#[ignore = "needs Chromium: bash tests/browser.sh"]
fn the_list_is_a_table_of_links() {
    let summaries: Vec<_> =
        stories().into_iter().step_by(2).map(|story| story.conversation.summary).collect();
    let mut tab = Tab::new(1_280);
    tab.open(&html::open_list(&summaries, 3_600, None).unwrap());
    assert_eq!(tab.misdeeds(), [] as [Value; 0]);
    assert_eq!(tab.evaluate("document.querySelectorAll('tbody a').length"), summaries.len());
    tab.screenshot("open-list");
}
