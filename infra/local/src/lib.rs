//! The switchboard command: the same functions on this machine, on an embedded DynamoDB.
//!
//! - [`cli`]: the command line; [`commands`]: one file per verb;
//! - [`files`]: reads input files; [`pipeline`]: the three functions, wired as in the deployed
//!   stack;
//! - [`local`], [`embedded`], [`streams`]: the table on this machine, and its stream, delivered as
//!   Lambda delivers it;
//! - [`wake_ups`]: the queue of wake-ups; [`arrival`]: when a line arrived;
//! - [`output`], [`summary`]: what the command prints; the crate `render` formats it for people;
//! - [`simulate`]: detail events, from details documents or made up;
//! - [`reconcile`]: compares trees with conversation-details documents;
//! - [`rules`]: checks EventBridge rules against the contract;
//! - [`replay`]: backfill from the archive of the partner bus;
//! - [`lambda_api`]: a Lambda Runtime API for the functions' binaries.

pub mod arrival;
pub mod cli;
pub mod commands;
pub mod embedded;
pub mod files;
pub mod lambda_api;
pub mod local;
pub mod output;
pub mod pipeline;
pub mod reconcile;
pub mod replay;
pub mod rules;
mod shuffle;
pub mod simulate;
pub mod streams;
pub mod summary;
pub mod wake_ups;
