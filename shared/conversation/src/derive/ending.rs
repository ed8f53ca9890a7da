//! The end of an episode: when it ended, who ended it, and the outcome.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::iter::Peekable;
use std::slice::Iter;

use common_events::payload::{
    AgentTalk, Attributes, ConversationEnded, EndedBy, FlowOutcome, Outcome, QueueOutcome,
};
use genesys::vocabulary::{DisconnectType, MediaType};
use genesys::{Detail, Event, EventKey, Timestamp, UserId};

use super::draft::{About, Draft, Whole};
use super::phases::phases;
use super::rule::WINDOW_MS;
use super::rule::rules;
use super::{queue, text};
use crate::episodes::Episode;
use crate::family::Family;
use crate::known_session::{End, KnownSession};
use crate::periods::Periods;
use crate::skew::SKEW_MS;
use crate::view::{SessionIndex, View};

/// Parties who hang up within this time count as one act, done by the first of them.
const ONE_ACT_MS: i64 = 500;
/// A flow that forwards the conversation ends at most this long before the outside party's session
/// begins.
const FORWARDED_MS: i64 = 5_000;
/// Ends this close to the end of the episode are among its causes.
const CLOSING_MS: i64 = 10_000;

rules! {
    /// The last session that counts has ended, reported or inferred, or the conversation was silent
    /// until its timeout.
    ENDED: ConversationEnded = "conversation-ended";
}

pub(super) fn drafts<'h>(whole: &Whole<'_, 'h>) -> Vec<Draft<'h>> {
    let mut attributes = Known::new(whole.view);
    let numbered = whole.episodes.iter().zip(1u32..);
    numbered
        .filter_map(|(episode, number)| ended(whole, &mut attributes, episode, number))
        .collect()
}

/// The attributes as they are known at a moment, which moves forward in time.
struct Known<'v, 'h> {
    ahead: Peekable<Iter<'v, (&'h Event, &'h Detail)>>,
    values: BTreeMap<&'h str, &'h str>,
}

impl<'v, 'h> Known<'v, 'h> {
    fn new(view: &'v View<'h>) -> Self {
        Self { ahead: view.attributes.iter().peekable(), values: BTreeMap::new() }
    }

    /// The attributes as they are known at `until`.
    fn until(&mut self, until: Timestamp) -> Attributes {
        while let Some((_, detail)) = self.ahead.next_if(|(event, _)| event.time <= until) {
            let texts = &detail.attributes.texts;
            self.values.extend(texts.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        }
        text::attributes(self.values.iter().map(|(name, value)| (*name, *value)))
    }
}

fn ended<'h>(
    whole: &Whole<'_, 'h>,
    attributes: &mut Known<'_, 'h>,
    episode: &Episode,
    number: u32,
) -> Option<Draft<'h>> {
    let (from, to) = (episode.started_at, episode.ended_at?);
    let sweep = whole.view.closing_sweep.filter(|_| episode.timed_out).map(|event| event.key);
    let causes = sweep.map_or_else(|| closing_ends(whole, from, to), |cause| vec![cause]);
    let ending = Ending::new(whole, from, to);
    let agents = ending.agents();
    let ended = ConversationEnded {
        started_at: Some(from),
        duration_ms: to.since(from),
        ended_by: if episode.timed_out { EndedBy::Timeout } else { ending.ended_by() },
        outcome: ending.outcome(!agents.is_empty()),
        agents,
        flow_outcomes: ending.flow_outcomes(),
        attributes: attributes.until(ending.cutoff),
        phases: phases(whole, &ending.sessions, ending.cutoff),
    };
    Some(Draft {
        rule: &ENDED,
        subject: number.to_string(),
        about: About::Conversation,
        occurred_at: to,
        known_since: to,
        window_ms: WINDOW_MS,
        causes,
        settles: None,
        inferred: episode.inferred,
        payload: Box::new(move |_| ended.into()),
    })
}

/// The events that closed the episode: the ends of counted sessions up to 10 s before its end, each
/// once. An inferred end has the cause of the end that it was inferred from.
fn closing_ends(whole: &Whole<'_, '_>, from: Timestamp, to: Timestamp) -> Vec<EventKey> {
    let sessions =
        within(whole.view, from, to).filter(|(id, session)| whole.roles.is_counted(*id, session));
    let ends = sessions.filter_map(|(id, session)| whole.end(id, session));
    let mut closing: Vec<(Timestamp, EventKey)> = ends
        .filter(|end| end.time <= to && to.since(end.time) <= CLOSING_MS)
        .map(|end| (end.time, end.cause))
        .collect();
    closing.sort_unstable_by(|a, b| b.cmp(a));
    let mut named = HashSet::new();
    closing.into_iter().map(|(_, cause)| cause).filter(|cause| named.insert(*cause)).collect()
}

/// The sessions that began during an episode.
fn within<'v, 'h>(
    view: &'v View<'h>,
    from: Timestamp,
    to: Timestamp,
) -> impl Iterator<Item = (SessionIndex, &'v KnownSession<'h>)> + Clone {
    view.begun_between(from, to)
}

/// The sessions of an ended episode, with what was known just after the end.
struct Ending<'v, 'h> {
    whole: Whole<'v, 'h>,
    sessions: Vec<(SessionIndex, &'v KnownSession<'h>)>,
    cutoff: Timestamp,
}

impl<'v, 'h> Ending<'v, 'h> {
    fn new(whole: &Whole<'v, 'h>, from: Timestamp, to: Timestamp) -> Self {
        let sessions = within(whole.view, from, to)
            .filter(|(id, session)| !whole.roles.is_auxiliary(*id, session));
        Self { whole: *whole, sessions: sessions.collect(), cutoff: to.plus_ms(WINDOW_MS) }
    }

    fn end(&self, id: SessionIndex, session: &KnownSession<'h>) -> Option<End<'h>> {
        self.whole.end(id, session).filter(|end| end.time <= self.cutoff)
    }

    /// Whether a session only frames others: a customer's callback, or the callback session around
    /// a call.
    fn is_frame(&self, id: SessionIndex, session: &KnownSession<'h>) -> bool {
        session.is(Family::Customer) && session.is_in(&MediaType::Callback)
            || self.whole.roles.is_callback_frame(id)
    }

    /// The party that ended the episode: who hung up within 2 s of the end. If several did, the
    /// last counts, or the first of a series of hang-ups that are at most 500 ms apart. If nobody
    /// hung up: an inactivity, timeout or error among the last disconnect types, else a flow that
    /// hung up, else the system. A PEER disconnect never ends the conversation.
    fn ended_by(&self) -> EndedBy {
        let ends = || {
            let own = self.sessions.iter().filter(|(id, session)| !self.is_frame(*id, session));
            own.filter_map(|(id, session)| Some((self.end(*id, session)?, *id, *session)))
        };
        let Some(at) = ends().map(|(end, ..)| end.time).max() else { return EndedBy::Unknown };
        let mut near: Vec<(End<'h>, SessionIndex, &KnownSession<'h>)> =
            ends().filter(|(end, ..)| at.since(end.time) <= SKEW_MS).collect();
        near.sort_by_key(|(end, id, _)| (end.time, *id));
        let mut hung_up: Option<(Timestamp, EndedBy)> = None;
        for (end, id, session) in near.iter().rev() {
            let by_itself = matches!(
                end.disconnect_type,
                Some(DisconnectType::Client | DisconnectType::Endpoint)
            );
            let Some(party) = self.party(*id, session).filter(|_| by_itself) else { continue };
            match hung_up {
                Some((later, _)) if later.since(end.time) > ONE_ACT_MS => break,
                _ => hung_up = Some((end.time, party)),
            }
        }
        let by_disconnect_type = |of: fn(&DisconnectType) -> Option<EndedBy>| {
            near.iter().rev().find_map(|(end, ..)| end.disconnect_type.and_then(of))
        };
        let by_flow = || {
            near.iter().any(|(_, _, session)| has_flow_hung_up(session)).then_some(EndedBy::Flow)
        };
        hung_up
            .map(|(_, party)| party)
            .or_else(|| by_disconnect_type(circumstance))
            .or_else(by_flow)
            .or_else(|| {
                by_disconnect_type(|how| {
                    (*how == DisconnectType::System).then_some(EndedBy::System)
                })
            })
            .unwrap_or_default()
    }

    fn party(&self, id: SessionIndex, session: &KnownSession<'h>) -> Option<EndedBy> {
        let roles = self.whole.roles;
        match session.family? {
            Family::Customer if roles.is_third_party(id) => Some(EndedBy::ThirdParty),
            Family::Customer => Some(EndedBy::Customer),
            Family::User if roles.is_caller(session) => Some(EndedBy::Caller),
            Family::User if roles.is_agent(id, session) => Some(EndedBy::Agent),
            Family::User => Some(EndedBy::Callee),
            _ => None,
        }
    }

    fn outcome(&self, handled: bool) -> Outcome {
        let any = |of: &dyn Fn(SessionIndex, &KnownSession<'h>) -> bool| {
            self.sessions.iter().any(|(id, session)| of(*id, session))
        };
        if handled {
            Outcome::Handled
        } else if any(&|_, session| {
            session.is(Family::Voicemail) && session.connected_ms().is_some_and(|length| length > 0)
        }) {
            Outcome::Voicemail
        } else if any(&|_, session| queue::outcome(session) == QueueOutcome::Abandoned) {
            Outcome::Abandoned
        } else if self.is_to_customer() && !any(&|_, session| is_connected_customer(session)) {
            Outcome::NotReached
        } else if self.is_forwarded() {
            Outcome::Forwarded
        } else if any(&|_, session| session.is(Family::Flow))
            && !any(&|_, session| {
                session.is(Family::Acd)
                    || session.is(Family::User) && !self.whole.roles.is_caller(session)
            })
        {
            Outcome::SelfService
        } else {
            Outcome::Unknown
        }
    }

    /// Whether the organization contacted the customer: by an agent, a campaign, or a callback.
    fn is_to_customer(&self) -> bool {
        let is_callback = |session: &KnownSession<'_>| {
            session.is(Family::Customer) && session.is_in(&MediaType::Callback)
        };
        let initiated = |(id, session): &(SessionIndex, &KnownSession<'_>)| {
            self.whole.roles.is_initiated(*id) || is_callback(session)
        };
        !self.whole.view.outbound.is_empty() || self.sessions.iter().any(initiated)
    }

    /// Whether there is an outside party to whom a flow forwarded the conversation.
    fn is_forwarded(&self) -> bool {
        let flows = self.sessions.iter().filter(|(_, flow)| flow.is(Family::Flow));
        let flows = Periods::new(flows.filter_map(|(id, flow)| {
            Some((flow.start?.time, self.end(*id, flow).map(|end| end.time), ()))
        }));
        let mut outside =
            self.sessions.iter().filter(|(id, _)| self.whole.roles.is_third_party(*id));
        outside.any(|(_, session)| {
            let start = session.start.map(|start| start.time);
            start.is_some_and(|start| {
                flows.between(start.minus_ms(FORWARDED_MS), start).next().is_some()
            })
        })
    }

    /// The agents who talked, each once, in session order.
    fn agents(&self) -> Vec<AgentTalk> {
        let mut agents: Vec<AgentTalk> = Vec::new();
        let mut indexes: HashMap<&UserId, usize> = HashMap::new();
        for (id, session) in &self.sessions {
            if !self.whole.roles.is_agent(*id, session) || !self.whole.has_talked(*id, session) {
                continue;
            }
            let inferred = self.whole.inferred_talk_ms(*id, session);
            let talk_ms = inferred.unwrap_or_else(|| session.totals().talk());
            let hold_ms = if inferred.is_some() { 0 } else { session.totals().held.unwrap_or(0) };
            let next = agents.len();
            let index = session.user_id.map_or(next, |user| *indexes.entry(user).or_insert(next));
            if index == next {
                let user_id = session.user_id.cloned();
                agents.push(AgentTalk { user_id, ..AgentTalk::default() });
            }
            agents[index].talk_ms += talk_ms;
            agents[index].hold_ms += hold_ms;
        }
        agents
    }

    fn flow_outcomes(&self) -> Vec<FlowOutcome> {
        let mut outcomes = BTreeMap::new();
        let recorded = self.sessions.iter().flat_map(|(_, session)| session.outcomes());
        for (id, (_, detail)) in recorded.filter(|(_, (event, _))| event.time <= self.cutoff) {
            outcomes.insert(id, detail.flow_outcome_value.clone());
        }
        outcomes
            .into_iter()
            .map(|(id, value)| FlowOutcome { flow_outcome_id: id.to_owned(), value })
            .collect()
    }
}

/// Inactivity, timeouts and errors. They take precedence over the exit reason of a flow.
fn circumstance(how: &DisconnectType) -> Option<EndedBy> {
    match how {
        DisconnectType::Timeout => Some(EndedBy::Timeout),
        DisconnectType::Inactivity => Some(EndedBy::Inactivity),
        DisconnectType::SessionExpired => Some(EndedBy::SessionExpired),
        DisconnectType::Error | DisconnectType::TransportFailure => Some(EndedBy::Error),
        _ => None,
    }
}

fn has_flow_hung_up(session: &KnownSession<'_>) -> bool {
    let hangs_up = |reason: &str| {
        ["FLOW_DISCONNECT", "FLOW_ERROR_DISCONNECT"]
            .iter()
            .any(|known| reason.eq_ignore_ascii_case(known))
    };
    session.is(Family::Flow)
        && session.latest(|detail| detail.exit_reason.as_deref()).is_some_and(hangs_up)
}

/// Whether this is the session of a customer who was connected: neither a callback nor a call to a
/// busy line.
fn is_connected_customer(session: &KnownSession<'_>) -> bool {
    let is_customer = session.is(Family::Customer) && !session.is_in(&MediaType::Callback);
    is_customer && session.connected_ms().is_none_or(|length| length > 0)
}
