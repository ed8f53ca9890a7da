//! Pushes notifications: Common Events in, messages on the channels of AWS AppSync Events out.
//!
//! A Common Event says that a conversation has changed, and whom the change concerns. The tree says
//! what its state is: it is read when the message is made, so a message is never ahead of the next
//! read of the API, and a record that is late or repeated repeats the present state. Two
//! invocations may publish in either order, so a receiver keeps the message with the largest
//! `interaction.knownEvents`.
//!
//! - [`config`]: the environment variables;
//! - [`record`]: what a record asks for; [`handler`]: a batch of records in, a [`BatchReport`] out;
//!   [`trees`]: the port to the stored trees;
//! - [`channel`]: who listens where; [`publisher`]: calls, limits and retries over the port
//!   [`Channels`]; [`appsync`]: its adapter.

#![warn(missing_docs)]

pub mod appsync;
pub mod channel;
pub mod config;
pub mod handler;
pub mod publisher;
pub mod record;
pub mod report;
pub mod trees;

pub use appsync::AppSync;
pub use channel::{Channel, Channels};
pub use config::Config;
pub use handler::Notify;
pub use report::BatchReport;
pub use trees::Trees;
