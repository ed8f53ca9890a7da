//! The page of a conversation that goes on: it shows the present, and asks for news.

use genesys::Timestamp;
use proptest::prelude::*;
use render::html::{self, Served, Zoom};

use super::dom::{Element, elements};
use super::drawing::named;
use super::support::{Story, story};
use super::text_of;

const OPEN: &str = "chat-external-in-progress";

fn start(story: &Story) -> Timestamp {
    story.conversation.summary.conversation_start.unwrap()
}

fn at(story: &Story, served: &Served) -> Vec<Element> {
    elements(&html::served_page(&story.conversation, &story.common_events, served).unwrap())
}

fn by_id<'e>(elements: &'e [Element], id: &str) -> Option<&'e Element> {
    elements.iter().find(|element| element.get("id") == Some(id))
}

/// Every bar that goes on ends at the line of the present, says how long it has lasted, and agrees
/// with its lane, its row and the answers.
#[test]
fn open_conversation_is_drawn_up_to_the_present() {
    let case = story(OPEN, true);
    let now = start(&case).plus_ms(185_000);
    let page = at(&case, &Served::at(now));
    let line = page
        .iter()
        .find(|it| {
            it.name == "line"
                && it.within.last().is_some_and(|it| it == "g")
                && it.get("y1") == Some("52")
        })
        .unwrap();
    let present = line.number("x1");
    assert!(present > 90.0 && present < 99.9, "{present}");
    let grows: Vec<&Element> =
        page.iter().filter(|it| it.has_class("shape") && it.has_class("grows")).collect();
    assert!(!grows.is_empty());
    for bar in grows {
        assert!((bar.number("x") + bar.number("width") - present).abs() < 0.02, "{bar:?}");
    }
    let waits = named(&page, "bar")
        .into_iter()
        .find(|bar| bar.get("aria-label").unwrap().starts_with("Queue, "))
        .unwrap();
    let name = waits.get("aria-label").unwrap();
    let lasted = name.rsplit(", ").next().unwrap().trim_end_matches(" so far");
    assert!(name.ends_with(" so far") && lasted.starts_with("3:"), "{name}");
    let elapsed: Vec<&str> =
        page.iter().filter(|it| it.has_class("elapsed")).map(|it| it.text.as_str()).collect();
    // The lane, the answers "Who answered" and "How long", and the row.
    assert_eq!(elapsed.iter().filter(|it| **it == lasted).count(), 4, "{elapsed:?}");
    assert!(elapsed.contains(&"3:05"), "the whole conversation: {elapsed:?}");
}

#[test]
fn page_asks_for_news_while_there_can_be_some() {
    let open = story(OPEN, true);
    let polls = |case: &Story, served: &Served| {
        let page = at(case, served);
        let poll = by_id(&page, "live").unwrap().get("data-poll").map(str::to_owned);
        let refresh = page.iter().find(|it| it.name == "noscript").map(|it| it.text.clone());
        (poll, refresh.is_some())
    };
    let now = Served::at(start(&open).plus_ms(5_000));
    assert_eq!(polls(&open, &now), (Some("2".to_owned()), true));
    let ended = story("consult-external-peer", true);
    let end = ended.conversation.summary.ended_at.unwrap();
    let after = |ms| polls(&ended, &Served::at(end.plus_ms(ms)));
    assert_eq!(after(60_000), (Some("15".to_owned()), true), "after-call work follows");
    assert_eq!(after(3_600_000), (None, false));
    let file = elements(&super::page(&open));
    assert!(by_id(&file, "live").is_none() && by_id(&file, "now").is_none());
    assert!(file.iter().all(|it| it.name != "noscript" && it.name != "nav"));
}

#[test]
fn served_page_leads_to_list_and_neighbours() {
    let case = story("consult-external-peer", true);
    let (previous, next) = (Some("c-1".parse().unwrap()), Some("c-2".parse().unwrap()));
    let alone = Served::at(start(&case));
    let page = at(&case, &Served { previous, next, ..alone.clone() });
    let link = |href: &str| page.iter().find(|it| it.get("href") == Some(href));
    assert!(link("../../interactions").is_some());
    assert_eq!(link("../c-1/timeline").unwrap().get("rel"), Some("prev"));
    assert_eq!(link("../c-2/timeline").unwrap().get("rel"), Some("next"));
    assert!(at(&case, &alone).iter().all(|it| it.get("rel").is_none()));
}

/// Each zoom shows at least as many segments one by one as the one before.
#[test]
fn zoom_shows_segments_one_by_one() {
    let mut case = super::support::large::large(2, 600);
    case.common_events.truncate(4);
    case.conversation.summary.ended_at = Some(start(&case).plus_ms(4_000_000));
    let zoomed = |zoom: Zoom| at(&case, &Served { zoom, ..Served::at(start(&case)) });
    let bars = |zoom| named(&zoomed(zoom), "bar").len();
    let counts: Vec<usize> = Zoom::ALL.into_iter().map(bars).collect();
    assert!(counts.is_sorted() && counts[0] < 600, "{counts:?}");
    assert_eq!(counts[3], 1_200, "at eight times, each segment has its own bar: {counts:?}");
    let page = zoomed(Zoom::default());
    let several = named(&page, "bar").into_iter().find(|it| it.text.contains(" segments, "));
    let href = several.unwrap().get("href").unwrap();
    assert!(href.starts_with("?zoom=8#b-"), "{href}");
    let current: Vec<&Element> =
        page.iter().filter(|it| it.get("aria-current").is_some()).collect();
    assert_eq!(text_of(&page, |it| it.get("aria-current").is_some()), "1×");
    assert_eq!(current.len(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whenever the page is asked for, the present is on the axis, and times do not run backwards.
    #[test]
    fn present_is_always_on_the_axis(ms in 0_i64..40_000_000_000) {
        let case = story(OPEN, true);
        let page = at(&case, &Served::at(start(&case).plus_ms(ms)));
        let now = by_id(&page, "now").unwrap();
        let number = |name: &str| now.get(name).unwrap().trim_end_matches('%').parse::<f64>();
        let (left, right) = (number("data-left").unwrap(), number("data-right").unwrap());
        prop_assert!((0.0..=100.0).contains(&left) && left < right && right <= 100.0);
        let (from, to) = (number("data-from").unwrap(), number("data-to").unwrap());
        let present = number("data-now").unwrap();
        prop_assert!(from <= present && present <= to, "{from} {present} {to}");
    }
}
