//! Limits: a page of thousands of segments stays small enough for a browser to open at once, and
//! says how much it leaves out.

use super::dom::elements;
use super::drawing::named;
use super::page;
use super::support::large::large;

// 500 participants with 20 segments each.
#[test]
fn page_with_10_000_segments_stays_small() {
    let page = page(&large(500, 20));
    assert!(page.len() < 1_500_000, "{} bytes", page.len());
    let elements = elements(&page);
    assert_eq!(named(&elements, "lane").len(), 101);
    assert_eq!(named(&elements, "bar").len(), 1_500);
    assert_eq!(named(&elements, "mark").len(), 400);
    let notes: Vec<&str> =
        elements.iter().filter(|it| it.has_class("note")).map(|it| it.text.as_str()).collect();
    for note in ["400 more sessions", "8500 more segments", "1600 more Common Events"] {
        assert!(notes.contains(&format!("not drawn: {note}").as_str()), "{note} in {notes:?}");
    }
    let said: Vec<&str> =
        elements.iter().filter(|it| it.has_class("faint")).map(|it| it.text.as_str()).collect();
    assert!(
        said.contains(&"and 1500 more") && said.contains(&"and 19500 more"),
        "rows of tables are counted"
    );
}

#[test]
fn large_lane_leaves_room_for_the_others() {
    let mut case = large(3, 10_000);
    case.conversation.participants[1].sessions[0].segments.truncate(5);
    let page = page(&case);
    assert!(page.len() < 1_000_000, "{} bytes", page.len());
    assert_eq!(named(&elements(&page), "bar").len(), 200 + 5 + 200);
}
