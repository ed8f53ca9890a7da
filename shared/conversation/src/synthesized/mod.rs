//! The events that a conversation-details document implies: those that Genesys would have sent
//! about that conversation.
//!
//! The document knows more than the events do (purposes, holds, conferences). The synthesized
//! events lose what real events lose, and nothing else: times, ids, totals and disconnect types are
//! the document's own.

pub mod body;
mod flow;
pub mod span;
mod user;
mod wait;

use std::collections::BTreeMap;
use std::fmt;

use genesys::details::{ConversationDetails, ParticipantDetails, SessionDetails};
use genesys::vocabulary::{DisconnectType, MediaType, Purpose};
use genesys::{ConversationId, JsonMap, Timestamp, Topic, UserId};
use serde_json::{Map, Value, json};

use crate::family::Family;
use body::{Body, Party, begin};
use span::Span;

/// A synthesized event, as Genesys would have sent it.
#[derive(Debug, Clone, PartialEq)]
pub struct SynthesizedEvent {
    /// The topic.
    pub topic: Topic,
    /// The event time.
    pub time: Timestamp,
    /// The `eventBody`.
    pub body: Map<String, Value>,
}

/// The synthesized events of a document, ordered by time.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SynthesizedEvents {
    /// The synthesized events.
    pub events: Vec<SynthesizedEvent>,
    /// Participants for which Genesys sends no events.
    pub unsent: Vec<Unsent>,
}

/// A participant whose purpose has no detail events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsent {
    /// The conversation of the participant.
    pub conversation_id: ConversationId,
    /// The purpose, if the document has one.
    pub purpose: Option<Purpose>,
}

impl fmt::Display for Unsent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let purpose = self.purpose.as_ref().map_or("without purpose", Purpose::as_str);
        write!(
            f,
            "conversation {}: Genesys sends no detail events of a participant {purpose}",
            self.conversation_id
        )
    }
}

/// The family of a purpose, which decides the topics of its events; `None` if it has no detail
/// events.
fn family(purpose: &Purpose) -> Option<Family> {
    match purpose {
        Purpose::Customer | Purpose::External => Some(Family::Customer),
        Purpose::Agent | Purpose::User => Some(Family::User),
        Purpose::Acd => Some(Family::Acd),
        Purpose::Ivr | Purpose::Workflow | Purpose::Botflow | Purpose::VoiceSurveyFlow => {
            Some(Family::Flow)
        }
        Purpose::Voicemail => Some(Family::Voicemail),
        _ => None,
    }
}

/// The detail events that a document implies.
///
/// A live session has no end event, and a session without segments has no events at all. `contact`
/// is sent at the start of a customer with an external contact. `outbound` is sent for the
/// customer's sessions of a campaign, else for the campaign's first session. At equal times, the
/// campaign's events come first and then the customer's, because a dialer makes the contact before
/// it is queued.
#[must_use]
pub fn synthesize(details: &ConversationDetails) -> SynthesizedEvents {
    synthesize_with(details, |_| Vec::new())
}

/// The detail events that a document implies, and the events that `also` adds for each session with
/// events.
pub fn synthesize_with<'a>(
    details: &'a ConversationDetails,
    mut also: impl FnMut(Party<'a>) -> Vec<SynthesizedEvent>,
) -> SynthesizedEvents {
    let mut synthesizer =
        Synthesizer { details, talks: talks(details), output: SynthesizedEvents::default() };
    synthesizer.outbound();
    let family_of =
        |participant: &ParticipantDetails| participant.purpose.as_ref().and_then(family);
    let mut participants: Vec<&ParticipantDetails> = details.participants.iter().collect();
    participants.sort_by_key(|participant| family_of(participant) != Some(Family::Customer));
    for participant in participants {
        let Some(family) = family_of(participant) else {
            let unsent = Unsent {
                conversation_id: details.conversation_id.clone(),
                purpose: participant.purpose.clone(),
            };
            synthesizer.output.unsent.push(unsent);
            continue;
        };
        for session in &participant.sessions {
            let party = Party { conversation: details, participant, session };
            synthesizer.session(party, family);
            if Span::from_session(session).is_some() {
                synthesizer.output.events.extend(also(party));
            }
        }
        synthesizer.participant(participant, family);
    }
    synthesizer.output.events.sort_by_key(|event| event.time);
    synthesizer.output
}

struct Synthesizer<'a> {
    details: &'a ConversationDetails,
    talks: Talks<'a>,
    output: SynthesizedEvents,
}

impl<'a> Synthesizer<'a> {
    fn push(&mut self, topic: &Topic, time: Timestamp, body: Body) {
        self.output.events.push(SynthesizedEvent {
            topic: topic.clone(),
            time,
            body: body.into_map(),
        });
    }

    fn participant(&mut self, participant: &'a ParticipantDetails, family: Family) {
        let Some(start) = begin(participant) else { return };
        if !participant.attributes.is_empty() {
            let begun = |session: &&SessionDetails| {
                Span::from_session(session).is_some_and(|span| span.start == start)
            };
            let communication = |session: &SessionDetails| {
                let medium = session.media_type.as_ref().map(MediaType::wire);
                Some(json!({"id": session.session_id.as_ref()?.as_str(), "mediaType": medium?}))
            };
            let begun: Vec<_> =
                participant.sessions.iter().filter(begun).filter_map(communication).collect();
            let body = Body::for_participant(self.details, participant, start)
                .with("attributes", attributes(&participant.attributes))
                .with("communications", begun)
                .with("participantStartTime", start.ms());
            self.push(&Topic::Attributes, start, body);
        }
        let contact = participant.external_contact_id.is_some()
            || participant.external_organization_id.is_some();
        if let (Family::Customer, true, Some(session)) =
            (family, contact, participant.sessions.first())
        {
            let party = Party { conversation: self.details, participant, session };
            self.push(&Topic::Contact, start, customer(party, start));
        }
    }

    fn session(&mut self, party: Party<'a>, family: Family) {
        if let Some(span) = Span::from_session(party.session) {
            match family {
                Family::Customer => self.customer(party, &span),
                Family::User => self.user(party, &span),
                Family::Acd => self.acd(party, &span),
                Family::Flow => self.flow(party, &span, party.session.flow.as_ref()),
                Family::Voicemail => self.voicemail(party, &span),
            }
        }
        if family == Family::User {
            self.wrapup(party);
        }
    }

    fn customer(&mut self, party: Party<'a>, span: &Span<'a>) {
        let body = customer(party, span.start).journey(party.session);
        self.push(&Topic::CustomerStart, span.start, body);
        if let Some(end) = span.end {
            let body = ended(customer(party, end), span)
                .with("interactingDurationMs", span.total("interact"));
            self.push(&Topic::CustomerEnd, end, body);
        }
    }

    fn voicemail(&mut self, party: Party<'a>, span: &Span<'a>) {
        let body = |at| {
            Body::for_session(party, at)
                .division(party.conversation)
                .text("userId", party.participant.user_id.as_ref().map(UserId::as_str))
                .text("queueId", span.queue().map(genesys::QueueId::as_str))
        };
        self.push(&Topic::VoicemailStart, span.start, body(span.start));
        if let Some(end) = span.end {
            let body = ended(body(end), span).with("voicemailDurationMs", span.total("interact"));
            self.push(&Topic::VoicemailEnd, end, body);
        }
    }

    fn outbound(&mut self) {
        let details = self.details;
        let parties = details.participants.iter().flat_map(|participant| {
            let party = move |session| Party { conversation: details, participant, session };
            participant.sessions.iter().map(party)
        });
        let family_of = |party: &Party<'_>| party.participant.purpose.as_ref().and_then(family);
        let campaign = |party: &Party<'_>| {
            party.session.outbound_campaign_id.is_some() && family_of(party).is_some()
        };
        let of_campaign: Vec<_> = parties.filter(campaign).collect();
        let mut chosen: Vec<_> = of_campaign
            .iter()
            .filter(|party| family_of(party) == Some(Family::Customer))
            .copied()
            .collect();
        if chosen.is_empty() {
            chosen.extend(of_campaign.first());
        }
        for party in chosen {
            let Some(span) = Span::from_session(party.session) else { continue };
            let session = party.session;
            let body = Body::for_session(party, span.start)
                .addresses(session)
                .division(details)
                .campaign(session);
            self.push(&Topic::Outbound, span.start, body);
        }
    }
}

/// When the users of each medium began to talk, in order, each with its place in the document.
type Talks<'a> = BTreeMap<Option<&'a MediaType>, Vec<(Timestamp, usize, &'a UserId)>>;

fn talks(details: &ConversationDetails) -> Talks<'_> {
    let is_user =
        |of: &&ParticipantDetails| of.purpose.as_ref().and_then(family) == Some(Family::User);
    let users = details.participants.iter().filter(is_user);
    let sessions = users.flat_map(|of| of.sessions.iter().map(move |session| (of, session)));
    let mut talks = Talks::new();
    for (place, (participant, session)) in sessions.enumerate() {
        let talk = Span::from_session(session).and_then(|span| span.talk());
        if let (Some(began), Some(user)) = (talk, &participant.user_id) {
            talks.entry(session.media_type.as_ref()).or_default().push((began, place, user));
        }
    }
    talks.values_mut().for_each(|talks| talks.sort_by_key(|(began, ..)| *began));
    talks
}

fn attributes(attributes: &JsonMap) -> Map<String, Value> {
    attributes.iter().map(|(name, json)| (name.clone(), Value::from(json))).collect()
}

fn addressed(party: Party<'_>, at: Timestamp) -> Body {
    Body::for_session(party, at).addresses(party.session).callback(party.session)
}

fn customer(party: Party<'_>, at: Timestamp) -> Body {
    addressed(party, at).division(party.conversation).contact(party.participant)
}

fn ended(body: Body, span: &Span<'_>) -> Body {
    body.word("disconnectType", span.disconnect_type().map(DisconnectType::wire))
}
