//! The `eventBody` of synthesized detail events. Each topic has its own selection of a session's
//! fields.
//!
//! Absent texts are absent and enumerations are UPPER_SNAKE, as Genesys sends them. Some fields
//! exist in events but not in the document's schema: `routingPriority`, `utilizationLabel`,
//! `flowMilestones`. If the document's untyped rest has such a field under the event's name, the
//! body carries it.

use genesys::details::{ConversationDetails, FlowDetails, ParticipantDetails, SessionDetails};
use genesys::fields::{SessionField, upper_snake};
use genesys::{Json, JsonMap, Timestamp};
use serde_json::{Map, Value, json};

/// The journey context of `customer.start`: the name in the event, and in the document.
const JOURNEY: [(&str, &str); 4] = [
    ("sessionId", "journeyCustomerSessionId"),
    ("sessionIdType", "journeyCustomerSessionIdType"),
    ("actionId", "journeyActionId"),
    ("actionMapId", "journeyActionMapId"),
];

/// Reads a value of a document and gives that of an event.
type InEvent = fn(Json) -> Option<Value>;

macro_rules! rows {
    ($(
        $(#[$doc:meta])*
        $field:ident $name:literal: $type:ty = $read:path, $place:ident $($group:ident)?;
    )*) => {
        /// The name, the group of topics and the conversion of each field of the table. A field
        /// that is elsewhere in documents has no group.
        const ROWS: &[(&str, &str, InEvent)] = &[$((
            $name,
            concat!($(stringify!($group))?),
            |json| <$type as SessionField>::from_document(json).in_event(),
        ),)*];
    };
}

genesys::session_fields!(rows);

/// A session with its participant and document.
#[derive(Clone, Copy)]
pub struct Party<'a> {
    /// The document.
    pub conversation: &'a ConversationDetails,
    /// The participant of the session.
    pub participant: &'a ParticipantDetails,
    /// The session.
    pub session: &'a SessionDetails,
}

/// A body under construction.
pub struct Body(Map<String, Value>);

impl Body {
    /// An empty body.
    pub fn empty() -> Self {
        Self(Map::new())
    }

    /// A body with the ids of a participant, the time, and the external contacts that the
    /// conversation had by then.
    pub fn for_participant(
        conversation: &ConversationDetails,
        participant: &ParticipantDetails,
        at: Timestamp,
    ) -> Self {
        let known = || {
            let has_contact = |other: &&ParticipantDetails| {
                other.external_contact_id.is_some() || other.external_organization_id.is_some()
            };
            conversation
                .participants
                .iter()
                .filter(has_contact)
                .filter(move |other| begin(other).is_some_and(|b| b <= at))
        };
        Self::empty()
            .with("eventTime", at.ms())
            .with("conversationId", conversation.conversation_id.as_str())
            .text(
                "participantId",
                participant.participant_id.as_ref().map(genesys::ParticipantId::as_str),
            )
            .texts(
                "conversationExternalContactIds",
                known().filter_map(|other| other.external_contact_id.as_deref()),
            )
            .texts(
                "conversationExternalOrganizationIds",
                known().filter_map(|other| other.external_organization_id.as_deref()),
            )
    }

    /// A body with the fields that every topic of a session has.
    pub fn for_session(party: Party<'_>, at: Timestamp) -> Self {
        let session = party.session;
        Self::for_participant(party.conversation, party.participant, at)
            .text("sessionId", session.session_id.as_ref().map(genesys::SessionId::as_str))
            .word(
                "mediaType",
                session.media_type.as_ref().map(genesys::vocabulary::MediaType::wire),
            )
            .word("direction", session.direction.as_ref().map(genesys::vocabulary::Direction::wire))
            .group("every", session)
            .carried(&session.rest, "utilizationLabel")
    }

    /// Adds the addresses of written media. All topics except those of voicemail have them.
    pub fn addresses(self, session: &SessionDetails) -> Self {
        let subject = session.segments.iter().find_map(|segment| segment.subject.as_deref());
        self.text("subject", subject).group("written", session)
    }

    /// Adds the callback fields. Flows, voicemail and outbound have none.
    pub fn callback(self, session: &SessionDetails) -> Self {
        self.group("callback", session)
    }

    /// Adds how a wait was routed. Only its end has it.
    pub fn routed(self, session: &SessionDetails) -> Self {
        self.group("routed", session)
    }

    /// Adds the campaign. Only the event about a campaign's contact has it.
    pub fn campaign(self, session: &SessionDetails) -> Self {
        self.group("campaign", session)
    }

    /// Adds the fields of the session that belong to a group of topics, by the table
    /// [`genesys::session_fields`].
    fn group(mut self, group: &str, session: &SessionDetails) -> Self {
        for (name, _, in_event) in ROWS.iter().filter(|(_, of, _)| *of == group) {
            if let Some(value) = session.get(name).and_then(in_event) {
                self = self.with(name, value);
            }
        }
        self
    }

    /// Adds the journey of a customer. Only the start of their session has it.
    pub fn journey(self, session: &SessionDetails) -> Self {
        let context: Map<String, Value> = JOURNEY
            .iter()
            .filter_map(|(name, in_document)| {
                let json = session.get(in_document)?;
                Some(((*name).to_owned(), json.as_str().filter(|it| !it.is_empty())?.into()))
            })
            .collect();
        if context.is_empty() { self } else { self.with("journeyContext", context) }
    }

    /// Adds the division. After-call work has none. The document lists only the conversation's
    /// divisions; the first one is used.
    pub fn division(self, conversation: &ConversationDetails) -> Self {
        self.text("divisionId", conversation.division_ids.first().map(String::as_str))
    }

    /// Adds the external contact of a customer.
    pub fn contact(self, participant: &ParticipantDetails) -> Self {
        self.text("externalContactId", participant.external_contact_id.as_deref())
            .text("externalOrganizationId", participant.external_organization_id.as_deref())
    }

    /// Adds the flow of a session. `otherwise` is its type if the document has none.
    pub fn flow(self, flow: Option<&FlowDetails>, otherwise: &str) -> Self {
        let kind = flow
            .and_then(|flow| flow.flow_type.as_ref())
            .map_or(otherwise, genesys::vocabulary::FlowType::wire);
        self.word("flowType", Some(kind))
            .text("flowId", flow.and_then(|flow| flow.flow_id.as_deref()))
            .text("flowVersion", flow.and_then(|flow| flow.flow_version.as_deref()))
    }

    /// Adds a field that is always present.
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.0.insert(name.to_owned(), value.into());
        self
    }

    /// Adds a text, unless it is absent or empty.
    pub fn text(self, name: &str, text: Option<&str>) -> Self {
        match text {
            Some(text) if !text.is_empty() => self.with(name, text),
            _ => self,
        }
    }

    /// Adds a word of an enumeration.
    pub fn word(self, name: &str, word: Option<&str>) -> Self {
        self.text(name, word.map(upper_snake).as_deref())
    }

    /// Adds a number, unless it is absent.
    pub fn number(self, name: &str, number: Option<i64>) -> Self {
        match number {
            Some(number) => self.with(name, number),
            None => self,
        }
    }

    /// Adds the distinct texts of a list, in order, unless the list is empty.
    pub fn texts<'a>(self, name: &str, texts: impl Iterator<Item = &'a str>) -> Self {
        let mut distinct: Vec<&str> = Vec::new();
        texts.for_each(|text| {
            if !distinct.contains(&text) {
                distinct.push(text);
            }
        });
        if distinct.is_empty() { self } else { self.with(name, json!(distinct)) }
    }

    /// Adds a field that the document can only have in its untyped rest.
    pub fn carried(self, rest: &JsonMap, name: &str) -> Self {
        match rest.get(name) {
            Some(json) if !json.is_null() => self.with(name, Value::from(json)),
            _ => self,
        }
    }

    /// The finished body.
    pub fn into_map(self) -> Map<String, Value> {
        self.0
    }
}

/// When a participant's first session began.
pub fn begin(participant: &ParticipantDetails) -> Option<Timestamp> {
    participant
        .sessions
        .iter()
        .flat_map(|session| &session.segments)
        .filter_map(|segment| segment.segment_start)
        .min()
}
