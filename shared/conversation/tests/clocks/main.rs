//! Clocks: what wrong timestamps from Genesys may do to a conversation. They may collide,
//! contradict each other, differ by a day between sources, be missing, or occur twice.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

mod any;
mod examples;
mod stories;
#[path = "../support/mod.rs"]
mod support;
