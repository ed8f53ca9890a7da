//! Why an event pattern is invalid, in words that say what EventBridge accepts.

use std::fmt;

/// A fault of a pattern, and its path.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}{fault}", PathPrefix(path))]
pub struct Invalid {
    /// Path in the pattern; empty for the pattern itself.
    pub path: String,
    /// The fault at that path.
    pub fault: Fault,
}

/// The start of a message about a path.
struct PathPrefix<'p>(&'p str);

impl fmt::Display for PathPrefix<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() { Ok(()) } else { write!(f, "{}: ", self.0) }
    }
}

/// The ways in which a pattern can be invalid.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The pattern is not an object.
    #[error(
        "an event pattern is a JSON object, such as {{\"detail-type\": [\"ConversationEnded\"]}}"
    )]
    NoObject,
    /// An object has no fields.
    #[error("EventBridge takes no empty object: name a field, or leave this one out")]
    EmptyObject,
    /// A field is neither an array nor an object.
    #[error("EventBridge takes an array of alternatives here: write [{0}]")]
    NoArray(String),
    /// A field has no alternatives.
    #[error("EventBridge takes no empty array: write what to match, or leave this field out")]
    EmptyArray,
    /// An alternative is an array.
    #[error(
        "an alternative is a text, a number, true, false, null or an operator, no array: take the \
         inner [] away"
    )]
    InnerArray,
    /// An operator has no name, or several.
    #[error(
        "an operator is an object with one name, such as {{\"prefix\": \"a\"}}: give each an \
         object of its own"
    )]
    OneOperator,
    /// The operator does not exist.
    #[error("EventBridge has no operator {0:?}: it has {KNOWN}")]
    NoOperator(String),
    /// The argument of an operator is invalid.
    #[error("{operator} takes {takes}")]
    Argument {
        /// The operator.
        operator: &'static str,
        /// The arguments that it accepts.
        takes: &'static str,
    },
    /// The argument of `$or` is invalid.
    #[error(
        "$or takes an array of two or more objects with fields, such as [{{\"a\": [1]}}, {{\"b\": \
         [2]}}]"
    )]
    Or,
    /// A field in `$or` has the name of an operator.
    #[error("inside $or, EventBridge takes {0:?} for an operator: a field cannot have that name")]
    Reserved(String),
    /// A path has alternatives in two places.
    #[error(
        "this path occurs twice: EventBridge takes it once, with all alternatives in one array"
    )]
    Twice,
    /// `$or` makes too many combinations.
    #[error(
        "$or makes more than {MOST_BRANCHES} combinations, which EventBridge refuses: make \
         several rules of it"
    )]
    TooMany,
    /// A number whose spelling affects the comparison.
    #[error(
        "EventBridge compares a number in an array as it is spelled: write {{\"numeric\": [\"=\", \
         {0}]}}, which compares values"
    )]
    Spelling(String),
    /// A number that `numeric` does not accept.
    #[error(
        "EventBridge compares numbers from -5,000,000,000 to 5,000,000,000 with up to six \
         decimals: {0} is not one of them"
    )]
    NotCompared(String),
    /// A text with letters beyond ASCII is to be compared without case.
    #[error(
        "EventBridge ignores case beyond ASCII too, this check does not: write the spellings of \
         {0:?} as alternatives"
    )]
    BeyondAscii(String),
}

/// The operators that an array of alternatives can contain.
pub(super) const OPERATORS: [&str; 8] = [
    "prefix",
    "suffix",
    "equals-ignore-case",
    "wildcard",
    "anything-but",
    "numeric",
    "cidr",
    "exists",
];
const KNOWN: &str =
    "prefix, suffix, equals-ignore-case, wildcard, anything-but, numeric, cidr and exists";

/// The most combinations that EventBridge accepts.
pub(super) const MOST_BRANCHES: usize = 1_000;
