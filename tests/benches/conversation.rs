//! One conversation of any length.

use genesys::details::ConversationDetails;
use genesys::vocabulary::Purpose;
use genesys::{ConversationId, Timestamp};
use serde_json::Value;
use simulate::{Kind, events_of};

/// The kinds of visits in a long conversation: in one of four, the customer is served by a bot
/// only.
const VISITS: [Kind; 4] = [Kind::WebMessage, Kind::WebMessage, Kind::BotOnly, Kind::WebMessage];
/// Minimum number of events of most visits.
const FEWEST: usize = 10;
/// Time from the start of one visit to that of the next, in milliseconds: a day.
const VISIT_MS: i64 = 86_400_000;

/// The id of the one conversation of [`conversation`].
pub fn conversation_id() -> ConversationId {
    visit(0).conversation_id
}

/// The messages of one conversation of `length` events: a message thread to which the customer
/// returns every day, with the sessions, agents and times of a simulated conversation.
pub fn conversation(length: usize) -> Vec<String> {
    let mut whole = visit(0);
    let mut told = events_of(&whole, false).events;
    let mut visits = 1..;
    while told.len() < length {
        // Most visits have more events than that.
        for number in visits.by_ref().take((length - told.len()).div_ceil(FEWEST)) {
            join(&mut whole, visit(number));
        }
        told = events_of(&whole, false).events;
    }
    told.truncate(length);
    told.into_iter().map(|event| event.envelope.to_string()).collect()
}

/// A visit that starts `number` days after the first.
fn visit(number: u64) -> ConversationDetails {
    let kind = VISITS[number as usize % VISITS.len()];
    let mut details = serde_json::to_value(simulate::conversation(kind, number)).unwrap();
    shift(&mut details, number as i64 * VISIT_MS);
    serde_json::from_value(details).unwrap()
}

/// Shifts every time in a document.
fn shift(value: &mut Value, ms: i64) {
    match value {
        Value::String(text) => {
            if let Ok(time) = text.parse::<Timestamp>() {
                *text = time.plus_ms(ms).to_string();
            }
        }
        Value::Array(values) => values.iter_mut().for_each(|value| shift(value, ms)),
        Value::Object(fields) => fields.values_mut().for_each(|value| shift(value, ms)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Adds a visit: a new session of the customer, and new participants who serve them.
fn join(whole: &mut ConversationDetails, visit: ConversationDetails) {
    for participant in visit.participants {
        let is_customer = |purpose: &Option<Purpose>| *purpose == Some(Purpose::Customer);
        let known = whole.participants.iter_mut().find(|known| is_customer(&known.purpose));
        match known {
            Some(known) if is_customer(&participant.purpose) => {
                known.sessions.extend(participant.sessions);
            }
            _ => whole.participants.push(participant),
        }
    }
    whole.conversation_end = visit.conversation_end;
}
