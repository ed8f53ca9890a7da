//! Properties of all output: no line is too wide, and text from outside sends no terminal commands.

use proptest::prelude::*;

use super::super::text::columns;
use super::*;

/// All output about a conversation.
fn everything(story: &Story, style: &Style) -> String {
    everything_of(story, &logged(story), style)
}

fn everything_of(story: &Story, events: &[Logged], style: &Style) -> String {
    let mut text = tree(&story.conversation, &story.common_events, &Directory::default(), style);
    text += &log_of(story, events, style);
    text += &list(&[listed(story)], Timestamp::from_ms(1_800_000_000_000), style);
    for common_event in &story.common_events {
        text += &event(common_event, style);
        text.push('\n');
    }
    text
}

fn without_colours(text: &str) -> String {
    let mut pieces = text.split("\u{1b}[");
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |text, piece| text + piece.split_once('m').unwrap().1)
}

/// No line is wider than the terminal. Colours change nothing but the colour.
#[test]
fn every_case_fits_every_terminal() {
    for case in support::stories() {
        let name = &case.name;
        for width in (60..130).step_by(7).chain([200, 400]) {
            let plain = everything(&case, &Style::plain(width));
            let widest = plain.lines().max_by_key(|line| columns(line)).unwrap();
            assert!(columns(widest) <= width, "{name} at {width}: {widest}");
            assert!(!plain.contains('\u{1b}'));
            assert!(plain.lines().all(|line| line == line.trim_end()), "{name} at {width}");
            let coloured = without_colours(&everything(&case, &Style { colour: true, width }));
            let trimmed = coloured.lines().map(str::trim_end);
            assert!(trimmed.eq(plain.lines()), "{name} at {width}");
        }
    }
}

/// The story and its events, with `text` in every field that holds text from outside.
fn spoilt(case: &Story, text: &str) -> (Story, Vec<Logged>) {
    let case = case.spoilt(text);
    let mut events = logged(&case);
    for event in &mut events {
        event.known.event.topic = genesys::Topic::Unknown(format!("x{text}"));
        event.known.replay_name = Some(text.to_owned());
    }
    (case, events)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Any text in every field: the output has no control characters, and every line fits.
    /// line fits.
    #[test]
    fn hostile_text_sends_no_terminal_commands(
        text in "(\\PC|[\\x00-\\x20\\x7f-\\u{9f}]|[日本🙂é\\u{202e}\\u{200d}\\u{301}]){0,120}",
        width in 60_usize..200,
    ) {
        let (case, events) = spoilt(&story("consult-external-peer", false), &text);
        let text = everything_of(&case, &events, &Style::plain(width));
        let commands = |char: char| {
            char != '\n' && (char.is_control() || ('\u{202a}'..='\u{202e}').contains(&char))
        };
        prop_assert!(!text.contains(commands), "{text:?}");
        for line in text.lines() {
            prop_assert!(columns(line) <= width, "{} columns: {line}", columns(line));
        }
    }

    /// Segments at any time: every line fits, and nothing panics.
    #[test]
    fn segments_at_any_time_are_drawn(
        times in prop::collection::vec(1_i64..10_000_000_000_000, 24),
        ended in any::<bool>(),
    ) {
        let mut case = story("voicemail-then-callback", true);
        let mut times = times.into_iter().cycle().map(Timestamp::from_ms);
        case.scatter(&mut times, ended, || false);
        prop_assert!(shown(&case, 100).lines().all(|line| columns(line) <= 100));
    }
}
