//! Conversation-details documents: the events that they imply, and what they add to the events of
//! the log.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

mod afterwards;
mod exports;
mod known;
mod lost;
mod parties;
mod several;
#[path = "../support/mod.rs"]
mod support;
mod synthesized;
mod waits;
mod written;
