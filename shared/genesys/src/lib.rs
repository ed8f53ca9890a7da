//! The wire format: what Genesys Cloud sends to EventBridge, and its analytics conversation-details
//! document.
//!
//! This crate knows nothing of Switchboard, with one exception: the `sweep` topic. Its modules, in
//! reading order:
//!
//! - [`envelope`]: the EventBridge event, decoded to an [`Arrival`] with its [`EventKey`];
//! - [`topic`]: the kinds of event; [`event`]: the decoded event; [`detail`], [`metric`] and
//!   [`evaluation`]: the three kinds of body;
//! - [`fields`]: the table of the fields of sessions, which events, records, documents and the tree
//!   share;
//! - [`vocabulary`]: the enumerations, each open to values that Genesys may add;
//! - [`details`]: the analytics conversation-details document;
//! - [`directory`]: the names of users, queues and the like, and the lists that have them;
//! - [`ids`] and [`time`]: the newtypes that all modules use; [`json`]: values that keep the
//!   spelling of their numbers.
//!
//! Decoding is tolerant. Only the ids and the time of the event are required. A value of an
//! unexpected type counts as absent, and an unknown enum value is kept as text. Sources of the
//! facts: Genesys Cloud's published SDK models for the EventBridge detail topics, the conversation
//! metrics topic, the quality evaluation topic and `AnalyticsConversationWithoutAttributes`.

#![warn(missing_docs)]

pub mod detail;
pub mod details;
pub mod directory;
pub mod envelope;
pub mod evaluation;
pub mod event;
pub mod fields;
pub mod ids;
pub mod json;
pub mod key;
mod kind;
mod message;
pub mod metric;
mod number;
#[cfg(feature = "schema")]
mod schema;
pub mod sweep;
pub mod time;
pub mod topic;
mod unknown;
mod value;
pub mod vocabulary;

pub use detail::Detail;
pub use directory::{Directory, Entity, EntityKind, EntityListing};
pub use envelope::{Arrival, EnvelopeError};
pub use evaluation::Evaluation;
pub use event::{Content, Event};
pub use ids::{ConversationId, EntityId, ParticipantId, QueueId, SessionId, UserId};
pub use json::{Json, JsonMap};
pub use key::{EventKey, EventKeys};
pub use kind::Kind;
pub use metric::MetricRecord;
pub use sweep::Sweep;
pub use time::Timestamp;
pub use topic::Topic;
