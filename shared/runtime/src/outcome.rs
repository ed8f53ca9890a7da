//! The outcome of something that a function hands over with others in one call: to a bus, to a
//! channel.

use std::borrow::Cow;

/// The outcome of one entry or message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The receiver took it.
    Accepted,
    /// The receiver could not take it this time, for this reason.
    Retry(Cow<'static, str>),
    /// The receiver will never take it, for this reason.
    Refused(Cow<'static, str>),
}
