//! The channels: one for each user, and one for all administrators. The handler of the channel
//! namespace in the template decides who may subscribe to which.

use std::fmt;

use async_trait::async_trait;
use genesys::UserId;
use runtime::Outcome;

/// The channel namespace, which is the first segment of every channel.
pub const NAMESPACE: &str = "interactions";

/// Longest segment of a channel ("Understanding channel namespaces", AppSync Events developer
/// guide).
const LONGEST: usize = 50;

/// A channel.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Channel {
    /// Of all administrators.
    All,
    /// Of a user.
    User(UserId),
}

impl Channel {
    /// The channel of a user. `None` if no channel can have this name: Genesys' own ids are UUIDs.
    #[must_use]
    pub fn of_user(user_id: &UserId) -> Option<Self> {
        let id = user_id.as_str();
        let has_name = id.len() <= LONGEST && !id.starts_with('-') && !id.ends_with('-');
        has_name.then(|| Self::User(user_id.clone()))
    }
}

impl fmt::Display for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => write!(f, "/{NAMESPACE}/all"),
            Self::User(user_id) => write!(f, "/{NAMESPACE}/users/{user_id}"),
        }
    }
}

/// The port to the channels.
#[async_trait]
pub trait Channels: Send + Sync {
    /// Publishes messages on a channel with one call. Returns the outcome of each, in their order;
    /// if the whole call fails, each has the outcome of the call.
    async fn publish(&self, channel: &Channel, messages: &[&str]) -> Vec<Outcome>;
}
