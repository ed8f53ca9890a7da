//! Operations on interactions: what is planned, what Genesys Cloud receives, and what is said of it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

mod every_misbehaviour;
mod genesys_cloud;
mod planning;
mod platform;
mod requests;
mod secret;
mod tree;
