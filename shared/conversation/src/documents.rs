//! Merges the conversation-details documents of a history into one. Each field has the value of the
//! strongest document that has the field; [`exports`](crate::exports) says which is stronger.

use std::collections::{BTreeMap, HashMap, HashSet};

use genesys::details::{ConversationDetails, Part, ParticipantDetails};
use genesys::{EventKey, Json, JsonMap, ParticipantId, SessionId, Timestamp};
use serde_json::{Map, Value};

use crate::exports::{Document, Export, Exports};

/// The id fields of list elements that have an id.
const NAMES: [&str; 5] =
    ["participantId", "sessionId", "surveyId", "evaluationId", "flowOutcomeId"];

/// The field of a document that lists its participants.
const PARTICIPANTS: &str = "participants";
/// The field of a participant that has its attributes.
const ATTRIBUTES: &str = "attributes";

/// Several documents merged into one.
#[derive(Debug)]
pub(crate) struct Documents<'h> {
    /// The merged document.
    pub merged: ConversationDetails,
    /// The documents are complete up to this time.
    pub as_of: Option<Timestamp>,
    /// When the strongest document was exported, if that is known.
    pub exported_at: Option<Timestamp>,
    /// The parts of all documents about each participant, those of the strongest first.
    participants: HashMap<&'h ParticipantId, Vec<(Timestamp, &'h ParticipantDetails)>>,
    /// Up to when the strongest document that has a session is complete.
    sessions: HashMap<(&'h ParticipantId, &'h SessionId), Timestamp>,
}

impl<'h> Documents<'h> {
    /// Merges documents; `None` if there are none.
    pub fn new(documents: &[Document<'h>]) -> Option<Self> {
        let exports = Exports::of_conversation(documents);
        let merged = match documents {
            [(_, only)] => (*only).clone(),
            _ => merged(&exports, documents)?,
        };
        let (mut participants, mut sessions) = (HashMap::<_, Vec<_>>::new(), HashMap::new());
        let parts = Parts::new(documents);
        for (participant, exports) in of_participants(documents) {
            for (as_of, document, _) in exports.strongest_first() {
                for own in parts.about(participant, document) {
                    participants.entry(participant).or_default().push((as_of, *own));
                    for session in own.sessions.iter().filter_map(|it| it.session_id.as_ref()) {
                        sessions.entry((participant, session)).or_insert(as_of);
                    }
                }
            }
        }
        let as_of = documents.iter().map(|(event, _)| event.time).max();
        let exported_at = exports.strongest().and_then(Export::exported_at);
        Some(Self { merged, as_of, exported_at, participants, sessions })
    }

    /// Up to when the strongest document whose part about the participant satisfies `has` is
    /// complete. Documents may leave fields out.
    pub fn participant_as_of(
        &self,
        id: &ParticipantId,
        has: impl Fn(&ParticipantDetails) -> bool,
    ) -> Option<Timestamp> {
        let (time, _) =
            self.participants.get(id)?.iter().find(|(_, participant)| has(participant))?;
        Some(*time)
    }

    /// Up to when the strongest document that has the session is complete.
    pub fn session_as_of(
        &self,
        participant: &'h ParticipantId,
        session: &'h SessionId,
    ) -> Option<Timestamp> {
        self.sessions.get(&(participant, session)).copied()
    }
}

/// The parts of documents about each participant.
pub(crate) struct Parts<'h>(HashMap<(&'h ParticipantId, EventKey), Vec<&'h ParticipantDetails>>);

impl<'h> Parts<'h> {
    pub fn new(documents: &[Document<'h>]) -> Self {
        let mut parts: HashMap<_, Vec<_>> = HashMap::new();
        for (event, details) in documents {
            for part in &details.participants {
                if let Some(id) = &part.participant_id {
                    parts.entry((id, event.key)).or_default().push(part);
                }
            }
        }
        Self(parts)
    }

    /// The parts of a document about a participant.
    pub fn about(
        &self,
        participant: &'h ParticipantId,
        document: Document<'h>,
    ) -> &[&'h ParticipantDetails] {
        self.0.get(&(participant, document.0.key)).map_or(&[], Vec::as_slice)
    }
}

/// The exports that name each participant. No other document changes a participant, because the
/// stored participant counts only these.
pub(crate) fn of_participants<'h>(
    documents: &[Document<'h>],
) -> BTreeMap<&'h ParticipantId, Exports<'h>> {
    let mut naming: BTreeMap<&ParticipantId, Vec<Document<'h>>> = BTreeMap::new();
    for document in documents {
        for id in document.1.participants.iter().filter_map(|it| it.participant_id.as_ref()) {
            let documents = naming.entry(id).or_default();
            if documents.last().is_none_or(|last| last.0.key != document.0.key) {
                documents.push(*document);
            }
        }
    }
    naming.into_iter().map(|(id, documents)| (id, Exports::of_participant(documents))).collect()
}

/// The whole document. A participant that a later export leaves out stays: what is stored of it
/// depends only on the documents that name it.
fn merged(exports: &Exports<'_>, documents: &[Document<'_>]) -> Option<ConversationDetails> {
    let mut written: HashMap<EventKey, Written> =
        documents.iter().map(|(event, details)| (event.key, Written::new(details))).collect();
    let mut whole = JsonMap::new();
    for export in exports.in_force() {
        if export.is_under_way() {
            whole.remove("conversationEnd");
        }
        for (event, _) in export.documents() {
            if let Some(written) = written.get_mut(&event.key) {
                merge_fields(&mut whole, std::mem::take(&mut written.fields));
            }
        }
    }
    let mut order: Option<Json> = None;
    for list in exports.all().flat_map(|export| lists(export, &written)) {
        match &mut order {
            Some(order) => merge(order, list),
            None => order = Some(list),
        }
    }
    let mut fields = fields_of_parts(written);
    let mut participants: BTreeMap<&str, Json> = of_participants(documents)
        .into_iter()
        .map(|(id, exports)| (id.as_str(), participant(id, &exports, &mut fields)))
        .collect();
    if let Some(Json::Array(list)) = &mut order {
        for part in list {
            if let Some(merged) = id(part).and_then(|id| participants.remove(id)) {
                *part = merged;
            }
        }
    }
    whole.extend(order.map(|list| (PARTICIPANTS.to_owned(), list)));
    ConversationDetails::from_fields(whole)
}

/// A document as JSON.
struct Written {
    /// The fields of the conversation, without the participants.
    fields: JsonMap,
    participants: Option<Json>,
}

impl Written {
    fn new(details: &ConversationDetails) -> Self {
        let mut fields = details.to_fields();
        let participants = fields.remove(PARTICIPANTS);
        Self { fields, participants }
    }
}

/// The fields of the participants of every document, by participant and document.
type Fields = HashMap<(ParticipantId, EventKey), JsonMap>;

fn fields_of_parts(written: HashMap<EventKey, Written>) -> Fields {
    let mut all = Fields::new();
    for (document, written) in written {
        let Some(Json::Array(list)) = written.participants else { continue };
        for part in list {
            if let (Some(id), Json::Object(fields)) = (participant_id(&part), part) {
                merge_fields(all.entry((id, document)).or_default(), fields);
            }
        }
    }
    all
}

/// The part of the documents about a participant, taken from `fields`. Attributes stay where a
/// document comes without any, because some kinds of export do.
fn participant(id: &ParticipantId, exports: &Exports<'_>, fields: &mut Fields) -> Json {
    let mut own = |(event, _): Document<'_>| fields.remove(&(id.clone(), event.key));
    let mut merged = JsonMap::new();
    for fields in exports.in_force().flat_map(Export::documents).filter_map(&mut own) {
        merge_fields(&mut merged, fields);
    }
    if !merged.contains_key(ATTRIBUTES) {
        // None of the documents in force has any.
        for mut fields in exports.all().flat_map(Export::documents).filter_map(own) {
            let attributes = fields.remove(ATTRIBUTES);
            let attributes = attributes.map(|attributes| (ATTRIBUTES.to_owned(), attributes));
            merge_fields(&mut merged, attributes.into_iter().collect());
        }
    }
    Json::Object(merged)
}

/// The lists of participants in an export, with nothing but the ids of those that have one. The
/// parts of a document that was too large for one item have one list.
fn lists(export: &Export<'_>, written: &HashMap<EventKey, Written>) -> Vec<Json> {
    let list = |(event, _): Document<'_>| written.get(&event.key)?.participants.as_ref().map(named);
    let lists: Vec<Json> = export.documents().filter_map(list).collect();
    if export.exported_at().is_none() || lists.iter().any(|list| list.as_array().is_none()) {
        return lists;
    }
    let mut seen = HashSet::new();
    let parts = lists.iter().filter_map(Json::as_array).flatten();
    let whole: Vec<Json> = parts.filter(|part| seen.insert(*part)).cloned().collect();
    lists.first().map(|_| Json::Array(whole)).into_iter().collect()
}

/// A list of participants with nothing but the ids of those that have one.
fn named(list: &Json) -> Json {
    let Json::Array(parts) = list else { return list.clone() };
    let named = |part: &Json| match (participant_id(part), part.as_object()) {
        (Some(_), Some(fields)) => {
            let id = fields.get_key_value(NAMES[0]).into_iter();
            Json::Object(id.map(|(name, id)| (name.clone(), id.clone())).collect())
        }
        _ => part.clone(),
    };
    Json::Array(parts.iter().map(named).collect())
}

/// The id of a participant in a document.
fn participant_id(part: &Json) -> Option<ParticipantId> {
    part.as_object()?.get(NAMES[0])?.as_str()?.parse().ok()
}

/// Overrides every field of `earlier` that `later` has. List elements with ids are merged one by
/// one, in the order of `later`, and those that `later` lacks are kept at the end. Elements without
/// ids are replaced.
pub(crate) fn merge(earlier: &mut Json, later: Json) {
    match (earlier, later) {
        (Json::Object(earlier), Json::Object(later)) => merge_fields(earlier, later),
        (Json::Array(earlier), Json::Array(later)) => {
            let named = std::mem::take(earlier).into_iter().filter(|part| id(part).is_some());
            let mut known: Vec<Option<Json>> = named.map(Some).collect();
            // The places of each id, the first at the end.
            let mut places: HashMap<String, Vec<usize>> = HashMap::new();
            for (place, part) in known.iter().enumerate().rev() {
                if let Some(id) = part.as_ref().and_then(id) {
                    places.entry(id.to_owned()).or_default().push(place);
                }
            }
            for part in later {
                let place = id(&part).and_then(|id| places.get_mut(id)?.pop());
                let same = place.and_then(|place| known[place].take());
                let mut whole = same.unwrap_or(Json::Null);
                merge(&mut whole, part);
                earlier.push(whole);
            }
            earlier.extend(known.into_iter().flatten());
        }
        (earlier, later) => *earlier = later,
    }
}

fn merge_fields(earlier: &mut JsonMap, later: JsonMap) {
    for (name, value) in later {
        match earlier.get_mut(&name) {
            Some(known) => merge(known, value),
            None => {
                earlier.insert(name, value);
            }
        }
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
