//! What is stored, as a person reads it on a terminal. Pure functions to text: no I/O, no clock.
//!
//! - [`tree()`], [`list()`], [`log()`], [`event()`]: what the verbs show, a file each;
//! - `answers`: the five questions, a file each; `timeline` on its `axis`, in `phase`s;
//! - `statement`, `particulars`, `names`: a Common Event read back, what it says, and of whom;
//! - `page`, `line`, `text`: the only way to the screen. Whatever comes from outside is made harmless there, and no line
//!   is wider than the [`Style`] allows.

mod answers;
mod axis;
mod event;
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
pub use log::log;
pub use style::Style;
pub use tree::tree;
