//! Why something is no event pattern, in words that say what EventBridge takes.

use std::fmt;

/// What is wrong with a pattern, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}{fault}", Place(path))]
pub struct Invalid {
    /// Path in the pattern; empty for the pattern itself.
    pub path: String,
    /// What is wrong there.
    pub fault: Fault,
}

/// The beginning of a message about a path.
struct Place<'p>(&'p str);

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() { Ok(()) } else { write!(f, "{}: ", self.0) }
    }
}

/// What is wrong with a pattern.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// It is no object.
    #[error(
        "an event pattern is a JSON object, such as {{\"detail-type\": [\"ConversationEnded\"]}}"
    )]
    NoObject,
    /// It has no fields.
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
        "an alternative is a text, a number, true, false, null or an operator, no array: take the inner [] away"
    )]
    InnerArray,
    /// An operator has no name, or several.
    #[error(
        "an operator is an object with one name, such as {{\"prefix\": \"a\"}}: give each an object of its own"
    )]
    OneOperator,
    /// There is no such operator.
    #[error("EventBridge has no operator {0:?}: it has {KNOWN}")]
    NoOperator(String),
    /// An operator is given something that it does not take.
    #[error("{operator} takes {takes}")]
    Argument {
        /// The operator.
        operator: &'static str,
        /// What it takes.
        takes: &'static str,
    },
    /// What `$or` is given is not what it takes.
    #[error(
        "$or takes an array of two or more objects with fields, such as [{{\"a\": [1]}}, {{\"b\": [2]}}]"
    )]
    Or,
    /// A field in `$or` has the name of an operator.
    #[error("inside $or, EventBridge takes {0:?} for an operator: a field cannot have that name")]
    Reserved(String),
    /// A path has alternatives in two places.
    #[error(
        "this path stands twice: EventBridge takes it once, with all alternatives in one array"
    )]
    Twice,
    /// `$or` makes too many combinations.
    #[error(
        "$or makes more than {MOST_BRANCHES} combinations, which EventBridge refuses: make several rules of it"
    )]
    TooMany,
    /// A number that is not compared in one way everywhere.
    #[error(
        "EventBridge compares a number in an array as it is spelled: write {{\"numeric\": [\"=\", {0}]}}, which compares \
         values"
    )]
    Spelling(String),
    /// A number that `numeric` does not take.
    #[error(
        "EventBridge compares numbers from -5,000,000,000 to 5,000,000,000 with up to six decimals: {0} is none of them"
    )]
    NotCompared(String),
    /// Case is to be ignored beyond ASCII.
    #[error(
        "EventBridge ignores case beyond ASCII too, this check does not: write the spellings of {0:?} as alternatives"
    )]
    BeyondAscii(String),
}

/// Every operator that stands in an array of alternatives.
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

/// Combinations that EventBridge takes.
pub(super) const MOST_BRANCHES: usize = 1_000;
