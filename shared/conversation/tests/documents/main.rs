//! What conversation-details documents testify to, and what they add to what events told.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

mod afterwards;
mod known;
mod lost;
mod parties;
mod several;
#[path = "../support/mod.rs"]
mod support;
mod testimony;
mod waits;
mod written;
