//! The command `switchboard`.
//!
//! - [`cli`]: the command line; [`commands`]: one file per verb;
//! - [`summary`]: the counts that `run` and `import` print; the crate `render` formats results for
//!   people;
//! - [`reconcile`]: compares trees with conversation-details documents;
//! - `names_file`: files of names;
//! - `foreign`: refuses requests of foreign web pages; `shuffle`: events in another order;
//!   `values`: parsers of values on the command line.
//!
//! The crates beside this one do the work: `simulate`, `rule-check`, `replay`, `doctor`,
//! `local-aws`.

pub mod cli;
pub mod commands;
mod foreign;
mod names_file;
pub mod reconcile;
mod shuffle;
pub mod summary;
mod values;
