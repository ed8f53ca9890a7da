//! The origin of a callback.

use common_events::payload::CallbackOrigin;
use genesys::vocabulary::MediaType;

use crate::family::Family;
use crate::known_session::KnownSession;
use crate::view::{SessionIndex, View};

/// The customer's callback sessions, in order.
pub(crate) fn callbacks<'v, 'h>(
    view: &'v View<'h>,
) -> impl Iterator<Item = (SessionIndex, &'v KnownSession<'h>)> {
    view.of_family(Family::Customer)
        .filter(|(_, session)| session.media_type == Some(&MediaType::Callback))
}

/// The origin of a customer's callback session: a campaign if an `outbound` event names the
/// conversation; else the conversation itself if a session of another medium, or an earlier
/// callback, began at or before it; else the API.
pub(crate) fn origin(
    view: &View<'_>,
    id: SessionIndex,
    session: &KnownSession<'_>,
) -> CallbackOrigin {
    if !view.outbound.is_empty() {
        return CallbackOrigin::Campaign;
    }
    let Some(start) = session.start else { return CallbackOrigin::Unknown };
    let other_medium = |other: &KnownSession<'_>| {
        other.media_type.is_some_and(|media| *media != MediaType::Callback)
    };
    let began =
        |other: &KnownSession<'_>| other.start.is_some_and(|began| began.time <= start.time);
    let before = view.sessions().any(|(_, other)| other_medium(other) && began(other));
    let earlier_callback = callbacks(view).next().is_some_and(|(first, _)| first != id);
    if before || earlier_callback {
        CallbackOrigin::InConversation
    } else {
        CallbackOrigin::WebCallback
    }
}
