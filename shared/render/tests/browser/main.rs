//! The pages in a real browser: what people and screen readers get, also while events arrive, and
//! that nothing on a page runs but its own script. Ignored by default;
//! `bash tests/browser.sh` runs them.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

mod choice;
mod chromium;
mod demo;
mod list;
mod live;
mod looks;
mod notifications;
#[path = "../support/mod.rs"]
mod support;
mod tab;
mod why;

use std::time::{Duration, Instant};

use conversation::why::Reasons;
use render::html;
use serde_json::Value;
use support::large::large;
use support::{Story, expected, given_up, stories, story};
use tab::Tab;

fn page(story: &Story) -> String {
    html::page(&story.conversation, &story.common_events, &Reasons::new(&story.history)).unwrap()
}

/// For every case, the accessibility tree has every segment and every active Common Event in order.
/// The page sends no request, and the browser reports no error.
#[test]
#[ignore = "needs Chromium: bash tests/browser.sh"]
fn accessibility_tree_has_all_bars_and_marks() {
    let mut tab = Tab::new(1_280);
    for (index, story) in
        stories().into_iter().chain([given_up("chat-external-in-progress")]).enumerate()
    {
        tab.open(&page(&story));
        assert_eq!(tab.misdeeds(), [] as [Value; 0], "{}", story.name);
        let lanes = tab.lanes();
        let expected: Vec<_> =
            expected::lanes(&story).into_iter().chain([expected::marks(&story)]).collect();
        assert_eq!(lanes.len(), expected.len(), "{}: {lanes:#?}", story.name);
        for ((name, shapes), expected) in lanes.iter().zip(&expected) {
            assert!(
                expected::agree(expected, shapes),
                "{}: {name} has {shapes:#?}, not {expected:#?}",
                story.name
            );
        }
        let kind = ["", "-whole"].get(index % 2).filter(|_| index < 22).unwrap_or(&"-given-up");
        tab.screenshot(&format!("{}{kind}", story.name));
    }
}

/// A conversation that exceeds the limits opens within seconds and shows as much as the limits
/// allow.
#[test]
#[ignore = "needs Chromium: bash tests/browser.sh"]
fn large_conversation_opens_within_seconds() {
    let mut tab = Tab::new(1_280);
    let page = page(&large(500, 20));
    let started = Instant::now();
    tab.open(&page);
    assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
    assert_eq!(tab.misdeeds(), [] as [Value; 0]);
    let shapes = tab.pictures();
    let segments: usize = shapes[..shapes.len() - 400].iter().map(|it| expected::held(it)).sum();
    assert_eq!(segments, 100 * 20);
    tab.screenshot("large");
}

/// The tab key reaches every bar and mark in the order of the page, and the focus is visible.
#[test]
#[ignore = "needs Chromium: bash tests/browser.sh"]
fn tab_key_reaches_every_bar_and_mark_in_order() {
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

/// With a script in every name, note, attribute and id, nothing runs, and the page has only the
/// elements and attributes of a page with harmless text.
#[test]
#[ignore = "needs Chromium: bash tests/browser.sh"]
fn script_from_outside_never_runs() {
    const PARTS: &str = "[...new Set([...document.querySelectorAll('*')].flatMap(e => \
        [e.localName, ...e.getAttributeNames().map(name => e.localName + ' ' + name)]))].sort()";
    let case = story("multi-hold-conference-agent-hangup", true);
    let mut tab = Tab::new(1_280);
    // Triggers handlers that wait for interaction.
    const TOUCH: &str = "for (const e of document.querySelectorAll('*')) \
        for (const type of ['focus', 'mouseover', 'click']) \
        if (e.localName != 'a') e.dispatchEvent(new Event(type, {bubbles: true}))";
    tab.open(&page(&case.spoilt("text")));
    tab.evaluate(TOUCH);
    let usual = tab.evaluate(PARTS);
    let usual = usual.as_array().unwrap();
    assert!(usual.len() > 50, "{usual:?}");
    let payloads: Vec<&str> = include_str!("payloads.txt").lines().collect();
    assert!(payloads.len() >= 40);
    for payload in payloads {
        let spoilt = case.spoilt(payload);
        tab.open(&page(&spoilt));
        tab.evaluate(TOUCH);
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
        tab.open(&list::page(&[list::listed(&spoilt)]));
        assert_eq!(tab.misdeeds(), [] as [Value; 0], "{payload}");
        assert_eq!(tab.evaluate("typeof window.__owned"), "undefined", "{payload}");
    }
}

/// The policy does not depend on the templates: a script that got into a page would not run either.
#[test]
#[ignore = "needs Chromium: bash tests/browser.sh"]
fn policy_blocks_a_script_inside_the_page() {
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
