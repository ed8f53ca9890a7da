//! What an event is about, taken from the envelope's `detail-type`.

use std::fmt;

/// Prefix of the sixteen detail topics; the literal `{id}` stands where the conversation's id would.
pub const DETAIL_PREFIX: &str = "v2.detail.events.conversation.{id}.";
/// `detail-type` of the metric records.
pub const METRICS: &str = "v2.analytics.conversation.{id}.metrics";
/// `detail-type` of the quality evaluations.
pub const EVALUATIONS: &str = "v2.quality.evaluations";
/// Longest topic that is kept: it becomes a part of a sort key.
pub const MAX_TOPIC_BYTES: usize = 128;

macro_rules! topics {
    ($($(#[$doc:meta])* $variant:ident $name:literal,)*) => {
        /// A topic. Its text is short (`user.end`): the part of the `detail-type` after the conversation's place.
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Topic {
            $($(#[$doc])* $variant,)*
            /// A topic that Genesys may add: kept in the log, ignored otherwise.
            Unknown(String),
        }

        impl Topic {
            /// Every known topic.
            pub const KNOWN: &'static [Topic] = &[$(Topic::$variant,)*];

            /// The short text, as it stands in sort keys.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $name,)*
                    Self::Unknown(text) => text,
                }
            }

            /// The topic of a short text.
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
    /// A user's session began: alerting, or placing a call.
    UserStart "user.start",
    /// A user's session ended; carries the totals of its phases.
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
    /// The other name under which the contact topic is published.
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
    /// A conversation-details document, as Genesys' analytics API gave it at some time. Not sent by Genesys: imported.
    Details "details",
    /// A conversation was given up for ended, because nothing was heard of it for too long. Not Genesys': our own.
    Sweep "sweep",
}

impl Topic {
    /// The topic of an envelope's `detail-type`, with the literal `{id}` or a real id in the conversation's place.
    /// `None` when the text is empty or longer than [`MAX_TOPIC_BYTES`].
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

    /// Whether Genesys sends it: the others are put into the log by functions of our own.
    #[must_use]
    pub const fn is_sent(&self) -> bool {
        !matches!(self, Self::Details | Self::Sweep)
    }

    /// Whether [`Event`](crate::Event) gives this topic a meaning.
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

    #[test]
    fn every_known_topic_round_trips_through_its_detail_type_and_its_name() {
        for topic in Topic::KNOWN {
            assert_eq!(Topic::from_detail_type(&topic.detail_type()).as_ref(), Some(topic));
            assert_eq!(&Topic::from_name(topic.as_str()), topic);
            assert!(topic.is_known());
        }
    }

    #[test]
    fn a_real_id_may_stand_in_the_placeholder() {
        let topic = Topic::from_detail_type("v2.detail.events.conversation.cbd50548-704e.user.end");
        assert_eq!(topic, Some(Topic::UserEnd));
        let topic = Topic::from_detail_type("v2.analytics.conversation.cbd50548-704e.metrics");
        assert_eq!(topic, Some(Topic::Metrics));
    }

    /// The log keeps the short text alone, so a topic means the same when it arrives and when it is read back.
    #[test]
    fn a_topic_is_the_same_when_it_is_read_back_by_its_name() {
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
    fn what_is_unknown_is_kept_as_text_unless_it_is_too_long() {
        let topic = Topic::from_detail_type("v2.detail.events.conversation.{id}.hologram.start");
        assert_eq!(topic, Some(Topic::Unknown("hologram.start".to_owned())));
        let topic = Topic::from_detail_type("v2.routing.queues.users");
        assert_eq!(topic.map(|t| t.detail_type()), Some("v2.routing.queues.users".to_owned()));
        assert_eq!(Topic::from_detail_type(""), None);
        assert_eq!(Topic::from_detail_type(&"x".repeat(MAX_TOPIC_BYTES + 1)), None);
    }
}
