//! The deployed stack on this machine.
//!
//! - [`local`]: the table, in memory or in a folder; [`embedded`]: the DynamoDB behind it;
//! - [`streams`]: the table's stream, delivered as Lambda delivers it;
//! - [`wake_ups`]: the queue of wake-ups;
//! - [`pipeline`]: receive, reconstruct and emit, wired as in the template; [`arrival`]: when a
//!   message arrived;
//! - [`lambda_api`]: a Lambda Runtime API, which runs the functions' binaries.

pub mod arrival;
pub mod embedded;
pub mod lambda_api;
pub mod local;
pub mod pipeline;
pub mod streams;
pub mod wake_ups;
