//! Pages for a browser: a conversation with its timeline, and the list of open conversations.
//!
//! A page is one self-contained document with its own style: no script, image, font or request. Its
//! [policy](content_security_policy) allows nothing else, whichever server delivers it. Text from
//! outside has one way into a page: it is sanitized and cut as on a terminal, and the templates
//! escape it. `limits` bounds how much a page shows.
//!
//! - [`page()`], [`open_list`]: one file each, with one template each under `templates`;
//! - `timeline`: the drawing, with `lane`s of bars and with `marks`; `place`: their positions,
//!   without overlaps;
//! - `words`: descriptions of bars and marks; `tables`: Common Events and attributes as tables.

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
