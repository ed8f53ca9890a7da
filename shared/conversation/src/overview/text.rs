//! Texts of an overview.

use genesys::vocabulary::Direction;

use super::sessions::is_outside;
use crate::tree::{Participant, Session};

/// Longest text of an overview, in bytes. Longer ones are cut, so that an entry of the index stays
/// under a kilobyte.
const LONGEST: usize = 64;

/// The address of a party from outside in one of their sessions, without `tel:`. `None` for a party
/// of the organization.
#[must_use]
pub fn address<'s>(participant: &Participant, session: &'s Session) -> Option<&'s str> {
    let theirs = if session.direction == Some(Direction::Outbound) {
        session.dnis.as_ref().or(session.address_to.as_ref())
    } else {
        session.ani.as_ref().or(session.address_from.as_ref())
    };
    let theirs = theirs.or(session.callback_numbers.first()).filter(|_| is_outside(participant));
    theirs.map(|theirs| theirs.strip_prefix("tel:").unwrap_or(theirs)).filter(|it| !it.is_empty())
}

/// The text, cut to [`LONGEST`] bytes at the end of a character.
pub(super) fn cut(text: &str) -> String {
    text.get(..text.floor_char_boundary(LONGEST)).unwrap_or(text).to_owned()
}
