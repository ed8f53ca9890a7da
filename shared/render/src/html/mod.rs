//! Pages for a browser: a conversation with its timeline, and the conversations that are open.
//!
//! A page is one document. It has its style in itself and nothing else: no script, no image, no font, no request; its
//! [policy](content_security_policy) allows no more, whoever serves it. Text from outside has one way onto it: it is made
//! harmless and cut as on a terminal, and the templates escape it. How much a page shows is bounded: `limits`.
//!
//! - [`page()`], [`open_list`]: a file each, with a template each under `templates`;
//! - `timeline`: the drawing, of `lane`s with their bars and of `marks`, which `place` keeps apart;
//! - `words`: what bars and marks are called; `tables`: the same as plain tables.

mod error;
mod lane;
mod limits;
mod marks;
mod open;
mod page;
mod place;
mod policy;
mod spans;
mod tables;
mod timeline;
mod units;
mod words;

pub use error::PageError;
pub use open::open_list;
pub use page::page;
pub use policy::content_security_policy;
