//! Operations on interactions: the plan, the calls that Genesys Cloud receives, and the response.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

mod document;
mod every_misbehaviour;
mod genesys_cloud;
mod naming;
mod planning;
mod platform;
mod pushing;
mod rejecting;
mod requests;
mod secret;
mod tree;
mod updating;
