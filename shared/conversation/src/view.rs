//! A view: the sessions as known from the events up to some moment. The tree comes from the view of
//! the whole history. A Common Event takes its data from a view that ends just after the event
//! occurred, so later events do not change what was published.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};
use std::iter::Peekable;

use genesys::vocabulary::AcdOutcome;
use genesys::{
    Content, Detail, Evaluation, Event, MetricRecord, ParticipantId, SessionId, Timestamp, Topic,
    UserId,
};

use crate::exports::Document;
use crate::family::Family;
use crate::history::{Evidence, History};
use crate::known_session::KnownSession;

/// How long after the last event of a user's session a queue may report that they answered. Later
/// reports are about later sessions. Without a limit, each would count for all earlier participants
/// of the user, and a long conversation would write them all again.
const ANSWERED_WITHIN_MS: i64 = 24 * 3_600_000;

/// Index of a session's stretch in [`View::all`]. It is the same in every view of one history.
pub(crate) type SessionIndex = usize;

/// A metric record and the event that carried it.
pub(crate) type Record<'h> = (&'h Event, &'h MetricRecord);

/// What is known from the events up to some moment.
#[derive(Debug, Default)]
pub(crate) struct View<'h> {
    sessions: Vec<KnownSession<'h>>,
    /// The stretches of every session of a participant, in order.
    stretches: HashMap<(&'h ParticipantId, &'h SessionId), Vec<SessionIndex>>,
    /// The sessions with a known start.
    order: Order,
    participants: HashMap<&'h ParticipantId, Own<'h>>,
    /// Documents, by (time, key).
    pub documents: Vec<Document<'h>>,
    /// The sweep event that closed the conversation. Only the views of a whole history have it.
    pub closing_sweep: Option<&'h Event>,
    pub attributes: Vec<(&'h Event, &'h Detail)>,
    /// The `acd.end` ANSWERED events, by the user that each names.
    answered: HashMap<&'h UserId, Vec<&'h Event>>,
    pub outbound: Vec<&'h Detail>,
    /// Metric records by session.
    pub records: HashMap<&'h SessionId, Vec<Record<'h>>>,
    pub evaluations: Vec<(&'h Event, &'h Evaluation)>,
}

/// What a view knows of a participant.
#[derive(Debug, Default)]
struct Own<'h> {
    /// How many detail events and documents name it.
    named: u64,
    /// Its sessions with a known start.
    order: Order,
    /// Those of them with a known user.
    of_user: Order,
    documented_users: Vec<&'h UserId>,
}

impl<'h> View<'h> {
    /// The view of all received events, and of the lost ends of their sessions that documents
    /// imply.
    pub fn new(history: &'h History) -> Self {
        Self::from_evidence(history, history.evidence())
    }

    /// The same as [`Self::new`], and the sessions that only documents know.
    pub fn with_document_sessions(history: &'h History) -> Self {
        Self::from_evidence(history, history.evidence_with_document_sessions())
    }

    fn from_evidence(history: &'h History, evidence: impl Iterator<Item = Evidence<'h>>) -> Self {
        let mut view = Self { closing_sweep: history.closing_sweep(), ..Self::default() };
        evidence.for_each(|evidence| view.add(evidence));
        view
    }

    /// Adds the next event. Events come in the order of (time, key).
    pub fn add(&mut self, evidence: Evidence<'h>) {
        let (Evidence::Received(event) | Evidence::Synthesized(event)) = evidence;
        match &event.content {
            Content::Detail(detail) => {
                let is_received = matches!(evidence, Evidence::Received(_));
                self.add_detail(event, detail, is_received);
            }
            Content::Details(details) => {
                for participant in &details.participants {
                    if let Some(id) = &participant.participant_id {
                        let own = self.participants.entry(id).or_default();
                        own.named += 1;
                        own.documented_users.extend(&participant.user_id);
                    }
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

    fn add_detail(&mut self, event: &'h Event, detail: &'h Detail, is_received: bool) {
        if event.topic == Topic::Outbound {
            self.outbound.push(detail);
        }
        let Some(participant_id) = &event.participant_id else { return };
        let own = self.participants.entry(participant_id).or_default();
        own.named += u64::from(is_received);
        if event.topic == Topic::Attributes {
            self.attributes.push((event, detail));
        }
        let Some(session_id) = &event.session_id else { return };
        if let (Some(AcdOutcome::Answered), Some(user)) =
            (&detail.acd_outcome, &detail.answered_user_id)
        {
            self.answered.entry(user).or_default().push(event);
        }
        let stretches = self.stretches.entry((participant_id, session_id)).or_default();
        let next = match stretches.last().map(|id| &self.sessions[*id]) {
            Some(session) if session.is_restarted_by(event) => Some(session.next_stretch()),
            Some(_) => None,
            None => Some(KnownSession::new(participant_id, session_id)),
        };
        if let Some(session) = next {
            stretches.push(self.sessions.len());
            self.sessions.push(session);
        }
        let Some(id) = stretches.last().copied() else { return };
        let before = Place::of(&self.sessions[id]);
        self.sessions[id].add(event, detail);
        let after = Place::of(&self.sessions[id]);
        if before != after {
            for order in [&mut self.order, &mut own.order] {
                order.update(id, before, after, &self.sessions);
            }
            let with_user = |place: Option<Place>| place.filter(|place| place.has_user);
            own.of_user.update(id, with_user(before), with_user(after), &self.sessions);
        }
    }

    /// The participants that events or documents name, by id, each with the number of those.
    pub fn participants(&self) -> BTreeMap<&'h ParticipantId, u64> {
        let named = self.participants.iter().filter(|(_, own)| own.named > 0);
        named.map(|(id, own)| (*id, own.named)).collect()
    }

    /// Every session, with or without a known start, with its index.
    pub fn all(&self) -> impl Iterator<Item = (SessionIndex, &KnownSession<'h>)> {
        self.sessions.iter().enumerate()
    }

    /// The sessions with a known start, in session order.
    pub fn sessions(
        &self,
    ) -> impl DoubleEndedIterator<Item = (SessionIndex, &KnownSession<'h>)> + Clone {
        self.found(&self.order.0)
    }

    fn found<'v>(
        &'v self,
        order: &'v [(Timestamp, SessionIndex)],
    ) -> impl DoubleEndedIterator<Item = (SessionIndex, &'v KnownSession<'h>)> + Clone {
        order.iter().map(|(_, id)| (*id, &self.sessions[*id]))
    }

    /// The sessions of a family with a known start, in session order.
    pub fn of_family(
        &self,
        family: Family,
    ) -> impl DoubleEndedIterator<Item = (SessionIndex, &KnownSession<'h>)> + Clone {
        self.sessions().filter(move |(_, session)| session.is(family))
    }

    /// The sessions that began from `from` to `until`, in session order.
    pub fn begun_between(
        &self,
        from: Timestamp,
        until: Timestamp,
    ) -> impl DoubleEndedIterator<Item = (SessionIndex, &KnownSession<'h>)> + Clone {
        let Order(order) = &self.order;
        let first = order.partition_point(|(began, _)| *began < from);
        let next = order.partition_point(|(began, _)| *began <= until);
        self.found(&order[first.min(next)..next])
    }

    /// The user of a participant, according to the first of its sessions that has one.
    pub fn user_of(&self, participant_id: &ParticipantId) -> Option<&'h UserId> {
        let (_, first) = self.participants.get(participant_id)?.of_user.0.first()?;
        self.sessions[*first].user_id
    }

    /// The users that documents give a participant.
    pub fn documented_users(&self, participant_id: &ParticipantId) -> &[&'h UserId] {
        self.participants.get(participant_id).map_or(&[], |own| &own.documented_users)
    }

    /// The sessions of a participant with a known start, in session order.
    pub fn sessions_of(
        &self,
        participant_id: &ParticipantId,
    ) -> impl Iterator<Item = &KnownSession<'h>> + Clone {
        let own = self.participants.get(participant_id);
        self.found(own.map_or(&[], |own| &own.order.0)).map(|(_, session)| session)
    }

    /// A session by its index; `None` if its first event lies after this view.
    pub fn session(&self, id: SessionIndex) -> Option<&KnownSession<'h>> {
        self.sessions.get(id)
    }

    /// The stretch of a participant's session at some moment: the latest that had begun by then,
    /// else the first.
    pub fn stretch_at(
        &self,
        participant_id: &'h ParticipantId,
        session_id: &'h SessionId,
        at: Timestamp,
    ) -> Option<(SessionIndex, &KnownSession<'h>)> {
        let stretches = self.stretches.get(&(participant_id, session_id))?;
        let begun =
            |id: &&SessionIndex| self.sessions[**id].start.is_some_and(|start| start.time <= at);
        let id = *stretches.iter().rev().find(begun).or_else(|| stretches.first())?;
        Some((id, &self.sessions[id]))
    }

    /// The `acd.end` ANSWERED events that name a user, by (time, key), which may be about sessions
    /// whose last event happened at this time.
    pub fn answered_by(&self, user_id: &UserId, last: Timestamp) -> &[&'h Event] {
        let all = self.answered.get(user_id).map_or(&[][..], Vec::as_slice);
        let end = all.partition_point(|event| event.time.since(last) <= ANSWERED_WITHIN_MS);
        &all[..end]
    }

    /// The metric records of a stretch, by (time, key): the records of its session after the start
    /// of this stretch, up to the start of the next. The first stretch also has any earlier
    /// records.
    pub fn records_of(&self, session: &KnownSession<'h>) -> &[Record<'h>] {
        let Some(records) = self.records.get(session.session_id) else { return &[] };
        let stretches = self.stretches.get(&(session.participant_id, session.session_id));
        let stretches = stretches.map_or(&[][..], Vec::as_slice);
        let begins = |stretch: u32| {
            let id = stretches.get(usize::try_from(stretch).ok()?)?;
            let start = self.sessions[*id].start?.time;
            Some(records.partition_point(|(event, _)| event.time <= start))
        };
        let from = if session.stretch == 1 { 0 } else { begins(session.stretch - 1).unwrap_or(0) };
        let to = begins(session.stretch).unwrap_or(records.len());
        &records[from.min(to)..to]
    }

    /// Whether no session is known yet.
    pub fn is_empty(&self) -> bool {
        self.order.0.is_empty()
    }
}

/// Sessions with a known start, each with the start, in session order: (start, family, participant,
/// session, stretch).
#[derive(Debug, Default)]
struct Order(Vec<(Timestamp, SessionIndex)>);

/// What may change the place of a session with a known start.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Place {
    start: Timestamp,
    family: Option<Family>,
    has_user: bool,
}

impl Place {
    fn of(session: &KnownSession<'_>) -> Option<Self> {
        let start = session.start?.time;
        Some(Self { start, family: session.family, has_user: session.user_id.is_some() })
    }
}

impl Order {
    /// Moves a session from its place before a change to that after it.
    fn update(
        &mut self,
        id: SessionIndex,
        before: Option<Place>,
        after: Option<Place>,
        sessions: &[KnownSession<'_>],
    ) {
        if let Some(Place { start, .. }) = before {
            let first = self.0.partition_point(|(began, _)| *began < start);
            let place = self.0[first..].iter().position(|(_, other)| *other == id);
            place.map(|place| self.0.remove(first + place));
        }
        if let Some(Place { start, .. }) = after {
            let session = &sessions[id];
            let is_earlier = |(began, other): &(Timestamp, SessionIndex)| {
                began.cmp(&start).then_with(|| tie(&sessions[*other], session)).is_lt()
            };
            let place = match self.0.last() {
                Some(last) if !is_earlier(last) => self.0.partition_point(is_earlier),
                _ => self.0.len(),
            };
            self.0.insert(place, (start, id));
        }
    }
}

/// Compares two sessions that start together.
fn tie(a: &KnownSession<'_>, b: &KnownSession<'_>) -> Ordering {
    let rank = |session: &KnownSession<'_>| session.family.map(Family::rank);
    (rank(a), a.participant_id, a.session_id, a.stretch).cmp(&(
        rank(b),
        b.participant_id,
        b.session_id,
        b.stretch,
    ))
}

/// A view that moves forward in time.
#[derive(Debug)]
pub(crate) struct AdvancingView<'h, I: Iterator<Item = Evidence<'h>>> {
    view: View<'h>,
    ahead: Peekable<I>,
}

impl<'h, I: Iterator<Item = Evidence<'h>>> AdvancingView<'h, I> {
    /// An advancing view before the first event. Events are in the order of (time, key).
    pub fn new(evidence: I) -> Self {
        Self { view: View::default(), ahead: evidence.peekable() }
    }

    /// The view of all events up to and including `time`. `time` must not lie before that of the
    /// last call.
    pub fn until(&mut self, time: Timestamp) -> &View<'h> {
        while let Some(evidence) = self.ahead.next_if(|evidence| evidence.event().time <= time) {
            self.view.add(evidence);
        }
        &self.view
    }
}
