//! Why a Common Event follows: beside its mark, in its row, and on a page of its own.

use conversation::why::{Reasons, Why};
use serde_json::{Value, json};

use super::live::{Server, becomes_true};
use super::page;
use super::support::{Story, story};
use super::tab::Tab;

/// The explanation of the Common Event with the mark, from the domain.
fn why(story: &Story, mark: &str) -> Why {
    let mut all: Vec<_> = story.common_events.iter().map(|event| &event.metadata).collect();
    all.sort_by_key(|metadata| (metadata.occurred_at, metadata.event_type));
    let metadata = all[mark.strip_prefix("#m-").unwrap().parse::<usize>().unwrap()];
    Reasons::new(&story.history).why(&metadata.id, &metadata.causes)
}

/// What a text must say of an explanation.
fn assert_says(text: &str, why: &Why) {
    let rule = why.rule.unwrap();
    for part in [rule.name, rule.sentence] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
    assert!(!why.caused_by.is_empty());
    for cause in &why.caused_by {
        let key = cause.key.to_string();
        for part in [&key, &cause.topic.replace("details", "details document")] {
            assert!(text.contains(part.as_str()), "{part} is not in {text}");
        }
    }
}

/// All names in the accessibility tree of the part with this role and name.
fn said(tab: &mut Tab, role: &str, name: &str) -> String {
    let tree = tab.call("Accessibility.getFullAXTree", &json!({}));
    let nodes = tree["nodes"].as_array().unwrap().clone();
    let text = |node: &Value, what: &str| node[what]["value"].as_str().unwrap_or("").to_owned();
    let root = nodes
        .iter()
        .find(|node| text(node, "role") == role && text(node, "name") == name)
        .unwrap_or_else(|| panic!("nothing is a {role} with the name {name}"));
    let (mut open, mut said) = (vec![root["nodeId"].clone()], Vec::new());
    while let Some(id) = open.pop() {
        let Some(node) = nodes.iter().find(|node| node["nodeId"] == id) else { continue };
        if node["ignored"] == false && text(node, "role") == "StaticText" {
            said.push(text(node, "name"));
        }
        open.extend(node["childIds"].as_array().into_iter().flatten().rev().cloned());
    }
    said.join(" ")
}

/// Local times come beside UTC on the page of a reason, and where a key on a mark shows it.
#[test]
#[ignore = "needs Chromium: bash tests/browser.sh"]
fn reasons_have_local_times_beside_utc() {
    let case = story("consult-external-peer", true);
    let server = Server::start(case.clone());
    let mut tab = Tab::new(1_280);
    tab.call("Emulation.setTimezoneOverride", &json!({"timezoneId": "Asia/Kolkata"}));
    tab.visit(&server.address);
    tab.evaluate("document.querySelector('#m-0').focus()");
    tab.press("Enter", 13);
    assert!(becomes_true(&mut tab, "Boolean(document.querySelector('.reason code'))"));
    let shown = tab.evaluate("document.querySelector('.reason .causes').innerText");
    assert!(shown.as_str().unwrap().contains("2026-03-11 14:30:00 Asia/"), "{shown}");
    tab.evaluate("location.href = document.querySelector('#e-0 .why a').href");
    assert!(becomes_true(&mut tab, "Boolean(document.querySelector('#explained'))"));
    for part in [".facts", ".causes li"] {
        let shown = tab.evaluate(&format!("document.querySelector('{part}').innerText"));
        let shown = shown.as_str().unwrap().to_owned();
        assert!(shown.contains("2026-03-11 14:30:00 Asia/"), "{shown}");
        assert!(shown.contains("2026-03-11 09:00:00") && shown.contains("UTC"), "{shown}");
    }
    tab.screenshot("why-local-times");
}

/// A key on a mark shows the rule and the causes, from the server or from the file; its session is
/// a click away.
#[test]
#[ignore = "needs Chromium: bash tests/browser.sh"]
fn key_on_a_mark_says_why() {
    let case = story("consult-external-peer", true);
    let server = Server::start(case.clone());
    for is_served in [true, false] {
        let mut tab = Tab::new(1_280);
        if is_served {
            tab.visit(&server.address);
        } else {
            tab.open(&page(&case));
        }
        for mark in ["#m-0", "#m-5"] {
            tab.evaluate(&format!("document.querySelector('{mark}').focus()"));
            tab.press("Enter", 13);
            assert!(becomes_true(&mut tab, "Boolean(document.querySelector('.reason code'))"));
            assert_says(&said(&mut tab, "complementary", "Details"), &why(&case, mark));
        }
        tab.screenshot(if is_served { "why-served" } else { "why-file" });
        tab.evaluate("document.querySelector('.reason a').click()");
        assert_eq!(tab.evaluate("document.querySelector(':target').id.startsWith('s-')"), true);
        tab.press("Escape", 27);
        assert_eq!(tab.evaluate("document.querySelector('.details')"), Value::Null);
        assert_eq!(tab.failures(), [] as [Value; 0]);
    }
}

/// Without a script, the row of a mark leads to a page that explains it, and back to the row; a
/// file opens the explanation in its row.
#[test]
#[ignore = "needs Chromium: bash tests/browser.sh"]
fn without_script_the_row_says_why() {
    let case = story("consult-external-peer", true);
    let server = Server::start(case.clone());
    let mut tab = Tab::new(1_280);
    tab.call("Emulation.setScriptExecutionDisabled", &json!({"value": true}));
    tab.visit(&server.address);
    let link = tab.evaluate("document.querySelector('#e-3 .why a').href");
    tab.visit(link.as_str().unwrap());
    assert_says(&said(&mut tab, "main", ""), &why(&case, "#m-3"));
    for (width, scheme) in [(390, "light"), (390, "dark"), (1_280, "light"), (1_280, "dark")] {
        let size = json!({"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false});
        tab.call("Emulation.setDeviceMetricsOverride", &size);
        tab.emulate("screen", scheme);
        assert_eq!(tab.evaluate("document.documentElement.scrollWidth > innerWidth"), false);
        assert_eq!(tab.evaluate(super::looks::TOO_FAINT), json!([]), "{width}, {scheme}");
        tab.screenshot(&format!("why-{width}-{scheme}"));
    }
    let back = tab.evaluate("document.querySelector('nav a').href");
    assert!(back.as_str().unwrap().ends_with("/timeline#e-3"), "{back}");

    tab.load(&page(&case));
    let is_open = "document.querySelector('#e-3 details').open";
    assert_eq!(tab.evaluate(is_open), false);
    tab.evaluate("document.querySelector('#e-3 summary').focus()");
    tab.press("Enter", 13);
    assert_eq!(tab.evaluate(is_open), true);
    let row = tab.evaluate("document.querySelector('#e-3 .why').innerText");
    assert_says(row.as_str().unwrap(), &why(&case, "#m-3"));
}
