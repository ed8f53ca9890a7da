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
    view.sessions().filter(|(_, session)| is_callback(session))
}

/// Whether this is a callback session of a customer.
fn is_callback(session: &KnownSession<'_>) -> bool {
    session.is(Family::Customer) && session.is_in(&MediaType::Callback)
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
    let is_other_medium = |other: &KnownSession<'_>| {
        other.media_type.is_some_and(|media| *media != MediaType::Callback)
    };
    let mut earlier = view.sessions().take_while(|(other, _)| *other != id);
    let mut together = view.begun_between(start.time, start.time);
    if earlier.any(|(_, other)| is_other_medium(other) || is_callback(other))
        || together.any(|(_, other)| is_other_medium(other))
    {
        CallbackOrigin::InConversation
    } else {
        CallbackOrigin::WebCallback
    }
}
