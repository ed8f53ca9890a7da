//! The rules of `derive`. Each is declared in the file that applies it; its documentation is the
//! sentence that explains a Common Event to people.

use common_events::EventType;

/// The data of a Common Event is what was known this long after it happened.
pub(super) const WINDOW_MS: i64 = 2_000;

/// Why a Common Event follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// The name, such as `agent-assigned`. It is unique and stable.
    pub name: &'static str,
    /// The type of the Common Events that follow.
    pub event_type: EventType,
    /// When they follow, in one or two sentences.
    pub sentence: &'static str,
}

/// Declares the rules of a file, and the list `RULES` of all of them.
macro_rules! rules {
    ($($(#[doc = $line:literal])+ $constant:ident: $event_type:ident = $name:literal;)+) => {
        $(
            $(#[doc = $line])+
            const $constant: $crate::derive::rule::Rule = $crate::derive::rule::Rule {
                name: $name,
                event_type: common_events::EventType::$event_type,
                sentence: concat!($($line),+).trim_ascii(),
            };
        )+

        /// The rules of this file.
        pub(super) const RULES: &[$crate::derive::rule::Rule] = &[$($constant),+];
    };
}
pub(super) use rules;
