//! Inferred ends: no event reports them, so they follow from other sessions. An end that an event
//! reports later replaces the inferred one.
//!
//! A queue, flow or voicemail box does not outlive the customers. In voice and chat, an agent's
//! session does not outlive the customers either, and a customer does not stay after all users have
//! left and the last of them ended with PEER. In other media, agents keep sessions open for hours,
//! and customers stay.

use std::collections::BTreeMap;

use genesys::vocabulary::{DisconnectType, MediaType};

use crate::family::Family;
use crate::known_session::{End, KnownSession, Start};
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
        let presences = Presences::new(view, roles);
        for (id, session) in open.iter().filter(|(_, session)| !session.is_party()) {
            ends.inferred.extend(presences.end_of_wait(session).map(|end| (*id, end)));
        }
        let closes = |session: &KnownSession<'_>| {
            session.is_in(&MediaType::Voice) || session.is_in(&MediaType::Chat)
        };
        let has_customer = view.of_family(Family::Customer).next().is_some();
        for (id, session) in open
            .iter()
            .filter(|(id, session)| has_customer && closes(session) && roles.is_agent(*id, session))
        {
            ends.inferred.extend(presences.end_of_parties(session).map(|end| (*id, end)));
        }
        let customers =
            open.iter().filter(|(_, session)| closes(session) && session.is(Family::Customer));
        let mut ends_of_users: BTreeMap<Option<&MediaType>, Option<End<'h>>> = BTreeMap::new();
        for (id, session) in customers {
            let end = *ends_of_users
                .entry(session.media_type)
                .or_insert_with(|| end_of_users(view, roles, &ends, session.media_type));
            let end = end.filter(|end| session.start.is_some_and(|start| end.time >= start.time));
            ends.inferred.extend(end.map(|end| (*id, end)));
        }
        ends
    }

    /// When and how a session ended: the reported end, else the inferred one; `None` while it is
    /// live.
    pub fn of_session(&self, id: SessionIndex, session: &KnownSession<'h>) -> Option<End<'h>> {
        session.end.or_else(|| self.inferred.get(&id).copied())
    }

    /// The inferred ends.
    pub fn inferred(&self) -> impl Iterator<Item = (SessionIndex, End<'h>)> + '_ {
        self.inferred.iter().map(|(id, end)| (*id, *end))
    }
}

/// When the parties of each medium were there: the customers, or the users who talked if the
/// conversation has no customer.
struct Presences<'h> {
    /// The ends of the periods in which a party was there, in order. Those who came back within
    /// 10 s of the others belong to the same period. The last one has no end while one is live.
    parties: BTreeMap<Option<&'h MediaType>, Vec<Option<End<'h>>>>,
    /// The starts of queues and users, in order.
    starts: BTreeMap<Option<&'h MediaType>, Vec<Start>>,
}

impl<'h> Presences<'h> {
    fn new(view: &View<'h>, roles: &Roles<'h>) -> Self {
        let has_customer = view.of_family(Family::Customer).next().is_some();
        let talked = |id: SessionIndex, session: &KnownSession<'_>| {
            session.talked() || roles.answers.of_user(id).is_some()
        };
        let is_asked = |id: SessionIndex, party: &KnownSession<'_>| match party.family {
            Some(Family::Customer) => true,
            Some(Family::User) => !has_customer && talked(id, party),
            _ => false,
        };
        let mut presences = Self { parties: BTreeMap::new(), starts: BTreeMap::new() };
        for (id, session) in view.sessions() {
            let Some(start) = session.start else { continue };
            if matches!(session.family, Some(Family::Acd | Family::User)) {
                presences.starts.entry(session.media_type).or_default().push(start);
            }
            if is_asked(id, session) && roles.is_counted(id, session) {
                let periods = presences.parties.entry(session.media_type).or_default();
                match periods.last_mut() {
                    Some(None) => {}
                    Some(period)
                        if period.is_some_and(|last| start.time.since(last.time) < GAP_MS) =>
                    {
                        // Of ends at the same time, the first counts.
                        let ends = period.zip(session.end);
                        *period =
                            ends.map(|(last, end)| if end.time > last.time { end } else { last });
                    }
                    _ => periods.push(session.end),
                }
            }
        }
        presences
    }

    /// The lost end of a queue's, flow's or voicemail box's session. It ends with the last party of
    /// its medium. E-mail waits without anyone. A flow also ends when the next queue or user
    /// session of its medium starts.
    fn end_of_wait(&self, session: &KnownSession<'h>) -> Option<End<'h>> {
        let start = session.start?.time;
        let is_email = session.is_in(&MediaType::Email);
        let with_parties = if is_email { None } else { self.end_of_parties(session) };
        let starts = self.starts.get(&session.media_type).filter(|_| session.is(Family::Flow));
        let next =
            starts.and_then(|starts| starts.get(starts.partition_point(|next| next.time <= start)));
        let with_next = next.map(|next| End {
            time: next.time,
            inferred: true,
            cause: next.cause,
            disconnect_type: None,
        });
        [with_parties, with_next].into_iter().flatten().min_by_key(|end| end.time)
    }

    /// When the last party left, among those who were there during the session or came back within
    /// 10 s of the others. `None` while one of them is live, and if there were none.
    fn end_of_parties(&self, session: &KnownSession<'h>) -> Option<End<'h>> {
        let start = session.start?.time;
        let periods = self.parties.get(&session.media_type)?;
        let first = periods.partition_point(|period| period.is_some_and(|end| end.time < start));
        periods.get(first).copied().flatten().map(worked_out)
    }
}

/// When the last user of a medium left, if all of them have ended, the last one with PEER, and no
/// queue, flow or voicemail box of the medium went on for more than 2 s after that.
fn end_of_users<'h>(
    view: &View<'h>,
    roles: &Roles<'h>,
    ends: &Ends<'h>,
    medium: Option<&'h MediaType>,
) -> Option<End<'h>> {
    let same_medium = |session: &KnownSession<'_>| session.media_type == medium;
    let mut last: Option<End<'h>> = None;
    for (id, user) in view.of_family(Family::User) {
        if same_medium(user) && roles.is_counted(id, user) {
            let end = user.end?;
            if last.is_none_or(|last| last.time < end.time) {
                last = Some(end);
            }
        }
    }
    let last = last.filter(|end| end.disconnect_type == Some(&DisconnectType::Peer))?;
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
