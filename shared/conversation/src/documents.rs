//! The conversation-details documents of a history as one: what each said last, and nothing that a later one left out is
//! lost. Documents of one conversation differ by when they were asked for, and with or without attributes.

use std::collections::HashMap;

use genesys::details::{ConversationDetails, ParticipantDetails};
use genesys::{Event, ParticipantId, SessionId, Timestamp};
use serde_json::{Map, Value};

/// An event that brought a document, and the document.
pub(crate) type Document<'h> = (&'h Event, &'h ConversationDetails);

/// What names the parts of a list, where they have a name.
const NAMES: [&str; 5] =
    ["participantId", "sessionId", "surveyId", "evaluationId", "flowOutcomeId"];

/// Several documents as one.
#[derive(Debug)]
pub(crate) struct Documents<'h> {
    /// What they say together.
    pub merged: ConversationDetails,
    /// What each says of a participant, the latest first.
    participants: HashMap<&'h ParticipantId, Vec<(Timestamp, &'h ParticipantDetails)>>,
    /// As of when the latest of them knew a session.
    sessions: HashMap<(&'h ParticipantId, &'h SessionId), Timestamp>,
}

impl<'h> Documents<'h> {
    /// The documents, by (time, key); `None` where there is none.
    pub fn of(documents: &[Document<'h>]) -> Option<Self> {
        let (first, later) = documents.split_first()?;
        let mut merged = serde_json::to_value(first.1).unwrap_or_default();
        for (_, details) in later {
            merge(&mut merged, serde_json::to_value(details).unwrap_or_default());
        }
        let mut participants: HashMap<_, Vec<_>> = HashMap::new();
        let mut sessions = HashMap::new();
        for (event, details) in documents.iter().rev() {
            for said in &details.participants {
                if let Some(id) = &said.participant_id {
                    participants.entry(id).or_default().push((event.time, said));
                }
            }
            for session in sessions_of(details) {
                sessions.entry(session).or_insert(event.time);
            }
        }
        let merged = serde_json::from_value(merged).ok()?;
        Some(Self { merged, participants, sessions })
    }

    /// As of when something of a participant is known that documents may leave out.
    pub fn participant_as_of(
        &self,
        id: &ParticipantId,
        has: impl Fn(&ParticipantDetails) -> bool,
    ) -> Option<Timestamp> {
        let (time, _) = self.participants.get(id)?.iter().find(|(_, said)| has(said))?;
        Some(*time)
    }

    /// As of when a session was known.
    pub fn session_as_of(
        &self,
        participant: &'h ParticipantId,
        session: &'h SessionId,
    ) -> Option<Timestamp> {
        self.sessions.get(&(participant, session)).copied()
    }
}

/// The sessions that a document names.
pub(crate) fn sessions_of(
    details: &ConversationDetails,
) -> impl Iterator<Item = (&ParticipantId, &SessionId)> {
    let named = details
        .participants
        .iter()
        .flat_map(|it| it.sessions.iter().map(move |session| (it, session)));
    named.filter_map(|(it, session)| {
        Some((it.participant_id.as_ref()?, session.session_id.as_ref()?))
    })
}

/// Lets `later` have the last word on every field that it has. Of lists, parts that have names are merged part by part, in
/// the order of `later`; those without are replaced.
pub(crate) fn merge(earlier: &mut Value, later: Value) {
    match (earlier, later) {
        (Value::Object(earlier), Value::Object(later)) => {
            for (name, value) in later {
                match earlier.get_mut(&name) {
                    Some(known) => merge(known, value),
                    None => {
                        earlier.insert(name, value);
                    }
                }
            }
        }
        (Value::Array(earlier), Value::Array(later)) => {
            let named = std::mem::take(earlier).into_iter().filter(|part| name(part).is_some());
            let mut known: Vec<Option<Value>> = named.map(Some).collect();
            for part in later {
                let same = |known: &Value| name(known) == name(&part);
                let place = known.iter_mut().find(|known| known.as_ref().is_some_and(same));
                let mut whole = place.and_then(Option::take).unwrap_or(Value::Null);
                merge(&mut whole, part);
                earlier.push(whole);
            }
            earlier.extend(known.into_iter().flatten());
        }
        (earlier, later) => *earlier = later,
    }
}

/// What names a part of a list of a details document; `None` of parts that have no name.
#[must_use]
pub fn name(part: &Value) -> Option<&str> {
    let fields: &Map<String, Value> = part.as_object()?;
    NAMES.iter().find_map(|name| fields.get(*name)?.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_later_document_has_the_last_word_and_what_it_leaves_out_stays() {
        let mut merged = json!({"a": 1, "participants": [
            {"participantId": "p", "attributes": {"k": "v"}, "sessions": [{"sessionId": "s", "segments": [1, 2]}]},
            {"participantId": "gone", "x": 1},
        ]});
        let later = json!({"b": 2, "participants": [
            {"participantId": "new"},
            {"participantId": "p", "sessions": [{"sessionId": "s", "segments": [1, 2, 3]}, {"sessionId": "t"}]},
        ]});
        merge(&mut merged, later);
        assert_eq!(
            merged,
            json!({"a": 1, "b": 2, "participants": [
                {"participantId": "new"},
                {"participantId": "p", "attributes": {"k": "v"},
                    "sessions": [{"sessionId": "s", "segments": [1, 2, 3]}, {"sessionId": "t"}]},
                {"participantId": "gone", "x": 1},
            ]})
        );
    }
}
