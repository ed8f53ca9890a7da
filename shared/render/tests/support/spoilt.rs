//! Hostile text in every field that holds text from outside.

use common_events::CommonEvent;
use conversation::tree::{Flow, FlowOutcome};
use conversation::{Participant, Session};
use genesys::vocabulary::{Direction, DisconnectType, MediaType, MessageType, Purpose};

use super::Story;

/// Fields of Common Events that hold text from outside. A type ignores those that it does not have.
const SAID: [&str; 14] = [
    "ani",
    "dnis",
    "addressFrom",
    "addressTo",
    "purpose",
    "disconnectType",
    "externalContactId",
    "externalOrganizationId",
    "wrapUpCode",
    "flowId",
    "flowType",
    "exitReason",
    "transferType",
    "value",
];

impl Story {
    /// The story with `text` in every field that holds text from outside.
    pub fn spoilt(&self, text: &str) -> Self {
        let mut story = self.clone();
        let summary = &mut story.conversation.summary;
        summary.external_contact_ids = vec![text.to_owned()];
        summary.directions.push(Direction::Unknown(text.to_owned()));
        summary.originating_direction = Some(Direction::Unknown(text.to_owned()));
        summary.media_types.push(MediaType::Unknown(text.to_owned()));
        for (index, participant) in story.conversation.participants.iter_mut().enumerate() {
            if index % 3 == 2 {
                participant.purpose = Some(Purpose::Unknown(text.to_owned()));
            }
            of_participant(participant, text);
        }
        story.common_events.iter_mut().for_each(|common_event| of_common_event(common_event, text));
        story
    }
}

fn of_participant(participant: &mut Participant, text: &str) {
    participant.participant_name = Some(text.to_owned());
    participant.external_contact_id = Some(text.to_owned());
    participant.attributes.insert(text.to_owned(), text.to_owned());
    participant.sessions.iter_mut().for_each(|session| of_session(session, text));
}

fn of_session(session: &mut Session, text: &str) {
    let some = || Some(text.to_owned());
    (session.ani, session.dnis, session.address_from, session.address_to) =
        (some(), some(), some(), some());
    (session.subject, session.callback_user_name, session.outbound_campaign_id) =
        (some(), some(), some());
    session.callback_numbers = vec![text.to_owned()];
    session.media_type = Some(MediaType::Unknown(text.to_owned()));
    session.message_type = Some(MessageType::Unknown(text.to_owned()));
    session.disconnect_type =
        session.disconnect_type.as_ref().map(|_| DisconnectType::Unknown(text.to_owned()));
    session.flow = session.flow.take().map(|flow| Flow {
        flow_id: some(),
        exit_reason: some(),
        transfer_type: some(),
        outcomes: vec![FlowOutcome {
            flow_outcome_id: text.to_owned(),
            flow_outcome_value: some(),
            flow_outcome_start_timestamp: None,
            flow_outcome_end_timestamp: None,
        }],
        ..flow
    });
    for segment in &mut session.segments {
        (segment.wrap_up_code, segment.wrap_up_note) = (some(), some());
    }
}

fn of_common_event(common_event: &mut CommonEvent, text: &str) {
    for field in SAID {
        common_event.data[field] = text.into();
    }
}
