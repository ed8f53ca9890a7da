//! The drawing: every segment has a bar and every active Common Event a mark, at the right place on
//! the axis and without overlaps.

use genesys::Timestamp;
use proptest::prelude::*;

use super::dom::{Element, elements};
use super::page;
use super::support::expected::{self, held};
use super::support::{Story, stories, story};

/// Where the axis begins and ends, in percent.
const AXIS: std::ops::RangeInclusive<f64> = 0.0..=100.0;

/// The elements of bars or of marks, in document order. The legend has none.
pub fn named<'e>(elements: &'e [Element], class: &str) -> Vec<&'e Element> {
    let named =
        |it: &&Element| it.has_class(class) && matches!(it.name.as_str(), "a" | "div" | "g");
    elements.iter().filter(named).collect()
}

fn label(element: &Element) -> &str {
    element.get("aria-label").unwrap()
}

/// Every bar: its lane, and its left and right in percent, its top and bottom in pixels.
fn boxes(elements: &[Element]) -> Vec<(usize, [f64; 4])> {
    let (mut lane, mut boxes) = (0, Vec::new());
    for element in elements {
        if element.name == "div" && element.has_class("lane") {
            lane += 1;
        }
        let of_bar = element.within.last().is_some_and(|it| it == "a");
        if element.name == "rect" && element.has_class("shape") && of_bar {
            let [x, y, width, height] =
                ["x", "y", "width", "height"].map(|name| element.number(name));
            boxes.push((lane, [x, y, x + width, y + height]));
        }
    }
    boxes
}

/// Checks what every drawing must satisfy: each segment is in one bar, in the order of the tree.
fn check(story: &Story) {
    let elements = elements(&page(story));
    let marks = named(&elements, "mark");
    let expected = expected::marks(story);
    assert_eq!(marks.len(), expected.len(), "{}", story.name);
    for (mark, expected) in marks.iter().zip(&expected) {
        assert!(expected.fits(label(mark)), "{}: {} is not {expected:?}", story.name, label(mark));
    }
    let bars = named(&elements, "bar");
    let boxes = boxes(&elements);
    assert_eq!(boxes.len(), bars.len());
    for (lane, expected) in expected::lanes(story).iter().enumerate() {
        let own = || boxes.iter().zip(&bars).filter(|((at, _), _)| *at == lane + 1);
        let held_in = own().map(|(_, bar)| held(label(bar))).sum::<usize>();
        assert_eq!(held_in, expected.len(), "{}: lane {lane}", story.name);
        for (_, bar) in own().filter(|(_, bar)| held(label(bar)) == 1) {
            let number = bar.get("id").unwrap().rsplit('-').next().unwrap().parse::<usize>();
            let expected = &expected[number.unwrap()];
            assert!(
                expected.fits(label(bar)),
                "{}: {} is not {expected:?}",
                story.name,
                label(bar)
            );
        }
    }
    for (index, (lane, one)) in boxes.iter().enumerate() {
        assert!(
            AXIS.contains(&one[0]) && AXIS.contains(&one[2]) && one[2] - one[0] >= 0.34,
            "{}: {one:?}",
            story.name
        );
        for (_, other) in boxes[..index].iter().filter(|(other_lane, _)| other_lane == lane) {
            let apart = one[0] >= other[2] - 0.001
                || other[0] >= one[2] - 0.001
                || one[1] >= other[3]
                || other[1] >= one[3];
            assert!(apart, "{}: {one:?} of {lane} covers {other:?}", story.name);
        }
    }
    check_details(story, &elements);
}

/// Every bar and mark leads to its row, and the row back to it. Every segment has a row.
fn check_details(story: &Story, elements: &[Element]) {
    let with_id = |id: &str| elements.iter().find(|element| element.get("id") == Some(id));
    let segments: usize = expected::lanes(story).iter().map(Vec::len).sum();
    let is_row = |element: &&Element| element.get("id").is_some_and(|id| id.starts_with("d-"));
    assert_eq!(elements.iter().filter(is_row).count(), segments.min(1_000), "{}", story.name);
    for shape in named(elements, "bar").into_iter().chain(named(elements, "mark")) {
        let row = with_id(shape.get("href").unwrap().strip_prefix('#').unwrap());
        assert_eq!(row.unwrap().name, "tr", "{}", label(shape));
        let back = format!("#{}", shape.get("id").unwrap());
        let links = elements.iter().filter(|it| it.get("href") == Some(back.as_str()));
        assert!(links.count() >= held(label(shape)), "{}: no way back to {back}", story.name);
    }
}

#[test]
fn each_segment_has_a_bar_and_each_event_a_mark() {
    stories().iter().for_each(check);
}

#[test]
fn bar_position_matches_its_time() {
    let story = story("consult-external-peer", true);
    let elements = elements(&page(&story));
    let bars = named(&elements, "bar");
    let at = |name: &str| bars.iter().position(|bar| label(bar).starts_with(name)).unwrap();
    let boxes = boxes(&elements);
    let (menu, talk) = (boxes[at("Menu, ")].1, boxes[at("Talk, ")].1);
    // A menu of 28 s, and talk that ends after 58 minutes on an axis of 1:03:12.
    assert!(menu[0] < 0.36 && (menu[2] - 100.0 * 28.0 / 3_792.0).abs() < 0.3, "{menu:?}");
    assert!(talk[0] > menu[2] && talk[2] < 100.0 * 3_519.0 / 3_792.0, "{talk:?}");
    assert!(bars[at("Talk, ")].text.contains("talk"), "a bar that is wide enough says what it is");
}

#[test]
fn axis_leaves_out_a_long_wait_and_says_so() {
    let elements = elements(&page(&story("voicemail-then-callback", true)));
    assert_eq!(named(&elements, "break").len(), 1);
    assert!(elements.iter().any(|it| it.has_class("note") && it.text == "⋯ 58d 23h left out"));
    let bars = named(&elements, "bar");
    assert!(
        bars.iter().any(|bar| label(bar).contains("03-02 09:00:00 to 03-02 09:01:44")),
        "the label has the day, because the conversation lasts several days"
    );
}

#[test]
fn legend_has_exactly_the_phases_that_occur() {
    for story in stories() {
        let elements = elements(&page(&story));
        let mut drawn: Vec<String> = expected::bars(&story)
            .iter()
            .map(|bar| bar.begins.trim_end_matches(", ").to_lowercase())
            .collect();
        drawn.sort();
        drawn.dedup();
        let of_phase = |it: &&Element| {
            let in_legend = it.name == "li" && it.within.last().is_some_and(|it| it == "ul");
            in_legend && !it.has_class("note") && it.text != "Common Event"
        };
        let mut legend: Vec<String> =
            elements.iter().filter(of_phase).map(|it| it.text.clone()).collect();
        legend.sort();
        assert_eq!(drawn, legend, "{}", story.name);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Segments and Common Events at any time, some of them live: each is drawn once, within the
    /// axis, and covers nothing.
    #[test]
    fn segments_at_any_time_are_drawn(
        times in prop::collection::vec(1_772_442_000_000_i64..1_772_446_000_000, 60),
        far in prop::collection::vec(1_i64..10_000_000_000_000, 4),
        lives in prop::collection::vec(prop::bool::weighted(0.2), 7),
        ended in any::<bool>(),
    ) {
        let mut case = story("multi-hold-conference-agent-hangup", true);
        let mut times = times.into_iter().chain(far).cycle().map(Timestamp::from_ms);
        let mut lives = lives.into_iter().cycle();
        case.scatter(&mut times, ended, || lives.next().unwrap());
        for common_event in &mut case.common_events {
            common_event.metadata.occurred_at = times.next().unwrap();
        }
        check(&case);
    }
}
