//! Which medium takes which calls, by Genesys Cloud's published Platform API model.

use genesys::vocabulary::MediaType;

/// The folder of conversations in which a participant of the medium is updated; `None` where there is only the general
/// one.
pub(super) const fn folder(medium: Option<&MediaType>) -> Option<&'static str> {
    match medium {
        Some(MediaType::Voice) => Some("calls"),
        Some(MediaType::Callback) => Some("callbacks"),
        Some(MediaType::Email) => Some("emails"),
        Some(MediaType::Message) => Some("messages"),
        Some(MediaType::Cobrowse) => Some("cobrowsesessions"),
        _ => None,
    }
}

/// The folder in which a session of the medium gets its wrap-up code; `None` where it cannot.
pub(super) const fn wrap_up_folder(medium: Option<&MediaType>) -> Option<&'static str> {
    match medium {
        Some(MediaType::Video) => Some("videos"),
        Some(MediaType::Screenshare) => Some("screenshares"),
        medium => folder(medium),
    }
}

/// Whether a session of the medium can be parked.
pub(super) const fn can_be_parked(medium: Option<&MediaType>) -> bool {
    matches!(medium, Some(MediaType::Email | MediaType::Message))
}

/// Whether the medium only comes beside another one, which is what an operation means.
pub(super) const fn is_beside(medium: Option<&MediaType>) -> bool {
    matches!(
        medium,
        Some(
            MediaType::Screenshare
                | MediaType::Cobrowse
                | MediaType::ScreenMonitoring
                | MediaType::Video
        )
    )
}
