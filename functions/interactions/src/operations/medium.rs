//! Which medium takes which calls, by Genesys Cloud's published Platform API model.

use genesys::vocabulary::MediaType;

/// The path segment below `/conversations` where a participant of the medium is updated. `None` if
/// the medium has only the general path.
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

/// The path segment where a session of the medium gets its wrap-up code. `None` if the medium has
/// no wrap-up.
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

/// Whether the medium only accompanies another one. An operation then means the other one.
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
