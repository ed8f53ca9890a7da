//! The names of replays. A name follows from prefix, window and attempt alone, so a process that
//! starts a window again finds the existing replay.

use std::fmt;
use std::str::FromStr;

use genesys::Timestamp;
use serde::{Deserialize, Serialize};

use super::interval::Interval;

/// EventBridge's limit for a name, 64, minus the window and an attempt of four digits.
const MAX_PREFIX: usize = 29;

/// The prefix of the names of replays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Prefix(String);

/// The text is not a valid prefix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("1 to {MAX_PREFIX} letters, digits, dots, hyphens and underscores")]
pub struct NotAPrefix;

impl Prefix {
    /// The name of a window's replay. From the second attempt on, it ends with the number of the
    /// attempt.
    #[must_use]
    pub fn name(&self, window: Interval, attempt: u32) -> String {
        let suffix = if attempt > 1 { format!("-{attempt}") } else { String::new() };
        format!("{}-{}-{}{suffix}", self.0, compact(window.from), compact(window.to))
    }
}

/// `20260302T0900Z`
fn compact(minute: Timestamp) -> String {
    let digits: String =
        minute.to_string().chars().filter(|char| !matches!(char, '-' | ':')).take(13).collect();
    digits + "Z"
}

impl FromStr for Prefix {
    type Err = NotAPrefix;

    fn from_str(text: &str) -> Result<Self, NotAPrefix> {
        let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b".-_".contains(&byte);
        let fits = (1..=MAX_PREFIX).contains(&text.len()) && text.bytes().all(is_allowed);
        fits.then(|| Self(text.to_owned())).ok_or(NotAPrefix)
    }
}

impl TryFrom<String> for Prefix {
    type Error = NotAPrefix;

    fn try_from(text: String) -> Result<Self, NotAPrefix> {
        text.parse()
    }
}

impl From<Prefix> for String {
    fn from(prefix: Prefix) -> Self {
        prefix.0
    }
}

impl fmt::Display for Prefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
