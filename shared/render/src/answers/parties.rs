//! From and to: addresses, directions and media.

use conversation::{Family, Session};
use genesys::vocabulary::{Direction, MediaType, MessageType};

use super::super::line::Line;
use super::super::payload::from_to;
use super::super::style::Paint;
use super::super::text::address;
use super::part::{AnswerPart, Known};

pub(super) fn answer(known: &Known<'_>) -> AnswerPart {
    let summary = &known.conversation.summary;
    let participants = &known.conversation.participants;
    let mut sessions: Vec<&Session> =
        participants.iter().flat_map(|participant| &participant.sessions).collect();
    sessions.sort_by_key(|session| {
        (session.start.is_none(), session.start, session.family.map(Family::rank))
    });
    let joined = |words: Vec<&str>| Line::plain(words.join(" / "));
    let mut parts = Vec::new();
    parts.extend(
        sessions
            .iter()
            .find_map(|session| addresses(session))
            .map(|said| Line::of(Paint::Strong, said)),
    );
    parts.push(joined(summary.directions.iter().map(Direction::as_str).collect()));
    let mut media: Vec<&str> = summary.media_types.iter().map(MediaType::as_str).collect();
    media.extend(
        sessions.iter().find_map(|session| session.message_type.as_ref()).map(MessageType::as_str),
    );
    parts.push(joined(media));
    let numbers = sessions.iter().find(|session| !session.callback_numbers.is_empty());
    parts.extend(numbers.map(|session| {
        let numbers: Vec<&str> =
            session.callback_numbers.iter().map(|number| address(number)).collect();
        Line::of(Paint::Faint, "call back ").with(Paint::Plain, numbers.join(", "))
    }));
    let subject = sessions.iter().find_map(|session| session.subject.as_deref());
    parts.extend(
        subject.map(|subject| Line::of(Paint::Faint, "subject ").with(Paint::Plain, subject)),
    );
    AnswerPart::of(parts)
}

fn addresses(session: &Session) -> Option<String> {
    let from = session.ani.as_deref().or(session.address_from.as_deref());
    let to = session.dnis.as_deref().or(session.address_to.as_deref());
    from_to(from, to)
}
