//! The family of a session: the kind of party that it belongs to. If events of several kinds name a
//! session, it belongs to the strongest family. Only events of that family give its start and end;
//! the others add fields.

use genesys::Topic;
use serde::{Deserialize, Serialize};

/// A kind of party, from the weakest evidence to the strongest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Family {
    /// An Architect flow.
    Flow,
    /// A user of the organization.
    User,
    /// A customer, or another party from outside.
    Customer,
    /// A voicemail box.
    Voicemail,
    /// A queue.
    Acd,
}

impl Family {
    /// The family that a topic is evidence for. `contact`, `outbound` and `attributes` are evidence
    /// for none. Neither is `wrapup`: it names no user, and flows and dialers set wrap-up codes,
    /// too.
    #[must_use]
    pub const fn from_topic(topic: &Topic) -> Option<Self> {
        match topic {
            Topic::CustomerStart | Topic::CustomerEnd => Some(Self::Customer),
            Topic::UserStart | Topic::UserEnd | Topic::Acw => Some(Self::User),
            Topic::AcdStart | Topic::AcdEnd => Some(Self::Acd),
            Topic::FlowStart | Topic::FlowEnd | Topic::FlowOutcome => Some(Self::Flow),
            Topic::VoicemailStart | Topic::VoicemailEnd => Some(Self::Voicemail),
            _ => None,
        }
    }

    /// Position in the order of sessions that start together: customer, user, acd, voicemail, flow.
    /// A queue's flow begins in the same millisecond as the queue, and the queue is the
    /// destination.
    #[must_use]
    pub const fn rank(self) -> u8 {
        match self {
            Self::Customer => 0,
            Self::User => 1,
            Self::Acd => 2,
            Self::Voicemail => 3,
            Self::Flow => 4,
        }
    }
}
