//! Limits: a page of thousands of segments stays small enough for a browser to open at once, and
//! says how much it leaves out.

use super::dom::elements;
use super::drawing::named;
use super::page;
use super::support::expected;
use super::support::large::large;

// 500 participants with 20 segments each.
#[test]
fn page_with_10_000_segments_stays_small() {
    let page = page(&large(500, 20));
    assert!(page.len() < 2_000_000, "{} bytes", page.len());
    let elements = elements(&page);
    assert_eq!(named(&elements, "lane").len(), 101);
    let bars = named(&elements, "bar").len();
    assert!((700..=1_500).contains(&bars), "{bars}");
    assert_eq!(named(&elements, "mark").len(), 400);
    let notes: Vec<&str> =
        elements.iter().filter(|it| it.has_class("note")).map(|it| it.text.as_str()).collect();
    for note in ["400 more sessions", "1600 more Common Events"] {
        assert!(notes.contains(&format!("not drawn: {note}").as_str()), "{note} in {notes:?}");
    }
    let said: Vec<&str> =
        elements.iter().filter(|it| it.has_class("faint")).map(|it| it.text.as_str()).collect();
    assert!(
        ["and 1500 more", "and 9000 more", "and 19500 more"].iter().all(|it| said.contains(it)),
        "rows of tables are counted"
    );
}

// A lane of 10,000 segments shows them all, in bars that say how many they hold.
#[test]
fn large_lane_leaves_room_for_the_others() {
    let mut case = large(3, 10_000);
    case.conversation.participants[1].sessions[0].segments.truncate(5);
    let page = page(&case);
    assert!(page.len() < 1_500_000, "{} bytes", page.len());
    let elements = elements(&page);
    let bars = named(&elements, "bar");
    let of_lane = |lane: usize| {
        let own = format!("b-{lane}-");
        bars.iter().filter(move |bar| bar.get("id").unwrap().starts_with(&own))
    };
    let held = |lane: usize| -> usize {
        of_lane(lane).map(|bar| expected::held(bar.get("aria-label").unwrap())).sum()
    };
    assert_eq!([held(0), held(1), held(2)], [10_000, 5, 10_000]);
    assert!((100..400).contains(&of_lane(0).count()), "{}", of_lane(0).count());
}
