//! Episodes: the periods in which a conversation is live. Conversations come back (e-mail,
//! messaging, callbacks), and each episode ends once.

use genesys::Timestamp;

use crate::ends::{Ends, GAP_MS};
use crate::known_session::KnownSession;
use crate::roles::Roles;
use crate::view::{SessionIndex, View};

/// A period of life: counted sessions that are live together, or with a gap under 10 s, with a
/// customer or user among them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Episode {
    /// The first session of a customer or user.
    pub first: SessionIndex,
    pub started_at: Timestamp,
    /// Latest end of its sessions; `None` while one is live.
    pub ended_at: Option<Timestamp>,
    /// Whether one of these ends is inferred.
    pub inferred: bool,
    /// Whether the sweep closed the conversation, because no event arrived for a long time.
    pub timed_out: bool,
}

/// The period of one session, for the calculation of episodes.
struct Stretch {
    started_at: Timestamp,
    ended_at: Option<Timestamp>,
    inferred: bool,
}

impl Stretch {
    fn new<'h>(id: SessionIndex, session: &KnownSession<'h>, ends: &Ends<'h>) -> Option<Self> {
        let end = ends.of_session(id, session);
        Some(Self {
            started_at: session.start?.time,
            ended_at: end.map(|end| end.time),
            inferred: end.is_some_and(|end| end.inferred),
        })
    }
}

impl Episode {
    fn opened_by(first: SessionIndex, stretch: &Stretch) -> Self {
        let Stretch { started_at, ended_at, inferred } = *stretch;
        Self { first, started_at, ended_at, inferred, timed_out: false }
    }

    fn take(&mut self, stretch: &Stretch) {
        self.started_at = self.started_at.min(stretch.started_at);
        self.ended_at = self.ended_at.zip(stretch.ended_at).map(|(a, b)| a.max(b));
        self.inferred |= stretch.inferred;
    }

    /// Whether something that begins at `at` belongs to the episode: before its end, or less than
    /// `gap_ms` after it.
    fn reaches(&self, at: Timestamp, gap_ms: i64) -> bool {
        self.ended_at.is_none_or(|end| at.since(end) < gap_ms)
    }
}

/// The episodes of a view, in order.
///
/// A queue, flow or voicemail box belongs to the episode that is live at its start, else to the one
/// that begins less than 10 s later. Alone it opens no episode, and it extends none that has ended.
pub(crate) fn episodes<'h>(view: &View<'h>, roles: &Roles<'h>, ends: &Ends<'h>) -> Vec<Episode> {
    let mut episodes: Vec<Episode> = Vec::new();
    let mut waiting: Vec<Stretch> = Vec::new();
    for (id, session) in view.sessions().filter(|(id, session)| roles.is_counted(*id, session)) {
        let Some(stretch) = Stretch::new(id, session, ends) else { continue };
        let at = stretch.started_at;
        if !session.is_party() {
            match episodes.last_mut().filter(|episode| episode.reaches(at, 1)) {
                Some(episode) => episode.take(&stretch),
                None => waiting.push(stretch),
            }
            continue;
        }
        match episodes.last_mut().filter(|episode| episode.reaches(at, GAP_MS)) {
            Some(episode) => episode.take(&stretch),
            None => episodes.push(Episode::opened_by(id, &stretch)),
        }
        if let Some(episode) = episodes.last_mut() {
            let own = waiting.drain(..).filter(|early| at.since(early.started_at) < GAP_MS);
            own.for_each(|early| episode.take(&early));
        }
    }
    if let (Some(last), Some(event)) = (episodes.last_mut(), view.closing_sweep)
        && last.ended_at.is_none()
    {
        *last = Episode {
            ended_at: Some(event.time.max(last.started_at)),
            timed_out: true,
            ..last.clone()
        };
    }
    episodes
}

/// The number of the episode at a moment, from 1. Each episode begins after the one before.
pub(crate) fn number_at(episodes: &[Episode], time: Timestamp) -> u32 {
    let begun = episodes.partition_point(|episode| episode.started_at <= time);
    u32::try_from(begun.max(1)).unwrap_or(u32::MAX)
}

/// The episode at a moment: the latest that began at or before it, else the first.
pub(crate) fn episode_at(episodes: &[Episode], time: Timestamp) -> Option<&Episode> {
    let begun = episodes.partition_point(|episode| episode.started_at <= time);
    episodes.get(begun.saturating_sub(1))
}
