//! Pages for a browser: a conversation with its timeline, and the list of open conversations.
//!
//! A page is one self-contained document with its own style: no image, font or foreign source. Its
//! [policy](content_security_policy) allows nothing else, whichever server delivers it. Only the
//! page of a conversation has a script, which [its policy](timeline_security_policy) allows.
//! Everything works without the script, which adds local times, details beside the drawing, and
//! news of an open conversation. Text from outside has one way into a page: it is sanitized and cut
//! as on a terminal, and the templates escape it. `limits` bounds how much a page shows.
//!
//! - [`page()`], [`open_list`]: one file each, with one template each under `templates`;
//! - `served`: what only a server knows: the present, the zoom, the neighbours;
//! - `timeline`: the drawing, with `lane`s of bars and with `marks`; `place`: their positions,
//!   without overlaps;
//! - `words`: descriptions of bars and marks; `details`: segments and sessions as tables; `tables`:
//!   Common Events and attributes.

mod details;
mod error;
mod lane;
mod limits;
mod marks;
mod open;
mod page;
mod place;
mod policy;
mod served;
mod spans;
mod tables;
mod timeline;
mod units;
mod words;

pub use error::PageError;
pub use open::open_list;
pub use page::{page, served_page};
pub use policy::{content_security_policy, timeline_security_policy};
pub use served::{Served, Zoom};
