//! The queue of an operation: its id, or its name, which Genesys Cloud resolves.

use genesys::directory::ListedEntity;
use genesys::{EntityListing, QueueId};
use serde::de::Error;
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use uuid::Uuid;

use super::not_possible::NotPossible;
use crate::platform::{Call, Path};

/// Longest name of a queue, in characters.
const LONGEST_NAME: usize = 256;

/// Length of an id of Genesys Cloud: a UUID with hyphens.
const ID_LENGTH: usize = 36;

/// Queues on a page of the list: the maximum of the Platform API.
const PAGE: &str = "100";

/// A queue. A text with the form of a UUID is its id, any other text its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Queue {
    /// Its id.
    Id(QueueId),
    /// Its name, 1 to 256 characters.
    Name(String),
}

impl<'de> Deserialize<'de> for Queue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let is_id = text.len() == ID_LENGTH && Uuid::try_parse(&text).is_ok();
        match text.parse() {
            Ok(id) if is_id => Ok(Self::Id(id)),
            _ if (1..=LONGEST_NAME).contains(&text.chars().count()) => Ok(Self::Name(text)),
            _ => Err(D::Error::custom("a queue is named by 1 to 256 characters")),
        }
    }
}

impl Queue {
    /// The id or the name.
    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            Self::Id(id) => id.as_str(),
            Self::Name(name) => name,
        }
    }
}

/// The query for the queues with a name: `QueueEntityListing` of the published model.
pub(super) fn query(name: &str) -> Call {
    Call::get(Path::of("/api/v2/routing/queues").with("name", name).with("pageSize", PAGE))
}

/// The queues in the answer to the query. `None` if the answer is no list.
pub(super) fn listed(answer: Value) -> Option<Vec<(QueueId, String)>> {
    let listing: EntityListing = serde_json::from_value(answer).ok()?;
    let queue =
        |listed: ListedEntity| Some((listed.id?.as_str().parse::<QueueId>().ok()?, listed.name?));
    Some(listing.entities.into_iter().filter_map(queue).collect())
}

/// The id of the queue with this name: the one spelled like the name, else the only one that
/// differs in upper and lower case alone.
pub(super) fn found(name: &str, queues: &[(QueueId, String)]) -> Result<QueueId, NotPossible> {
    let named = |fits: &dyn Fn(&str) -> bool| -> Vec<&QueueId> {
        queues.iter().filter(|(_, other)| fits(other)).map(|(id, _)| id).collect()
    };
    let same = named(&|other| other == name);
    let like = || named(&|other| other.to_lowercase() == name.to_lowercase());
    let ids = if same.is_empty() { like() } else { same };
    match ids.as_slice() {
        [id] => Ok((*id).clone()),
        [] => Err(NotPossible::NoSuchQueue),
        _ => Err(NotPossible::SeveralQueues),
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Queue {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Queue".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "string", "minLength": 1, "maxLength": LONGEST_NAME})
    }
}
