//! A draft: a conclusion that follows, before it is known what it says.

use common_events::{EventType, Particulars, SettleClass, Subject};
use genesys::vocabulary::MediaType;
use genesys::{Event, EventKey, ParticipantId, SessionId, Timestamp, UserId};

use super::WINDOW_MS;
use crate::ends::Ends;
use crate::episodes::Episode;
use crate::family::Family;
use crate::history::History;
use crate::leg::{End, Leg};
use crate::roles::{Roles, SKEW_MS};
use crate::transfers::{Scene, Transfer};
use crate::view::{LegId, View};

/// The whole history and what was worked out from it: what the rules look at to say that something follows.
#[derive(Clone, Copy)]
pub(super) struct Whole<'v, 'h> {
    pub history: &'h History,
    pub view: &'v View<'h>,
    pub roles: &'v Roles<'h>,
    pub ends: &'v Ends<'h>,
    pub episodes: &'v [Episode],
    pub transfers: &'v [Transfer<'h>],
}

impl<'v, 'h> Whole<'v, 'h> {
    /// The agents' sessions, in order.
    pub fn agents(&self) -> impl Iterator<Item = (LegId, &'v Leg<'h>)> {
        let (view, roles) = (self.view, self.roles);
        view.of_family(Family::User).filter(|(id, leg)| roles.is_agent(*id, leg))
    }

    /// What transfers were found in.
    pub fn scene(&self) -> Scene<'v, 'h> {
        Scene { view: self.view, roles: self.roles, ends: self.ends, episodes: self.episodes }
    }

    /// When and how a session ended, told or worked out.
    pub fn end(&self, id: LegId, leg: &Leg<'h>) -> Option<End<'h>> {
        self.ends.of_leg(id, leg)
    }

    /// How long an agent's session was talked on, whose end was worked out: from the answer to that end.
    pub fn inferred_talk_ms(&self, id: LegId, leg: &Leg<'h>) -> Option<i64> {
        let end = self.end(id, leg).filter(|end| end.inferred)?;
        let answer = self.roles.answers.of_user(id)?;
        let talk = end.time.since(answer.time);
        (talk > 0 && self.roles.is_talk(id, leg)).then_some(talk)
    }

    /// Whether an agent's session has ended after talk.
    pub fn has_talked(&self, id: LegId, leg: &Leg<'h>) -> bool {
        let told = leg.has_told_end() && leg.talked() && self.roles.is_talk(id, leg);
        told || self.inferred_talk_ms(id, leg).is_some()
    }

    /// Whether the conversation went on just after somebody left: a customer was still there, together with an agent, a
    /// third party, a queue, a flow or a voicemail box.
    pub fn continues_after(&self, left: Timestamp) -> bool {
        let at = left.plus_ms(SKEW_MS);
        let live = || self.view.legs().filter(move |(id, leg)| self.ends.is_live(*id, leg, at));
        let counted = || live().filter(|(id, leg)| !self.roles.is_auxiliary(*id, leg));
        let customer =
            counted().any(|(id, leg)| leg.is(Family::Customer) && !self.roles.is_third_party(id));
        let other = |(id, leg): (LegId, &Leg<'h>)| match leg.family {
            Some(Family::Customer) => self.roles.is_third_party(id),
            Some(Family::User) => self.roles.is_agent(id, leg),
            Some(Family::Acd | Family::Flow | Family::Voicemail) => true,
            None => false,
        };
        customer && counted().any(other)
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
    /// How long it is held back, where that differs from its type.
    pub settles: Option<SettleClass>,
    /// Whether it rests on an end that was worked out.
    pub inferred: bool,
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
            subject: leg.subject(),
            about: About::Session(id, leg.participant_id, leg.session_id),
            occurred_at,
            known_since: leg.known_since().unwrap_or(occurred_at),
            window_ms: WINDOW_MS,
            causes: vec![cause],
            settles: None,
            inferred: false,
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
    pub fn with_cause(self, cause: Option<EventKey>) -> Self {
        self.with_causes(cause.into_iter().collect())
    }

    /// The same, also following from other events; each is named once.
    pub fn with_causes(mut self, causes: Vec<EventKey>) -> Self {
        for cause in causes {
            if !self.causes.contains(&cause) {
                self.causes.push(cause);
            }
        }
        self
    }

    /// The same, resting on an end that was worked out, or not.
    pub fn inferred(self, inferred: bool) -> Self {
        Self { inferred, ..self }
    }

    /// The same, held back as another class of types is.
    pub fn settling(self, class: SettleClass) -> Self {
        Self { settles: Some(class), ..self }
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
            About::Participant(id) => Subject {
                participant_id: Some(id.clone()),
                user_id: user_of(view, id),
                ..Subject::default()
            },
            About::Session(id, participant_id, session_id) => {
                let leg = view.leg(id);
                Subject {
                    participant_id: Some(participant_id.clone()),
                    session_id: Some(session_id.clone()),
                    stretch: leg.map(|leg| leg.stretch).filter(|stretch| *stretch > 1),
                    media_type: leg.and_then(|leg| leg.media_type).map(ToString::to_string),
                    direction: leg.and_then(|leg| leg.direction).map(ToString::to_string),
                    user_id: leg.and_then(|leg| leg.user_id.cloned()),
                    queue_id: leg.and_then(|leg| leg.queue_id.cloned()),
                }
            }
        }
    }
}

fn user_of(view: &View<'_>, participant_id: &ParticipantId) -> Option<UserId> {
    view.legs_of(participant_id).into_iter().find_map(|leg| leg.user_id.cloned())
}
