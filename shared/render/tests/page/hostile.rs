//! Text of anybody is text: no element, no attribute and no rule of style comes from outside, and no script from anywhere.

use std::collections::BTreeSet;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;
use render::html;
use sha2::{Digest, Sha256};

use super::dom::{Element, elements};
use super::drawing::named;
use super::support::{Story, story};
use super::{page, text_of};

/// Names of all elements of a page.
fn names(elements: &[Element]) -> BTreeSet<String> {
    elements.iter().map(|element| element.name.clone()).collect()
}

/// Attributes of all elements of a page.
fn attributes(elements: &[Element]) -> BTreeSet<(String, String)> {
    let of = |element: &Element| -> Vec<(String, String)> {
        element.attributes.iter().map(|(name, _)| (element.name.clone(), name.clone())).collect()
    };
    elements.iter().flat_map(of).collect()
}

/// What holds of every page, whatever is on it.
fn check_inert(elements: &[Element]) {
    for element in elements {
        for (name, value) in &element.attributes {
            assert!(!name.starts_with("on") && name != "style" && name != "src", "{element:?}");
            if name.ends_with("href") {
                assert!(
                    value.starts_with('#') || value.starts_with("interactions/"),
                    "{element:?}"
                );
            }
        }
    }
    let names = names(elements);
    for name in [
        "script",
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

/// Every class of a page, without those of the templates' own.
fn classes(elements: &[Element]) -> BTreeSet<String> {
    elements
        .iter()
        .filter_map(|it| it.get("class"))
        .flat_map(|it| it.split(' ').map(str::to_owned))
        .collect()
}

/// The same conversation with a text that says nothing, for comparison.
fn harmless() -> (Story, Vec<Element>) {
    let case = story("multi-hold-conference-agent-hangup", true);
    let elements = elements(&page(&case.spoilt("text")));
    (case, elements)
}

#[test]
fn a_payload_is_seen_as_the_text_that_it_is() {
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
fn the_policy_is_the_one_of_the_header_and_has_the_hash_of_the_style() {
    let page = page(&story("consult-external-peer", true));
    let list = html::open_list([], 10, None).unwrap();
    for page in [page, list] {
        let elements = elements(&page);
        let style = text_of(&elements, |element| element.name == "style");
        assert!(style.contains("prefers-color-scheme: dark") && style.contains("@media print"));
        let hash = STANDARD.encode(Sha256::digest(style.as_bytes()));
        let policy = elements
            .iter()
            .find(|it| it.get("http-equiv") == Some("Content-Security-Policy"))
            .unwrap();
        let wanted = format!(
            "default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'"
        );
        assert_eq!(policy.get("content"), Some(wanted.as_str()));
        assert_eq!(html::content_security_policy(), format!("{wanted}; frame-ancestors 'none'"));
        assert!(
            !style.contains("@import") && !style.contains("url(") && !style.contains("expression")
        );
        check_inert(&elements);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// GIVEN any text in every place WHEN parsed THEN there are the elements, attributes and classes of a harmless text,
    /// and nothing that writes in another direction.
    #[test]
    fn nobody_writes_a_page(
        text in "(\\PC|[\\x00-\\x20\\x7f-\\u{9f}]|[<>&\"'/=`{}%#;()]|[日本🙂é\\u{202e}\\u{2066}\\u{200d}\\u{301}\\u{5d0}]){0,80}",
        tag in prop::sample::select(vec!["", "<script>", "</style>", "\"><svg onload=", "--><!--", "</title>", "]]>", "{{", "{%"]),
    ) {
        let (case, usual) = harmless();
        let text = format!("{tag}{text}");
        let page = page(&case.spoilt(&text));
        let odd = |char: char| (char.is_control() && char != '\n') || ('\u{202a}'..='\u{202e}').contains(&char)
            || ('\u{2066}'..='\u{2069}').contains(&char);
        prop_assert!(!page.contains(odd));
        let elements = elements(&page);
        check_inert(&elements);
        prop_assert!(names(&elements).is_subset(&names(&usual)), "{:?}", names(&elements));
        prop_assert!(attributes(&elements).is_subset(&attributes(&usual)), "{:?}", attributes(&elements));
        prop_assert!(classes(&elements).is_subset(&classes(&usual)));
        let list = html::open_list([&case.spoilt(&text).conversation.summary], 10, None).unwrap();
        check_inert(&super::dom::elements(&list));
    }
}
