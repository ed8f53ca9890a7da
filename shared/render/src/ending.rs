//! How a session ended, in the words of a supervisor.

use conversation::Session;
use genesys::vocabulary::{DisconnectType, MediaType};

use super::text::words;

/// How a session ended. Nobody hangs up an e-mail or a message, so those have words of their own.
pub(super) fn ending(how: &DisconnectType, medium: Option<&MediaType>) -> String {
    let is_call = !matches!(medium, Some(MediaType::Email | MediaType::Message | MediaType::Chat));
    let said = match how {
        DisconnectType::Client | DisconnectType::Endpoint if is_call => "hung up",
        DisconnectType::Client | DisconnectType::Endpoint => "left",
        DisconnectType::Peer if is_call => "the other side hung up",
        DisconnectType::Peer => "the other side left",
        DisconnectType::System => "ended by the system",
        DisconnectType::Transfer => "transferred",
        DisconnectType::ConsultTransfer => "transferred after consulting",
        DisconnectType::ConferenceTransfer => "handed over in a conference",
        DisconnectType::ForwardTransfer => "forwarded",
        DisconnectType::NoAnswerTransfer => "not answered, sent on",
        DisconnectType::NotAvailableTransfer => "not available, sent on",
        DisconnectType::DndEndpoint => "do not disturb",
        DisconnectType::DndTransfer => "do not disturb, sent on",
        DisconnectType::Takeover => "taken over by someone else",
        DisconnectType::Timeout => "timed out",
        DisconnectType::Inactivity => "inactive for too long",
        DisconnectType::SessionExpired => "the session expired",
        DisconnectType::TransportFailure => "the connection failed",
        DisconnectType::Error => "ended by an error",
        DisconnectType::Uncallable => "cannot be called",
        DisconnectType::Spam => "spam",
        DisconnectType::Other => "ended otherwise",
        DisconnectType::Unknown(text) => return words(text),
    };
    said.to_owned()
}

/// How a session ended. `None` if it has not, or nobody says how.
pub(super) fn ending_of(session: &Session) -> Option<String> {
    session.end?;
    Some(ending(session.disconnect_type.as_ref()?, session.media_type.as_ref()))
}
