//! Third parties: outside parties who were added to a conversation.

use std::collections::{BTreeMap, BTreeSet};

use genesys::vocabulary::MediaType;
use genesys::{ParticipantId, Timestamp};

use crate::family::Family;
use crate::known_session::KnownSession;
use crate::skew::SKEW_MS;
use crate::view::{SessionIndex, View};

/// The third-party sessions: outside parties who were added to a conversation. There are two cases.
/// A customer-role session is third-party if an earlier customer-role session of the same medium
/// was live at its start, belongs to another participant and is not third-party itself. It is also
/// third-party if user sessions of two participants in its medium were live at its start or had
/// ended less than 2 s before. A session that begins less than 2 s after the earlier customer left
/// is that customer again, as after a page reload.
///
/// Sessions are visited by their starts, so a session that ended before one start has also ended
/// before the next.
pub(crate) fn third_party(view: &View<'_>) -> BTreeSet<SessionIndex> {
    let mut added = BTreeSet::new();
    let mut ahead = view.of_family(Family::User).map(|(_, session)| session).peekable();
    let mut customers: BTreeMap<Option<&MediaType>, Stays<'_>> = BTreeMap::new();
    let mut users: BTreeMap<Option<&MediaType>, Stays<'_>> = BTreeMap::new();
    for (id, session) in view.of_family(Family::Customer) {
        let Some(start) = session.start.map(|start| start.time) else { continue };
        while let Some(user) =
            ahead.next_if(|user| user.start.is_some_and(|began| began.time <= start))
        {
            users.entry(user.media_type).or_default().add(user);
        }
        let customers = customers.entry(session.media_type).or_default();
        let other = customers.other_than(session.participant_id);
        let joined_customer = other > Some(start);
        let just_left = start.minus_ms(SKEW_MS);
        let is_customer_again = other > Some(just_left) && !joined_customer;
        let two_users = users.get(&session.media_type).and_then(Stays::second);
        let joined_users = two_users > Some(just_left);
        if joined_customer || joined_users && !is_customer_again {
            added.insert(id);
        } else {
            customers.add(session);
        }
    }
    added
}

/// How long two participants stay: the one who stays longest, and the one who does so among all
/// others. A session without an end stays forever.
#[derive(Debug, Default)]
struct Stays<'h> {
    longest: Option<(&'h ParticipantId, Timestamp)>,
    second: Option<(&'h ParticipantId, Timestamp)>,
}

impl<'h> Stays<'h> {
    fn add(&mut self, session: &KnownSession<'h>) {
        let until = session.end.map_or(Timestamp::from_ms(i64::MAX), |end| end.time);
        let stay = Some((session.participant_id, until));
        let is_of = |known: Option<(&ParticipantId, Timestamp)>| {
            known.is_some_and(|(participant, _)| participant == session.participant_id)
        };
        let is_longer = |known: Option<(&ParticipantId, Timestamp)>| {
            known.is_none_or(|(_, known)| known < until)
        };
        if is_of(self.longest) {
            if is_longer(self.longest) {
                self.longest = stay;
            }
        } else if is_longer(self.longest) {
            self.second = std::mem::replace(&mut self.longest, stay);
        } else if is_longer(self.second) {
            self.second = stay;
        }
    }

    /// Until when the second participant stays.
    fn second(&self) -> Option<Timestamp> {
        self.second.map(|(_, until)| until)
    }

    /// Until when somebody other than a participant stays.
    fn other_than(&self, participant: &ParticipantId) -> Option<Timestamp> {
        let longest = self.longest.filter(|(longest, _)| *longest != participant);
        longest.or(self.second).map(|(_, until)| until)
    }
}
