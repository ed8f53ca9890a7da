//! What is pushed: an [`InteractionStateMessage`] whenever an interaction changes. An agent gets
//! the messages about themselves, an administrator gets all.
//!
//! A message is a pure function of the tree, and the tree is what the API answers. So a message is
//! never ahead of the next read, and a lost one is in it. Delivery is at least once: a restart or a
//! duplicate repeats a message. `interaction.knownEvents` orders the messages of an interaction: a
//! receiver that drops a message with a smaller number than it has seen never goes back.
//!
//! - [`state`]: the states, each with what it follows from;
//! - [`message`]: the message, and to whom it goes; [`told`]: which messages a tree adds to those
//!   that were told;
//! - [`feed`]: the latest messages in memory; [`follow`]: fills it from the table; [`stream`]:
//!   serves it as server-sent events;
//! - [`workbin`]: how the content of a workbin becomes messages.

pub mod feed;
pub mod follow;
pub mod message;
pub mod state;
pub mod stream;
pub mod told;
pub mod workbin;

pub use feed::Feed;
pub use follow::{Changes, Follower, NotFollowed};
pub use message::{Addressed, Cause, InteractionStateMessage, Messages};
pub use state::State;
pub use told::Told;
#[cfg(feature = "aws")]
pub use workbin::NotifyQueue;
pub use workbin::{NotNotified, WorkbinContent, WorkbinRecord, Workbins};
