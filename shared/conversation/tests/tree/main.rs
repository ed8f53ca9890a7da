//! The tree: what each kind of event contributes.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

mod details;
mod history;
mod metrics;
mod named;
mod overview;
mod records;
mod segments;
mod sessions;
#[path = "../support/mod.rs"]
mod support;
mod whole;
