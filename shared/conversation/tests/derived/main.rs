//! Tests of `derive`: which Common Events follow from which events, rule by rule.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

mod answers;
mod arrivals;
mod conferences;
mod endings;
mod episodes;
mod parties;
mod queues;
mod roles;
#[path = "../support/mod.rs"]
mod support;
mod transfers;
