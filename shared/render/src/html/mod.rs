//! Pages for a browser: a conversation with its timeline, lists of conversations, and errors.
//!
//! A page is one self-contained document with its own style: no image, font or foreign source. Its
//! [policy](content_security_policy) allows nothing else, whichever server delivers it. Only the
//! page of a conversation and the lists have a script, which [their](timeline_security_policy)
//! [policies](list_security_policy) allow; a list also has a form. Everything works without the
//! scripts, which add local times, details beside the drawing, and news. Text from outside has one
//! way into a page: it is sanitized and cut as on a terminal, and the templates escape it. `limits`
//! bounds how much a page shows.
//!
//! - [`page()`], [`list_page`], [`why_page`], [`problem_page`]: one file each, with one template
//!   each under `templates`; `queues`: the counts above a list;
//! - `served`: what only a server knows: the present, the zoom, the neighbours;
//! - `timeline`: the drawing, with `lane`s of bars and with `marks`; `place`: their positions,
//!   without overlaps;
//! - `words`: descriptions of bars and marks; `details`: segments and sessions as tables; `tables`:
//!   Common Events and attributes.

mod clock;
mod details;
mod drawing;
mod error;
mod geometry;
mod lane;
mod lasting;
mod limits;
mod list;
mod marks;
mod page;
mod place;
mod policy;
mod problem;
mod queues;
mod rows;
mod served;
mod spans;
mod tables;
mod timeline;
mod units;
mod why;
mod words;

pub use error::PageError;
pub use list::{ListPage, View, list_page};
pub use page::{page, page_with_names, served_page};
pub use policy::{
    content_security_policy, list_security_policy, timeline_security_policy, why_security_policy,
};
pub use problem::problem_page;
pub use served::{Served, Zoom};
pub use why::why_page;
