//! A conversation as it happens: sessions start, change from one phase to the next and end, while a
//! clock advances.
//!
//! Every session writes its own segments, so that phases have no gaps and a document is consistent.

use genesys::details::{ConversationDetails, ParticipantDetails, SegmentDetails, SessionDetails};
use genesys::vocabulary::{Direction, DisconnectType, Routing};
use genesys::{SessionId, Timestamp};
use serde_json::json;

use super::channel::{Channel, number};
use super::metrics::{Hidden, metrics};
use super::organization::{Queue, User, note, organization};
use super::random::Random;
use super::role::Role;
use crate::stretch::stretches;

/// A session, by its index in the story.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SessionHandle(usize);

struct SessionState {
    participant: usize,
    role: Role,
    session: SessionDetails,
    open: Option<SegmentDetails>,
    subject: Option<String>,
    waited: Option<i64>,
    consult: bool,
    talk_record: Option<&'static str>,
}

/// A conversation that is being made up.
pub(super) struct Story {
    pub random: Random,
    /// The clock.
    pub now: Timestamp,
    /// The channel of sessions that start now.
    pub channel: Channel,
    /// The customer's name.
    pub customer_name: String,
    /// The customer's telephone number.
    pub customer_number: String,
    details: ConversationDetails,
    sessions: Vec<SessionState>,
    conference: bool,
}

impl Story {
    /// A story that starts at `now`.
    pub fn new(mut random: Random, now: Timestamp) -> Self {
        let customer_number = number(&mut random);
        let channel = Channel::inbound_call(&customer_number);
        let mut details = ConversationDetails::new(random.id());
        details.division_ids = vec![organization().division.clone()];
        let customer_name = format!("Customer {}", random.between(1, 99_999));
        Self {
            random,
            now,
            channel,
            customer_name,
            customer_number,
            details,
            sessions: Vec::new(),
            conference: false,
        }
    }

    /// Lets `ms` pass.
    pub fn pass(&mut self, ms: i64) {
        self.now = self.now.plus_ms(ms);
    }

    /// Lets about `ms` pass.
    pub fn pass_around(&mut self, ms: i64) {
        let ms = self.random.around(ms);
        self.pass(ms);
    }

    /// Lets a few milliseconds pass: the reaction time of the platform.
    pub fn instant(&mut self) {
        let ms = self.random.between(1, 6);
        self.pass(ms);
    }

    /// A queue.
    pub fn queue(&mut self) -> &'static Queue {
        self.random.pick(&organization().queues)
    }

    /// A user who is not in this conversation yet.
    pub fn user(&mut self) -> &'static User {
        loop {
            let user = self.random.pick(&organization().users);
            if !self
                .details
                .participants
                .iter()
                .any(|other| other.user_id.as_ref() == Some(&user.id))
            {
                return user;
            }
        }
    }

    /// A new participant joins, with a session that starts in this phase.
    pub fn enter(&mut self, role: Role, phase: &str) -> SessionHandle {
        let participant = self.participant(&role);
        self.details.participants.push(participant);
        self.session(self.details.participants.len() - 1, role, phase)
    }

    /// The participant of `session` starts another session.
    pub fn enter_again(&mut self, session: SessionHandle, phase: &str) -> SessionHandle {
        let SessionState { participant, role, .. } = self.sessions[session.0];
        self.session(participant, role, phase)
    }

    fn participant(&mut self, role: &Role) -> ParticipantDetails {
        let mut participant = ParticipantDetails {
            participant_id: Some(self.random.id()),
            purpose: Some(role.purpose()),
            user_id: role.user().map(|user| user.id.clone()),
            ..ParticipantDetails::default()
        };
        participant.participant_name = match role {
            Role::Customer => Some(self.customer_name.clone()),
            Role::External => Some("Outside expert".to_owned()),
            Role::Agent(user, _) | Role::User(user) => Some(user.name.clone()),
            Role::Wait(queue) | Role::Voicemail(queue) => Some(queue.name.to_owned()),
            Role::Flow(flow) => Some(flow.name.to_owned()),
        };
        if matches!(role, Role::Customer) && self.random.chance(60) {
            participant.external_contact_id = Some(self.random.uuid());
            participant.external_organization_id =
                self.random.chance(25).then(|| self.random.uuid());
        }
        participant
    }

    fn session(&mut self, participant: usize, role: Role, phase: &str) -> SessionHandle {
        let mut session = self.channel.session(&mut self.random);
        if !matches!(role, Role::Customer | Role::External) {
            session.peer_id = self.peer(&session);
            session.remote = Some(self.customer_name.clone());
        }
        match role {
            Role::External => {
                let outbound =
                    Channel::outbound_call("desk@example.com", &number(&mut self.random));
                session = outbound.session(&mut self.random);
            }
            Role::Wait(_) | Role::Agent(..) => {
                session.requested_routings = vec![Routing::Standard];
                session.used_routing = Some(Routing::Standard);
            }
            _ => {}
        }
        if matches!(role, Role::Wait(_)) {
            let priority = self.random.between(0, 5);
            session.rest.insert("routingPriority".to_owned(), json!(priority).into());
        }
        let (subject, handle) = (self.channel.subject.clone(), SessionHandle(self.sessions.len()));
        let state = SessionState {
            participant,
            role,
            session,
            open: None,
            subject,
            waited: None,
            consult: false,
            talk_record: None,
        };
        self.sessions.push(state);
        self.open(handle, phase);
        handle
    }

    /// The other end of a session: the customer's latest session in the same medium.
    fn peer(&self, session: &SessionDetails) -> Option<SessionId> {
        let customer =
            |state: &&SessionState| matches!(state.role, Role::Customer | Role::External);
        let mut customers = self.sessions.iter().rev().filter(customer);
        customers
            .find(|state| state.session.media_type == session.media_type)?
            .session
            .session_id
            .clone()
    }

    fn open(&mut self, session: SessionHandle, phase: &str) {
        let state = &mut self.sessions[session.0];
        let queue = state.role.queue();
        state.open = Some(SegmentDetails {
            conference: Some(self.conference),
            queue_id: queue.map(|queue| queue.id.clone()),
            requested_routing_skill_ids: queue
                .map(|queue| queue.skills.clone())
                .unwrap_or_default(),
            segment_start: Some(self.now),
            segment_type: Some(phase.to_owned()),
            subject: state.subject.clone(),
            ..SegmentDetails::default()
        });
    }

    fn close(&mut self, session: SessionHandle, how: Option<DisconnectType>) {
        let state = &mut self.sessions[session.0];
        if let Some(mut segment) = state.open.take() {
            segment.segment_end = Some(self.now);
            segment.disconnect_type = how;
            state.session.segments.push(segment);
        }
    }

    /// A session that has ended starts again, with the same id.
    pub fn again(&mut self, session: SessionHandle, phase: &str) {
        self.open(session, phase);
    }

    /// A session changes to another phase.
    pub fn turn(&mut self, session: SessionHandle, phase: &str) {
        self.close(session, None);
        self.open(session, phase);
    }

    /// A session ends.
    pub fn leave(&mut self, session: SessionHandle, how: DisconnectType) {
        self.close(session, Some(how));
    }

    /// The platform closes a session, without a disconnect type.
    pub fn give_up(&mut self, session: SessionHandle) {
        self.close(session, None);
    }

    /// One party hangs up; the other sessions end within milliseconds because of that.
    pub fn hang_up(
        &mut self,
        session: SessionHandle,
        how: DisconnectType,
        others: &[SessionHandle],
    ) {
        self.leave(session, how);
        for other in others {
            self.instant();
            self.leave(*other, DisconnectType::Peer);
        }
    }

    /// An agent transfers the contact, with or without a consult.
    pub fn transfer(&mut self, session: SessionHandle, how: DisconnectType, consult: bool) {
        self.sessions[session.0].consult = consult;
        self.leave(session, how);
    }

    /// A wait ends because `agent` answers.
    pub fn answer(&mut self, agent: SessionHandle, wait: SessionHandle) {
        let begun = self.sessions[wait.0].open.as_ref().and_then(|segment| segment.segment_start);
        self.sessions[agent.0].waited = begun.map(|begun| self.now.since(begun));
        self.leave(wait, DisconnectType::Transfer);
        self.instant();
        self.turn(agent, "interact");
    }

    /// Starts or ends a conference: segments that start now belong to it.
    pub fn conference(&mut self, on: bool) {
        self.conference = on;
        if on {
            self.details.conference_start.get_or_insert(self.now);
            let open = self.sessions.iter_mut().filter_map(|state| state.open.as_mut());
            open.for_each(|segment| segment.conference = Some(true));
        }
    }

    /// After-call work for a session that has ended, while the conversation goes on; only for
    /// sessions of a queue.
    pub fn wrap_up(&mut self, session: SessionHandle) {
        if self.sessions[session.0].role.queue().is_some() {
            let duration = self.random.around(20_000);
            self.wrap_up_of(session, duration);
        }
    }

    /// After-call work of `duration` milliseconds, for a session that has ended.
    pub fn wrap_up_of(&mut self, session: SessionHandle, duration: i64) {
        let (code, note) = self.wrap_up_code();
        let Some(last) = self.sessions[session.0].session.segments.last().cloned() else { return };
        let start = last.segment_end.map(|end| end.plus_ms(self.random.between(0, 120)));
        let end = start.map(|start| start.plus_ms(duration));
        self.wrapped_up(
            session,
            SegmentDetails { segment_start: start, segment_end: end, ..last },
            code,
            note,
        );
    }

    /// After-call work for a session that has not ended yet: the last `duration` milliseconds.
    pub fn wrap_up_before_end(&mut self, session: SessionHandle, duration: i64) {
        let (code, note) = self.wrap_up_code();
        let Some(open) = self.sessions[session.0].open.clone() else { return };
        let (start, end) = (Some(self.now.minus_ms(duration)), Some(self.now));
        self.wrapped_up(
            session,
            SegmentDetails { segment_start: start, segment_end: end, ..open },
            code,
            note,
        );
    }

    fn wrap_up_code(&mut self) -> (String, Option<String>) {
        let code = self.random.pick(&organization().wrap_ups).clone();
        let note = self.random.chance(25).then(|| note(&mut self.random).to_owned());
        (code, note)
    }

    fn wrapped_up(
        &mut self,
        session: SessionHandle,
        span: SegmentDetails,
        code: String,
        note: Option<String>,
    ) {
        self.sessions[session.0].session.segments.push(SegmentDetails {
            segment_type: Some("wrapup".to_owned()),
            wrap_up_code: Some(code),
            wrap_up_note: note,
            ..span
        });
    }

    /// Sets the metric that records this session's talk: for someone who listens or barges in.
    pub fn talk_recorded_as(&mut self, session: SessionHandle, record: &'static str) {
        self.sessions[session.0].talk_record = Some(record);
    }

    /// The address that a user calls from.
    pub fn address_of(&self, session: SessionHandle) -> String {
        self.sessions[session.0].role.user().map(|user| user.address.clone()).unwrap_or_default()
    }

    /// The session itself, for fields that only some sessions have.
    pub fn session_of(&mut self, session: SessionHandle) -> &mut SessionDetails {
        &mut self.sessions[session.0].session
    }

    /// The participant of a session.
    pub fn participant_of(&mut self, session: SessionHandle) -> &mut ParticipantDetails {
        &mut self.details.participants[self.sessions[session.0].participant]
    }

    /// The document, for fields that belong to no session.
    pub fn details(&mut self) -> &mut ConversationDetails {
        &mut self.details
    }

    /// Completes the document.
    pub fn finish(mut self) -> ConversationDetails {
        for mut state in self.sessions {
            state.session.segments.extend(state.open);
            let hidden = Hidden {
                waited: state.waited,
                consult: state.consult,
                talk_record: state.talk_record,
            };
            let purpose = state.role.purpose();
            let stretches = stretches(&state.session);
            let of = |(number, stretch): (usize, &_)| {
                let waited = hidden.waited.filter(|_| number == 0);
                metrics(stretch, &purpose, Hidden { waited, ..hidden })
            };
            state.session.metrics = stretches.iter().enumerate().flat_map(of).collect();
            self.details.participants[state.participant].sessions.push(state.session);
        }
        let sessions =
            || self.details.participants.iter().flat_map(|participant| &participant.sessions);
        let segments = || sessions().flat_map(|session| &session.segments);
        let start = segments().filter_map(|segment| segment.segment_start).min();
        let over = segments().all(|segment| segment.segment_end.is_some());
        let end = segments().filter_map(|segment| segment.segment_end).max().filter(|_| over);
        let first =
            sessions().filter(|session| session.direction.is_some()).min_by_key(|session| {
                session.segments.first().and_then(|segment| segment.segment_start)
            });
        let direction: Option<Direction> = first.and_then(|session| session.direction.clone());
        self.details.originating_direction = direction;
        (self.details.conversation_start, self.details.conversation_end) = (start, end);
        self.details
    }
}
