//! Who is who: the caller, the agents, third-party legs, auxiliary sessions.

use genesys::ParticipantId;
use genesys::vocabulary::{Direction, MediaType};

use crate::family::Family;
use crate::leg::Leg;
use crate::view::{LegId, View};

/// Borders that Genesys reports for the two ends of one happening lie no further apart than this.
pub(crate) const SKEW_MS: i64 = 2_000;

/// The roles of the legs of one view.
#[derive(Debug, Default)]
pub(crate) struct Roles<'h> {
    caller: Option<&'h ParticipantId>,
    has_customer: bool,
    /// Whose video stands beside voice.
    seen_and_heard: Vec<&'h ParticipantId>,
    /// Third-party legs, sorted.
    third_party: Vec<LegId>,
}

impl<'h> Roles<'h> {
    pub fn of(view: &View<'h>) -> Self {
        Self {
            caller: caller(view),
            has_customer: view.of_family(Family::Customer).next().is_some(),
            seen_and_heard: seen_and_heard(view),
            third_party: third_party(view),
        }
    }

    /// A user session with a queue; or without one, where the conversation has a customer, unless it is the caller's.
    /// Sessions beside others that only show something are nobody's: the agent is one in the session of his talk.
    pub fn is_agent(&self, leg: &Leg<'_>) -> bool {
        let by_customer = self.has_customer && self.caller != Some(leg.participant_id);
        leg.is(Family::User) && (leg.queue_id.is_some() || by_customer) && !self.is_auxiliary(leg)
    }

    /// The session of a user who called in.
    pub fn is_caller(&self, leg: &Leg<'_>) -> bool {
        leg.is(Family::User) && leg.queue_id.is_none() && self.caller == Some(leg.participant_id)
    }

    /// A party from outside that was added to those who were talking.
    pub fn is_third_party(&self, id: LegId) -> bool {
        self.third_party.binary_search(&id).is_ok()
    }

    /// Screen share, co-browse, screen monitoring, and the video of a participant that also has voice.
    pub fn is_auxiliary(&self, leg: &Leg<'_>) -> bool {
        match leg.media_type {
            Some(MediaType::Screenshare | MediaType::Cobrowse | MediaType::ScreenMonitoring) => true,
            Some(MediaType::Video) => self.seen_and_heard.contains(&leg.participant_id),
            _ => false,
        }
    }

    /// Neither third-party nor auxiliary: what decides whether the conversation goes on.
    pub fn is_counted(&self, id: LegId, leg: &Leg<'_>) -> bool {
        !self.is_third_party(id) && !self.is_auxiliary(leg)
    }
}

fn seen_and_heard<'h>(view: &View<'h>) -> Vec<&'h ParticipantId> {
    let is_of = |leg: &Leg<'_>, medium| leg.media_type == Some(&medium);
    let is_heard = |id: &ParticipantId| view.legs_of(id).iter().any(|leg| is_of(leg, MediaType::Voice));
    let seen = view.legs().filter(|(_, leg)| is_of(leg, MediaType::Video)).map(|(_, leg)| leg.participant_id);
    seen.filter(|id| is_heard(id)).collect()
}

/// Whether a user placed the call: by the totals of the end, and before that, an outbound voice session that no queue
/// led to.
pub(crate) fn is_placed(view: &View<'_>, leg: &Leg<'_>) -> bool {
    if leg.end_detail().is_some() {
        return leg.totals().placing() > 0;
    }
    let Some(start) = leg.start else { return false };
    let voice = Some(&MediaType::Voice);
    let queued = |(_, acd): (LegId, &Leg<'_>)| acd.media_type == voice && acd.is_live_at(start.time, SKEW_MS + 1);
    leg.direction == Some(&Direction::Outbound) && leg.media_type == voice && !view.of_family(Family::Acd).any(queued)
}

/// A user without queue whose session is the conversation's first, followed by a flow, queue or other user before any
/// customer: he called in, and is no agent, for good.
fn caller<'h>(view: &View<'h>) -> Option<&'h ParticipantId> {
    let mut legs = view.legs().map(|(_, leg)| leg);
    let first = legs.next().filter(|leg| leg.is(Family::User) && leg.queue_id.is_none())?;
    let second = legs.find(|leg| match leg.family {
        Some(Family::Flow | Family::Acd | Family::Customer) => true,
        Some(Family::User) => leg.participant_id != first.participant_id,
        _ => false,
    })?;
    (!second.is(Family::Customer)).then_some(first.participant_id)
}

/// A customer-role session that began while, or just after, there was live (a) an earlier customer-role session of the
/// same medium, of another participant and not itself third-party, or (b) user sessions of two participants in it.
///
/// Sessions are gone through by their starts, so what had ended by one start has ended by the next.
fn third_party(view: &View<'_>) -> Vec<LegId> {
    let mut added = Vec::new();
    let mut ahead = view.of_family(Family::User).map(|(_, leg)| leg).peekable();
    let (mut customers, mut users): (Vec<&Leg<'_>>, Vec<&Leg<'_>>) = (Vec::new(), Vec::new());
    for (id, leg) in view.of_family(Family::Customer) {
        let Some(start) = leg.start.map(|start| start.time) else { continue };
        users.extend(std::iter::from_fn(|| ahead.next_if(|user| user.start.is_some_and(|began| began.time <= start))));
        users.retain(|user| user.is_live_at(start, SKEW_MS));
        customers.retain(|customer| customer.is_live_at(start, SKEW_MS));
        let same_medium = |other: &&&Leg<'_>| other.media_type == leg.media_type;
        let mut met = customers.iter().filter(same_medium);
        let joined_customer = met.any(|other| other.participant_id != leg.participant_id);
        let mut talking = users.iter().filter(same_medium);
        let first = talking.next();
        let joined_users = first.is_some_and(|one| talking.any(|other| other.participant_id != one.participant_id));
        if joined_customer || joined_users {
            added.push(id);
        } else {
            customers.push(leg);
        }
    }
    added.sort_unstable();
    added
}
