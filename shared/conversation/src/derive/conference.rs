//! Conferences: at least three participants in one medium, past alerting.

use std::collections::{BTreeMap, BTreeSet};

use common_events::payload::{ConferenceEnded, ConferenceStarted, Party};
use genesys::vocabulary::MediaType;
use genesys::{ParticipantId, Timestamp};

use super::draft::{Draft, Whole};
use super::rule::rules;
use crate::family::Family;
use crate::known_session::KnownSession;
use crate::purpose;
use crate::view::{SessionIndex, View};

/// The number of parties that makes a conference.
const PARTIES: usize = 3;
/// Parties that overlap for less than this are handing over, not conferring.
const LEAST_MS: i64 = 2_000;

/// The presence of a party, past alerting.
#[derive(Debug, Clone, Copy)]
struct Presence<'h> {
    id: SessionIndex,
    participant_id: &'h ParticipantId,
    from: Timestamp,
    to: Option<Timestamp>,
}

/// A period in which at least three participants were present.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Conference {
    /// The session that made it three.
    third: SessionIndex,
    /// All who were present when the conference began, in the order of arrival.
    parties: Vec<SessionIndex>,
    from: Timestamp,
    to: Option<(Timestamp, SessionIndex)>,
}

rules! {
    /// At least three participants were present in one medium, past alerting, for two seconds or
    /// longer.
    STARTED: ConferenceStarted = "conference-started";

    /// A participant of a conference left, and fewer than three remained.
    ENDED: ConferenceEnded = "conference-ended";
}

pub(super) fn drafts<'h>(whole: &Whole<'_, 'h>) -> Vec<Draft<'h>> {
    let last_news =
        whole.history.events().rev().find(|event| event.detail().is_some()).map(|event| event.time);
    let mut by_medium: BTreeMap<Option<&MediaType>, Vec<Presence<'h>>> = BTreeMap::new();
    for (id, session) in whole.view.sessions() {
        if let Some(presence) = presence(whole, id, session) {
            by_medium.entry(session.media_type).or_default().push(presence);
        }
    }
    let conferences = by_medium.into_values().flat_map(|presences| conferences(&presences));
    let long_enough = conferences.filter(|conference| {
        let until = conference.to.map(|(to, _)| to).or(last_news);
        until.is_some_and(|until| until.since(conference.from) >= LEAST_MS)
    });
    long_enough.flat_map(|conference| of_conference(whole, &conference)).collect()
}

/// The presence of a party from the moment it is past alerting: a customer from the start, a user
/// from the answer, or from the talk time that the end reports. A live user without a known answer
/// is past alerting only if they initiated the contact.
fn presence<'h>(
    whole: &Whole<'_, 'h>,
    id: SessionIndex,
    session: &KnownSession<'h>,
) -> Option<Presence<'h>> {
    if whole.roles.is_auxiliary(id, session)
        || session.totals().interacting == Some(0) && session.is(Family::Customer)
    {
        return None;
    }
    let from = match session.family? {
        Family::Customer => session.start?.time,
        Family::User => match (whole.roles.answers.of_user(id), session.end) {
            (Some(answer), _) => answer.time,
            (None, Some(end)) => end.time.minus_ms(session.totals().talked()),
            (None, None) if whole.roles.is_initiated(id) => session.start?.time,
            (None, None) => return None,
        },
        _ => return None,
    };
    let to = whole.end(id, session).map(|end| end.time);
    let lasts = to.is_none_or(|to| to > from);
    lasts.then_some(Presence { id, participant_id: session.participant_id, from, to })
}

/// The periods in which at least three participants were present. At the same instant, departures
/// come before arrivals, and a period ends only if the arrivals of that instant do not make it
/// three again.
fn conferences(presences: &[Presence<'_>]) -> Vec<Conference> {
    let mut conferences: Vec<Conference> = Vec::new();
    let mut room = Room::default();
    for (time, (leaving, arriving)) in borders(presences) {
        let before = room.count();
        leaving.iter().for_each(|index| room.leave(*index, presences));
        let mut third = None;
        for index in arriving {
            room.arrive(index, presences);
            if third.is_none() && room.count() >= PARTIES {
                third = Some(presences[index].id);
            }
        }
        match (before >= PARTIES, room.count() >= PARTIES, third) {
            (false, true, Some(third)) => {
                conferences.push(Conference {
                    third,
                    parties: room.parties(presences),
                    from: time,
                    to: None,
                });
            }
            (true, false, _) => {
                let first = leaving.iter().map(|index| presences[*index].id).min();
                if let (Some(conference), Some(first)) = (conferences.last_mut(), first) {
                    conference.to = Some((time, first));
                }
            }
            _ => {}
        }
    }
    conferences
}

/// Departures and arrivals by instant, each in session order.
fn borders(presences: &[Presence<'_>]) -> BTreeMap<Timestamp, (Vec<usize>, Vec<usize>)> {
    let mut borders: BTreeMap<Timestamp, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
    for (index, presence) in presences.iter().enumerate() {
        borders.entry(presence.from).or_default().1.push(index);
        if let Some(to) = presence.to {
            borders.entry(to).or_default().0.push(index);
        }
    }
    borders
}

/// The parties present at some instant.
#[derive(Debug, Default)]
struct Room<'h> {
    /// The presences, in the order of arrival.
    present: BTreeSet<(Timestamp, usize)>,
    /// How many presences each participant has.
    participants: BTreeMap<&'h ParticipantId, usize>,
}

impl<'h> Room<'h> {
    fn count(&self) -> usize {
        self.participants.len()
    }

    fn arrive(&mut self, index: usize, presences: &[Presence<'h>]) {
        let presence = &presences[index];
        self.present.insert((presence.from, index));
        *self.participants.entry(presence.participant_id).or_default() += 1;
    }

    fn leave(&mut self, index: usize, presences: &[Presence<'h>]) {
        let presence = &presences[index];
        self.present.remove(&(presence.from, index));
        if let Some(count) = self.participants.get_mut(presence.participant_id) {
            *count -= 1;
            if *count == 0 {
                self.participants.remove(presence.participant_id);
            }
        }
    }

    /// The first presence of each participant, in the order of arrival.
    fn parties(&self, presences: &[Presence<'h>]) -> Vec<SessionIndex> {
        let mut seen = BTreeSet::new();
        let presences = self.present.iter().map(|(_, index)| &presences[*index]);
        presences
            .filter(|presence| seen.insert(presence.participant_id))
            .map(|presence| presence.id)
            .collect()
    }
}

fn of_conference<'h>(whole: &Whole<'_, 'h>, conference: &Conference) -> Vec<Draft<'h>> {
    let Some(session) = whole.view.session(conference.third) else { return Vec::new() };
    let third = (conference.third, session);
    let (from, ids) = (conference.from, conference.parties.clone());
    let known_since = |ids: &[SessionIndex]| {
        ids.iter().filter_map(|id| whole.view.session(*id)?.known_since()).max()
    };
    let since = known_since(&conference.parties).unwrap_or(from);
    let cause = whole
        .roles
        .answers
        .of_user(third.0)
        .map(|answer| answer.cause)
        .or(session.start.map(|start| start.cause));
    let Some(cause) = cause else { return Vec::new() };
    let payload = move |view: &View<'h>| ConferenceStarted {
        parties: ids.iter().filter_map(|id| Some(party(view, view.session(*id)?))).collect(),
    };
    let started = Draft::for_session(&STARTED, third, (from, cause), payload);
    let mut drafts = vec![Draft { known_since: since, ..started }];
    if let Some((to, left)) = conference.to
        && let Some(end) = whole.view.session(left).and_then(|session| whole.end(left, session))
    {
        let payload = move |_: &View<'h>| ConferenceEnded {
            started_at: Some(from),
            duration_ms: to.since(from),
        };
        drafts.push(
            Draft::for_session(&ENDED, third, (to, end.cause), payload).inferred(end.inferred),
        );
    }
    drafts
}

fn party(view: &View<'_>, session: &KnownSession<'_>) -> Party {
    Party {
        participant_id: session.participant_id.clone(),
        session_id: session.session_id.clone(),
        purpose: purpose::named(view, session.participant_id),
        user_id: session.user_id.cloned(),
    }
}
