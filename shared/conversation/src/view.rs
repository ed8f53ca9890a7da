//! A view: what the events up to some moment say. The whole history gives the tree; what is published about a moment
//! speaks from a view that ends just after it, so that later events do not change what was said.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};

use genesys::{Content, Detail, Evaluation, Event, MetricRecord, ParticipantId, SessionId, Timestamp, Topic};

use crate::family::Family;
use crate::history::History;
use crate::leg::Leg;

/// Place of a leg in [`View::legs`]: the same in every view of one history.
pub(crate) type LegId = usize;

/// A metric record, and the event that it came in.
pub(crate) type Record<'h> = (&'h Event, &'h MetricRecord);

/// What the events up to some moment say.
#[derive(Debug, Default)]
pub(crate) struct View<'h> {
    legs: Vec<Leg<'h>>,
    by_name: HashMap<(&'h ParticipantId, &'h SessionId), LegId>,
    /// Known legs in the order of sessions: (start, family, participant, session).
    order: Vec<LegId>,
    /// Participants, and how many detail events name each.
    pub participants: BTreeMap<&'h ParticipantId, u64>,
    pub attributes: Vec<(&'h Event, &'h Detail)>,
    pub outbound: Vec<&'h Detail>,
    /// Metric records by session.
    pub records: HashMap<&'h SessionId, Vec<Record<'h>>>,
    pub evaluations: Vec<(&'h Event, &'h Evaluation)>,
    learned: usize,
}

impl<'h> View<'h> {
    /// The view of everything known.
    pub fn of(history: &'h History) -> Self {
        let mut view = Self::default();
        for event in history.events() {
            view.learn(event);
        }
        view
    }

    /// Takes in the next event, by (time, key).
    pub fn learn(&mut self, event: &'h Event) {
        self.learned += 1;
        match &event.content {
            Content::Detail(detail) => self.learn_detail(event, detail),
            Content::Metric(record) => {
                if let Some(session_id) = &event.session_id {
                    self.records.entry(session_id).or_default().push((event, record));
                }
            }
            Content::Evaluation(evaluation) => self.evaluations.push((event, evaluation)),
            Content::Ignored => {}
        }
    }

    fn learn_detail(&mut self, event: &'h Event, detail: &'h Detail) {
        if event.topic == Topic::Outbound {
            self.outbound.push(detail);
        }
        let Some(participant_id) = &event.participant_id else { return };
        *self.participants.entry(participant_id).or_default() += 1;
        if event.topic == Topic::Attributes {
            self.attributes.push((event, detail));
        }
        let Some(session_id) = &event.session_id else { return };
        let id = *self.by_name.entry((participant_id, session_id)).or_insert_with(|| {
            self.legs.push(Leg::new(participant_id, session_id));
            self.legs.len() - 1
        });
        let place = self.legs[id].is_known().then(|| self.place_of(id));
        self.legs[id].learn(event, detail);
        if let Some(place) = place {
            self.order.remove(place);
        }
        if self.legs[id].is_known() {
            let place = self.place_of(id);
            self.order.insert(place, id);
        }
    }

    /// Where a known leg stands in the order, or would stand.
    fn place_of(&self, id: LegId) -> usize {
        let leg = &self.legs[id];
        self.order.partition_point(|other| in_order(&self.legs[*other], leg) == Ordering::Less)
    }

    /// Every leg, known or not, with its place.
    pub fn all(&self) -> impl Iterator<Item = (LegId, &Leg<'h>)> {
        self.legs.iter().enumerate()
    }

    /// The known legs, in the order of sessions.
    pub fn legs(&self) -> impl DoubleEndedIterator<Item = (LegId, &Leg<'h>)> + Clone {
        self.order.iter().map(|id| (*id, &self.legs[*id]))
    }

    /// The known legs of a family, in the order of sessions.
    pub fn of_family(&self, family: Family) -> impl DoubleEndedIterator<Item = (LegId, &Leg<'h>)> + Clone {
        self.legs().filter(move |(_, leg)| leg.is(family))
    }

    /// A leg, where this view has come to it.
    pub fn leg(&self, id: LegId) -> Option<&Leg<'h>> {
        self.legs.get(id)
    }

    /// The leg that a session's id names; where several participants share it, the first.
    pub fn leg_of_session(&self, session_id: &SessionId) -> Option<(LegId, &Leg<'h>)> {
        self.all().find(|(_, leg)| leg.session_id == session_id)
    }

    /// How many events it has taken in: tells one state of it from another.
    pub const fn learned(&self) -> usize {
        self.learned
    }

    /// Whether no session is known yet.
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }
}

/// The order of sessions: (start, family, participant, session).
fn in_order(a: &Leg<'_>, b: &Leg<'_>) -> Ordering {
    fn key<'a>(leg: &'a Leg<'_>) -> (Option<Timestamp>, Option<u8>, &'a ParticipantId, &'a SessionId) {
        (leg.start.map(|start| start.time), leg.family.map(Family::rank), leg.participant_id, leg.session_id)
    }
    key(a).cmp(&key(b))
}

/// A view that moves forward in time.
#[derive(Debug)]
pub(crate) struct Sweep<'h> {
    view: View<'h>,
    ahead: std::iter::Peekable<std::vec::IntoIter<&'h Event>>,
}

impl<'h> Sweep<'h> {
    /// A sweep over a history, before its first event.
    pub fn over(history: &'h History) -> Self {
        let events: Vec<&Event> = history.events().collect();
        Self { view: View::default(), ahead: events.into_iter().peekable() }
    }

    /// The view of all events up to and including `time`, which must not be before that of the last call.
    pub fn until(&mut self, time: Timestamp) -> &View<'h> {
        while let Some(event) = self.ahead.next_if(|event| event.time <= time) {
            self.view.learn(event);
        }
        &self.view
    }
}
