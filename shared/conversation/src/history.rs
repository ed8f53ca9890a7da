//! The set of distinct events known about a conversation. This set is the state; everything else is
//! a function of it.

use std::collections::HashMap;

use genesys::{Content, ConversationId, Event, EventKey, Timestamp};

use crate::missing_events::MissingEvents;

/// A known event, and how it arrived.
#[derive(Debug, Clone, PartialEq)]
pub struct Known {
    /// The event.
    pub event: Event,
    /// The Genesys organization that sent it.
    pub organization_id: Option<String>,
    /// Name of the archive replay that first delivered it.
    pub replay_name: Option<String>,
}

impl From<Event> for Known {
    fn from(event: Event) -> Self {
        Self { event, organization_id: None, replay_name: None }
    }
}

/// Everything known about one conversation: distinct events, ordered by (time, key).
#[derive(Debug, Clone, PartialEq)]
pub struct History {
    conversation_id: ConversationId,
    events: Vec<Known>,
    /// The places of all events by key, if a replay delivered any.
    replayed: HashMap<EventKey, usize>,
    missing: MissingEvents,
}

/// An event that was received, or one that a details document implies.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Evidence<'h> {
    /// The event was received.
    Received(&'h Event),
    /// Only a details document implies this event.
    Synthesized(&'h Event),
}

impl<'h> Evidence<'h> {
    /// The event.
    pub const fn event(self) -> &'h Event {
        let (Self::Received(event) | Self::Synthesized(event)) = self;
        event
    }
}

impl History {
    /// Builds the history of a conversation. The order and repetition of `events` do not matter. A
    /// document that comes twice has the earlier time of export.
    #[must_use]
    pub fn new(conversation_id: ConversationId, events: impl IntoIterator<Item = Known>) -> Self {
        let mut events: Vec<Known> = events.into_iter().collect();
        events.sort_by_key(|known| (known.event.time, known.event.key, known.event.exported_at));
        events.dedup_by(|a, b| a.event.key == b.event.key);
        let missing = MissingEvents::find(events.iter().map(|known| &known.event));
        let mut replayed = HashMap::new();
        if events.iter().any(|known| known.replay_name.is_some()) {
            replayed.extend(events.iter().enumerate().map(|(at, known)| (known.event.key, at)));
        }
        Self { conversation_id, events, replayed, missing }
    }

    /// The conversation.
    #[must_use]
    pub const fn conversation_id(&self) -> &ConversationId {
        &self.conversation_id
    }

    /// The Genesys organization, taken from the first event that names one.
    #[must_use]
    pub fn organization_id(&self) -> Option<&str> {
        self.events.iter().find_map(|known| known.organization_id.as_deref())
    }

    /// The number of distinct events known. The projections and Common Events of a conversation are
    /// ordered by it.
    #[must_use]
    pub fn known_events(&self) -> u64 {
        self.events.len() as u64
    }

    /// The events, ordered by (time, key).
    pub fn events(&self) -> impl DoubleEndedIterator<Item = &Event> {
        self.events.iter().map(|known| &known.event)
    }

    /// The received events, and the lost ends of their sessions as far as documents imply them;
    /// ordered by (time, key).
    pub(crate) fn evidence(&self) -> impl Iterator<Item = Evidence<'_>> {
        let ends = self.missing.ends.iter().map(Evidence::Synthesized);
        merged(self.events().map(Evidence::Received), ends)
    }

    /// The same as [`Self::evidence`], and the synthesized events of sessions that only documents
    /// know.
    pub(crate) fn evidence_with_document_sessions(&self) -> impl Iterator<Item = Evidence<'_>> {
        merged(self.evidence(), self.missing.sessions.iter().map(Evidence::Synthesized))
    }

    /// The sweep event that closed the conversation, unless a later event is known.
    pub(crate) fn closing_sweep(&self) -> Option<&Event> {
        let sweep = |event: &Event| match event.content {
            Content::Sweep(sweep) => Some(sweep.last_news),
            _ => None,
        };
        let closing_sweep = self
            .events()
            .filter(|event| sweep(event).is_some())
            .max_by_key(|event| sweep(event))?;
        (sweep(closing_sweep)? >= self.last_news()?).then_some(closing_sweep)
    }

    /// Time of the latest event that is not a sweep.
    pub(crate) fn last_news(&self) -> Option<Timestamp> {
        let news = |event: &&Event| !matches!(event.content, Content::Sweep(_));
        self.events().rev().find(news).map(|event| event.time)
    }

    /// Name of the replay that delivered the first of `causes`; `None` unless replays delivered all
    /// of them.
    #[must_use]
    pub fn replay_of(&self, causes: &[EventKey]) -> Option<&str> {
        let places = || causes.iter().filter_map(|cause| self.replayed.get(cause).copied());
        let first = self.events[places().min()?].replay_name.as_deref();
        first.filter(|_| places().all(|at| self.events[at].replay_name.is_some()))
    }
}

/// Merges two sequences that are in the order of (time, key). Of equals, that of `one` is first.
fn merged<'h>(
    one: impl Iterator<Item = Evidence<'h>>,
    other: impl Iterator<Item = Evidence<'h>>,
) -> impl Iterator<Item = Evidence<'h>> {
    let order = |evidence: &Evidence<'h>| (evidence.event().time, evidence.event().key);
    let (mut one, mut other) = (one.peekable(), other.peekable());
    std::iter::from_fn(move || match (one.peek().map(order), other.peek().map(order)) {
        (Some(first), Some(second)) if second < first => other.next(),
        (Some(_), _) => one.next(),
        (None, _) => other.next(),
    })
}
