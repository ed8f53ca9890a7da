//! Old sessions of a participant who returns often are on log pages, so that their item does not
//! grow.
//!
//! The sessions of a participant on the pages of a series make one list, which only grows. Their
//! item has *runs* of this list instead of sessions that are the same there. A session that changes
//! after it was put on a page is in the item again, and later on another page once more. So an item
//! never has to be written because a page was put, and a page is read the same whatever is put
//! later.

use std::collections::{BTreeMap, HashMap};

use conversation::Participant;
use conversation::tree::Session;
use genesys::{ParticipantId, SessionId, Timestamp};
use serde::{Deserialize, Serialize};

/// Longest JSON text of a session that is put on a page, in bytes.
const MAX_SESSION_BYTES: usize = 64 * 1024;

/// Some sessions of one participant on a log page.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PagedSessions {
    /// The place of the first in the list of this participant.
    pub from: usize,
    /// The sessions.
    pub sessions: Vec<Session>,
}

/// A run of sessions that are on log pages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// How many sessions of the item come before it.
    pub after: usize,
    /// Its first place in the list.
    pub from: usize,
    /// How many sessions it has.
    pub count: usize,
}

/// The sessions on the log pages of one series: a list for each participant.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SessionsOnPages(HashMap<ParticipantId, BTreeMap<usize, Session>>);

impl SessionsOnPages {
    /// Adds the sessions of another page.
    pub fn take(&mut self, page: BTreeMap<ParticipantId, PagedSessions>) {
        for (id, PagedSessions { from, sessions }) in page {
            self.0.entry(id).or_default().extend((from..).zip(sessions));
        }
    }

    /// What to put on another page: all sessions that ended before this time and are on no page, of
    /// each of these participants who has more than `kept` of them.
    pub fn next_page<'a>(
        &self,
        participants: impl Iterator<Item = &'a Participant>,
        time: Timestamp,
        kept: usize,
    ) -> BTreeMap<ParticipantId, PagedSessions> {
        let next = participants.filter(|it| it.sessions.len() > kept).filter_map(|participant| {
            let id = &participant.participant_id;
            let places = self.places(id);
            let is_new = |session: &&Session| {
                self.place(id, session, &places).is_none() && is_old(session, time)
            };
            let sessions: Vec<Session> =
                participant.sessions.iter().filter(is_new).cloned().collect();
            let last = self.0.get(id).and_then(|list| list.keys().next_back());
            let from = last.map_or(0, |last| last + 1);
            (sessions.len() > kept).then(|| (id.clone(), PagedSessions { from, sessions }))
        });
        next.collect()
    }

    /// Leaves out the sessions of a participant that are on pages: the others, and the runs.
    pub(crate) fn leave_out(
        &self,
        id: &ParticipantId,
        all: Vec<Session>,
    ) -> (Vec<Session>, Vec<Run>) {
        let places = self.places(id);
        let (mut sessions, mut runs) = (Vec::new(), Vec::<Run>::new());
        for session in all {
            let Some(from) = self.place(id, &session, &places) else {
                sessions.push(session);
                continue;
            };
            let after = sessions.len();
            match runs.last_mut() {
                Some(run) if run.after == after && run.from + run.count == from => run.count += 1,
                _ => runs.push(Run { after, from, count: 1 }),
            }
        }
        (sessions, runs)
    }

    /// Puts these runs back between the other sessions. Sessions of pages that are gone stay away.
    pub(crate) fn put_back(
        &self,
        id: &ParticipantId,
        others: Vec<Session>,
        runs: Vec<Run>,
    ) -> Vec<Session> {
        let (mut others, mut taken) = (others.into_iter(), 0);
        let mut sessions = Vec::new();
        for Run { after, from, count } in runs {
            sessions.extend(others.by_ref().take(after.saturating_sub(taken)));
            taken = after;
            let list = self
                .0
                .get(id)
                .into_iter()
                .flat_map(|list| list.range(from..from.saturating_add(count)));
            sessions.extend(list.map(|(_, session)| session.clone()));
        }
        sessions.extend(others);
        sessions
    }

    /// The latest place of each session of a participant.
    fn places(&self, id: &ParticipantId) -> HashMap<&SessionId, usize> {
        let list = self.0.get(id).into_iter().flatten();
        list.map(|(place, session)| (&session.session_id, *place)).collect()
    }

    /// The place of a session, if it is the same there.
    fn place(
        &self,
        id: &ParticipantId,
        session: &Session,
        places: &HashMap<&SessionId, usize>,
    ) -> Option<usize> {
        let place = *places.get(&session.session_id)?;
        (self.0.get(id)?.get(&place)? == session).then_some(place)
    }
}

/// Whether a session ended before this time, with all of its segments, and fits on a page.
fn is_old(session: &Session, time: Timestamp) -> bool {
    let has_ended = |end: Option<Timestamp>| end.is_some_and(|end| end < time);
    has_ended(session.end)
        && session.segments.iter().all(|segment| has_ended(segment.segment_end))
        && serde_json::to_string(session).is_ok_and(|text| text.len() <= MAX_SESSION_BYTES)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ParticipantItem;
    use crate::expiry::Expiry;
    use conversation::tree::{Segment, SegmentType};
    use fastrand::Rng;

    const KEPT: usize = 2;

    fn id() -> ParticipantId {
        "p-1".parse().unwrap()
    }

    fn session(number: usize) -> Session {
        let at = Timestamp::from_ms(number as i64 * 10);
        Session {
            start: Some(at),
            end: Some(at.plus_ms(5)),
            ..Session::named(format!("s-{number}").parse().unwrap())
        }
    }

    fn item(sessions: &[Session]) -> ParticipantItem {
        let participant = Participant { sessions: sessions.to_vec(), ..Participant::named(id()) };
        ParticipantItem::new("c-1".parse().unwrap(), participant, Expiry::from_seconds(9))
    }

    fn next_page(
        on_pages: &SessionsOnPages,
        sessions: &[Session],
        before: i64,
    ) -> BTreeMap<ParticipantId, PagedSessions> {
        let participant = item(sessions).participant;
        on_pages.next_page([&participant].into_iter(), Timestamp::from_ms(before), KEPT)
    }

    /// Sessions are added at the end and, late, anywhere; some change; some pages are lost to other
    /// passes, and never taken.
    #[test]
    fn item_is_read_whole_whatever_is_put_later() {
        for seed in 0..50 {
            let mut rng = Rng::with_seed(seed);
            let (mut sessions, mut on_pages) = (Vec::new(), SessionsOnPages::default());
            let (mut put, mut most) = (Vec::new(), 0);
            for number in 0..60 {
                let place = if rng.u8(..8) == 0 { rng.usize(..=sessions.len()) } else { number };
                sessions.insert(place, session(number));
                if rng.u8(..4) == 0 {
                    let changed = rng.usize(..sessions.len());
                    sessions[changed].end = Some(Timestamp::from_ms(rng.i64(0..600)));
                }
                let stored = item(&sessions).as_put(Some(&on_pages));
                most = most.max(stored.paged.len());
                put.push((stored, item(&sessions)));
                if rng.u8(..6) == 0 {
                    on_pages.take(next_page(&on_pages, &sessions, number as i64 * 10));
                }
            }
            assert!(most > 0, "seed {seed}");
            for (mut stored, whole) in put {
                assert!(stored.is(&whole, Some(&on_pages)), "seed {seed}");
                stored.put_sessions_back(&on_pages);
                assert_eq!(stored, whole, "seed {seed}");
            }
        }
    }

    #[test]
    fn item_has_only_what_is_on_no_page() {
        let mut sessions: Vec<Session> = (0..100).map(session).collect();
        sessions[3].end = None;
        let mut on_pages = SessionsOnPages::default();
        on_pages.take(next_page(&on_pages, &sessions[..50], 10_000));
        on_pages.take(next_page(&on_pages, &sessions[..99], 980));
        let stored = item(&sessions).as_put(Some(&on_pages));
        let own: Vec<&SessionId> =
            stored.participant.sessions.iter().map(|it| &it.session_id).collect();
        assert_eq!(
            own,
            [&sessions[3].session_id, &sessions[98].session_id, &sessions[99].session_id]
        );
        assert_eq!(
            stored.paged,
            [Run { after: 0, from: 0, count: 3 }, Run { after: 1, from: 3, count: 94 }]
        );
    }

    #[test]
    fn few_live_or_long_sessions_are_not_put_on_a_page() {
        let mut sessions: Vec<Session> = (0..4).map(session).collect();
        let on_pages = SessionsOnPages::default();
        assert!(next_page(&on_pages, &sessions[..KEPT], 10_000).is_empty());
        assert_eq!(next_page(&on_pages, &sessions, 10_000)[&id()].sessions.len(), 4);
        assert!(next_page(&on_pages, &sessions, 25).is_empty());
        sessions[0].end = None;
        sessions[1].segments.push(open_segment());
        sessions.extend([session(5), long_session(6)]);
        let next = &next_page(&on_pages, &sessions, 10_000)[&id()];
        assert_eq!(next.sessions, [session(2), session(3), session(5)]);
    }

    /// The places of sessions do not change when DynamoDB deletes pages that have expired.
    #[test]
    fn sessions_of_other_pages_stay_when_a_page_is_gone() {
        let sessions: Vec<Session> = (0..9).map(session).collect();
        let mut on_pages = SessionsOnPages::default();
        on_pages.take(next_page(&on_pages, &sessions[..4], 10_000));
        let second = next_page(&on_pages, &sessions[..8], 10_000);
        on_pages.take(second.clone());
        let mut stored = item(&sessions).as_put(Some(&on_pages));
        let mut left = SessionsOnPages::default();
        left.take(second);
        stored.put_sessions_back(&left);
        assert_eq!(stored.participant.sessions, sessions[4..]);
    }

    /// What is cut are sessions that are on no page.
    #[test]
    fn cut_sessions_leave_the_order_of_the_others() {
        let mut sessions: Vec<Session> = (0..5).map(session).collect();
        let mut on_pages = SessionsOnPages::default();
        on_pages.take(next_page(&on_pages, &sessions[..4], 10_000));
        sessions.splice(0..0, (10..4_000).map(session));
        let mut stored = item(&sessions).as_put(Some(&on_pages));
        assert_eq!(stored.cut.last().map(String::as_str), Some("sessions"));
        let own = stored.participant.sessions.len();
        stored.put_sessions_back(&on_pages);
        assert_eq!(stored.participant.sessions, sessions[sessions.len() - own - 4..]);
    }

    fn long_session(number: usize) -> Session {
        let note = Some("x".repeat(MAX_SESSION_BYTES));
        let end = session(number).end;
        let segment = Segment { segment_end: end, wrap_up_note: note, ..open_segment() };
        Session { segments: vec![segment], ..session(number) }
    }

    fn open_segment() -> Segment {
        Segment {
            segment_type: SegmentType::Wrapup,
            segment_start: Timestamp::from_ms(1),
            segment_end: None,
            disconnect_type: None,
            queue_id: None,
            wrap_up_code: None,
            wrap_up_note: None,
            synthetic: false,
        }
    }
}
