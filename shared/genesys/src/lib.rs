//! The wire: what Genesys Cloud sends to EventBridge, and its analytics conversation-details document.
//!
//! Knows nothing of Switchboard. A reader's way through it:
//!
//! - [`envelope`]: the EventBridge event around everything, decoded to an [`Arrival`] and its [`EventKey`];
//! - [`topic`]: what an event is about; [`event`]: the decoded event; [`detail`], [`metric`], [`evaluation`]: its three kinds of body;
//! - [`vocabulary`]: the enumerations, every one open to values that Genesys may add;
//! - [`details`]: the analytics conversation-details document;
//! - [`ids`] and [`time`]: newtypes used by all of it.
//!
//! Everything here is tolerant: only the ids and the event's time are required, a value of an odd type counts as
//! absent, and an unknown enum value is kept as text. Sources of the facts: Genesys Cloud's published SDK models for
//! the EventBridge detail topics, the conversation metrics topic, the quality evaluation topic and
//! `AnalyticsConversationWithoutAttributes`.

#![warn(missing_docs)]

pub mod detail;
pub mod details;
pub mod envelope;
pub mod evaluation;
pub mod event;
pub mod ids;
pub mod key;
mod message;
pub mod metric;
#[cfg(feature = "schema")]
mod schema;
pub mod sweep;
pub mod time;
pub mod topic;
mod value;
pub mod vocabulary;

pub use detail::Detail;
pub use envelope::{Arrival, EnvelopeError};
pub use evaluation::Evaluation;
pub use event::{Content, Event};
pub use ids::{ConversationId, ParticipantId, QueueId, SessionId, UserId};
pub use key::EventKey;
pub use metric::MetricRecord;
pub use sweep::Sweep;
pub use time::Timestamp;
pub use topic::Topic;
