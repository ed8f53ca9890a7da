//! The HTTP API: queries about conversations, and operations on them.
//!
//! The tree answers the queries: what is open now, what did a user handle, what happened in a
//! conversation. The vocabulary is that of Genesys' Interactions API. An operation becomes a call
//! of Genesys Cloud, and its effect arrives as a Common Event, like everything else.
//!
//! - [`config`]: configuration from the environment; [`caller`]: who calls, and what they may see;
//! - [`api`]: the state that handlers share; [`routes`]: which handler serves which path;
//!   [`base`]: where callers reach the API;
//! - `questions`: the queries, one file each; [`interaction`]: their response bodies;
//!   [`page`]: paging of lists;
//! - [`names`]: the directory of names;
//! - [`operations`]: what an agent does, as calls of the [`platform`]; [`notifications`]: what is
//!   pushed to agents and administrators;
//! - [`problem`]: error responses; `browser`: their pages; `extract`: extractors for requests;
//!   `log`: the request log;
//! - [`lambda`]: the adapter for API Gateway; [`report`]: metrics of a request.
//!
//! The feature `aws` adds the adapters of Secrets Manager and SQS. It is on unless the crate is
//! part of the command on this machine.

#![warn(missing_docs)]

pub mod api;
pub mod base;
mod browser;
pub mod caller;
pub mod config;
mod extract;
pub mod interaction;
pub mod lambda;
mod log;
pub mod names;
pub mod notifications;
pub mod operations;
pub mod page;
pub mod platform;
pub mod problem;
mod questions;
pub mod report;
pub mod routes;

pub use api::Api;
pub use base::Base;
pub use caller::{Caller, Role, Visibility};
pub use config::Config;
pub use names::NameDirectory;
pub use problem::Problem;
pub use report::RequestReport;
pub use routes::router;
