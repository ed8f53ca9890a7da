//! A view: what the events up to some moment say. The whole history gives the tree; what is published about a moment
//! speaks from a view that ends just after it, so that later events do not change what was said.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};

use genesys::{Content, Detail, Evaluation, Event, MetricRecord, ParticipantId, SessionId, Timestamp, Topic};

use crate::documents::Document;
use crate::family::Family;
use crate::history::{Evidence, History};
use crate::leg::Leg;

/// Place of a leg in [`View::legs`]: the same in every view of one history.
pub(crate) type LegId = usize;

/// A metric record, and the event that it came in.
pub(crate) type Record<'h> = (&'h Event, &'h MetricRecord);

/// What the events up to some moment say.
#[derive(Debug, Default)]
pub(crate) struct View<'h> {
    legs: Vec<Leg<'h>>,
    by_name: HashMap<&'h ParticipantId, BTreeMap<&'h SessionId, LegId>>,
    /// Known legs in the order of sessions: (start, family, participant, session).
    order: Vec<LegId>,
    /// Participants, and how many detail events and documents name each.
    pub participants: BTreeMap<&'h ParticipantId, u64>,
    /// Documents, by (time, key).
    pub documents: Vec<Document<'h>>,
    /// What gave the conversation up for ended; in the views of a whole history alone.
    pub given_up: Option<&'h Event>,
    pub attributes: Vec<(&'h Event, &'h Detail)>,
    pub outbound: Vec<&'h Detail>,
    /// Metric records by session.
    pub records: HashMap<&'h SessionId, Vec<Record<'h>>>,
    pub evaluations: Vec<(&'h Event, &'h Evaluation)>,
    learned: usize,
}

impl<'h> View<'h> {
    /// The view of everything that events tell, and of what was lost of the sessions that they tell of.
    pub fn of(history: &'h History) -> Self {
        Self::taking_in(history, history.evidence())
    }

    /// The view of everything known, also of sessions that only documents tell of.
    pub fn of_everything(history: &'h History) -> Self {
        Self::taking_in(history, history.evidence_of_everything())
    }

    fn taking_in(history: &'h History, evidence: Vec<Evidence<'h>>) -> Self {
        let mut view = Self { given_up: history.given_up(), ..Self::default() };
        evidence.into_iter().for_each(|evidence| view.learn(evidence));
        view
    }

    /// Takes in the next event, by (time, key).
    pub fn learn(&mut self, evidence: Evidence<'h>) {
        let (Evidence::Told(event) | Evidence::Implied(event)) = evidence;
        self.learned += 1;
        match &event.content {
            Content::Detail(detail) => {
                if let (Evidence::Told(_), Some(id)) = (evidence, &event.participant_id) {
                    *self.participants.entry(id).or_default() += 1;
                }
                self.learn_detail(event, detail);
            }
            Content::Details(details) => {
                for id in details.participants.iter().filter_map(|participant| participant.participant_id.as_ref()) {
                    *self.participants.entry(id).or_default() += 1;
                }
                self.documents.push((event, details));
            }
            Content::Metric(record) => {
                if let Some(session_id) = &event.session_id {
                    self.records.entry(session_id).or_default().push((event, record));
                }
            }
            Content::Evaluation(evaluation) => self.evaluations.push((event, evaluation)),
            Content::Sweep(_) | Content::Ignored => {}
        }
    }

    fn learn_detail(&mut self, event: &'h Event, detail: &'h Detail) {
        if event.topic == Topic::Outbound {
            self.outbound.push(detail);
        }
        let Some(participant_id) = &event.participant_id else { return };
        if event.topic == Topic::Attributes {
            self.attributes.push((event, detail));
        }
        let Some(session_id) = &event.session_id else { return };
        let id = *self.by_name.entry(participant_id).or_default().entry(session_id).or_insert_with(|| {
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

    /// The known legs of a participant, in the order of sessions.
    pub fn legs_of(&self, participant_id: &ParticipantId) -> Vec<&Leg<'h>> {
        let ids = self.by_name.get(participant_id).into_iter().flat_map(BTreeMap::values);
        let mut legs: Vec<&Leg<'h>> = ids.map(|id| &self.legs[*id]).filter(|leg| leg.is_known()).collect();
        legs.sort_by(|a, b| in_order(a, b));
        legs
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
    ahead: std::iter::Peekable<std::vec::IntoIter<Evidence<'h>>>,
}

impl<'h> Sweep<'h> {
    /// A sweep over a history, before its first event.
    pub fn over(history: &'h History) -> Self {
        Self { view: View::default(), ahead: history.evidence().into_iter().peekable() }
    }

    /// The view of all events up to and including `time`, which must not be before that of the last call.
    pub fn until(&mut self, time: Timestamp) -> &View<'h> {
        while let Some(evidence) = self.ahead.next_if(|evidence| evidence.event().time <= time) {
            self.view.learn(evidence);
        }
        &self.view
    }
}
