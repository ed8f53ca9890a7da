//! Renders conversations for people: text for a terminal, and HTML pages for a browser. Pure
//! functions that return text: no I/O, no clock.
//!
//! - [`tree()`], [`list()`], [`log()`], [`why()`], [`event()`]: text, one file each;
//! - module [`html`]: pages;
//! - [`Listed`], [`Filter`], [`Sort`]: a conversation in a list, the filter and the order;
//! - `answers`: the five questions, one file each; `timeline`: the bars, on an `axis`, by `phase`;
//!   `spent`: how long phases took; `ending`: how sessions ended;
//! - `parsed_event`, `payload`, `names`: a parsed Common Event, its payload in words, and the names
//!   of the parties;
//! - `page`, `line`, `text`: the only way to the terminal. They sanitize all text from outside, and
//!   keep every line within the width of the [`Style`].

#![warn(missing_docs)]

mod answers;
mod axis;
mod ending;
mod event;
mod filter;
pub mod html;
mod line;
mod list;
mod log;
mod names;
mod page;
mod parsed_event;
mod payload;
mod phase;
mod spent;
mod status;
pub mod style;
#[cfg(test)]
mod tests;
mod text;
mod time;
mod timeline;
mod tree;
mod why;

pub use event::event;
pub use filter::{Filter, Sort};
pub use list::{Listed, list};
pub use log::{Logged, log};
pub use status::states;
pub use style::Style;
pub use tree::tree;
pub use why::why;
