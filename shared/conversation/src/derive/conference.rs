//! Conferences: three participants and more, past alerting, in one medium.

use std::collections::BTreeMap;

use common_events::EventType;
use common_events::particulars::{ConferenceEnded, ConferenceStarted, Party};
use genesys::vocabulary::MediaType;
use genesys::{ParticipantId, Timestamp};

use super::draft::{Draft, Whole};
use crate::family::Family;
use crate::leg::Leg;
use crate::purpose::purpose;
use crate::roles::is_placed;
use crate::view::{LegId, View};

/// So many parties make a conference.
const PARTIES: usize = 3;
/// Parties that overlap for less are handing over, not conferring.
const LEAST_MS: i64 = 2_000;

/// The presence of a party, past alerting.
#[derive(Debug, Clone, Copy)]
struct Presence<'h> {
    id: LegId,
    participant_id: &'h ParticipantId,
    from: Timestamp,
    to: Option<Timestamp>,
}

/// A stretch in which at least three were present.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Conference {
    /// Who made it three.
    third: LegId,
    /// All who were present when it began, in the order in which they came.
    parties: Vec<LegId>,
    from: Timestamp,
    to: Option<(Timestamp, LegId)>,
}

pub(super) fn drafts<'h>(whole: &Whole<'_, 'h>) -> Vec<Draft<'h>> {
    let last_news = whole.history.events().rev().find(|event| event.detail().is_some()).map(|event| event.time);
    let mut by_medium: BTreeMap<Option<&MediaType>, Vec<Presence<'h>>> = BTreeMap::new();
    for (id, leg) in whole.view.legs() {
        if let Some(presence) = presence(whole, id, leg) {
            by_medium.entry(leg.media_type).or_default().push(presence);
        }
    }
    let conferences = by_medium.into_values().flat_map(|presences| conferences(&presences));
    let long_enough = conferences.filter(|conference| {
        let until = conference.to.map(|(to, _)| to).or(last_news);
        until.is_some_and(|until| until.since(conference.from) >= LEAST_MS)
    });
    long_enough.flat_map(|conference| of_conference(whole, &conference)).collect()
}

/// From when a party is past alerting: a user from the answer, or from the talk that the end tells of; a customer from
/// the start. Nothing tells of a user who is still there and was not answered from a queue.
fn presence<'h>(whole: &Whole<'_, 'h>, id: LegId, leg: &Leg<'h>) -> Option<Presence<'h>> {
    let from = match leg.family? {
        Family::Customer => leg.start?.time,
        Family::User => match (whole.answers.of_agent(id), leg.end) {
            (Some(answer), _) => answer.time,
            (None, Some(end)) if leg.talked() => end.time.minus_ms(leg.totals().talked()),
            (None, None) if is_placed(whole.view, leg) => leg.start?.time,
            _ => return None,
        },
        _ => return None,
    };
    let to = leg.end.map(|end| end.time);
    let lasts = to.is_none_or(|to| to > from);
    lasts.then_some(Presence { id, participant_id: leg.participant_id, from, to })
}

/// The stretches in which three participants or more were present.
fn conferences(presences: &[Presence<'_>]) -> Vec<Conference> {
    let mut arrivals: Vec<&Presence<'_>> = presences.iter().collect();
    arrivals.sort_by_key(|presence| presence.from);
    let mut conferences: Vec<Conference> = Vec::new();
    for arrival in &arrivals {
        let is_running = |last: &Conference| last.to.is_none_or(|(to, _)| arrival.from < to);
        if conferences.last().is_some_and(is_running) {
            continue;
        }
        let present = |at: Timestamp| {
            let there = arrivals.iter().filter(move |p| p.from <= at && p.to.is_none_or(|to| at < to));
            one_each(there.copied())
        };
        let parties = present(arrival.from);
        if parties.len() < PARTIES || !parties.iter().any(|party| party.id == arrival.id) {
            continue;
        }
        let mut departures: Vec<(Timestamp, LegId)> =
            presences.iter().filter_map(|p| Some((p.to.filter(|to| *to > arrival.from)?, p.id))).collect();
        departures.sort_unstable();
        let to = departures.into_iter().find(|(to, _)| present(*to).len() < PARTIES);
        let parties = parties.iter().map(|party| party.id).collect();
        conferences.push(Conference { third: arrival.id, parties, from: arrival.from, to });
    }
    conferences
}

/// The first presence of each participant.
fn one_each<'a, 'h: 'a>(presences: impl Iterator<Item = &'a Presence<'h>>) -> Vec<&'a Presence<'h>> {
    let mut each: Vec<&Presence<'_>> = Vec::new();
    for presence in presences {
        if each.iter().all(|other| other.participant_id != presence.participant_id) {
            each.push(presence);
        }
    }
    each
}

fn of_conference<'h>(whole: &Whole<'_, 'h>, conference: &Conference) -> Vec<Draft<'h>> {
    let Some(leg) = whole.view.leg(conference.third) else { return Vec::new() };
    let third = (conference.third, leg);
    let (from, ids) = (conference.from, conference.parties.clone());
    let known_since = |ids: &[LegId]| ids.iter().filter_map(|id| whole.view.leg(*id)?.known_since()).max();
    let since = known_since(&conference.parties).unwrap_or(from);
    let cause = whole.answers.of_agent(third.0).map(|answer| answer.cause).or(leg.start.map(|start| start.cause));
    let Some(cause) = cause else { return Vec::new() };
    let say = move |view: &View<'h>| ConferenceStarted {
        parties: ids.iter().filter_map(|id| Some(party(view, view.leg(*id)?))).collect(),
    };
    let started = Draft::of_session(EventType::ConferenceStarted, third, (from, cause), say);
    let mut drafts = vec![Draft { known_since: since, ..started }];
    if let Some((to, left)) = conference.to
        && let Some(end) = whole.view.leg(left).and_then(|leg| leg.end)
    {
        let say = move |_: &View<'h>| ConferenceEnded { started_at: Some(from), duration_ms: to.since(from) };
        drafts.push(Draft::of_session(EventType::ConferenceEnded, third, (to, end.cause), say));
    }
    drafts
}

fn party(view: &View<'_>, leg: &Leg<'_>) -> Party {
    let own = view.legs().map(|(_, other)| other).filter(|other| other.participant_id == leg.participant_id);
    Party {
        participant_id: leg.participant_id.clone(),
        session_id: leg.session_id.clone(),
        purpose: purpose(own).map_or_else(|| "unknown".to_owned(), |purpose| purpose.to_string()),
        user_id: leg.user_id.cloned(),
    }
}
