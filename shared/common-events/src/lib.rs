//! The contract: the Common Events that Switchboard puts on the custom bus, and their envelope.
//!
//! The crate that a Rust subscriber depends on. A rule hands over EventBridge's event, whose `detail` is a
//! [`CommonEvent`]; [`CommonEvent::particulars`] gives what is particular to its type, typed.
//!
//! - [`catalogue`]: the types; [`particulars`]: what each says besides the common part;
//! - [`event`]: metadata, revision and status; [`id`]: ids that are stable forever;
//! - [`edition`]: why an upgrade that adds a field republishes nothing.
//!
//! Fields may be added at any time; a field is never removed, retyped or narrowed without a new `schemaVersion`. Enumerated
//! texts that come from Genesys (`mediaType`, `disconnectType` …) have the form of its details document and are open.

#![warn(missing_docs)]

pub mod catalogue;
pub mod edition;
pub mod event;
pub mod id;
pub mod particulars;

pub use catalogue::{EventType, Particulars, SettleClass};
pub use event::{
    CommonEvent, Conclusion, ConversationFacts, Data, Metadata, SCHEMA_VERSION, Status, Subject,
};
