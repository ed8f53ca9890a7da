//! A draft: a Common Event that follows from the history, before its data is known.

use common_events::{Payload, SettleClass, Subject};
use genesys::vocabulary::MediaType;
use genesys::{Event, EventKey, ParticipantId, SessionId, Timestamp};

use super::moments::Moments;
use super::rule::Rule;
use super::rule::WINDOW_MS;
use crate::ends::Ends;
use crate::episodes::Episode;
use crate::family::Family;
use crate::history::History;
use crate::known_session::{End, KnownSession};
use crate::roles::Roles;
use crate::skew::SKEW_MS;
use crate::transfers::{Scene, Transfer};
use crate::view::{SessionIndex, View};

/// The whole history and what follows from it. The rules use it to decide whether something
/// follows.
#[derive(Clone, Copy)]
pub(super) struct Whole<'v, 'h> {
    pub history: &'h History,
    pub view: &'v View<'h>,
    pub roles: &'v Roles<'h>,
    pub ends: &'v Ends<'h>,
    pub episodes: &'v [Episode],
    pub transfers: &'v [Transfer<'h>],
    pub moments: &'v Moments<'v, 'h>,
}

impl<'v, 'h> Whole<'v, 'h> {
    /// The agents' sessions, in session order.
    pub fn agents(&self) -> impl Iterator<Item = (SessionIndex, &'v KnownSession<'h>)> {
        let (view, roles) = (self.view, self.roles);
        view.of_family(Family::User).filter(|(id, session)| roles.is_agent(*id, session))
    }

    /// The agents' sessions whose agents talked at `until` or before, and that ended at `from` or
    /// later, or never.
    pub fn engaged(
        &self,
        from: Timestamp,
        until: Timestamp,
    ) -> impl Iterator<Item = (SessionIndex, &'v KnownSession<'h>)> {
        self.found(self.moments.engaged.between(from, until))
    }

    /// The sessions with these indexes.
    pub fn found(
        &self,
        ids: impl DoubleEndedIterator<Item = SessionIndex>,
    ) -> impl DoubleEndedIterator<Item = (SessionIndex, &'v KnownSession<'h>)> {
        let view = self.view;
        ids.filter_map(move |id| Some((id, view.session(id)?)))
    }

    /// The input from which transfers were found.
    pub fn scene(&self) -> Scene<'v, 'h> {
        self.moments.scene
    }

    /// The transfer by which an agent's session ended.
    pub fn transfer_from(&self, id: SessionIndex) -> Option<&'v Transfer<'h>> {
        self.moments.transfer_from.get(&id).map(|index| &self.transfers[*index])
    }

    /// When and how a session ended; the end is reported or inferred.
    pub fn end(&self, id: SessionIndex, session: &KnownSession<'h>) -> Option<End<'h>> {
        self.ends.of_session(id, session)
    }

    /// The talk time of an agent's session with an inferred end: from the answer to that end.
    pub fn inferred_talk_ms(&self, id: SessionIndex, session: &KnownSession<'h>) -> Option<i64> {
        let end = self.end(id, session).filter(|end| end.inferred)?;
        let answer = self.roles.answers.of_user(id)?;
        let talk = end.time.since(answer.time);
        (talk > 0 && self.roles.is_talk(id, session)).then_some(talk)
    }

    /// Whether an agent's session has ended after talk.
    pub fn has_talked(&self, id: SessionIndex, session: &KnownSession<'h>) -> bool {
        let reported =
            session.has_reported_end() && session.talked() && self.roles.is_talk(id, session);
        reported || self.inferred_talk_ms(id, session).is_some()
    }

    /// Whether the conversation continued just after somebody left: 2 s later a customer was still
    /// live, together with an agent, a third party, a queue, a flow or a voicemail box.
    pub fn continues_after(&self, left: Timestamp) -> bool {
        let at = left.plus_ms(SKEW_MS);
        let mut customers = self.moments.customers.values();
        let has_customer = customers.any(|lives| lives.live_at(at).next().is_some());
        let live = || self.found(self.moments.scene.lives.live_at(at));
        let counted = || live().filter(|(id, session)| !self.roles.is_auxiliary(*id, session));
        let other = |(id, session): (SessionIndex, &KnownSession<'h>)| match session.family {
            Some(Family::Customer) => self.roles.is_third_party(id),
            Some(Family::User) => self.roles.is_agent(id, session),
            Some(Family::Acd | Family::Flow | Family::Voicemail) => true,
            None => false,
        };
        has_customer && counted().any(other)
    }
}

/// The subject of a draft.
#[derive(Debug, Clone, Copy)]
pub(super) enum About<'h> {
    Conversation,
    Participant(&'h ParticipantId),
    Session(SessionIndex, &'h ParticipantId, &'h SessionId),
}

/// A Common Event that follows. `payload` gives its data from the view that ends at
/// [`Draft::cutoff`].
pub(super) struct Draft<'h> {
    pub rule: &'static Rule,
    pub subject: String,
    pub about: About<'h>,
    pub occurred_at: Timestamp,
    /// When the session, participant or conversation was first reported, or the data was last
    /// changed.
    pub known_since: Timestamp,
    /// How long after `occurred_at` the view ends.
    pub window_ms: i64,
    pub causes: Vec<EventKey>,
    /// How long the Common Event is held back, if not as its type states.
    pub settles: Option<SettleClass>,
    /// Whether it depends on an inferred end.
    pub inferred: bool,
    pub payload: Box<dyn FnOnce(&View<'h>) -> Payload + 'h>,
}

impl<'h> Draft<'h> {
    /// A draft about a session, which is its subject.
    pub fn for_session<P: Into<Payload>>(
        rule: &'static Rule,
        (id, session): (SessionIndex, &KnownSession<'h>),
        (occurred_at, cause): (Timestamp, EventKey),
        payload: impl FnOnce(&View<'h>) -> P + 'h,
    ) -> Self {
        Self {
            rule,
            subject: session.subject(),
            about: About::Session(id, session.participant_id, session.session_id),
            occurred_at,
            known_since: session.known_since().unwrap_or(occurred_at),
            window_ms: WINDOW_MS,
            causes: vec![cause],
            settles: None,
            inferred: false,
            payload: Box::new(move |view| payload(view).into()),
        }
    }

    /// A draft from one event of a session, whether or not the session itself is known.
    pub fn from_event<P: Into<Payload>>(
        rule: &'static Rule,
        session: (SessionIndex, &KnownSession<'h>),
        event: &Event,
        payload: impl FnOnce(&View<'h>) -> P + 'h,
    ) -> Self {
        let draft = Self::for_session(rule, session, (event.time, event.key), payload);
        Self { known_since: event.time, ..draft }
    }

    /// Replaces the subject.
    pub fn with_subject(self, subject: String) -> Self {
        Self { subject, ..self }
    }

    /// Adds another event as a cause.
    pub fn with_cause(self, cause: Option<EventKey>) -> Self {
        self.with_causes(cause)
    }

    /// Adds other events as causes; each is listed once.
    pub fn with_causes(mut self, causes: impl IntoIterator<Item = EventKey>) -> Self {
        for cause in causes {
            if !self.causes.contains(&cause) {
                self.causes.push(cause);
            }
        }
        self
    }

    /// Sets whether the draft depends on an inferred end.
    pub fn inferred(self, inferred: bool) -> Self {
        Self { inferred, ..self }
    }

    /// Overrides how long the Common Event is held back.
    pub fn settling(self, class: SettleClass) -> Self {
        Self { settles: Some(class), ..self }
    }

    /// The end of the view from which the data comes.
    pub fn cutoff(&self) -> Timestamp {
        self.occurred_at.plus_ms(self.window_ms).max(self.known_since)
    }

    /// The medium of the session, as the view knows it.
    pub fn media_type(&self, view: &View<'h>) -> Option<&'h MediaType> {
        match self.about {
            About::Session(id, ..) => view.session(id)?.media_type,
            About::Conversation | About::Participant(_) => None,
        }
    }

    /// Participant, session, user and queue, as the view knows them.
    pub fn about(&self, view: &View<'h>) -> Subject {
        match self.about {
            About::Conversation => Subject::default(),
            About::Participant(id) => Subject {
                participant_id: Some(id.clone()),
                user_id: view.user_of(id).cloned(),
                ..Subject::default()
            },
            About::Session(id, participant_id, session_id) => {
                let session = view.session(id);
                Subject {
                    participant_id: Some(participant_id.clone()),
                    session_id: Some(session_id.clone()),
                    stretch: session.map(|session| session.stretch).filter(|stretch| *stretch > 1),
                    media_type: session
                        .and_then(|session| session.media_type)
                        .map(ToString::to_string),
                    direction: session
                        .and_then(|session| session.direction)
                        .map(ToString::to_string),
                    user_id: session.and_then(|session| session.user_id.cloned()),
                    queue_id: session.and_then(|session| session.queue_id.cloned()),
                }
            }
        }
    }
}
