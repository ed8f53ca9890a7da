//! The channel of a contact: its medium, its addresses, and its direction.

use genesys::Timestamp;
use genesys::details::SessionDetails;
use genesys::vocabulary::{Direction, MediaType, MessageType};

use super::organization::organization;
use super::random::Random;

/// The fields that all sessions of a contact in one medium share.
#[derive(Debug, Clone)]
pub(super) struct Channel {
    shared: SessionDetails,
    /// The subject of an e-mail.
    pub subject: Option<String>,
}

impl Channel {
    fn of(medium: MediaType, provider: &str, direction: Option<Direction>) -> Self {
        let (media_type, provider) = (Some(medium), Some(provider.to_owned()));
        Self {
            shared: SessionDetails { media_type, provider, direction, ..SessionDetails::default() },
            subject: None,
        }
    }

    /// A call that comes in from `number`.
    pub fn inbound_call(number: &str) -> Self {
        let mut call = Self::of(MediaType::Voice, "Edge", Some(Direction::Inbound));
        call.shared.ani = Some(format!("tel:{number}"));
        call.shared.dnis = Some("tel:+15550100100".to_owned());
        call
    }

    /// A call that a user places from `address` to `number`.
    pub fn outbound_call(address: &str, number: &str) -> Self {
        let mut call = Self::of(MediaType::Voice, "Edge", Some(Direction::Outbound));
        call.shared.ani = Some(address.to_owned());
        call.shared.dnis = Some(format!("tel:{number}"));
        call
    }

    /// A callback to `number`, at `at` or as soon as possible.
    pub fn callback(
        name: &str,
        number: &str,
        at: Option<Timestamp>,
        direction: Option<Direction>,
    ) -> Self {
        let mut callback = Self::of(MediaType::Callback, "PureCloud Callback", direction);
        callback.shared.callback_user_name = Some(name.to_owned());
        callback.shared.callback_numbers = vec![number.to_owned()];
        callback.shared.callback_scheduled_time = at;
        (callback.shared.skip_enabled, callback.shared.timeout_seconds) = (Some(true), Some(0));
        callback
    }

    /// This channel, for a contact of the campaign.
    pub fn of_campaign(mut self, contact: &str) -> Self {
        self.shared.outbound_campaign_id = Some(organization().campaign.clone());
        self.shared.outbound_contact_list_id = Some(organization().contact_list.clone());
        self.shared.outbound_contact_id = Some(contact.to_owned());
        self
    }

    /// A web chat.
    pub fn chat() -> Self {
        Self::of(MediaType::Chat, "PureCloud Webchat v2", Some(Direction::Inbound))
    }

    /// A conversation of messages.
    pub fn message(random: &mut Random, kind: MessageType, number: &str) -> Self {
        let mut message =
            Self::of(MediaType::Message, "PureCloud Messaging", Some(Direction::Inbound));
        let from = if kind == MessageType::Whatsapp { number.to_owned() } else { random.uuid() };
        (message.shared.address_from, message.shared.address_to) =
            (Some(from), Some("assistant".to_owned()));
        message.shared.message_type = Some(kind);
        message
    }

    /// An e-mail.
    pub fn email(random: &mut Random) -> Self {
        let mut email = Self::of(MediaType::Email, "PureCloud Email", Some(Direction::Inbound));
        email.shared.address_from =
            Some(format!("customer-{}@example.com", random.between(1, 99_999)));
        email.shared.address_to = Some("service@example.com".to_owned());
        email.subject = Some(format!("Order {}", random.between(10_000, 99_999)));
        email
    }

    /// This channel in the opposite direction: for a reply to what the other side sent first.
    pub fn turned(mut self) -> Self {
        let shared = &mut self.shared;
        std::mem::swap(&mut shared.address_from, &mut shared.address_to);
        shared.direction = match shared.direction {
            Some(Direction::Inbound) => Some(Direction::Outbound),
            _ => Some(Direction::Inbound),
        };
        self
    }

    /// A new session in this channel.
    pub fn session(&self, random: &mut Random) -> SessionDetails {
        SessionDetails { session_id: Some(random.id()), ..self.shared.clone() }
    }

    /// Whether the channel is a call.
    pub fn is_voice(&self) -> bool {
        self.shared.media_type == Some(MediaType::Voice)
    }
}

/// A telephone number from the range that is reserved for fiction.
pub(super) fn number(random: &mut Random) -> String {
    format!("+1555010{:04}", random.between(1_000, 9_999))
}
