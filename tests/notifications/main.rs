//! Notifications: which messages follow from trees, and that they arrive.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

mod appsync;
mod client;
mod event_api;
mod grown;
mod orders;
mod states;
mod stream;
