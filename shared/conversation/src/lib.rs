//! The domain: turns the events known about a conversation into its tree and its Common Events.
//!
//! Everything is a pure function of a [`History`], the set of distinct events known. The same set
//! gives the same tree and the same Common Events, whatever the order, repetition or grouping in
//! which the events arrive. There is no I/O and no clock.
//!
//! ```text
//! events ─▶ History ─▶ project ─▶ Conversation      the tree
//!                  └─▶ derive  ─▶ Vec<DerivedEvent>   the Common Events
//! ```

#![warn(missing_docs)]

mod answer;
mod callback;
pub mod derive;
pub mod details;
mod documented;
pub mod documents;
mod ends;
mod episodes;
mod exports;
pub mod family;
pub mod history;
mod known_session;
mod live;
mod metrics;
mod missing_events;
mod named;
pub mod overview;
mod participant;
mod periods;
pub mod project;
mod purpose;
mod roles;
mod segments;
mod skew;
mod sources;
pub mod sweep;
pub mod synthesized;
mod third_party;
mod transfers;
pub mod tree;
mod view;
pub mod why;
mod wrap_up;

pub use derive::derive;
pub use details::details;
pub use family::Family;
pub use history::{History, Known};
pub use named::{names, unnamed};
pub use overview::{Overview, overview};
pub use project::project;
pub use sweep::sweep;
pub use tree::{Conversation, Participant, Session, Status, Summary};
