//! The drawing: every segment has a bar and every active Common Event a mark, at the right place on
//! the axis and without overlaps.

use genesys::Timestamp;
use proptest::prelude::*;

use super::dom::{Element, elements};
use super::page;
use super::support::{Story, expected, stories, story};

/// Where the axis begins and ends.
const AXIS: std::ops::RangeInclusive<f64> = 300.0..=1150.0;

/// The elements of bars or of marks, in document order. The legend has none.
pub fn named<'e>(elements: &'e [Element], class: &str) -> Vec<&'e Element> {
    elements.iter().filter(|element| element.name == "g" && element.has_class(class)).collect()
}

/// Every bar and mark: its lane, and its left, top, right and bottom.
fn boxes(elements: &[Element]) -> Vec<(usize, [f64; 4])> {
    let (mut lane, mut boxes) = (0, Vec::new());
    for element in elements {
        if element.name == "g" && element.has_class("lane") {
            lane += 1;
        }
        let of_bar = element.within.iter().filter(|name| *name == "g").count() == 2;
        if element.name == "rect" && element.has_class("shape") && of_bar {
            let [x, y, width, height] =
                ["x", "y", "width", "height"].map(|name| element.number(name));
            boxes.push((lane, [x, y, x + width, y + height]));
        }
        if element.name == "path" && element.has_class("shape") && of_bar {
            let path = element.get("d").unwrap().strip_prefix('M').unwrap();
            let (x, rest) = path.split_once(' ').unwrap();
            let (x, y): (f64, f64) =
                (x.parse().unwrap(), rest.split_once('l').unwrap().0.parse().unwrap());
            boxes.push((lane, [x, y - 5.0, x + 10.0, y + 5.0]));
        }
    }
    boxes
}

/// Checks what every drawing must satisfy.
fn check(story: &Story) {
    let elements = elements(&page(story));
    let names = |class| -> Vec<&str> {
        named(&elements, class).iter().map(|element| element.get("aria-label").unwrap()).collect()
    };
    for (class, expected) in [("bar", expected::bars(story)), ("mark", expected::marks(story))] {
        let names = names(class);
        assert_eq!(names.len(), expected.len(), "{}: {names:#?}", story.name);
        for (name, expected) in names.iter().zip(&expected) {
            assert!(expected.fits(name), "{}: {name} is not {expected:?}", story.name);
        }
    }
    let boxes = boxes(&elements);
    assert_eq!(boxes.len(), names("bar").len() + names("mark").len());
    let height = elements
        .iter()
        .find(|it| it.name == "svg")
        .unwrap()
        .get("viewBox")
        .unwrap()
        .rsplit(' ')
        .next();
    let height: f64 = height.unwrap().parse().unwrap();
    for (index, (lane, one)) in boxes.iter().enumerate() {
        assert!(
            AXIS.contains(&one[0]) && AXIS.contains(&one[2]) && one[2] - one[0] >= 2.9,
            "{}: {one:?}",
            story.name
        );
        assert!(one[1] >= 0.0 && one[3] <= height, "{}: {one:?}", story.name);
        for (other_lane, other) in &boxes[..index] {
            let apart = one[0] >= other[2] - 0.01
                || other[0] >= one[2] - 0.01
                || one[1] >= other[3] - 0.01
                || other[1] >= one[3] - 0.01;
            assert!(apart, "{}: {one:?} of {lane} covers {other:?} of {other_lane}", story.name);
        }
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
    let at = |name: &str| {
        bars.iter().position(|bar| bar.get("aria-label").unwrap().starts_with(name)).unwrap()
    };
    let boxes = boxes(&elements);
    let (flow, talk) = (boxes[at("Flow, ")].1, boxes[at("Talk, ")].1);
    // A flow of 28 s, and talk that ends after 58 minutes on an axis of 1:03:12.
    assert!(
        (flow[0] - 300.0).abs() < 0.2 && (flow[2] - 300.0 - 850.0 * 28.0 / 3_792.0).abs() < 3.0,
        "{flow:?}"
    );
    assert!(talk[0] > flow[2] && talk[2] < 300.0 + 850.0 * 3_519.0 / 3_792.0, "{talk:?}");
    assert!(bars[at("Talk, ")].text.contains("talk"), "a bar that is wide enough says what it is");
}

#[test]
fn axis_leaves_out_a_long_wait_and_says_so() {
    let elements = elements(&page(&story("voicemail-then-callback", true)));
    assert_eq!(named(&elements, "break").len(), 1);
    assert!(elements.iter().any(|it| it.has_class("note") && it.text == "⋯ 58d 23h left out"));
    let name = named(&elements, "bar")[0].get("aria-label").unwrap();
    assert!(
        name.contains("03-02 09:00:00 to 03-02 09:01:44"),
        "{name}: of several days, the day is said"
    );
}

#[test]
fn legend_has_exactly_the_phases_that_occur() {
    for story in stories() {
        let elements = elements(&page(&story));
        let mut drawn: Vec<String> = named(&elements, "bar")
            .iter()
            .map(|bar| bar.get("aria-label").unwrap().split(',').next().unwrap().to_lowercase())
            .collect();
        drawn.sort();
        drawn.dedup();
        let of_phase =
            |it: &&Element| it.name == "li" && !it.has_class("note") && it.text != "Common Event";
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
