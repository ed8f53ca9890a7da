//! Episodes: the stretches of life of a conversation. Conversations come back — e-mail, messaging, callbacks — and each
//! stretch ends once.

use genesys::Timestamp;
use genesys::vocabulary::MediaType;

use crate::leg::Leg;
use crate::roles::Roles;
use crate::view::{LegId, View};

/// Stretches with a smaller gap between them are one episode.
const GAP_MS: i64 = 30_000;

/// A stretch of life: counted sessions that are live together, or nearly so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Episode {
    /// Its first session, which names it.
    pub first: LegId,
    pub started_at: Timestamp,
    /// Greatest end of its sessions; `None` while one is live.
    pub ended_at: Option<Timestamp>,
    /// Whether a customer or user has left, in it or before, without which nobody can say that it is over.
    pub party_left: bool,
    /// Whether it was given up for ended, because nothing was heard of it any more.
    pub timed_out: bool,
}

impl Episode {
    /// When it ended, if it has.
    pub fn over_at(&self) -> Option<Timestamp> {
        self.ended_at.filter(|_| self.party_left)
    }
}

/// The episodes of a view, in order.
pub(crate) fn episodes(view: &View<'_>, roles: &Roles<'_>) -> Vec<Episode> {
    let counted = || view.legs().filter(|(id, leg)| roles.is_counted(*id, leg));
    let mut episodes: Vec<Episode> = Vec::new();
    let mut party_left = false;
    for (id, leg) in counted() {
        let Some(start) = leg.start else { continue };
        let ended_at = leg.end.map(|end| end.time).or_else(|| lost_end(leg, start.time, counted()));
        party_left |= leg.is_party() && leg.end.is_some();
        match episodes.last_mut() {
            Some(last) if last.ended_at.is_none_or(|end| start.time.since(end) < GAP_MS) => {
                last.ended_at = last.ended_at.zip(ended_at).map(|(a, b)| a.max(b));
                last.party_left |= party_left;
            }
            _ => episodes.push(Episode { first: id, started_at: start.time, ended_at, party_left, timed_out: false }),
        }
    }
    if let (Some(last), Some(at)) = (episodes.last_mut(), view.given_up.map(|event| event.time))
        && last.over_at().is_none()
    {
        *last = Episode { ended_at: Some(at.max(last.started_at)), party_left: true, timed_out: true, ..last.clone() };
    }
    episodes
}

/// A queue, flow or voicemail box does not outlive the parties: where its end was lost, it ends with the last customer
/// or user who was there with it. E-mail waits in queues without anyone.
fn lost_end<'a, 'h: 'a>(
    leg: &Leg<'h>,
    start: Timestamp,
    counted: impl Iterator<Item = (LegId, &'a Leg<'h>)>,
) -> Option<Timestamp> {
    if leg.is_party() || leg.media_type == Some(&MediaType::Email) {
        return None;
    }
    let mut last = None;
    for (_, party) in counted.filter(|(_, leg)| leg.is_party()) {
        let Some(began) = party.start else { continue };
        if last.is_some_and(|last| began.time.since(last) >= GAP_MS) {
            break;
        }
        match party.end {
            None => return None,
            Some(end) if end.time >= start => last = last.max(Some(end.time)),
            Some(_) => {}
        }
    }
    last
}

/// Which episode a moment belongs to, from 1.
pub(crate) fn number_at(episodes: &[Episode], time: Timestamp) -> u32 {
    let begun = episodes.iter().filter(|episode| episode.started_at <= time).count();
    u32::try_from(begun.max(1)).unwrap_or(u32::MAX)
}
