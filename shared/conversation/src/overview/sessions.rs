//! Sessions and their participants.

use genesys::vocabulary::Purpose;

use crate::tree::{Conversation, Participant, Session};

/// Every session with its participant.
pub(super) fn sessions(whole: &Conversation) -> impl Iterator<Item = (&Participant, &Session)> {
    whole.participants.iter().flat_map(|one| one.sessions.iter().map(move |session| (one, session)))
}

/// Whether a session has begun and not ended.
pub(super) const fn is_live(session: &Session) -> bool {
    session.start.is_some() && session.end.is_none()
}

/// Whether a participant is on the outside: a customer, or another external party.
pub(super) const fn is_outside(participant: &Participant) -> bool {
    matches!(participant.purpose, Some(Purpose::Customer | Purpose::External))
}
