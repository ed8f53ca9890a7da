//! The phases of a conversation. A phase is the meaning of a segment, which depends on the kind of
//! its session: `interact` of a queue is waiting, and `interact` of an agent is talk.

use conversation::tree::{Activity, Segment, SegmentType};
use conversation::{Family, Session};

use super::style::Paint;

/// The meaning of a segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Phase {
    /// In the menu of a voice flow.
    Menu,
    /// In another flow.
    Flow,
    /// Waiting in a queue.
    Queue,
    /// A callback waits for its time.
    Scheduled,
    /// A customer is connected.
    Connected,
    /// Reaching the user's own phone.
    Contacting,
    /// Dialing the other side.
    Dialing,
    /// A user's session rings.
    Alert,
    /// A user's session that rings or talks; which of the two is unknown.
    Untold,
    /// A user talks.
    Talk,
    /// A user works on a callback.
    Callback,
    /// A user has the other side on hold.
    Hold,
    /// A user put the conversation aside.
    Parked,
    /// A supervisor listens.
    Monitoring,
    /// A supervisor speaks to the agent alone.
    Coaching,
    /// A supervisor takes part.
    Barging,
    /// A supervisor watches the agent's screen.
    ScreenMonitoring,
    /// A screen is shared.
    Sharing,
    /// A voicemail is recorded.
    Voicemail,
    /// After-call work.
    WrapUp,
    /// The session changes its medium or kind.
    Converting,
    /// The session is delayed.
    Delay,
    /// Genesys Cloud itself is at work.
    System,
    /// A message or fax is transmitted.
    Transmitting,
    /// A file is uploaded.
    Uploading,
    /// Genesys Cloud does not say what happened.
    Unknown,
}

impl Phase {
    /// All phases in their usual order.
    pub const ALL: [Self; 26] = [
        Self::Menu,
        Self::Flow,
        Self::Queue,
        Self::Scheduled,
        Self::Connected,
        Self::Contacting,
        Self::Dialing,
        Self::Alert,
        Self::Untold,
        Self::Talk,
        Self::Callback,
        Self::Hold,
        Self::Parked,
        Self::Monitoring,
        Self::Coaching,
        Self::Barging,
        Self::ScreenMonitoring,
        Self::Sharing,
        Self::Voicemail,
        Self::WrapUp,
        Self::Converting,
        Self::Delay,
        Self::System,
        Self::Transmitting,
        Self::Uploading,
        Self::Unknown,
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
            // Only a document has a segment that is truly of no known type.
            SegmentType::Unknown
                if session.family == Some(Family::User) && session.documented.is_none() =>
            {
                Self::Untold
            }
            SegmentType::Interact => match session.family {
                Some(Family::Acd) => Self::Queue,
                Some(Family::Flow) => Self::Flow,
                Some(Family::Voicemail) => Self::Voicemail,
                Some(Family::User) => Self::Talk,
                Some(Family::Customer) | None => Self::Connected,
            },
            SegmentType::Contacting => Self::Contacting,
            SegmentType::Dialing => Self::Dialing,
            SegmentType::Alert => Self::Alert,
            SegmentType::Callback => Self::Callback,
            SegmentType::Hold => Self::Hold,
            SegmentType::Ivr => Self::Menu,
            SegmentType::Wrapup => Self::WrapUp,
            SegmentType::Monitoring => Self::Monitoring,
            SegmentType::Coaching => Self::Coaching,
            SegmentType::Barging => Self::Barging,
            SegmentType::Screenmonitoring => Self::ScreenMonitoring,
            SegmentType::Sharing => Self::Sharing,
            SegmentType::Parked => Self::Parked,
            SegmentType::Scheduled => Self::Scheduled,
            SegmentType::Voicemail => Self::Voicemail,
            SegmentType::Converting => Self::Converting,
            SegmentType::Delay => Self::Delay,
            SegmentType::System => Self::System,
            SegmentType::Transmitting => Self::Transmitting,
            SegmentType::Uploading => Self::Uploading,
            SegmentType::Unknown => Self::Unknown,
        }
    }

    /// The name of the phase.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Menu => "menu",
            Self::Flow => "flow",
            Self::Queue => "queue",
            Self::Scheduled => "scheduled",
            Self::Connected => "connected",
            Self::Contacting => "contacting",
            Self::Dialing => "dialing",
            Self::Alert => "ringing",
            Self::Untold => "ringing or talking",
            Self::Talk => "talk",
            Self::Callback => "callback",
            Self::Hold => "hold",
            Self::Parked => "parked",
            Self::Monitoring => "monitoring",
            Self::Coaching => "coaching",
            Self::Barging => "barging in",
            Self::ScreenMonitoring => "screen monitoring",
            Self::Sharing => "sharing",
            Self::Voicemail => "voicemail",
            Self::WrapUp => "wrap-up",
            Self::Converting => "converting",
            Self::Delay => "delay",
            Self::System => "system",
            Self::Transmitting => "transmitting",
            Self::Uploading => "uploading",
            Self::Unknown => "unknown",
        }
    }

    /// What someone does who is in the phase now.
    pub const fn now(self) -> &'static str {
        match self {
            Self::Menu => "in the menu",
            Self::Flow => "in flow",
            Self::Queue => "waiting",
            Self::Talk => "talking",
            Self::Hold => "on hold",
            Self::Sharing => "sharing a screen",
            Self::Voicemail => "recording a voicemail",
            Self::Callback => "on a callback",
            Self::WrapUp => "after-call work",
            Self::Delay => "delayed",
            Self::Unknown => "live",
            other => other.name(),
        }
    }

    /// The pattern of the phase in the drawing, which is the CSS class of its bars, too. Related
    /// phases have the same; the word in the bar tells them apart.
    pub const fn look(self) -> &'static str {
        match self {
            Self::Menu | Self::Flow => "flow",
            Self::Queue => "queue",
            Self::Connected => "connected",
            Self::Contacting => "contacting",
            Self::Dialing => "dialing",
            Self::Alert => "alert",
            Self::Untold => "untold",
            Self::Talk => "talk",
            Self::Callback | Self::Barging => "callback",
            Self::Hold => "hold",
            Self::Parked | Self::Scheduled | Self::Delay => "aside",
            Self::Monitoring | Self::Coaching | Self::ScreenMonitoring => "listen",
            Self::Voicemail => "voicemail",
            Self::WrapUp => "wrap-up",
            Self::Sharing
            | Self::Converting
            | Self::System
            | Self::Transmitting
            | Self::Uploading
            | Self::Unknown => "other",
        }
    }

    /// The character that fills a bar. Each phase has its own, so that bars can be read without
    /// colour.
    pub const fn glyph(self) -> char {
        match self {
            Self::Menu => '≋',
            Self::Flow => '≈',
            Self::Queue => '·',
            Self::Scheduled => '◦',
            Self::Connected => '━',
            Self::Contacting => ':',
            Self::Dialing => '›',
            Self::Alert => '!',
            Self::Untold => '?',
            Self::Talk => '█',
            Self::Callback => '▓',
            Self::Hold => '░',
            Self::Parked => 'p',
            Self::Monitoring => 'm',
            Self::Coaching => 'c',
            Self::Barging => 'b',
            Self::ScreenMonitoring => 's',
            Self::Sharing => '%',
            Self::Voicemail => '●',
            Self::WrapUp => '=',
            Self::Converting => '^',
            Self::Delay => ',',
            Self::System => '*',
            Self::Transmitting => '>',
            Self::Uploading => '+',
            Self::Unknown => '-',
        }
    }

    /// The colour of the phase.
    pub const fn paint(self) -> Paint {
        match self {
            Self::Menu | Self::Flow | Self::Voicemail => Paint::Flow,
            Self::Connected => Paint::Customer,
            Self::Contacting | Self::Dialing | Self::Alert | Self::Untold => Paint::Alert,
            Self::Talk | Self::Callback | Self::Barging => Paint::Talk,
            Self::Hold | Self::Parked | Self::Scheduled | Self::Delay => Paint::Hold,
            Self::Queue | Self::Monitoring | Self::Coaching | Self::ScreenMonitoring => {
                Paint::Queue
            }
            _ => Paint::Faint,
        }
    }
}

/// The phase that a session is in now: that of its latest open segment. `None` if none is open.
pub(super) fn current(session: &Session) -> Option<Phase> {
    let open = session.segments.iter().filter(|segment| segment.segment_end.is_none());
    open.max_by_key(|segment| segment.segment_start).map(|segment| Phase::of(session, segment))
}
