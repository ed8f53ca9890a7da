//! Inferred ends: no event reports them, so they follow from other sessions. An end that an event
//! reports later replaces the inferred one.
//!
//! A queue, flow or voicemail box does not outlive the customers. In voice and chat, an agent's
//! session does not outlive the customers either, and a customer does not stay after all users have
//! left and the last of them ended with PEER. In other media, agents keep sessions open for hours,
//! and customers stay.

use std::collections::BTreeMap;

use genesys::Timestamp;
use genesys::vocabulary::{DisconnectType, MediaType};

use crate::family::Family;
use crate::known_session::{End, KnownSession};
use crate::periods::Periods;
use crate::roles::Roles;
use crate::skew::SKEW_MS;
use crate::view::{SessionIndex, View};

/// Periods of life with a smaller gap than this between them belong together.
pub(crate) const GAP_MS: i64 = 10_000;

/// The ends of sessions, reported or inferred.
#[derive(Debug, Default)]
pub(crate) struct Ends<'h> {
    inferred: BTreeMap<SessionIndex, End<'h>>,
}

impl<'h> Ends<'h> {
    pub fn new(view: &View<'h>, roles: &Roles<'h>) -> Self {
        let mut ends = Self::default();
        let open: Vec<(SessionIndex, &KnownSession<'h>)> = view
            .sessions()
            .filter(|(id, session)| session.end.is_none() && roles.is_counted(*id, session))
            .collect();
        let lives = view.sessions().filter_map(|(id, session)| {
            Some((session.start?.time, session.end.map(|end| end.time), id))
        });
        let lives = &Periods::new(lives);
        for (id, session) in open.iter().filter(|(_, session)| !session.is_party()) {
            ends.inferred.extend(end_of_wait(view, roles, lives, session).map(|end| (*id, end)));
        }
        let closes = |session: &KnownSession<'_>| {
            session.is_in(&MediaType::Voice) || session.is_in(&MediaType::Chat)
        };
        let has_customer = view.of_family(Family::Customer).next().is_some();
        for (id, session) in open
            .iter()
            .filter(|(id, session)| has_customer && closes(session) && roles.is_agent(*id, session))
        {
            let end = end_of_customers(view, roles, lives, session);
            ends.inferred.extend(end.map(|end| (*id, end)));
        }
        for (id, session) in
            open.iter().filter(|(_, session)| closes(session) && session.is(Family::Customer))
        {
            ends.inferred.extend(end_of_users(view, roles, &ends, session).map(|end| (*id, end)));
        }
        ends
    }

    /// When and how a session ended: the reported end, else the inferred one; `None` while it is
    /// live.
    pub fn of_session(&self, id: SessionIndex, session: &KnownSession<'h>) -> Option<End<'h>> {
        session.end.or_else(|| self.inferred.get(&id).copied())
    }

    /// Whether a session is live at the given moment.
    pub fn is_live(&self, id: SessionIndex, session: &KnownSession<'h>, at: Timestamp) -> bool {
        let begun = session.start.is_some_and(|start| start.time <= at);
        begun && self.of_session(id, session).is_none_or(|end| end.time > at)
    }

    /// The inferred ends.
    pub fn inferred(&self) -> impl Iterator<Item = (SessionIndex, End<'h>)> + '_ {
        self.inferred.iter().map(|(id, end)| (*id, *end))
    }
}

/// The lost end of a queue's, flow's or voicemail box's session. It ends with the last customer of
/// its medium, or with the last user who talked if the conversation has no customer. E-mail waits
/// without anyone. A flow also ends when the next queue or user session of its medium starts.
fn end_of_wait<'h>(
    view: &View<'h>,
    roles: &Roles<'h>,
    lives: &Periods<SessionIndex>,
    session: &KnownSession<'h>,
) -> Option<End<'h>> {
    let start = session.start?.time;
    let with_parties = if session.is_in(&MediaType::Email) {
        None
    } else {
        end_of_customers(view, roles, lives, session)
    };
    let next = view.begun_after(start).map(|(_, other)| other).find(|other| {
        matches!(other.family, Some(Family::Acd | Family::User))
            && other.media_type == session.media_type
    });
    let with_next = next.and_then(|other| other.start).filter(|_| session.is(Family::Flow));
    let with_next = with_next.map(|next| End {
        time: next.time,
        inferred: true,
        cause: next.cause,
        disconnect_type: None,
    });
    [with_parties, with_next].into_iter().flatten().min_by_key(|end| end.time)
}

/// When the last customer left, among those who were there during the session or came back within
/// 10 s of the others. `None` while one of them is live, and if there were none. If the
/// conversation has no customer, the users who talked count instead.
fn end_of_customers<'h>(
    view: &View<'h>,
    roles: &Roles<'h>,
    lives: &Periods<SessionIndex>,
    session: &KnownSession<'h>,
) -> Option<End<'h>> {
    let start = session.start?.time;
    let has_customer = view.of_family(Family::Customer).next().is_some();
    let talked = |id: SessionIndex, session: &KnownSession<'_>| {
        session.talked() || roles.answers.of_user(id).is_some()
    };
    let is_asked = |id: SessionIndex, party: &KnownSession<'_>| match party.family {
        Some(Family::Customer) => true,
        Some(Family::User) => !has_customer && talked(id, party),
        _ => false,
    };
    let later = lives.between(start, Timestamp::from_ms(i64::MAX));
    let later = later.filter_map(|id| Some((id, view.session(id)?)));
    let parties = later.filter(|(id, party)| {
        party.media_type == session.media_type
            && is_asked(*id, party)
            && roles.is_counted(*id, party)
    });
    let mut last: Option<End<'h>> = None;
    for (_, party) in parties {
        let began = party.start?.time;
        if last.is_some_and(|last| began.since(last.time) >= GAP_MS) {
            break;
        }
        match party.end {
            None => return None,
            Some(end) if end.time >= start && last.is_none_or(|last| last.time < end.time) => {
                last = Some(end);
            }
            Some(_) => {}
        }
    }
    last.map(worked_out)
}

/// When the last user left, if all users have ended, the last one with PEER, and no queue, flow or
/// voicemail box of the medium went on for more than 2 s after that.
fn end_of_users<'h>(
    view: &View<'h>,
    roles: &Roles<'h>,
    ends: &Ends<'h>,
    customer: &KnownSession<'h>,
) -> Option<End<'h>> {
    let start = customer.start?.time;
    let same_medium = |session: &KnownSession<'_>| session.media_type == customer.media_type;
    let mut last: Option<End<'h>> = None;
    for (id, user) in view.of_family(Family::User) {
        if same_medium(user) && roles.is_counted(id, user) {
            let end = user.end?;
            if last.is_none_or(|last| last.time < end.time) {
                last = Some(end);
            }
        }
    }
    let last =
        last.filter(|end| end.time >= start && end.disconnect_type == Some(&DisconnectType::Peer))?;
    let goes_on = |id: SessionIndex, session: &KnownSession<'h>| {
        !session.is_party()
            && same_medium(session)
            && ends.of_session(id, session).is_none_or(|end| end.time.since(last.time) > SKEW_MS)
    };
    (!view.sessions().any(|(id, session)| goes_on(id, session))).then(|| worked_out(last))
}

fn worked_out(end: End<'_>) -> End<'_> {
    End { inferred: true, disconnect_type: None, ..end }
}
