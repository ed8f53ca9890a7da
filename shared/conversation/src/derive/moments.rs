//! What the rules ask for by a moment, or by a session. A conversation that lives for months has
//! thousands of sessions, and no rule may look at all of them for each.

use std::collections::{BTreeMap, HashMap};

use genesys::Timestamp;
use genesys::vocabulary::MediaType;

use crate::family::Family;
use crate::known_session::KnownSession;
use crate::periods::Periods;
use crate::transfers::{Scene, Transfer};
use crate::view::SessionIndex;

/// The medium of a session, if it is known.
pub(super) type Medium<'h> = Option<&'h MediaType>;

/// Sessions found by their ends, in the order of these.
pub(super) type ByEnd = Vec<(Timestamp, SessionIndex)>;

/// What the rules ask for by a moment, or by a session.
pub(super) struct Moments<'v, 'h> {
    pub scene: Scene<'v, 'h>,
    /// The agents' sessions, from when the agent talks to the reported end.
    pub engaged: Periods<SessionIndex>,
    /// The agents' sessions, from when the agent talks to the end, reported or inferred.
    pub talks: BTreeMap<Medium<'h>, Periods<SessionIndex>>,
    /// The same by their ends.
    pub left: BTreeMap<Medium<'h>, ByEnd>,
    /// The users' sessions with a reported end, or one before after-call work.
    pub users_ended: BTreeMap<Medium<'h>, ByEnd>,
    /// The customers' counted sessions, by their lives.
    pub customers: BTreeMap<Medium<'h>, Periods<SessionIndex>>,
    /// The same in all media, and the sessions of the user who called in.
    pub callers: Periods<SessionIndex>,
    /// The transfers by their indexes, from when somebody may answer them until nobody can.
    pub transfers: Periods<usize>,
    /// The transfer by which an agent's session ended.
    pub transfer_from: HashMap<SessionIndex, usize>,
}

impl<'v, 'h> Moments<'v, 'h> {
    pub fn new(scene: Scene<'v, 'h>, transfers: &[Transfer<'h>]) -> Self {
        let Scene { view, roles, ends, .. } = scene;
        let end = |id: SessionIndex, session: &KnownSession<'h>| {
            ends.of_session(id, session).map(|end| end.time)
        };
        let users = || view.of_family(Family::User);
        let agents = users().filter(|(id, session)| roles.is_agent(*id, session));
        let engaged: Vec<_> = agents
            .filter_map(|(id, session)| {
                Some((id, session, roles.engaged_since(view, id, session)?))
            })
            .collect();
        let talks = engaged
            .iter()
            .map(|(id, session, since)| (session.media_type, (*since, end(*id, session), *id)));
        let left = engaged
            .iter()
            .filter_map(|(id, session, _)| Some((session.media_type, (end(*id, session)?, *id))));
        let users_ended =
            users().filter_map(|(id, session)| Some((session.media_type, (session.end?.time, id))));
        let life = |id: SessionIndex, session: &KnownSession<'h>| {
            Some((session.start?.time, end(id, session), id))
        };
        let is_counted = |id: SessionIndex, session: &KnownSession<'h>| {
            session.is(Family::Customer) && roles.is_counted(id, session)
        };
        let customers = view.sessions().filter(|(id, session)| is_counted(*id, session));
        let callers = view
            .sessions()
            .filter(|(id, session)| is_counted(*id, session) || roles.is_caller(session));
        let open = transfers.iter().enumerate();
        Self {
            scene,
            engaged: Periods::new(
                engaged.iter().map(|(id, it, since)| (*since, it.end.map(|end| end.time), *id)),
            ),
            talks: Periods::by_key(talks),
            left: by_end(left),
            users_ended: by_end(users_ended),
            customers: Periods::by_key(
                customers.filter_map(|(id, it)| Some((it.media_type, life(id, it)?))),
            ),
            callers: Periods::new(callers.filter_map(|(id, session)| life(id, session))),
            transfers: Periods::new(open.clone().map(|(index, transfer)| {
                let (from, to) = transfer.answerable();
                (from, to, index)
            })),
            transfer_from: open.map(|(index, transfer)| (transfer.from, index)).collect(),
        }
    }
}

fn by_end<'h>(
    ends: impl Iterator<Item = (Medium<'h>, (Timestamp, SessionIndex))>,
) -> BTreeMap<Medium<'h>, ByEnd> {
    let mut by_end: BTreeMap<Medium<'h>, ByEnd> = BTreeMap::new();
    for (medium, end) in ends {
        by_end.entry(medium).or_default().push(end);
    }
    by_end.values_mut().for_each(|ends| ends.sort_unstable());
    by_end
}
