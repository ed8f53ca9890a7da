//! Compares a tree with a conversation-details document of the same conversation: which events the
//! feed lost, and which fields differ. A field that only one of them has is not a difference,
//! because events cannot carry everything.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use conversation::Family;
use conversation::documents::name;
use conversation::synthesized::synthesize;
use genesys::details::ConversationDetails;
use genesys::{ConversationId, Event, SessionId};
use serde::Serialize;
use serde_json::Value;

/// The result of a comparison.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// The conversation.
    pub conversation_id: ConversationId,
    /// Whether nothing is stored of the conversation.
    pub missing: bool,
    /// How many events Genesys must have sent for its sessions.
    pub events: usize,
    /// How many of them each topic has.
    #[serde(skip)]
    pub expected: BTreeMap<String, u64>,
    /// The events among them that are not in the log.
    pub lost: Vec<LostEvent>,
    /// The fields that differ between tree and document.
    pub differs: Vec<Difference>,
}

/// An event that is not in the log.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LostEvent {
    /// The topic of the event.
    pub topic: String,
    /// The session.
    pub session_id: SessionId,
}

/// A field that both have, with different values.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Difference {
    /// Field names, joined by dots; an element of a list is named by its id.
    pub path: String,
    /// The value in the tree.
    pub tree: Value,
    /// The value in the document.
    pub document: Value,
}

impl Finding {
    /// Compares what is stored with a document: `tree` in the form that `show` prints, `log` the
    /// events that arrived.
    #[must_use]
    pub fn of(
        document: &ConversationDetails,
        tree: Option<&ConversationDetails>,
        log: &[Event],
    ) -> Self {
        let came: HashSet<(&str, &SessionId)> = log
            .iter()
            .filter_map(|event| Some((event.topic.as_str(), event.session_id.as_ref()?)))
            .collect();
        let expected: BTreeSet<LostEvent> = synthesize(document)
            .events
            .into_iter()
            .filter(|event| Family::from_topic(&event.topic).is_some())
            .filter_map(|event| {
                let session_id = event.body.get("sessionId")?.as_str()?.parse().ok()?;
                Some(LostEvent { topic: event.topic.as_str().to_owned(), session_id })
            })
            .collect();
        let events = expected.len();
        let mut of_topics = BTreeMap::new();
        for event in &expected {
            *of_topics.entry(event.topic.clone()).or_default() += 1;
        }
        let lost = expected
            .into_iter()
            .filter(|event| !came.contains(&(event.topic.as_str(), &event.session_id)))
            .collect();
        let mut differs = Vec::new();
        if let Some(tree) = tree {
            // How a document spells a value is no difference.
            let value = |details: &ConversationDetails| {
                let mut details = details.clone();
                details.normalize();
                serde_json::to_value(details).unwrap_or_default()
            };
            differences("", &value(tree), &value(document), &mut differs);
        }
        Self {
            conversation_id: document.conversation_id.clone(),
            missing: tree.is_none(),
            events,
            expected: of_topics,
            lost,
            differs,
        }
    }

    /// Whether an event, or the whole conversation, was lost.
    #[must_use]
    pub const fn has_lost(&self) -> bool {
        self.missing || !self.lost.is_empty()
    }
}

fn differences(path: &str, tree: &Value, document: &Value, found: &mut Vec<Difference>) {
    let under =
        |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    match (tree, document) {
        (Value::Object(tree), Value::Object(document)) => {
            for (name, value) in document {
                if let Some(known) = tree.get(name) {
                    differences(&under(name), known, value, found);
                }
            }
        }
        (Value::Array(tree), Value::Array(document))
            if document.iter().all(|part| name(part).is_some()) =>
        {
            for part in document {
                let known = tree.iter().find(|known| name(known) == name(part));
                if let (Some(known), Some(name)) = (known, name(part)) {
                    differences(&under(name), known, part, found);
                }
            }
        }
        (Value::Array(_), Value::Array(_)) if as_set(tree) == as_set(document) => {}
        (tree, document) if tree == document => {}
        (tree, document) => {
            found.push(Difference {
                path: path.to_owned(),
                tree: tree.clone(),
                document: document.clone(),
            });
        }
    }
}

/// Segments and metrics as a set, by the fields that both forms of the document have; their order
/// does not matter.
fn as_set(list: &Value) -> BTreeSet<String> {
    let said = |part: &Value| match part.as_object() {
        Some(fields) => {
            let names = ["segmentType", "segmentStart", "segmentEnd", "name", "value"];
            names
                .iter()
                .map(|name| fields.get(*name).map_or_else(String::new, ToString::to_string))
                .collect()
        }
        None => part.to_string(),
    };
    list.as_array().into_iter().flatten().map(said).collect()
}
