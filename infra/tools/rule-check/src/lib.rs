//! EventBridge rules against the contract: which Common Events they match, may match, and never
//! match.
//!
//! - [`Rule`]: an entry of a file; [`Pattern`]: made of `matcher`s, which test a `text` or a
//!   `number`; [`Invalid`]: why a pattern is invalid; `json`: the parser;
//! - `event`: whether a pattern matches an event;
//! - [`Contract`]: the published samples, and the `shape` of each type according to its schema;
//! - [`Verdict`]: the result of a pattern, with `reason`s;
//! - [`table`]: the output for a person.
//!
//! Every operator of EventBridge is supported. Numbers and letters that EventBridge documents in
//! two ways, or without limits, are refused rather than guessed: see [`Fault`].

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
