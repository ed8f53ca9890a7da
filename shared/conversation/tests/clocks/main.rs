//! Clocks: what Genesys' own timestamps may do to a conversation — collide, contradict each other, be a day apart from
//! one source to the next, be missing, be there twice — and what they may not.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

mod any;
mod examples;
mod stories;
#[path = "../support/mod.rs"]
mod support;
