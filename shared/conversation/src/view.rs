//! A view: the sessions as known from the events up to some moment. The tree comes from the view of
//! the whole history. A Common Event takes its data from a view that ends just after the event
//! occurred, so later events do not change what was published.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};

use genesys::vocabulary::AcdOutcome;
use genesys::{
    Content, Detail, Evaluation, Event, MetricRecord, ParticipantId, SessionId, Timestamp, Topic,
    UserId,
};

use crate::exports::Document;
use crate::family::Family;
use crate::history::{Evidence, History};
use crate::known_session::KnownSession;

/// Index of a session's stretch in [`View::all`]. It is the same in every view of one history.
pub(crate) type SessionIndex = usize;

/// A metric record and the event that carried it.
pub(crate) type Record<'h> = (&'h Event, &'h MetricRecord);

/// What is known from the events up to some moment.
#[derive(Debug, Default)]
pub(crate) struct View<'h> {
    sessions: Vec<KnownSession<'h>>,
    /// The stretches of every session of a participant, in order.
    by_name: HashMap<&'h ParticipantId, BTreeMap<&'h SessionId, Vec<SessionIndex>>>,
    /// The sessions with a known start, in session order: (start, family, participant, session).
    order: Vec<SessionIndex>,
    /// The sessions with a known user, by participant.
    of_users: HashMap<&'h ParticipantId, Vec<SessionIndex>>,
    /// The participants, and how many detail events and documents name each.
    pub participants: BTreeMap<&'h ParticipantId, u64>,
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

    fn from_evidence(history: &'h History, evidence: Vec<Evidence<'h>>) -> Self {
        let mut view = Self { closing_sweep: history.closing_sweep(), ..Self::default() };
        evidence.into_iter().for_each(|evidence| view.add(evidence));
        view
    }

    /// Adds the next event. Events come in the order of (time, key).
    pub fn add(&mut self, evidence: Evidence<'h>) {
        let (Evidence::Received(event) | Evidence::Synthesized(event)) = evidence;
        match &event.content {
            Content::Detail(detail) => {
                if let (Evidence::Received(_), Some(id)) = (evidence, &event.participant_id) {
                    *self.participants.entry(id).or_default() += 1;
                }
                self.add_detail(event, detail);
            }
            Content::Details(details) => {
                for id in details
                    .participants
                    .iter()
                    .filter_map(|participant| participant.participant_id.as_ref())
                {
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

    fn add_detail(&mut self, event: &'h Event, detail: &'h Detail) {
        if event.topic == Topic::Outbound {
            self.outbound.push(detail);
        }
        let Some(participant_id) = &event.participant_id else { return };
        if event.topic == Topic::Attributes {
            self.attributes.push((event, detail));
        }
        let Some(session_id) = &event.session_id else { return };
        if let (Some(AcdOutcome::Answered), Some(user)) =
            (&detail.acd_outcome, &detail.answered_user_id)
        {
            self.answered.entry(user).or_default().push(event);
        }
        let stretches =
            self.by_name.entry(participant_id).or_default().entry(session_id).or_default();
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
        let position = self.sessions[id].has_start().then(|| self.position_of(id));
        let had_user = !self.sessions[id].events.is_empty() && self.sessions[id].user_id.is_some();
        self.sessions[id].add(event, detail);
        if self.sessions[id].user_id.is_some() && !had_user {
            self.of_users.entry(participant_id).or_default().push(id);
        }
        if let Some(position) = position {
            self.order.remove(position);
        }
        if self.sessions[id].has_start() {
            let position = self.position_of(id);
            self.order.insert(position, id);
        }
    }

    /// The position of a session with a known start in the session order, or the position where it
    /// belongs.
    fn position_of(&self, id: SessionIndex) -> usize {
        let session = &self.sessions[id];
        self.order
            .partition_point(|other| in_order(&self.sessions[*other], session) == Ordering::Less)
    }

    /// Every session, with or without a known start, with its index.
    pub fn all(&self) -> impl Iterator<Item = (SessionIndex, &KnownSession<'h>)> {
        self.sessions.iter().enumerate()
    }

    /// The sessions with a known start, in session order.
    pub fn sessions(
        &self,
    ) -> impl DoubleEndedIterator<Item = (SessionIndex, &KnownSession<'h>)> + Clone {
        self.order.iter().map(|id| (*id, &self.sessions[*id]))
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
        let began = |id: &SessionIndex| self.sessions[*id].start.map(|start| start.time);
        let first = self.order.partition_point(|id| began(id) < Some(from));
        let next = self.order.partition_point(|id| began(id) <= Some(until));
        self.order[first.min(next)..next].iter().map(|id| (*id, &self.sessions[*id]))
    }

    /// The sessions that began at or before `until`, in session order.
    pub fn begun_by(
        &self,
        until: Timestamp,
    ) -> impl DoubleEndedIterator<Item = (SessionIndex, &KnownSession<'h>)> + Clone {
        self.begun_between(Timestamp::from_ms(i64::MIN), until)
    }

    /// The sessions that began after `from`, in session order.
    pub fn begun_after(
        &self,
        from: Timestamp,
    ) -> impl Iterator<Item = (SessionIndex, &KnownSession<'h>)> {
        self.begun_between(from.plus_ms(1), Timestamp::from_ms(i64::MAX))
    }

    /// The user of a participant, according to the first of its sessions that has one.
    pub fn user_of(&self, participant_id: &ParticipantId) -> Option<&'h UserId> {
        let own = self.of_users.get(participant_id)?.iter().map(|id| &self.sessions[*id]);
        let first = own.filter(|session| session.has_start()).min_by(|a, b| in_order(a, b));
        first.and_then(|session| session.user_id)
    }

    /// The sessions of a participant with a known start, in session order.
    pub fn sessions_of(&self, participant_id: &ParticipantId) -> Vec<&KnownSession<'h>> {
        let ids = self.by_name.get(participant_id).into_iter().flat_map(BTreeMap::values).flatten();
        let mut sessions: Vec<&KnownSession<'h>> =
            ids.map(|id| &self.sessions[*id]).filter(|session| session.has_start()).collect();
        sessions.sort_by(|a, b| in_order(a, b));
        sessions
    }

    /// A session by its index; `None` if its first event lies after this view.
    pub fn session(&self, id: SessionIndex) -> Option<&KnownSession<'h>> {
        self.sessions.get(id)
    }

    /// The stretch of a session at some moment: the latest that had begun by then, else the first.
    /// If several participants share the session id, only the stretches of the first participant
    /// count.
    pub fn stretch_at(
        &self,
        session_id: &SessionId,
        at: Timestamp,
    ) -> Option<(SessionIndex, &KnownSession<'h>)> {
        let (_, first) = self.all().find(|(_, session)| session.session_id == session_id)?;
        let stretches = self
            .by_name
            .get(first.participant_id)?
            .get(session_id)?
            .iter()
            .map(|id| (*id, &self.sessions[*id]));
        let begun =
            |session: &KnownSession<'_>| session.start.is_some_and(|start| start.time <= at);
        stretches
            .clone()
            .rev()
            .find(|(_, session)| begun(session))
            .or_else(|| stretches.clone().next())
    }

    /// The `acd.end` ANSWERED events that name a user, by (time, key).
    pub fn answered_by(&self, user_id: &UserId) -> &[&'h Event] {
        self.answered.get(user_id).map_or(&[], Vec::as_slice)
    }

    /// The metric records of a stretch, by (time, key): the records of its session after the start
    /// of this stretch, up to the start of the next. The first stretch also has any earlier
    /// records.
    pub fn records_of(&self, session: &KnownSession<'h>) -> &[Record<'h>] {
        let Some(records) = self.records.get(session.session_id) else { return &[] };
        let stretches = self
            .by_name
            .get(session.participant_id)
            .and_then(|sessions| sessions.get(session.session_id));
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
        self.order.is_empty()
    }
}

/// Compares two sessions in session order: (start, family, participant, session, stretch).
fn in_order(a: &KnownSession<'_>, b: &KnownSession<'_>) -> Ordering {
    fn key<'a>(session: &'a KnownSession<'_>) -> impl Ord + 'a {
        let rank = session.family.map(Family::rank);
        (
            session.start.map(|start| start.time),
            rank,
            session.participant_id,
            session.session_id,
            session.stretch,
        )
    }
    key(a).cmp(&key(b))
}

/// A view that moves forward in time.
#[derive(Debug)]
pub(crate) struct AdvancingView<'h> {
    view: View<'h>,
    ahead: std::iter::Peekable<std::vec::IntoIter<Evidence<'h>>>,
}

impl<'h> AdvancingView<'h> {
    /// An advancing view of a history, before its first event.
    pub fn new(history: &'h History) -> Self {
        Self { view: View::default(), ahead: history.evidence().into_iter().peekable() }
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
