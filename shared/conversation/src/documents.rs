//! Merges the conversation-details documents of a history into one. The latest value of each field
//! wins, and a field that a later document leaves out is kept. Documents of one conversation differ
//! by when they were requested, and some lack the attributes.

use std::collections::HashMap;

use genesys::details::{ConversationDetails, Part, ParticipantDetails};
use genesys::{Event, Json, ParticipantId, SessionId, Timestamp};
use serde_json::{Map, Value};

/// An event that brought a document, and the document.
pub(crate) type Document<'h> = (&'h Event, &'h ConversationDetails);

/// The id fields of list elements that have an id.
const NAMES: [&str; 5] =
    ["participantId", "sessionId", "surveyId", "evaluationId", "flowOutcomeId"];

/// Several documents merged into one.
#[derive(Debug)]
pub(crate) struct Documents<'h> {
    /// The merged document.
    pub merged: ConversationDetails,
    /// The parts of all documents about each participant, the latest document first.
    participants: HashMap<&'h ParticipantId, Vec<(Timestamp, &'h ParticipantDetails)>>,
    /// Time of the latest document that has each session.
    sessions: HashMap<(&'h ParticipantId, &'h SessionId), Timestamp>,
}

impl<'h> Documents<'h> {
    /// Merges documents, which are ordered by (time, key); `None` if there are none.
    pub fn new(documents: &[Document<'h>]) -> Option<Self> {
        let (first, later) = documents.split_first()?;
        let mut merged = Json::Object(first.1.to_fields());
        for (_, details) in later {
            merge(&mut merged, Json::Object(details.to_fields()));
        }
        let mut participants: HashMap<_, Vec<_>> = HashMap::new();
        let mut sessions = HashMap::new();
        for (event, details) in documents.iter().rev() {
            for participant in &details.participants {
                if let Some(id) = &participant.participant_id {
                    participants.entry(id).or_default().push((event.time, participant));
                }
            }
            for session in sessions_of(details) {
                sessions.entry(session).or_insert(event.time);
            }
        }
        let Json::Object(merged) = merged else { return None };
        let merged = ConversationDetails::from_fields(merged)?;
        Some(Self { merged, participants, sessions })
    }

    /// Time of the latest document whose part about the participant satisfies `has`. Documents may
    /// leave fields out.
    pub fn participant_as_of(
        &self,
        id: &ParticipantId,
        has: impl Fn(&ParticipantDetails) -> bool,
    ) -> Option<Timestamp> {
        let (time, _) =
            self.participants.get(id)?.iter().find(|(_, participant)| has(participant))?;
        Some(*time)
    }

    /// Time of the latest document that has the session.
    pub fn session_as_of(
        &self,
        participant: &'h ParticipantId,
        session: &'h SessionId,
    ) -> Option<Timestamp> {
        self.sessions.get(&(participant, session)).copied()
    }
}

/// The sessions in a document.
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

/// Overrides every field of `earlier` that `later` has. List elements with ids are merged one by
/// one, in the order of `later`, and those that `later` lacks are kept at the end. Elements without
/// ids are replaced.
pub(crate) fn merge(earlier: &mut Json, later: Json) {
    match (earlier, later) {
        (Json::Object(earlier), Json::Object(later)) => {
            for (name, value) in later {
                match earlier.get_mut(&name) {
                    Some(known) => merge(known, value),
                    None => {
                        earlier.insert(name, value);
                    }
                }
            }
        }
        (Json::Array(earlier), Json::Array(later)) => {
            let named = std::mem::take(earlier).into_iter().filter(|part| id(part).is_some());
            let mut known: Vec<Option<Json>> = named.map(Some).collect();
            for part in later {
                let same = |known: &Json| id(known) == id(&part);
                let slot = known.iter_mut().find(|known| known.as_ref().is_some_and(same));
                let mut whole = slot.and_then(Option::take).unwrap_or(Json::Null);
                merge(&mut whole, part);
                earlier.push(whole);
            }
            earlier.extend(known.into_iter().flatten());
        }
        (earlier, later) => *earlier = later,
    }
}

/// The id of a list element; `None` if it has no id.
fn id(part: &Json) -> Option<&str> {
    let fields = part.as_object()?;
    NAMES.iter().find_map(|name| fields.get(*name)?.as_str())
}

/// The id of a list element of a details document; `None` if it has no id.
#[must_use]
pub fn name(part: &Value) -> Option<&str> {
    let fields: &Map<String, Value> = part.as_object()?;
    NAMES.iter().find_map(|name| fields.get(*name)?.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    // Fields that the later document leaves out are kept.
    #[test]
    fn later_document_overrides_but_keeps_the_rest() {
        let mut merged = Json::from(json!({"a": 1, "participants": [
            {"participantId": "p", "attributes": {"k": "v"},
                "sessions": [{"sessionId": "s", "segments": [1, 2]}]},
            {"participantId": "gone", "x": 1},
        ]}));
        let later = Json::from(json!({"b": 2, "participants": [
            {"participantId": "new"},
            {"participantId": "p",
                "sessions": [{"sessionId": "s", "segments": [1, 2, 3]}, {"sessionId": "t"}]},
        ]}));
        merge(&mut merged, later);
        assert_eq!(
            merged,
            Json::from(json!({"a": 1, "b": 2, "participants": [
                {"participantId": "new"},
                {"participantId": "p", "attributes": {"k": "v"},
                    "sessions": [{"sessionId": "s", "segments": [1, 2, 3]}, {"sessionId": "t"}]},
                {"participantId": "gone", "x": 1},
            ]}))
        );
    }
}
