//! The topic of an event, taken from the envelope's `detail-type`.

use std::fmt;

/// Prefix of the sixteen detail topics. The literal `{id}` is in the place of the conversation's
/// id.
pub const DETAIL_PREFIX: &str = "v2.detail.events.conversation.{id}.";
/// `detail-type` of metric records.
pub const METRICS: &str = "v2.analytics.conversation.{id}.metrics";
/// `detail-type` of quality evaluations.
pub const EVALUATIONS: &str = "v2.quality.evaluations";
/// Longest topic that the log stores, in bytes: the topic is part of a sort key.
pub const MAX_TOPIC_BYTES: usize = 128;

macro_rules! topics {
    ($($(#[$doc:meta])* $variant:ident $name:literal,)*) => {
        /// A topic. Its text is short (`user.end`): the part of the `detail-type` after the
        /// conversation's id.
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Topic {
            $($(#[$doc])* $variant,)*
            /// A topic that this version does not know. It is kept in the log and otherwise
            /// ignored.
            Unknown(String),
        }

        impl Topic {
            /// Every known topic.
            pub const KNOWN: &'static [Topic] = &[$(Topic::$variant,)*];

            /// The short text, as sort keys hold it.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $name,)*
                    Self::Unknown(text) => text,
                }
            }

            /// The topic with this short text.
            #[must_use]
            pub fn from_name(name: &str) -> Self {
                match name {
                    $($name => Self::$variant,)*
                    other => Self::Unknown(other.to_owned()),
                }
            }
        }
    };
}

topics! {
    /// A customer's session began.
    CustomerStart "customer.start",
    /// A customer's session ended.
    CustomerEnd "customer.end",
    /// A user's session began: it alerts, or the user places a call.
    UserStart "user.start",
    /// A user's session ended. The event carries the totals of its phases.
    UserEnd "user.end",
    /// The conversation entered a queue.
    AcdStart "acd.start",
    /// The conversation left a queue.
    AcdEnd "acd.end",
    /// An Architect flow began.
    FlowStart "flow.start",
    /// An Architect flow ended.
    FlowEnd "flow.end",
    /// A flow recorded an outcome.
    FlowOutcome "flow.outcome",
    /// After-call work ended.
    Acw "acw",
    /// A wrap-up code was set.
    Wrapup "wrapup",
    /// Participant attributes were set.
    Attributes "attributes",
    /// An external contact was associated.
    Contact "contact",
    /// Another name under which Genesys publishes the contact topic.
    ContactUpdate "contact.update",
    /// An outbound campaign made the contact.
    Outbound "outbound",
    /// A voicemail recording began.
    VoicemailStart "voicemail.start",
    /// A voicemail recording ended.
    VoicemailEnd "voicemail.end",
    /// A metric record of the analytics topic.
    Metrics "metrics",
    /// A quality evaluation changed.
    Evaluations "evaluations",
    /// A conversation-details document, as the analytics API returned it at some time. Genesys does
    /// not send this event: we import it.
    Details "details",
    /// The sweep closed the conversation, because no event arrived for too long. Genesys does not
    /// send this event: it is our own.
    Sweep "sweep",
}

impl Topic {
    /// The topic of an envelope's `detail-type`, which holds the literal `{id}` or a real
    /// conversation id. `None` when the topic is empty or longer than [`MAX_TOPIC_BYTES`].
    #[must_use]
    pub fn from_detail_type(detail_type: &str) -> Option<Self> {
        let after =
            |prefix: &str| detail_type.strip_prefix(prefix)?.split_once('.').map(|(_, rest)| rest);
        let topic = if let Some(name) = after("v2.detail.events.conversation.") {
            Self::from_name(name)
        } else if after("v2.analytics.conversation.") == Some("metrics") {
            Self::Metrics
        } else if detail_type == EVALUATIONS {
            Self::Evaluations
        } else {
            Self::from_name(detail_type)
        };
        (1..=MAX_TOPIC_BYTES).contains(&topic.as_str().len()).then_some(topic)
    }

    /// The `detail-type` under which Genesys publishes this topic.
    #[must_use]
    pub fn detail_type(&self) -> String {
        match self {
            Self::Metrics => METRICS.to_owned(),
            Self::Evaluations => EVALUATIONS.to_owned(),
            Self::Details | Self::Sweep => self.as_str().to_owned(),
            Self::Unknown(text) if text.starts_with("v2.") => text.clone(),
            other => format!("{DETAIL_PREFIX}{other}"),
        }
    }

    /// Whether Genesys sends this topic. Our own functions append the others to the log.
    #[must_use]
    pub const fn is_sent(&self) -> bool {
        !matches!(self, Self::Details | Self::Sweep)
    }

    /// Whether [`Event`](crate::Event) decodes this topic.
    #[must_use]
    pub const fn is_known(&self) -> bool {
        !matches!(self, Self::Unknown(_))
    }
}

impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every known topic round-trips through its `detail-type` and through its name.
    #[test]
    fn known_topics_round_trip() {
        for topic in Topic::KNOWN {
            assert_eq!(Topic::from_detail_type(&topic.detail_type()).as_ref(), Some(topic));
            assert_eq!(&Topic::from_name(topic.as_str()), topic);
            assert!(topic.is_known());
        }
    }

    #[test]
    fn a_detail_type_may_hold_a_real_id() {
        let topic = Topic::from_detail_type("v2.detail.events.conversation.cbd50548-704e.user.end");
        assert_eq!(topic, Some(Topic::UserEnd));
        let topic = Topic::from_detail_type("v2.analytics.conversation.cbd50548-704e.metrics");
        assert_eq!(topic, Some(Topic::Metrics));
    }

    /// The log stores only the short text, so arrival and reading back must agree on the topic.
    #[test]
    fn a_topic_read_back_by_name_is_the_same() {
        for detail_type in [
            "user.end",
            "metrics",
            "evaluations",
            "v2.routing.queues.users",
            "{id}",
            "v2.detail.events",
        ] {
            let arrived = Topic::from_detail_type(detail_type).unwrap();
            assert_eq!(Topic::from_name(arrived.as_str()), arrived, "{detail_type}");
        }
    }

    #[test]
    fn unknown_topics_are_kept_unless_too_long() {
        let topic = Topic::from_detail_type("v2.detail.events.conversation.{id}.hologram.start");
        assert_eq!(topic, Some(Topic::Unknown("hologram.start".to_owned())));
        let topic = Topic::from_detail_type("v2.routing.queues.users");
        assert_eq!(topic.map(|t| t.detail_type()), Some("v2.routing.queues.users".to_owned()));
        assert_eq!(Topic::from_detail_type(""), None);
        assert_eq!(Topic::from_detail_type(&"x".repeat(MAX_TOPIC_BYTES + 1)), None);
    }
}
