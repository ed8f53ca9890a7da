//! What every binary starts with: configuration, tracing, metrics, SDK clients, a clock.
//!
//! - [`config`]: the environment variables, each read once by one typed function;
//! - [`clients`]: the SDK's clients; `amazon`: which certificates they trust; [`clock`]: the machine's time;
//! - [`deadline`]: when work has to stop; [`redelivery`]: what a function of a table stream answers;
//! - [`dead_letters`]: where a function puts what can never succeed; [`wake_ups`]: how it has itself invoked later;
//! - [`tracing`]: JSON log lines on standard error; [`metrics`]: CloudWatch metrics on standard output.
//!
//! Nothing personal is ever logged or measured: log lines hold ids, keys, counts and outcomes, metrics hold numbers.

#![warn(missing_docs)]

mod amazon;
pub mod clients;
pub mod clock;
pub mod config;
pub mod dead_letters;
pub mod deadline;
pub mod metrics;
pub mod redelivery;
pub mod tracing;
pub mod wake_ups;

pub use clock::Clock;
pub use config::{ConfigError, Environment};
pub use dead_letters::{DeadLetterQueue, DeadLetters, Letter};
pub use deadline::Deadline;
pub use metrics::Metrics;
pub use redelivery::Redelivery;
pub use wake_ups::{WakeUp, WakeUpQueue, WakeUps};
