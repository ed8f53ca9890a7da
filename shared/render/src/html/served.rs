//! What a server knows besides the conversation: the present, the zoom that was asked for, names,
//! and the conversations before and after this one. A page in a file has at most names.

use conversation::{Conversation, Status};
use genesys::{ConversationId, Directory, Timestamp};

/// Seconds after which the page of an open conversation asks for news.
const POLL_SECONDS: u32 = 2;
/// Seconds after which the page of a conversation that has just ended asks for news: after-call
/// work and corrections follow.
const LATER_SECONDS: u32 = 15;
/// How long after its end a conversation still has news.
const LATER_MS: i64 = 3_600_000;

/// How often the axis is longer than the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Zoom(u32);

impl Zoom {
    /// All zooms, ascending.
    pub const ALL: [Self; 6] = [Self(1), Self(2), Self(4), Self(8), Self(16), Self(32)];

    /// The zoom of this many window widths. `None` if it is not one of [`Zoom::ALL`].
    #[must_use]
    pub fn new(times: u32) -> Option<Self> {
        Some(Self(times)).filter(|zoom| Self::ALL.contains(zoom))
    }

    /// How many window widths the axis has.
    #[must_use]
    pub const fn times(self) -> u32 {
        self.0
    }

    /// A zoom that shows eight times as much, or as much as there is.
    pub(super) fn closer(self) -> Self {
        Self((self.0 * 8).min(Self::ALL[Self::ALL.len() - 1].0))
    }
}

impl Default for Zoom {
    fn default() -> Self {
        Self(1)
    }
}

/// What a server knows besides the conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Served {
    /// The present.
    pub now: Timestamp,
    /// The zoom that was asked for.
    pub zoom: Zoom,
    /// Names for what the conversation does not name.
    pub names: Directory,
    /// The conversation before this one, where the server knows an order.
    pub previous: Option<ConversationId>,
    /// The conversation after this one.
    pub next: Option<ConversationId>,
    /// The parameters of the list that the reader came from, form-urlencoded: the links to the list
    /// and to its other conversations keep them. Empty for a list without a filter.
    pub list: Option<String>,
}

impl Served {
    /// A page of the present, at the first zoom and without neighbours.
    #[must_use]
    pub fn at(now: Timestamp) -> Self {
        Self {
            now,
            zoom: Zoom::default(),
            names: Directory::default(),
            previous: None,
            next: None,
            list: None,
        }
    }

    /// The link back to the list.
    pub(super) fn back(&self) -> String {
        match self.list.as_deref() {
            Some(list) if !list.is_empty() => format!("../../interactions?{}", encoded(list)),
            _ => "../../interactions".to_owned(),
        }
    }

    /// The link to another conversation of the list.
    pub(super) fn neighbour(&self, id: &ConversationId) -> String {
        match self.list_parameter() {
            Some(list) => format!("../{id}/timeline?{list}"),
            None => format!("../{id}/timeline"),
        }
    }

    /// The parameter by which a page remembers the list: `list=…`.
    pub(super) fn list_parameter(&self) -> Option<String> {
        self.list.as_deref().map(list_parameter)
    }

    /// The seconds between two questions for news. `None` if there will be none.
    pub(super) fn poll_seconds(&self, conversation: &Conversation) -> Option<u32> {
        let summary = &conversation.summary;
        match (summary.status, summary.ended_at) {
            (Status::Open, _) => Some(POLL_SECONDS),
            (Status::Ended, Some(at)) if self.now.since(at) < LATER_MS => Some(LATER_SECONDS),
            (Status::Ended, _) => None,
        }
    }
}

/// Parameters from outside, encoded anew.
fn encoded(list: &str) -> String {
    let pairs = form_urlencoded::parse(list.as_bytes());
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

/// The parameter by which the page of a conversation remembers a list.
pub(super) fn list_parameter(list: &str) -> String {
    form_urlencoded::Serializer::new(String::new()).append_pair("list", list).finish()
}

/// The instant up to which the page of a conversation is drawn: now while something in it goes on.
pub(super) fn present(conversation: &Conversation, served: Option<&Served>) -> Option<Timestamp> {
    let summary = &conversation.summary;
    let goes_on = || {
        let mut sessions =
            conversation.participants.iter().flat_map(|participant| &participant.sessions);
        sessions.any(|session| session.segments.iter().any(|it| it.segment_end.is_none()))
    };
    let is_open = summary.status == Status::Open;
    served.map(|served| served.now).filter(|_| !summary.timed_out && (is_open || goes_on()))
}
