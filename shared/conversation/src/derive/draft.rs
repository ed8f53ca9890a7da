//! A draft: a conclusion that follows, before it is known what it says.

use common_events::{EventType, Particulars, Subject};
use genesys::vocabulary::MediaType;
use genesys::{Event, EventKey, ParticipantId, SessionId, Timestamp, UserId};

use super::WINDOW_MS;
use super::answer::Answers;
use crate::episodes::Episode;
use crate::history::History;
use crate::leg::Leg;
use crate::roles::Roles;
use crate::view::{LegId, View};

/// The whole history and what was worked out from it: what the rules look at to say that something follows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Whole<'v, 'h> {
    pub history: &'h History,
    pub view: &'v View<'h>,
    pub roles: &'v Roles<'h>,
    pub answers: &'v Answers,
    pub episodes: &'v [Episode],
}

impl<'v, 'h> Whole<'v, 'h> {
    /// The agents' sessions, in order.
    pub fn agents(&self) -> impl Iterator<Item = (LegId, &'v Leg<'h>)> {
        let (view, roles) = (self.view, self.roles);
        view.legs().filter(|(_, leg)| roles.is_agent(leg))
    }
}

/// What a draft is about.
#[derive(Debug, Clone, Copy)]
pub(super) enum About<'h> {
    Conversation,
    Participant(&'h ParticipantId),
    Session(LegId, &'h ParticipantId, &'h SessionId),
}

/// A conclusion that follows. What it says is worked out by `say` from the view that ends at [`Draft::cutoff`].
pub(super) struct Draft<'h> {
    pub event_type: EventType,
    pub subject: String,
    pub about: About<'h>,
    pub occurred_at: Timestamp,
    /// When its session, participant or conversation was first told of, or what it says was told last.
    pub known_since: Timestamp,
    /// How long after it happened the view ends.
    pub window_ms: i64,
    pub causes: Vec<EventKey>,
    pub say: Box<dyn Fn(&View<'h>) -> Particulars + 'h>,
}

impl<'h> Draft<'h> {
    /// Something about a session, which is its subject.
    pub fn of_session<P: Into<Particulars>>(
        event_type: EventType,
        (id, leg): (LegId, &Leg<'h>),
        (occurred_at, cause): (Timestamp, EventKey),
        say: impl Fn(&View<'h>) -> P + 'h,
    ) -> Self {
        Self {
            event_type,
            subject: leg.session_id.to_string(),
            about: About::Session(id, leg.participant_id, leg.session_id),
            occurred_at,
            known_since: leg.known_since().unwrap_or(occurred_at),
            window_ms: WINDOW_MS,
            causes: vec![cause],
            say: Box::new(move |view| say(view).into()),
        }
    }

    /// What one event of a session says, whether or not the session itself is known.
    pub fn of_event<P: Into<Particulars>>(
        event_type: EventType,
        leg: (LegId, &Leg<'h>),
        event: &Event,
        say: impl Fn(&View<'h>) -> P + 'h,
    ) -> Self {
        let draft = Self::of_session(event_type, leg, (event.time, event.key), say);
        Self { known_since: event.time, ..draft }
    }

    /// The same, with another subject.
    pub fn with_subject(self, subject: String) -> Self {
        Self { subject, ..self }
    }

    /// The same, also following from another event.
    pub fn with_cause(mut self, cause: Option<EventKey>) -> Self {
        self.causes.extend(cause);
        self
    }

    /// Where the view ends that it speaks from.
    pub fn cutoff(&self) -> Timestamp {
        self.occurred_at.plus_ms(self.window_ms).max(self.known_since)
    }

    /// The medium of its session, as the view knows it.
    pub fn media_type(&self, view: &View<'h>) -> Option<&'h MediaType> {
        match self.about {
            About::Session(id, ..) => view.leg(id)?.media_type,
            About::Conversation | About::Participant(_) => None,
        }
    }

    /// Participant, session, user and queue, as the view knows them.
    pub fn about(&self, view: &View<'h>) -> Subject {
        match self.about {
            About::Conversation => Subject::default(),
            About::Participant(id) => {
                Subject { participant_id: Some(id.clone()), user_id: user_of(view, id), ..Subject::default() }
            }
            About::Session(id, participant_id, session_id) => Subject {
                participant_id: Some(participant_id.clone()),
                session_id: Some(session_id.clone()),
                user_id: view.leg(id).and_then(|leg| leg.user_id.cloned()),
                queue_id: view.leg(id).and_then(|leg| leg.queue_id.cloned()),
            },
        }
    }
}

fn user_of(view: &View<'_>, participant_id: &ParticipantId) -> Option<UserId> {
    view.legs_of(participant_id).into_iter().find_map(|leg| leg.user_id.cloned())
}
