//! The roles of sessions and participants: caller, agents, listeners, initiators of the contact,
//! callback frames, third parties, auxiliary sessions.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use genesys::vocabulary::{Direction, MediaType};
use genesys::{ParticipantId, Timestamp, UserId};

use crate::answer::Answers;
use crate::family::Family;
use crate::known_session::KnownSession;
use crate::live::{Waits, answer_of_records};
use crate::periods::Periods;
use crate::skew::SKEW_MS;
use crate::third_party::third_party;
use crate::view::{SessionIndex, View};

/// The roles of the sessions of one view.
#[derive(Debug, Default)]
pub(crate) struct Roles<'h> {
    caller: Option<&'h ParticipantId>,
    has_customer: bool,
    /// Participants with both voice and video.
    with_voice_and_video: BTreeSet<&'h ParticipantId>,
    third_party: BTreeSet<SessionIndex>,
    listeners: BTreeSet<SessionIndex>,
    initiated: BTreeSet<SessionIndex>,
    frames: BTreeSet<SessionIndex>,
    /// The users' sessions by their lives, each with the time since when its user talks, for each
    /// medium.
    users: BTreeMap<Option<&'h MediaType>, Periods<(SessionIndex, Timestamp)>>,
    pub waits: Waits<'h>,
    pub answers: Answers,
}

impl<'h> Roles<'h> {
    pub fn new(view: &View<'h>) -> Self {
        let mut roles = Self {
            caller: caller(view),
            has_customer: view.of_family(Family::Customer).next().is_some(),
            with_voice_and_video: with_voice_and_video(view),
            third_party: third_party(view),
            waits: Waits::new(view),
            answers: Answers::new(view),
            ..Self::default()
        };
        roles.frames = callback_frames(view);
        roles.find_initiated(view);
        roles.users = roles.talking_users(view);
        roles.find_listeners(view);
        if !roles.listeners.is_empty() {
            roles.find_initiated(view);
            roles.users = roles.talking_users(view);
        }
        roles
    }

    /// Whether this is an agent's session: a user session with a queue; or one without, if the
    /// conversation has a customer and the participant is not the caller. Auxiliary sessions never
    /// make someone an agent.
    pub fn is_agent(&self, id: SessionIndex, session: &KnownSession<'_>) -> bool {
        let by_customer = self.has_customer && self.caller != Some(session.participant_id);
        session.is(Family::User)
            && (session.queue_id.is_some() || by_customer)
            && !self.is_auxiliary(id, session)
    }

    /// Whether this is the session of a user who called in.
    pub fn is_caller(&self, session: &KnownSession<'_>) -> bool {
        session.is(Family::User)
            && session.queue_id.is_none()
            && self.caller == Some(session.participant_id)
    }

    /// Whether this is an outside party that was added to those who were talking.
    pub fn is_third_party(&self, id: SessionIndex) -> bool {
        self.third_party.contains(&id)
    }

    /// Whether this is an auxiliary session: screen share, co-browse, screen monitoring, the video
    /// of a participant who also has voice, or a listener.
    pub fn is_auxiliary(&self, id: SessionIndex, session: &KnownSession<'_>) -> bool {
        self.listeners.contains(&id) || self.is_beside(session)
    }

    /// Whether the session decides if the conversation goes on: it is neither third-party nor
    /// auxiliary.
    pub fn is_counted(&self, id: SessionIndex, session: &KnownSession<'_>) -> bool {
        !self.is_third_party(id) && !self.is_auxiliary(id, session)
    }

    /// Whether the agent of this session initiated the contact: placed the call or wrote first.
    pub fn is_initiated(&self, id: SessionIndex) -> bool {
        self.initiated.contains(&id)
    }

    /// Whether this is the callback session around a call. It has no talk of its own.
    pub fn is_callback_frame(&self, id: SessionIndex) -> bool {
        self.frames.contains(&id)
    }

    /// Whether a user's session can have talk: it is neither the callback session around a call nor
    /// a callback without a call. A callback with hold time counts as talk, because older documents
    /// show calls as callbacks with hold.
    pub fn is_talk(&self, id: SessionIndex, session: &KnownSession<'_>) -> bool {
        let without_call =
            session.is_in(&MediaType::Callback) && session.totals().held.unwrap_or(0) == 0;
        !self.is_callback_frame(id) && !without_call
    }

    /// When the user of this session began to talk: at the start if they initiated the contact,
    /// else at the answer. If the answer cannot be known while the session is live, it counts as
    /// answered after two seconds.
    pub fn engaged_since(
        &self,
        view: &View<'h>,
        id: SessionIndex,
        session: &KnownSession<'h>,
    ) -> Option<Timestamp> {
        let start = session.start?.time;
        if self.is_initiated(id) {
            return Some(start);
        }
        let answer = self.answers.of_user(id).map(|answer| answer.time);
        answer.or_else(|| {
            // Without a queue that offered it and a record, the answer cannot be known.
            let is_unknown = || self.waits.offering(session).is_none();
            let presumed = || is_unknown().then(|| start.plus_ms(SKEW_MS + 1));
            let live = || answer_of_records(view.records_of(session)).or_else(presumed);
            if session.end.is_none() { live() } else { None }
        })
    }

    /// The sessions of other agents in the same medium that were live when this one began, or that
    /// began with it; each with the time since when its agent talks.
    fn beside<'v>(
        &'v self,
        view: &'v View<'h>,
        session: &'v KnownSession<'h>,
    ) -> impl Iterator<Item = (SessionIndex, &'v KnownSession<'h>, Timestamp)> {
        let start = session.start.map(|start| start.time);
        let is_there = move |other: &KnownSession<'_>| {
            let begun = other.start.map(|start| start.time) <= start;
            begun && other.end.map(|end| end.time).is_none_or(|end| Some(end) > start)
        };
        let users = self.users.get(&session.media_type);
        let live = start.zip(users).into_iter().flat_map(|(at, users)| users.between(at, at));
        let live = live.filter_map(|(id, since)| Some((id, view.session(id)?, since)));
        live.filter(move |(id, other, _)| {
            is_there(other) && is_other_user(other, session) && self.is_agent(*id, other)
        })
    }

    fn talking_users(
        &self,
        view: &View<'h>,
    ) -> BTreeMap<Option<&'h MediaType>, Periods<(SessionIndex, Timestamp)>> {
        Periods::by_key(view.of_family(Family::User).filter_map(|(id, session)| {
            let since = self.engaged_since(view, id, session)?;
            let end = session.end.map(|end| end.time);
            Some((session.media_type, (session.start?.time, end, (id, since))))
        }))
    }

    /// Whether another agent was talking in the same medium when the session began, and went on for
    /// more than 2 s.
    pub fn begins_beside_agent(&self, view: &View<'h>, session: &KnownSession<'h>) -> bool {
        let Some(start) = session.start.map(|start| start.time) else { return false };
        let goes_on =
            |other: &KnownSession<'_>| other.end.is_none_or(|end| end.time.since(start) > SKEW_MS);
        self.beside(view, session).any(|(_, other, since)| since <= start && goes_on(other))
    }

    fn is_beside(&self, session: &KnownSession<'_>) -> bool {
        match session.media_type {
            Some(MediaType::Screenshare | MediaType::Cobrowse | MediaType::ScreenMonitoring) => {
                true
            }
            Some(MediaType::Video) => self.with_voice_and_video.contains(session.participant_id),
            _ => false,
        }
    }

    /// Finds listeners: users without a queue who began while another agent was live, and either
    /// have metric records of listening, or ended with all durations 0 or absent. A user who was
    /// rung together with others and did not answer has no durations either, so the second case
    /// also requires that another agent talked during the session.
    fn find_listeners(&mut self, view: &View<'h>) {
        let listened = |session: &KnownSession<'h>| {
            let named = |metric: &str| matches!(metric, "tMonitoring" | "tCoaching" | "tBarging");
            view.records_of(session).iter().any(|(_, record)| named(&record.metric))
        };
        for (id, session) in view.of_family(Family::User) {
            let can_listen = session.queue_id.is_none() && !self.is_caller(session);
            let Some(start) = session.start.map(|start| start.time).filter(|_| can_listen) else {
                continue;
            };
            let totals = session.totals();
            let has_no_durations =
                session.has_reported_end() && totals.talked() == 0 && totals.before_answer() == 0;
            let talked_meanwhile = |other: SessionIndex, since: Timestamp| {
                let answered = self.answers.of_user(other).is_some();
                since <= start
                    || answered && session.end.is_some_and(|end| end.time.since(since) > SKEW_MS)
            };
            let is_listener = if listened(session) {
                self.beside(view, session).next().is_some()
            } else {
                has_no_durations
                    && self
                        .beside(view, session)
                        .any(|(other, _, since)| talked_meanwhile(other, since))
            };
            if is_listener {
                self.listeners.insert(id);
            }
        }
    }

    /// Finds the sessions in which the agent initiated the contact: outbound sessions that no queue
    /// and no other user led to, calls within a callback, and calls that their end shows to be
    /// dialed. A session that begins beside or after another user's session was brought in,
    /// whatever its direction.
    fn find_initiated(&mut self, view: &View<'h>) {
        let mut first_queue: BTreeMap<Option<&MediaType>, Timestamp> = BTreeMap::new();
        for (_, queue) in view.of_family(Family::Acd) {
            first_queue.extend(
                queue
                    .start
                    .filter(|_| !first_queue.contains_key(&queue.media_type))
                    .map(|start| (queue.media_type, start.time)),
            );
        }
        let callbacks = lives_by_participant(view, &MediaType::Callback);
        let mut before: BTreeMap<Option<&MediaType>, Users<'h>> = BTreeMap::new();
        self.initiated.clear();
        for (id, session) in view.of_family(Family::User) {
            if self.is_auxiliary(id, session) {
                continue;
            }
            let users = before.entry(session.media_type).or_default();
            // A callback is offered to its agent. What the agent initiates is the call within it.
            let is_contact = !session.is_in(&MediaType::Callback);
            let outbound = session.direction == Some(&Direction::Outbound);
            let led_by_queue = first_queue.get(&session.media_type).copied()
                <= session.start.map(|start| start.time)
                && first_queue.contains_key(&session.media_type);
            let brought_in = users.have_other(session);
            let dialed = session.has_reported_end() && session.totals().placing() > 0;
            users.add(session);
            let in_callback = outbound
                && session.is_in(&MediaType::Voice)
                && is_within_callback(&callbacks, session);
            if self.is_agent(id, session)
                && is_contact
                && (in_callback || !brought_in && (dialed || outbound && !led_by_queue))
            {
                self.initiated.insert(id);
            }
        }
    }
}

/// The callback sessions of users that overlap a voice session of the same participant.
fn callback_frames(view: &View<'_>) -> BTreeSet<SessionIndex> {
    let calls = lives_by_participant(view, &MediaType::Voice);
    let is_frame = |callback: &KnownSession<'_>| {
        let Some((own, start)) = calls.get(callback.participant_id).zip(callback.start) else {
            return false;
        };
        let end = callback.end.map_or(Timestamp::from_ms(i64::MAX), |end| end.time);
        own.between(start.time, end).any(|call| overlap(callback, call))
    };
    let users = view.of_family(Family::User);
    let callbacks = users.filter(|(_, session)| session.is_in(&MediaType::Callback));
    callbacks.filter(|(_, session)| is_frame(session)).map(|(id, _)| id).collect()
}

/// One session of each user who came before.
#[derive(Debug, Default)]
struct Users<'h> {
    count: usize,
    /// The numbers of these sessions, by participant and by user.
    participants: HashMap<&'h ParticipantId, usize>,
    users: HashMap<&'h UserId, usize>,
}

impl<'h> Users<'h> {
    /// How many of these sessions belong to the user of the given one.
    fn count_same(&self, session: &KnownSession<'h>) -> usize {
        let by_participant = self.participants.get(session.participant_id);
        let by_user = session.user_id.and_then(|user| self.users.get(user));
        match (by_participant, by_user) {
            (None, None) => 0,
            (Some(one), Some(other)) if one != other => 2,
            _ => 1,
        }
    }

    /// Whether another user than that of the given session came before; see [`is_other_user`].
    fn have_other(&self, session: &KnownSession<'h>) -> bool {
        self.count > self.count_same(session)
    }

    /// Adds a session of a user who did not come before.
    fn add(&mut self, session: &KnownSession<'h>) {
        if self.count_same(session) == 0 {
            self.participants.insert(session.participant_id, self.count);
            self.users.extend(session.user_id.map(|user| (user, self.count)));
            self.count += 1;
        }
    }
}

/// Whether two sessions belong to different users.
pub(crate) fn is_other_user(a: &KnownSession<'_>, b: &KnownSession<'_>) -> bool {
    a.participant_id != b.participant_id && (a.user_id.is_none() || a.user_id != b.user_id)
}

/// The sessions of users in one medium by their lives, for each participant.
type Lives<'v, 'h> = BTreeMap<&'h ParticipantId, Periods<&'v KnownSession<'h>>>;

fn lives_by_participant<'v, 'h>(view: &'v View<'h>, medium: &MediaType) -> Lives<'v, 'h> {
    let own = view.of_family(Family::User).filter(|(_, session)| session.is_in(medium));
    Periods::by_key(own.filter_map(|(_, session)| {
        let period = (session.start?.time, session.end.map(|end| end.time), session);
        Some((session.participant_id, period))
    }))
}

/// Whether a call began while the same participant had a callback session.
fn is_within_callback(callbacks: &Lives<'_, '_>, call: &KnownSession<'_>) -> bool {
    let Some((own, start)) = callbacks.get(call.participant_id).zip(call.start) else {
        return false;
    };
    own.between(start.time, start.time).any(|callback| overlap(callback, call))
}

fn overlap(a: &KnownSession<'_>, b: &KnownSession<'_>) -> bool {
    let begins_before_end = |a: &KnownSession<'_>, b: &KnownSession<'_>| match (a.start, b.end) {
        (Some(start), Some(end)) => start.time < end.time,
        (start, _) => start.is_some(),
    };
    begins_before_end(a, b) && begins_before_end(b, a)
}

fn with_voice_and_video<'h>(view: &View<'h>) -> BTreeSet<&'h ParticipantId> {
    let with = |medium: &MediaType| {
        let own = view.sessions().filter(|(_, session)| session.is_in(medium));
        own.map(|(_, session)| session.participant_id).collect::<BTreeSet<_>>()
    };
    let with_video = with(&MediaType::Video);
    if with_video.is_empty() {
        return with_video;
    }
    with_video.intersection(&with(&MediaType::Voice)).copied().collect()
}

/// The participant who called in: a user without a queue whose session is the conversation's first,
/// and is followed by a flow, queue or other user before any customer. Such a user is never an
/// agent of this conversation.
fn caller<'h>(view: &View<'h>) -> Option<&'h ParticipantId> {
    let mut sessions = view.sessions().map(|(_, session)| session);
    let first =
        sessions.next().filter(|session| session.is(Family::User) && session.queue_id.is_none())?;
    let second = sessions.find(|session| match session.family {
        Some(Family::Flow | Family::Acd | Family::Customer) => true,
        Some(Family::User) => session.participant_id != first.participant_id,
        _ => false,
    })?;
    (!second.is(Family::Customer)).then_some(first.participant_id)
}
