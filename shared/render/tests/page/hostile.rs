//! Text from outside stays text: it adds no element, attribute or style, and no page has a script
//! but its own.

use std::collections::BTreeSet;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use conversation::why::Reasons;
use genesys::Directory;
use proptest::prelude::*;
use render::html;
use sha2::{Digest, Sha256};

use super::dom::{Element, elements};
use super::drawing::named;
use super::support::{Story, story};
use super::{page, text_of};

/// Names of all elements of a page.
pub fn names(elements: &[Element]) -> BTreeSet<String> {
    elements.iter().map(|element| element.name.clone()).collect()
}

/// Attributes of all elements of a page.
pub fn attributes(elements: &[Element]) -> BTreeSet<(String, String)> {
    let of = |element: &Element| -> Vec<(String, String)> {
        element.attributes.iter().map(|(name, _)| (element.name.clone(), name.clone())).collect()
    };
    elements.iter().flat_map(of).collect()
}

/// Checks what every page must satisfy, whatever its content.
fn check_inert(elements: &[Element]) {
    for element in elements {
        for (name, value) in &element.attributes {
            assert!(!name.starts_with("on") && name != "style" && name != "src", "{element:?}");
            if name.ends_with("href") {
                let own = ["#", "?zoom=", "interactions", "../", "events/"];
                assert!(own.iter().any(|own| value.starts_with(own)), "{element:?}");
            }
        }
    }
    let names = names(elements);
    let policy = elements
        .iter()
        .find(|it| it.get("http-equiv") == Some("Content-Security-Policy"))
        .and_then(|it| it.get("content"))
        .unwrap();
    for script in elements.iter().filter(|element| element.name == "script") {
        let hash = STANDARD.encode(Sha256::digest(script.text.as_bytes()));
        assert!(policy.contains(&format!("script-src 'sha256-{hash}'")), "{policy}");
        assert!(script.attributes.is_empty(), "{script:?}");
    }
    assert!(elements.iter().filter(|element| element.name == "script").count() <= 1);
    for name in [
        "iframe",
        "object",
        "embed",
        "img",
        "form",
        "input",
        "link",
        "base",
        "foreignObject",
        "use",
    ] {
        assert!(!names.contains(name), "{name}");
    }
    assert_eq!(elements.iter().filter(|element| element.name == "style").count(), 1);
}

/// All CSS classes of a page.
fn classes(elements: &[Element]) -> BTreeSet<String> {
    elements
        .iter()
        .filter_map(|it| it.get("class"))
        .flat_map(|it| it.split(' ').map(str::to_owned))
        .collect()
}

/// A conversation, and its page with harmless text for comparison.
fn harmless() -> (Story, Vec<Element>) {
    let case = story("multi-hold-conference-agent-hangup", true);
    let elements = elements(&page(&case.spoilt("text")));
    (case, elements)
}

#[test]
fn hostile_payload_is_shown_as_text() {
    let (case, usual) = harmless();
    for payload in include_str!("../browser/payloads.txt").lines() {
        let elements = elements(&page(&case.spoilt(payload)));
        check_inert(&elements);
        assert!(names(&elements).is_subset(&names(&usual)), "{payload}");
        assert!(attributes(&elements).is_subset(&attributes(&usual)), "{payload}");
        for class in ["lane", "bar", "mark"] {
            assert_eq!(named(&elements, class).len(), named(&usual, class).len(), "{payload}");
        }
        let cell = elements
            .iter()
            .find(|it| it.name == "th" && it.get("scope") == Some("row") && it.text == payload);
        assert!(
            cell.is_some(),
            "{payload} is no attribute's name in {:#?}",
            text_of(&elements, |it| it.name == "main")
        );
    }
}

#[test]
fn policy_matches_header_and_hashes() {
    let case = story("consult-external-peer", true);
    let served = html::Served::at(case.conversation.summary.conversation_start.unwrap());
    let served = html::served_page(&case.conversation, &case.common_events, &served).unwrap();
    let problem = html::problem_page("Not Found", "it does not exist", "interactions").unwrap();
    let event = &case.common_events[0];
    let why = Reasons::new(&case.history).why(&event.metadata.id, &event.metadata.causes);
    let why = html::why_page(
        &case.conversation,
        &case.common_events,
        event,
        &why,
        &Directory::default(),
        Some("a=\""),
    )
    .unwrap();
    for (page, header, asks) in [
        (why, html::why_security_policy(), ""),
        (page(&case), html::timeline_security_policy(), "connect-src 'self'; "),
        (served, html::timeline_security_policy(), "connect-src 'self'; "),
        (problem, html::content_security_policy(), ""),
    ] {
        let elements = elements(&page);
        let style = text_of(&elements, |element| element.name == "style");
        assert!(style.contains("prefers-color-scheme: dark") && style.contains("@media print"));
        let hash = |text: &str| STANDARD.encode(Sha256::digest(text.as_bytes()));
        let script = elements
            .iter()
            .find(|element| element.name == "script")
            .map(|it| format!("script-src 'sha256-{}'; {asks}", hash(&it.text)));
        let policy = elements
            .iter()
            .find(|it| it.get("http-equiv") == Some("Content-Security-Policy"))
            .unwrap();
        let wanted = format!(
            "default-src 'none'; style-src 'sha256-{}'; {}base-uri 'none'; form-action 'none'",
            hash(style),
            script.unwrap_or_default()
        );
        assert_eq!(policy.get("content"), Some(wanted.as_str()));
        assert_eq!(header, format!("{wanted}; frame-ancestors 'none'"));
        assert!(
            !style.contains("@import") && !style.contains("url(") && !style.contains("expression")
        );
        check_inert(&elements);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Any text in every field: the page has only the elements, attributes and classes of harmless
    /// text, and no character that changes the direction of writing.
    #[test]
    fn text_from_outside_adds_no_markup(
        text in "(\\PC|[\\x00-\\x20\\x7f-\\u{9f}]|[<>&\"'/=`{}%#;()]\
            |[日本🙂é\\u{202e}\\u{2066}\\u{200d}\\u{301}\\u{5d0}]){0,80}",
        tag in prop::sample::select(vec![
            "", "<script>", "</style>", "\"><svg onload=", "--><!--", "</title>", "]]>", "{{", "{%"
        ]),
    ) {
        let (case, usual) = harmless();
        let text = format!("{tag}{text}");
        let page = page(&case.spoilt(&text));
        let odd = |char: char| {
            (char.is_control() && char != '\n')
                || ('\u{202a}'..='\u{202e}').contains(&char)
                || ('\u{2066}'..='\u{2069}').contains(&char)
        };
        prop_assert!(!page.contains(odd));
        let elements = elements(&page);
        check_inert(&elements);
        prop_assert!(names(&elements).is_subset(&names(&usual)), "{:?}", names(&elements));
        prop_assert!(
            attributes(&elements).is_subset(&attributes(&usual)),
            "{:?}",
            attributes(&elements)
        );
        prop_assert!(classes(&elements).is_subset(&classes(&usual)));
        super::list::check_hostile(&case.spoilt(&text), &text);
    }
}
