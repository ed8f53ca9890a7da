//! What is known of conversations, as a person reads it: text for a terminal, and pages for a browser. Pure functions to
//! text: no I/O, no clock.
//!
//! - [`tree()`], [`list()`], [`log()`], [`event()`]: text, a file each; [`html`]: pages;
//! - `answers`: the five questions, a file each; `timeline` on its `axis`, in `phase`s;
//! - `statement`, `particulars`, `names`: a Common Event read back, what it says, and of whom;
//! - `page`, `line`, `text`: the only way to the terminal. Whatever comes from outside is made harmless there, and no line
//!   is wider than the [`Style`] allows.

#![warn(missing_docs)]

mod answers;
mod axis;
mod event;
pub mod html;
mod line;
mod list;
mod log;
mod names;
mod page;
mod particulars;
mod phase;
mod statement;
mod status;
pub mod style;
#[cfg(test)]
mod tests;
mod text;
mod time;
mod timeline;
mod tree;

pub use event::event;
pub use list::list;
pub use log::{Logged, log};
pub use style::Style;
pub use tree::tree;
