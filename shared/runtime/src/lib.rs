//! What every binary needs at its start: configuration, tracing, metrics, SDK clients, a clock.
//!
//! - [`config`]: the environment variables, each read by one typed function;
//! - [`clients`]: the SDK's clients; `amazon`: the certificates that they trust; [`clock`]: the
//!   machine's time;
//! - [`deadline`]: when work has to stop; [`backoff`]: the pause before another attempt;
//!   [`redelivery`]: the response of a function on a table stream;
//! - [`Outcome`]: of what a function hands over;
//! - [`dead_letters`]: where a function puts records that can never succeed; [`wake_ups`]: how it
//!   gets invoked again later; `sqs`: the queues of both; [`trace`]: the X-Ray trace that is handed
//!   on;
//! - [`version`]: which release this is; [`tracing`]: JSON log lines on standard error;
//!   [`metrics`]: CloudWatch metrics on standard output.
//!
//! The feature `aws` adds the clients of SQS and EventBridge, which a function needs and this
//! machine does not.
//!
//! Personal data is never logged or measured: log lines hold ids, keys, counts and outcomes,
//! metrics hold numbers.

#![warn(missing_docs)]

mod amazon;
pub mod backoff;
pub mod clients;
pub mod clock;
pub mod config;
mod config_error;
pub mod dead_letters;
pub mod deadline;
pub mod metrics;
mod outcome;
pub mod published_addresses;
pub mod redelivery;
#[cfg(feature = "aws")]
pub mod sqs;
pub mod trace;
pub mod tracing;
pub mod version;
pub mod wake_ups;

pub use clock::Clock;
pub use config::{ConfigError, Environment};
pub use dead_letters::{DeadLetter, DeadLetterQueue, DeadLetters, Delivery};
pub use deadline::Deadline;
pub use metrics::Metrics;
pub use outcome::Outcome;
pub use redelivery::Redelivery;
#[cfg(feature = "aws")]
pub use wake_ups::WakeUpQueue;
pub use wake_ups::{WakeUp, WakeUps};
