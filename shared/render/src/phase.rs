//! The phases of a conversation. A phase is the meaning of a segment, which depends on the kind of
//! its session: `interact` of a queue is waiting, and `interact` of an agent is talk.

use conversation::tree::{Activity, Segment, SegmentType};
use conversation::{Conversation, Family, Session};

use super::style::Paint;

/// The meaning of a segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Phase {
    /// In a flow.
    Flow,
    /// Waiting in a queue.
    Queue,
    /// A customer is connected.
    Connected,
    /// Reaching the user's own phone.
    Contacting,
    /// Dialing the other side.
    Dialing,
    /// Alerting a user.
    Alert,
    /// A user's session that rings or talks; which of the two is unknown.
    Untold,
    /// A user talks.
    Talk,
    /// A user works on a callback.
    Callback,
    /// A user has the other side on hold.
    Hold,
    /// A voicemail is recorded.
    Voicemail,
    /// After-call work.
    WrapUp,
}

impl Phase {
    /// All phases in their usual order.
    pub const ALL: [Self; 12] = [
        Self::Flow,
        Self::Queue,
        Self::Connected,
        Self::Contacting,
        Self::Dialing,
        Self::Alert,
        Self::Untold,
        Self::Talk,
        Self::Callback,
        Self::Hold,
        Self::Voicemail,
        Self::WrapUp,
    ];

    /// The phase of a segment.
    pub fn of(session: &Session, segment: &Segment) -> Self {
        match segment.segment_type {
            SegmentType::Alert
                if segment.segment_end.is_none()
                    && session.activity() == Some(Activity::Unknown) =>
            {
                Self::Untold
            }
            SegmentType::Contacting => Self::Contacting,
            SegmentType::Dialing => Self::Dialing,
            SegmentType::Alert => Self::Alert,
            SegmentType::Callback => Self::Callback,
            SegmentType::Hold => Self::Hold,
            SegmentType::Ivr => Self::Flow,
            SegmentType::Wrapup => Self::WrapUp,
            SegmentType::Interact => match session.family {
                Some(Family::Acd) => Self::Queue,
                Some(Family::Flow) => Self::Flow,
                Some(Family::Voicemail) => Self::Voicemail,
                Some(Family::User) => Self::Talk,
                Some(Family::Customer) | None => Self::Connected,
            },
        }
    }

    /// The name of the phase.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Flow => "flow",
            Self::Queue => "queue",
            Self::Connected => "connected",
            Self::Contacting => "contacting",
            Self::Dialing => "dialing",
            Self::Alert => "alert",
            Self::Untold => "ringing or talking",
            Self::Talk => "talk",
            Self::Callback => "callback",
            Self::Hold => "hold",
            Self::Voicemail => "voicemail",
            Self::WrapUp => "wrap-up",
        }
    }

    /// The character that fills a bar. Each phase has its own, so that bars can be read without
    /// colour.
    pub const fn glyph(self) -> char {
        match self {
            Self::Flow => '≈',
            Self::Queue => '·',
            Self::Connected => '━',
            Self::Contacting => ':',
            Self::Dialing => '›',
            Self::Alert => '!',
            Self::Untold => '?',
            Self::Talk => '█',
            Self::Callback => '▓',
            Self::Hold => '░',
            Self::Voicemail => '●',
            Self::WrapUp => '=',
        }
    }

    /// The colour of the phase.
    pub const fn paint(self) -> Paint {
        match self {
            Self::Flow | Self::Voicemail => Paint::Flow,
            Self::Queue => Paint::Queue,
            Self::Connected => Paint::Customer,
            Self::Contacting | Self::Dialing | Self::Alert | Self::Untold => Paint::Alert,
            Self::Talk | Self::Callback => Paint::Talk,
            Self::Hold => Paint::Hold,
            Self::WrapUp => Paint::Faint,
        }
    }
}

/// How long one phase took.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Spent {
    /// Sum over all segments that ended.
    pub ms: i64,
    /// Whether a segment of the phase has not ended.
    pub open: bool,
}

/// How long each phase took, over all sessions of a conversation.
pub(super) fn spent(conversation: &Conversation) -> Vec<(Phase, Spent)> {
    let sessions =
        || conversation.participants.iter().flat_map(|participant| &participant.sessions);
    let spent = |phase| {
        let mut spent = Spent::default();
        for session in sessions() {
            for segment in
                session.segments.iter().filter(|segment| Phase::of(session, segment) == phase)
            {
                match segment.segment_end {
                    Some(end) => {
                        spent.ms = spent.ms.saturating_add(end.since(segment.segment_start));
                    }
                    None => spent.open = true,
                }
            }
        }
        (phase, spent)
    };
    Phase::ALL.into_iter().map(spent).filter(|(_, spent)| *spent != Spent::default()).collect()
}
