//! The lists as an HTML parser sees them.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use genesys::Timestamp;
use genesys::vocabulary::MediaType;
use render::html::{ListPage, View, list_page};
use render::{Filter, Listed, Sort};
use sha2::{Digest, Sha256};

use super::dom::{Element, elements};
use super::hostile::{attributes, names};
use super::support::{Story, stories, story};
use super::text_of;

/// The present: two minutes after the chat in progress began.
const NOW: &str = "2026-03-22T09:02:00Z";

fn listed(story: &Story) -> Listed {
    Listed {
        conversation_id: story.conversation.summary.conversation_id.clone(),
        overview: conversation::overview(&story.conversation),
    }
}

/// A page with these conversations, and links to others.
fn page(rows: &[Listed], view: View<'_>, filter: &Filter) -> String {
    let list = ListPage {
        view,
        rows,
        read: rows,
        filter,
        previous: Some("cHJldmlvdXM"),
        next: Some("bmV4dA"),
        position: None,
        now: NOW.parse::<Timestamp>().unwrap(),
        reload_seconds: Some(10),
    };
    list_page(&list).unwrap()
}

fn open(total: usize) -> View<'static> {
    View::Open { sort: Sort::Wait, total }
}

const ENDED: View<'static> =
    View::Ended { day: "2026-03-02", before: "2026-03-01", after: Some("2026-03-03") };

/// Each row: the link of its header, and the texts of its cells.
fn rows(elements: &[Element]) -> Vec<(String, Vec<String>)> {
    let mut rows = Vec::new();
    for element in elements.iter().filter(|it| it.within.iter().any(|name| name == "tbody")) {
        match element.name.as_str() {
            "tr" => rows.push((String::new(), Vec::new())),
            "th" | "td" => rows.last_mut().unwrap().1.push(element.text.trim().to_owned()),
            "a" => rows.last_mut().unwrap().0 = element.get("href").unwrap().to_owned(),
            _ => {}
        }
    }
    rows
}

/// Every row says what the tree says.
#[test]
fn list_has_a_row_for_each_conversation() {
    let stories = stories();
    let all: Vec<Listed> = stories.iter().map(listed).collect();
    let elements = elements(&page(&all, open(all.len()), &Filter::default()));
    let rows = rows(&elements);
    assert_eq!(rows.len(), stories.len());
    for ((link, cells), one) in rows.iter().zip(&all) {
        assert_eq!(*link, format!("interactions/{}/timeline?list=", one.conversation_id));
        let overview = &one.overview;
        assert_eq!(cells.len(), 9);
        if let Some(number) = &overview.customer {
            assert!(cells[0].contains(number.as_str()), "{cells:?}");
        }
        assert!(cells[1].contains(overview.state.as_str()), "{cells:?}");
        for agent in &overview.agents {
            let said = agent.name.as_deref().unwrap_or(&agent.id[..8]);
            assert!(cells[3].contains(said), "{cells:?}");
        }
        assert_eq!(cells[5].is_empty(), overview.wait_ms(NOW.parse().unwrap()) == 0);
        let transfers = overview.transfers.to_string();
        assert_eq!(cells[7], if overview.transfers > 0 { transfers.as_str() } else { "" });
        let start = overview.start.unwrap().to_string();
        assert_eq!(cells[8], start[..19].replace('T', " "));
    }
    assert!(rows.iter().any(|(_, cells)| cells[1].starts_with("waiting") && cells[5] == "1:55"));
}

#[test]
fn list_reloads_by_script_and_without_one() {
    let page = page(&[], open(0), &Filter::default());
    let elements = elements(&page);
    assert!(page.contains("<noscript><meta http-equiv=\"refresh\" content=\"10\"></noscript>"));
    let list = elements.iter().find(|it| it.get("id") == Some("list")).unwrap();
    assert_eq!(list.get("data-reload"), Some("10"));
    assert!(page.contains("No conversation is open."));
    let filter = Filter { text: "x".to_owned(), ..Filter::default() };
    assert!(self::page(&[], open(5), &filter).contains("No conversation here matches the filter."));
}

/// Links keep the filter, and a form has what the filter has.
#[test]
fn links_and_form_keep_the_filter() {
    let filter = Filter {
        state: Some("ended"),
        medium: Some(MediaType::Voice),
        queue: "Support & \"more\"".to_owned(),
        agent: String::new(),
        text: "+49 30".to_owned(),
    };
    let all: Vec<Listed> = stories().iter().map(listed).collect();
    let elements = elements(&page(&all, ENDED, &filter));
    let links: Vec<&str> = elements.iter().filter_map(|it| it.get("href")).collect();
    let kept = "&medium=voice&queue=Support+%26+%22more%22&text=%2B49+30";
    for link in [
        format!("?view=ended&day=2026-03-02&state=ended{kept}&previous=cHJldmlvdXM"),
        format!("?view=ended&day=2026-03-02&state=ended{kept}&next=bmV4dA"),
        format!("?view=ended&day=2026-03-01&state=ended{kept}"),
        format!("?view=ended&day=2026-03-03&state=ended{kept}"),
        format!("?{}", &kept[1..]),
    ] {
        assert!(links.contains(&link.as_str()), "{link} is not in {links:?}");
    }
    let value = |name: &str| {
        let input = elements.iter().find(|it| it.name == "input" && it.get("name") == Some(name));
        input.unwrap().get("value").unwrap()
    };
    assert_eq!(value("queue"), "Support & \"more\"");
    assert_eq!([value("text"), value("agent"), value("day")], ["+49 30", "", "2026-03-02"]);
    let chosen: Vec<&str> = elements
        .iter()
        .filter(|it| it.name == "option" && it.get("selected").is_some())
        .map(|it| it.text.as_str())
        .collect();
    assert_eq!(chosen, ["ended", "voice"]);
    for element in elements.iter().filter(|it| it.name == "input" || it.name == "select") {
        let hidden = element.get("type") == Some("hidden");
        assert!(hidden || element.within.last().is_some_and(|it| it == "label"), "{element:?}");
    }
}

/// The counts above the list are those of its rows.
#[test]
fn counts_by_queue_are_those_of_the_rows() {
    let all: Vec<Listed> = stories().iter().map(listed).collect();
    let page = page(&all, open(all.len()), &Filter::default());
    let elements = elements(&page);
    let in_queues = all.iter().filter(|one| one.overview.queue.is_some()).count();
    let counts: Vec<usize> = elements
        .iter()
        .filter(|it| it.has_class("count"))
        .map(|it| it.text.parse().unwrap())
        .collect();
    assert!(!counts.is_empty() && counts.iter().sum::<usize>() == in_queues, "{counts:?}");
    let by_state: usize = elements
        .iter()
        .filter(|it| it.name == "span" && it.within.last().is_some_and(|name| name == "span"))
        .filter_map(|it| it.text.split_once(' ')?.0.parse::<usize>().ok())
        .sum();
    assert_eq!(by_state, in_queues);
    assert!(page.contains("longest wait 1:55"), "{page}");
}

#[test]
fn list_policy_has_hashes_of_style_and_script() {
    let elements = elements(&page(&[], open(0), &Filter::default()));
    let hash = |name: &str| {
        let text = text_of(&elements, |element| element.name == name);
        format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text.as_bytes())))
    };
    let wanted = format!(
        "default-src 'none'; style-src {}; script-src {}; connect-src 'self'; base-uri 'none'; \
         form-action 'self'",
        hash("style"),
        hash("script")
    );
    let policy = elements.iter().find(|it| it.get("http-equiv") == Some("Content-Security-Policy"));
    assert_eq!(policy.unwrap().get("content"), Some(wanted.as_str()));
    let header = format!("{wanted}; frame-ancestors 'none'");
    assert_eq!(render::html::list_security_policy(), header);
}

/// Checks that a list with this text in every field and in its filter has only the elements and
/// attributes of a list with harmless text.
pub fn check_hostile(spoilt: &Story, text: &str) {
    let of = |story: &Story, text: &str| {
        let filter = Filter {
            queue: text.to_owned(),
            agent: text.to_owned(),
            text: text.to_owned(),
            ..Filter::default()
        };
        elements(&page(&[listed(story)], ENDED, &filter))
    };
    let usual = of(&story("multi-hold-conference-agent-hangup", true).spoilt("text"), "text");
    let elements = of(spoilt, text);
    assert!(names(&elements).is_subset(&names(&usual)), "{:?}", names(&elements));
    assert!(attributes(&elements).is_subset(&attributes(&usual)), "{:?}", attributes(&elements));
    let scripts: Vec<&Element> = elements.iter().filter(|it| it.name == "script").collect();
    assert_eq!(scripts.len(), 1);
    for link in elements.iter().filter_map(|it| it.get("href")) {
        assert!(link.starts_with('?') || link.starts_with("interactions/"), "{link}");
    }
}

#[test]
fn problem_page_shows_the_sentence_and_leads_back() {
    let page =
        render::html::problem_page("Not Found", "no <b>such</b> thing", "../interactions").unwrap();
    let elements = elements(&page);
    assert_eq!(text_of(&elements, |it| it.name == "h1"), "Not Found");
    assert!(elements.iter().any(|it| it.text == "No <b>such</b> thing."));
    assert!(elements.iter().any(|it| it.get("href") == Some("../interactions")));
}
