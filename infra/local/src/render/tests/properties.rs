//! What people never see: a line too wide, a command in somebody's text.

use genesys::Timestamp;
use proptest::prelude::*;

use super::super::text::columns;
use super::*;

fn cases() -> Vec<String> {
    let files = std::fs::read_dir(CASES).unwrap().map(|entry| entry.unwrap().path());
    let mut names: Vec<String> = files.map(|file| file.file_stem().unwrap().to_str().unwrap().to_owned()).collect();
    names.sort();
    names
}

/// Everything that can be shown of a conversation.
fn everything(stored: &Stored, style: &Style) -> String {
    let mut text = tree(&stored.conversation, &stored.ledger, style);
    text += &log(&stored.log, &stored.ledger, style);
    text += &list(&[item(stored)], style);
    for entry in &stored.ledger {
        text += &event(&entry.common_event(), style);
        text.push('\n');
    }
    text
}

fn without_colours(text: &str) -> String {
    let mut pieces = text.split("\u{1b}[");
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |text, piece| text + piece.split_once('m').unwrap().1)
}

/// No line is wider than the terminal, with colours or without, and colours change nothing else.
#[test]
fn every_case_fits_every_terminal() {
    for name in cases() {
        for metrics in [false, true] {
            let case = stored(&name, metrics);
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
}

/// Text of anybody, wherever text is kept.
fn spoilt(mut case: Stored, text: &str) -> Stored {
    let some = || Some(text.to_owned());
    for participant in &mut case.conversation.participants {
        participant.participant_name = some();
        participant.external_contact_id = some();
        participant.attributes.insert(text.to_owned(), text.to_owned());
        for session in &mut participant.sessions {
            (session.ani, session.dnis, session.subject) = (some(), some(), some());
            session.callback_numbers = vec![text.to_owned()];
            session.disconnect_type = session.disconnect_type.as_ref().map(|_| text).map(disconnect_type);
            session.flow = session.flow.take().map(|flow| conversation::tree::Flow { exit_reason: some(), ..flow });
            for segment in &mut session.segments {
                (segment.wrap_up_code, segment.wrap_up_note) = (some(), some());
            }
        }
    }
    for event in &mut case.log {
        event.sk.topic = format!("x{text}");
        event.replay_name = some();
    }
    for entry in &mut case.ledger {
        for field in ["ani", "purpose", "disconnectType", "externalContactId", "wrapUpCode", "flowType", "exitReason"] {
            entry.data[field] = text.into();
        }
    }
    case
}

fn disconnect_type(text: &str) -> genesys::vocabulary::DisconnectType {
    genesys::vocabulary::DisconnectType::Unknown(text.to_owned())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// GIVEN any text in every place WHEN shown THEN the terminal has nothing to obey and every line fits.
    #[test]
    fn nobody_commands_the_terminal(text in "(\\PC|[\\x00-\\x20\\x7f-\\u{9f}]|[日本🙂é\\u{202e}\\u{200d}\\u{301}]){0,120}", width in 60_usize..200) {
        let case = spoilt(stored("consult-external-peer", false), &text);
        let text = everything(&case, &Style::plain(width));
        let commands = |char: char| char != '\n' && (char.is_control() || ('\u{202a}'..='\u{202e}').contains(&char));
        prop_assert!(!text.contains(commands), "{text:?}");
        for line in text.lines() {
            prop_assert!(columns(line) <= width, "{} columns: {line}", columns(line));
        }
    }

    /// GIVEN segments anywhere in time WHEN shown THEN every line fits and nothing fails.
    #[test]
    fn any_time_has_its_place(times in prop::collection::vec(1_i64..10_000_000_000_000, 24), ended in any::<bool>()) {
        let mut case = stored("voicemail-then-callback", true);
        let mut times = times.into_iter().cycle().map(Timestamp::from_ms);
        let summary = &mut case.conversation.summary;
        summary.conversation_start = times.next();
        summary.ended_at = times.next().filter(|_| ended);
        for session in case.conversation.participants.iter_mut().flat_map(|participant| &mut participant.sessions) {
            (session.start, session.end) = (times.next(), times.next());
            for segment in &mut session.segments {
                (segment.segment_start, segment.segment_end) = (times.next().unwrap(), times.next());
            }
        }
        prop_assert!(shown(&case, 100).lines().all(|line| columns(line) <= 100));
    }
}
