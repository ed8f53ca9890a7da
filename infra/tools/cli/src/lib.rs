//! The command `switchboard`.
//!
//! - [`cli`]: the command line; [`commands`]: one file per verb;
//! - [`summary`]: the counts that `run` and `import` print; the crate `render` formats results for
//!   people;
//! - `names_file`: files of names;
//! - [`reconcile`]: compares a tree with its conversation-details document; [`audit`]: the sums of
//!   such comparisons; [`lateness`]: how late events arrived;
//! - `changes`: the stream of a folder's table, for notifications;
//! - `foreign`: refuses requests of foreign web pages; `shuffle`: events in another order;
//!   `values`: parsers of values on the command line.
//!
//! The crates beside this one do the work: `simulate`, `rule-check`, `replay`, `doctor`,
//! `local-aws`.

pub mod audit;
mod changes;
pub mod cli;
pub mod commands;
mod foreign;
pub mod lateness;
mod names_file;
pub mod reconcile;
mod shuffle;
pub mod summary;
mod values;
