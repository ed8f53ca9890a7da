//! A call of the Platform API.

use std::fmt;

use genesys::{ConversationId, ParticipantId, SessionId, UserId};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

/// The HTTP method of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Creates, or queries.
    Post,
    /// Changes.
    Patch,
    /// Sets.
    Put,
}

/// A call of the Platform API. Its `Debug` omits the body, which may contain notes, attributes and
/// numbers.
#[derive(Clone, PartialEq)]
pub struct Call {
    /// The HTTP method.
    pub method: Method,
    /// The path of the resource.
    pub path: Path,
    /// The body, as JSON.
    pub body: Option<Value>,
    /// Whether the call changes nothing, so that sending it twice is harmless.
    pub repeatable: bool,
}

/// A path of the Platform API, made of fixed words and of ids, which need no encoding, and of
/// parameters, which are encoded. Its `Debug` omits the parameters.
///
/// ```
/// use interactions::platform::Path;
/// let id: genesys::ConversationId = "c-1".parse()?;
/// let path = Path::of("/api/v2/conversations").then("calls").id(&id).then("participants");
/// assert_eq!(path.as_str(), "/api/v2/conversations/calls/c-1/participants");
/// # Ok::<(), genesys::ids::NotAnId>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Path(String);

/// An id that is safe in a path: `[A-Za-z0-9-]{1,64}`.
pub trait PathId {
    /// The id as text.
    fn segment(&self) -> &str;
}

macro_rules! path_id {
    ($($name:ident)*) => {
        $(impl PathId for $name {
            fn segment(&self) -> &str {
                self.as_str()
            }
        })*
    };
}

path_id!(ConversationId ParticipantId SessionId UserId);

impl Path {
    /// A path of fixed words.
    #[must_use]
    pub fn of(words: &'static str) -> Self {
        Self(words.to_owned())
    }

    /// The path with one more word.
    #[must_use]
    pub fn then(self, word: &'static str) -> Self {
        self.and(word)
    }

    /// The path with an id.
    #[must_use]
    pub fn id(self, id: &impl PathId) -> Self {
        self.and(id.segment())
    }

    /// The path with a parameter.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        self.0.push(if self.0.contains('?') { '&' } else { '?' });
        self.0.push_str(name);
        self.0.push('=');
        self.0.extend(utf8_percent_encode(value, NON_ALPHANUMERIC));
        self
    }

    /// The path as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn and(mut self, segment: &str) -> Self {
        self.0.push('/');
        self.0.push_str(segment);
        self
    }
}

impl fmt::Debug for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.0.split('?').next().unwrap_or_default();
        f.debug_tuple("Path").field(&path).finish()
    }
}

impl Call {
    /// A change, which must not be repeated if it may have been done.
    #[must_use]
    pub const fn change(method: Method, path: Path, body: Value) -> Self {
        Self { method, path, body: Some(body), repeatable: false }
    }

    /// A query, which is a POST because it does not fit into a URL.
    #[must_use]
    pub const fn query(path: Path, body: Value) -> Self {
        Self { method: Method::Post, path, body: Some(body), repeatable: true }
    }

    /// A read.
    #[must_use]
    pub const fn get(path: Path) -> Self {
        Self { method: Method::Get, path, body: None, repeatable: true }
    }
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut call = f.debug_struct("Call");
        call.field("method", &self.method)
            .field("path", &self.path)
            .field("repeatable", &self.repeatable);
        call.finish_non_exhaustive()
    }
}
