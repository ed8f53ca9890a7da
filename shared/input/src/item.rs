//! The values of an input, and what is refused of it.

use std::sync::Arc;
use std::{fmt, io};

/// The longest value that is read: one object, or one document of a page.
pub const MAX_VALUE_BYTES: usize = 64 * 1_048_576;

/// The position of a value in the input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The name of the file, as the caller gave it.
    pub file: Arc<str>,
    /// The line, from 1.
    pub line: u64,
    /// The number of the array element that the value is, or the page that it is in; from 1. `None`
    /// outside of arrays.
    pub element: Option<u64>,
    /// The number of the value in its page, from 1; `None` outside of pages.
    pub conversation: Option<u64>,
}

impl Origin {
    /// The position of a value that is neither in an array nor in a page.
    #[must_use]
    pub const fn of_line(file: Arc<str>, line: u64) -> Self {
        Self { file, line, element: None, conversation: None }
    }

    /// The position without the file: `3`, or `3: element 2`.
    #[must_use]
    pub fn place(&self) -> String {
        let part = |what: &str, number: Option<u64>| {
            number.map_or(String::new(), |number| format!(": {what} {number}"))
        };
        let element = part("element", self.element);
        format!("{}{element}{}", self.line, part("conversation", self.conversation))
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.place())
    }
}

/// The result of one read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// The text of one JSON value.
    Message(Origin, String),
    /// A part of the file that is not a JSON value.
    Refused(Origin, Refusal),
}

/// Why a part of a file is not a JSON value. The texts never quote the file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// A value does not parse.
    #[error(
        "not JSON from line {line}, column {column} on: this value was left out, the rest was read"
    )]
    Json {
        /// Line of the first byte that cannot be right, from 1.
        line: u64,
        /// Its column in bytes, from 1.
        column: u64,
    },
    /// A value begins like the output of Python's `print`.
    #[error("not JSON but Python, with single quotes: write it with `json.dump`")]
    Quotes,
    /// The input ends in the middle of a value.
    #[error("cut off: the file ends in the middle of this value; get it again, whole")]
    Cut,
    /// A value is longer than [`MAX_VALUE_BYTES`].
    #[error("longer than {MAX_VALUE_BYTES} bytes: this value was left out, the rest was read")]
    Long,
    /// A value is nested deeper than any event or document.
    #[error("nested too deeply: this value was left out, the rest was read")]
    Deep,
    /// A value has bytes that are no text.
    #[error("not text: write it in UTF-8 or UTF-16")]
    NotText,
    /// The file is not JSON at all.
    #[error("{0}; the file was not read")]
    Foreign(&'static str),
    /// Reading the file failed.
    #[error("cannot be read any further ({0}): the rest of the file was not read")]
    Unreadable(io::ErrorKind),
}

impl Refusal {
    /// Whether the refusal is about the whole file, so that it need not be repeated.
    #[must_use]
    pub const fn is_about_file(&self) -> bool {
        matches!(self, Self::Quotes | Self::Foreign(_))
    }
}

/// Receives items; returns `false` to stop reading.
pub type Sink<'a> = &'a dyn Fn(Item) -> bool;
