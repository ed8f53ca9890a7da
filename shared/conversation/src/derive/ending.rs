//! The end of an episode: when, by whom, and what became of it.

use std::collections::BTreeMap;

use common_events::EventType;
use common_events::particulars::{
    AgentTalk, Attributes, ConversationEnded, EndedBy, FlowOutcome, Outcome, Phases, QueueOutcome,
};
use genesys::vocabulary::{DisconnectType, MediaType};
use genesys::{EventKey, Timestamp, UserId};

use super::draft::{Draft, Whole};
use super::{queue, text};
use crate::episodes::Episode;
use crate::family::Family;
use crate::leg::Leg;
use crate::roles::{Roles, SKEW_MS};
use crate::view::{LegId, View};
use crate::wrap_up::WrapUp;

pub(super) fn drafts<'h>(whole: &Whole<'_, 'h>) -> Vec<Draft<'h>> {
    let draft = |episode: &Episode| {
        let (started_at, ended_at) = (episode.started_at, episode.over_at()?);
        let first = (episode.first, whole.view.leg(episode.first)?);
        let given_up = whole.view.given_up.filter(|_| episode.timed_out).map(|event| event.key);
        let cause = given_up.or_else(|| last_end(whole.view, started_at, ended_at))?;
        let timed_out = episode.timed_out;
        let say = move |view: &View<'h>| {
            let ending = ending(view, started_at, ended_at);
            if timed_out { ConversationEnded { ended_by: EndedBy::Timeout, ..ending } } else { ending }
        };
        Some(Draft::of_session(EventType::ConversationEnded, first, (ended_at, cause), say))
    };
    whole.episodes.iter().filter_map(draft).collect()
}

/// The event that ended the episode.
fn last_end(view: &View<'_>, from: Timestamp, to: Timestamp) -> Option<EventKey> {
    let ends = within(view, from, to).filter_map(|(_, leg)| leg.end).filter(|end| end.time <= to);
    ends.max_by_key(|end| (end.time, end.cause)).map(|end| end.cause)
}

/// The legs that began during an episode.
fn within<'v, 'h>(
    view: &'v View<'h>,
    from: Timestamp,
    to: Timestamp,
) -> impl Iterator<Item = (LegId, &'v Leg<'h>)> + Clone {
    view.legs().filter(move |(_, leg)| leg.start.is_some_and(|start| from <= start.time && start.time <= to))
}

fn ending(view: &View<'_>, from: Timestamp, to: Timestamp) -> ConversationEnded {
    let roles = Roles::of(view);
    let legs: Vec<(LegId, &Leg<'_>)> = within(view, from, to).filter(|(_, leg)| !roles.is_auxiliary(leg)).collect();
    let agents = agents(&legs, &roles);
    ConversationEnded {
        started_at: Some(from),
        duration_ms: to.since(from),
        ended_by: ended_by(&legs, &roles, to),
        outcome: outcome(&legs, &roles, !agents.is_empty()),
        agents,
        flow_outcomes: flow_outcomes(&legs),
        attributes: attributes(view),
        phases: phases(&legs, &roles),
    }
}

/// The latest who hung up around the end; else as the last ends say. Who only saw a peer leave did not end it.
fn ended_by(legs: &[(LegId, &Leg<'_>)], roles: &Roles<'_>, at: Timestamp) -> EndedBy {
    let near = |leg: &&(LegId, &Leg<'_>)| leg.1.end.is_some_and(|end| at.since(end.time).abs() <= SKEW_MS);
    let mut ends: Vec<_> = legs.iter().filter(near).filter_map(|(id, leg)| Some((leg.end?, *id, *leg))).collect();
    ends.sort_by_key(|(end, ..)| (end.time, end.cause));
    let hung_up = ends.iter().rev().find_map(|(end, id, leg)| {
        let by_itself = matches!(end.disconnect_type, Some(DisconnectType::Client | DisconnectType::Endpoint));
        by_itself.then(|| party(*id, leg, roles)).flatten()
    });
    hung_up
        .or_else(|| ends.iter().rev().find_map(|(end, ..)| end.disconnect_type.and_then(circumstance)))
        .unwrap_or_default()
}

fn party(id: LegId, leg: &Leg<'_>, roles: &Roles<'_>) -> Option<EndedBy> {
    match leg.family? {
        Family::Customer if leg.media_type == Some(&MediaType::Callback) => None,
        Family::Customer if roles.is_third_party(id) => Some(EndedBy::ThirdParty),
        Family::Customer => Some(EndedBy::Customer),
        Family::User if roles.is_caller(leg) => Some(EndedBy::Caller),
        Family::User => Some(EndedBy::Agent),
        _ => None,
    }
}

fn circumstance(how: &DisconnectType) -> Option<EndedBy> {
    match how {
        DisconnectType::Timeout => Some(EndedBy::Timeout),
        DisconnectType::Inactivity => Some(EndedBy::Inactivity),
        DisconnectType::SessionExpired => Some(EndedBy::SessionExpired),
        DisconnectType::System => Some(EndedBy::System),
        DisconnectType::Error | DisconnectType::TransportFailure => Some(EndedBy::Error),
        _ => None,
    }
}

fn outcome(legs: &[(LegId, &Leg<'_>)], roles: &Roles<'_>, handled: bool) -> Outcome {
    let any = |of: &dyn Fn(&Leg<'_>) -> bool| legs.iter().any(|(_, leg)| of(leg));
    if handled {
        Outcome::Handled
    } else if any(&|leg| leg.is(Family::Voicemail) && leg.connected_ms().is_some_and(|length| length > 0)) {
        Outcome::Voicemail
    } else if any(&|leg| queue::outcome(leg) == QueueOutcome::Abandoned) {
        Outcome::Abandoned
    } else if any(&|leg| leg.is(Family::Flow))
        && !any(&|leg| leg.is(Family::Acd) || leg.is(Family::User) && !roles.is_caller(leg))
    {
        Outcome::SelfService
    } else {
        Outcome::Unknown
    }
}

/// The agents who talked, each once, in the order of their sessions.
fn agents(legs: &[(LegId, &Leg<'_>)], roles: &Roles<'_>) -> Vec<AgentTalk> {
    let mut agents: Vec<(Option<&UserId>, AgentTalk)> = Vec::new();
    for (_, leg) in legs.iter().filter(|(_, leg)| roles.is_agent(leg) && leg.talked()) {
        let talk_ms = leg.totals().talked();
        match agents.iter_mut().find(|(user, _)| user.is_some() && *user == leg.user_id) {
            Some((_, agent)) => agent.talk_ms += talk_ms,
            None => agents.push((leg.user_id, AgentTalk { user_id: leg.user_id.cloned(), talk_ms })),
        }
    }
    agents.into_iter().map(|(_, agent)| agent).collect()
}

fn flow_outcomes(legs: &[(LegId, &Leg<'_>)]) -> Vec<FlowOutcome> {
    let mut outcomes = BTreeMap::new();
    for (id, (_, detail)) in legs.iter().flat_map(|(_, leg)| leg.outcomes()) {
        outcomes.insert(id, detail.flow_outcome_value.clone());
    }
    outcomes.into_iter().map(|(id, value)| FlowOutcome { flow_outcome_id: id.to_owned(), value }).collect()
}

fn attributes(view: &View<'_>) -> Attributes {
    let all = view.attributes.iter().flat_map(|(_, detail)| &detail.attributes);
    text::attributes(&all.map(|(name, value)| (name.as_str(), value.as_str())).collect())
}

/// How long what went on. A user who called in is not one who was talked to.
fn phases(legs: &[(LegId, &Leg<'_>)], roles: &Roles<'_>) -> Phases {
    let mut phases = Phases::default();
    for (_, leg) in legs {
        let totals = leg.totals();
        match leg.family {
            Some(Family::Flow) => phases.flow_ms += leg.connected_ms().unwrap_or(0),
            Some(Family::Acd) => phases.queue_ms += leg.connected_ms().unwrap_or(0),
            Some(Family::User) if !roles.is_caller(leg) => {
                phases.alert_ms += totals.alerting.unwrap_or(0);
                phases.talk_ms += totals.interacting.unwrap_or(0) + totals.callback.unwrap_or(0);
                phases.hold_ms += totals.held.unwrap_or(0);
                phases.wrap_up_ms += WrapUp::of(leg).and_then(|wrap_up| wrap_up.duration_ms).unwrap_or(0);
            }
            _ => {}
        }
    }
    phases
}
