//! One conversation of any length.

use genesys::details::ConversationDetails;
use genesys::vocabulary::Purpose;
use genesys::{ConversationId, Timestamp};
use serde_json::Value;
use switchboard::simulate::{self, Kind, events_of};

/// What the visits of a long conversation are: one in four is dealt with by an assistant alone.
const VISITS: [Kind; 4] = [Kind::WebMessage, Kind::WebMessage, Kind::BotOnly, Kind::WebMessage];
/// How many events a visit has, at least for the most part.
const FEWEST: usize = 10;
/// From the beginning of one visit to that of the next, in milliseconds: a day.
const VISIT_MS: i64 = 86_400_000;

/// The id of the one conversation of [`conversation`].
pub fn conversation_id() -> ConversationId {
    visit(0).conversation_id
}

/// The messages of one conversation with so many events: a thread that its customer comes back to every day, with the
/// sessions, agents and times that a made-up conversation of messages has.
pub fn conversation(length: usize) -> Vec<String> {
    let mut whole = visit(0);
    let mut told = events_of(&whole, false).events;
    let mut visits = 1..;
    while told.len() < length {
        // Most of them have more events than that.
        for number in visits.by_ref().take((length - told.len()).div_ceil(FEWEST)) {
            join(&mut whole, visit(number));
        }
        told = events_of(&whole, false).events;
    }
    told.truncate(length);
    told.into_iter().map(|event| event.envelope.to_string()).collect()
}

/// A visit, so many days after the first.
fn visit(number: u64) -> ConversationDetails {
    let kind = VISITS[number as usize % VISITS.len()];
    let mut details = serde_json::to_value(simulate::conversation(kind, number)).unwrap();
    shift(&mut details, number as i64 * VISIT_MS);
    serde_json::from_value(details).unwrap()
}

/// Moves every time in a document.
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

/// Adds a visit: the customer has another session, and whoever serves takes part anew.
fn join(whole: &mut ConversationDetails, visit: ConversationDetails) {
    for participant in visit.participants {
        let is_customer = |purpose: &Option<Purpose>| *purpose == Some(Purpose::Customer);
        let known = whole.participants.iter_mut().find(|known| is_customer(&known.purpose));
        match known {
            Some(known) if is_customer(&participant.purpose) => {
                known.sessions.extend(participant.sessions)
            }
            _ => whole.participants.push(participant),
        }
    }
    whole.conversation_end = visit.conversation_end;
}
