//! Operations on interactions: the plan, the calls that Genesys Cloud receives, and the response.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

mod every_misbehaviour;
mod genesys_cloud;
mod planning;
mod platform;
mod requests;
mod secret;
mod tree;
