//! Questions about conversations, and operations on them, over HTTP.
//!
//! The tree answers the questions: what goes on now, what did this user handle, what happened in this conversation. The
//! words are those of Genesys' Interactions API. Operations go to Genesys Cloud, and what comes of them is heard as a
//! Common Event like everything else.
//!
//! - [`config`]: what is read from the environment; [`caller`]: who asks, and what he may see;
//! - [`api`]: what answers; [`routes`]: which request goes where;
//! - `questions`: a file for each; [`interaction`]: what they answer with; [`page`]: lists in portions;
//! - [`operations`]: what an agent does, as calls of the [`platform`];
//! - [`problem`]: what is answered instead; `extract`: what is read of a request; `log`: what is written down of it;
//! - [`lambda`]: the same behind API Gateway; [`report`]: the numbers of a request.

#![warn(missing_docs)]

pub mod api;
pub mod caller;
pub mod config;
mod extract;
pub mod interaction;
pub mod lambda;
mod log;
pub mod operations;
pub mod page;
pub mod platform;
pub mod problem;
mod questions;
pub mod report;
pub mod routes;

pub use api::Api;
pub use caller::{Caller, Role};
pub use config::Config;
pub use problem::Problem;
pub use report::Report;
pub use routes::router;
