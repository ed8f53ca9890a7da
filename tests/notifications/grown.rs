//! A conversation as it grows: its tree after each event.

use std::collections::BTreeMap;

use common_events::catalogue::Selection;
use conversation::{Conversation, History, derive, project};
use genesys::UserId;
use interactions::Base;
use interactions::notifications::{Cause, Messages, State};
use serde_json::{Value, json};
use testkit::known;

/// When made-up conversations begin: 2026-03-02T09:00:00Z.
pub const START_MS: i64 = 1_772_442_000_000;

pub fn base() -> Base {
    Base::of("https://api.example.com")
}

/// An event of a session of the conversation `c-1`. The participant is named after the session.
pub fn event(after_ms: i64, topic: &str, session: &str, more: Value) -> Value {
    event_of("c-1", after_ms, topic, session, more)
}

/// The same of another conversation.
pub fn event_of(id: &str, after_ms: i64, topic: &str, session: &str, more: Value) -> Value {
    let mut body = json!({
        "conversationId": id, "eventTime": START_MS + after_ms,
        "participantId": format!("p-{session}"), "sessionId": session, "mediaType": "VOICE",
        "direction": "INBOUND",
    });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    json!({
        "id": "e", "detail-type": format!("v2.detail.events.conversation.{{id}}.{topic}"),
        "detail": {"eventBody": body},
    })
}

/// The history of these events.
pub fn history(envelopes: &[Value]) -> History {
    let id = envelopes[0]["detail"]["eventBody"]["conversationId"].as_str().unwrap();
    History::new(id.parse().unwrap(), envelopes.iter().map(known))
}

/// The tree of these events, as it is read from the table.
pub fn tree(envelopes: &[Value]) -> Conversation {
    project(&history(envelopes)).with_inferred_ends()
}

/// A Common Event as the cause of messages knows it: its type and user.
type Told = (String, Option<UserId>);

/// The Common Events of these events, by type and subject: what they say, and what they are about.
pub fn common_events(envelopes: &[Value]) -> BTreeMap<(String, String), (Value, Told)> {
    let derived = derive(&history(envelopes), &Selection::all());
    let entry = |event: common_events::DerivedEvent| {
        let name = event.event_type().as_str().to_owned();
        let user_id = event.data.subject.user_id.clone();
        let mut says = serde_json::to_value(&event.data).unwrap();
        says.as_object_mut().unwrap().remove("conversation");
        let says = json!([event.occurred_at, says]);
        ((name.clone(), event.subject), (says, (name, user_id)))
    };
    derived.into_iter().map(entry).collect()
}

/// The causes between two sets of Common Events: what is new, differs, or no longer follows.
pub fn cause(
    before: &BTreeMap<(String, String), (Value, Told)>,
    now: &BTreeMap<(String, String), (Value, Told)>,
) -> Option<Cause> {
    let news = now.iter().filter(|(key, said)| before.get(key) != Some(said));
    let gone = before.iter().filter(|(key, _)| !now.contains_key(key));
    let mut cause = Cause::default();
    let mut any = false;
    for (_, (_, (name, user_id))) in news.chain(gone) {
        cause.add(name, user_id.clone());
        any = true;
    }
    any.then_some(cause)
}

/// A message as a receiver keeps it.
#[derive(Debug, Clone, PartialEq)]
pub struct Received {
    pub user_id: Option<UserId>,
    pub state: State,
    pub known_events: u64,
    pub interaction: Value,
}

/// The messages as they arrive.
pub fn received(messages: &Messages) -> Vec<Received> {
    messages
        .iter()
        .map(|addressed| {
            let message = addressed.message;
            let interaction = message.interaction.unwrap();
            assert_eq!(message.id, &interaction.summary.conversation_id);
            assert_eq!(message.message_type_name, "InteractionStateMessage");
            Received {
                user_id: message.user_id.cloned(),
                state: message.state,
                known_events: interaction.summary.known_events,
                interaction: serde_json::to_value(interaction).unwrap(),
            }
        })
        .collect()
}

/// A receiver that keeps, for each user, the message that knows most.
#[derive(Debug, Default)]
pub struct Receiver(pub BTreeMap<Option<UserId>, Received>);

impl Receiver {
    pub fn take(&mut self, message: &Received) {
        let known = self.0.get(&message.user_id).map_or(0, |kept| kept.known_events);
        if message.known_events >= known {
            self.0.insert(message.user_id.clone(), message.clone());
        }
    }

    pub fn states(&self) -> BTreeMap<Option<UserId>, State> {
        self.0.iter().map(|(user_id, kept)| (user_id.clone(), kept.state)).collect()
    }
}
