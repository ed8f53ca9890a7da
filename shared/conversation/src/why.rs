//! Why a Common Event follows: the rule, and the Genesys events to which it applied.

use std::collections::HashMap;

use common_events::catalogue::Selection;
use common_events::id::common_event_id;
use genesys::{EventKey, ParticipantId, SessionId, Timestamp};
use serde::Serialize;
use uuid::Uuid;

use crate::derive::{Rule, explain};
use crate::history::History;

/// The rules and events behind all Common Events of one conversation.
#[derive(Debug)]
pub struct Reasons {
    rules: HashMap<Uuid, &'static Rule>,
    events: HashMap<EventKey, Cause>,
}

/// Why one Common Event follows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Why {
    /// The rule. Absent if the Common Event does not follow from what is known now: it is
    /// withdrawn, or it will be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<RuleText>,
    /// The Genesys events to which the rule applied, ordered by time.
    pub caused_by: Vec<Cause>,
}

/// A rule, as people read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Rule"))]
#[serde(rename_all = "camelCase")]
pub struct RuleText {
    /// The name, such as `agent-assigned`.
    pub name: &'static str,
    /// When a Common Event follows.
    pub sentence: &'static str,
}

/// A Genesys event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Cause {
    /// The key of the event in the log: 32 hexadecimal digits.
    pub key: EventKey,
    /// The short topic, such as `user.start`, or `details` for a details document.
    pub topic: String,
    /// The time that Genesys gives the event.
    pub event_time: Timestamp,
    /// The participant that the event names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub participant_id: Option<ParticipantId>,
    /// The session that the event names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session_id: Option<SessionId>,
}

impl Reasons {
    /// Derives every Common Event of a conversation, and keeps the rules.
    #[must_use]
    pub fn new(history: &History) -> Self {
        let explained = explain(history, &Selection::all());
        let rules = explained.into_iter().map(|explained| {
            let event = &explained.event;
            let id = common_event_id(history.conversation_id(), event.event_type(), &event.subject);
            (id, explained.rule)
        });
        let events = history.events().map(|event| {
            let cause = Cause {
                key: event.key,
                topic: event.topic.to_string(),
                event_time: event.time,
                participant_id: event.participant_id.clone(),
                session_id: event.session_id.clone(),
            };
            (event.key, cause)
        });
        Self { rules: rules.collect(), events: events.collect() }
    }

    /// Why a Common Event of this conversation follows, from its id and the keys of its causes.
    #[must_use]
    pub fn why(&self, id: &Uuid, causes: &[EventKey]) -> Why {
        let rule = self.rules.get(id);
        let causes = causes.iter().filter_map(|key| self.events.get(key).cloned());
        let mut caused_by: Vec<Cause> = causes.collect();
        caused_by.sort_by_key(|cause| (cause.event_time, cause.key));
        Why {
            rule: rule.map(|rule| RuleText { name: rule.name, sentence: rule.sentence }),
            caused_by,
        }
    }
}
