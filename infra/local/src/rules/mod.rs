//! EventBridge rules against the contract: which Common Events they match, can match, and never do.
//!
//! - [`Rule`]: what a file holds; [`Pattern`] of `matcher`s, which ask something of a `text` or a `number`;
//!   [`Invalid`]: why something is none; `json`: how it is read;
//! - `event`: whether an event is matched;
//! - [`Contract`]: the published samples, and the `shape` of each type by its schema;
//! - [`Verdict`]: what a pattern comes to, and the `reason`s;
//! - [`table`]: how a person reads it.
//!
//! Every operator of EventBridge is here. What EventBridge documents in two ways, or without its limits, is refused and
//! never answered by guess: the numbers and letters of [`Fault`].

mod contract;
mod event;
mod invalid;
mod json;
mod matcher;
mod number;
mod pattern;
mod reason;
mod rule;
mod shape;
mod table;
#[cfg(test)]
mod tests;
mod text;
mod verdict;

pub use contract::Contract;
pub use invalid::{Fault, Invalid};
pub use pattern::Pattern;
pub use rule::{Rule, RuleError};
pub use table::table;
pub use verdict::{Never, Verdict};
