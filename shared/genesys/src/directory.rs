//! The names of an organization's users, queues, wrap-up codes, flows, their outcomes, skills and
//! divisions. Events carry their ids; the Platform API lists them with their names.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::ids::EntityId;

/// What an organization gives a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum EntityKind {
    /// A queue.
    Queue,
    /// A user.
    User,
    /// A flow.
    Flow,
    /// An outcome that flows report.
    FlowOutcome,
    /// A wrap-up code.
    WrapUpCode,
    /// An ACD skill.
    Skill,
    /// A division.
    Division,
}

/// The error for a text that names no kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not one of user, queue, flow, flowOutcome, wrapUpCode, skill, division")]
pub struct NotAKind;

impl EntityKind {
    /// All kinds in their order: those that people look for first, and of those the fewest.
    pub const ALL: [Self; 7] = [
        Self::Queue,
        Self::User,
        Self::Flow,
        Self::FlowOutcome,
        Self::WrapUpCode,
        Self::Skill,
        Self::Division,
    ];

    /// The kind as a word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Queue => "queue",
            Self::Flow => "flow",
            Self::FlowOutcome => "flowOutcome",
            Self::WrapUpCode => "wrapUpCode",
            Self::Skill => "skill",
            Self::Division => "division",
        }
    }

    /// The path of the Platform API that lists this kind. Each takes the parameter `id` several
    /// times, and answers `{"entities": [{"id", "name", "selfUri"}]}`. The `selfUri` of an entity
    /// begins with this path.
    #[must_use]
    pub const fn path(self) -> &'static str {
        match self {
            Self::User => "/api/v2/users",
            Self::Queue => "/api/v2/routing/queues",
            Self::Flow => "/api/v2/flows",
            Self::FlowOutcome => "/api/v2/flows/outcomes",
            Self::WrapUpCode => "/api/v2/routing/wrapupcodes",
            Self::Skill => "/api/v2/routing/skills",
            Self::Division => "/api/v2/authorization/divisions",
        }
    }

    /// The kind of the entity with this `selfUri`: its path, or its whole URL.
    #[must_use]
    pub fn of_uri(uri: &str) -> Option<Self> {
        let path = uri.find("/api/v2/").and_then(|begin| uri.get(begin..))?;
        let (list, id) = path.rsplit_once('/')?;
        // The path of the list of outcomes looks like that of a flow.
        let is_list = Self::ALL.into_iter().any(|kind| path == kind.path());
        Self::ALL.into_iter().find(|kind| list == kind.path() && !id.is_empty() && !is_list)
    }
}

impl fmt::Display for EntityKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Reads the word, in the singular or the plural, in any case, with or without hyphens, underscores
/// and spaces.
impl FromStr for EntityKind {
    type Err = NotAKind;

    fn from_str(text: &str) -> Result<Self, NotAKind> {
        let letters = text.chars().filter(char::is_ascii_alphabetic);
        let word: String = letters.map(|letter| letter.to_ascii_lowercase()).collect();
        let is_word = |kind: &Self| {
            let own = kind.as_str().to_ascii_lowercase();
            word == own || word.strip_suffix('s') == Some(own.as_str())
        };
        Self::ALL.into_iter().find(is_word).ok_or(NotAKind)
    }
}

/// A user, queue, flow, outcome of a flow, wrap-up code, skill or division.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Entity {
    /// What it is.
    pub kind: EntityKind,
    /// Its id.
    pub id: EntityId,
}

impl Entity {
    /// The entity with this id. `None` if the text is not an id.
    #[must_use]
    pub fn new(kind: EntityKind, id: &str) -> Option<Self> {
        Some(Self { kind, id: id.parse().ok()? })
    }
}

/// An answer of a list of the Platform API: `QueueEntityListing` and the like of the published
/// model.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct EntityListing {
    /// The entities of the page.
    pub entities: Vec<ListedEntity>,
}

/// An entity of a list. Its `Debug` omits the name.
#[derive(Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ListedEntity {
    /// Its id.
    pub id: Option<EntityId>,
    /// Its name.
    pub name: Option<String>,
    /// Its path.
    pub self_uri: Option<String>,
}

impl fmt::Debug for ListedEntity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ListedEntity").field("id", &self.id).finish_non_exhaustive()
    }
}

/// Names by id.
#[derive(Clone, Default, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Directory {
    /// Names of users, by id.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    users: BTreeMap<String, String>,
    /// Names of queues, by id.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    queues: BTreeMap<String, String>,
    /// Names of flows, by id.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    flows: BTreeMap<String, String>,
    /// Names of outcomes of flows, by id.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    flow_outcomes: BTreeMap<String, String>,
    /// Names of wrap-up codes, by id.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    wrap_up_codes: BTreeMap<String, String>,
    /// Names of skills, by id.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    skills: BTreeMap<String, String>,
    /// Names of divisions, by id.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    divisions: BTreeMap<String, String>,
}

impl Directory {
    /// The name of an entity, if it is known.
    #[must_use]
    pub fn name(&self, kind: EntityKind, id: &str) -> Option<&str> {
        self.of(kind).get(id).map(String::as_str)
    }

    /// Adds a name, unless the directory has one for this entity. An empty name counts as none.
    pub fn add(&mut self, kind: EntityKind, id: &str, name: &str) {
        if !name.is_empty() && !self.of(kind).contains_key(id) {
            self.of_mut(kind).insert(id.to_owned(), name.to_owned());
        }
    }

    /// Adds the names of another directory for what this one does not name.
    pub fn add_all(&mut self, other: &Self) {
        for kind in EntityKind::ALL {
            for (id, name) in other.of(kind) {
                self.add(kind, id, name);
            }
        }
    }

    /// Whether no name is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        EntityKind::ALL.into_iter().all(|kind| self.of(kind).is_empty())
    }

    const fn of(&self, kind: EntityKind) -> &BTreeMap<String, String> {
        match kind {
            EntityKind::User => &self.users,
            EntityKind::Queue => &self.queues,
            EntityKind::Flow => &self.flows,
            EntityKind::FlowOutcome => &self.flow_outcomes,
            EntityKind::WrapUpCode => &self.wrap_up_codes,
            EntityKind::Skill => &self.skills,
            EntityKind::Division => &self.divisions,
        }
    }

    const fn of_mut(&mut self, kind: EntityKind) -> &mut BTreeMap<String, String> {
        match kind {
            EntityKind::User => &mut self.users,
            EntityKind::Queue => &mut self.queues,
            EntityKind::Flow => &mut self.flows,
            EntityKind::FlowOutcome => &mut self.flow_outcomes,
            EntityKind::WrapUpCode => &mut self.wrap_up_codes,
            EntityKind::Skill => &mut self.skills,
            EntityKind::Division => &mut self.divisions,
        }
    }
}

// Without the names, which are personal data.
impl fmt::Debug for Directory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: usize = EntityKind::ALL.into_iter().map(|kind| self.of(kind).len()).sum();
        f.debug_struct("Directory").field("names", &names).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_read_from_words_and_uris() {
        for kind in EntityKind::ALL {
            let word = kind.as_str();
            for spelling in [word.to_owned(), format!("{word}s"), word.to_uppercase()] {
                assert_eq!(spelling.parse(), Ok(kind), "{spelling}");
            }
            assert_eq!(EntityKind::of_uri(&format!("{}/1", kind.path())), Some(kind));
            let whole = format!("https://api.mypurecloud.de{}/1", kind.path());
            assert_eq!(EntityKind::of_uri(&whole), Some(kind));
            assert_eq!(EntityKind::of_uri(kind.path()), None);
        }
        assert_eq!("wrap-up codes".parse(), Ok(EntityKind::WrapUpCode));
        assert_eq!("Wrapup_Codes".parse(), Ok(EntityKind::WrapUpCode));
        for none in ["", "s", "group", "userss"] {
            assert_eq!(none.parse::<EntityKind>(), Err(NotAKind), "{none}");
        }
        for none in ["/api/v2/groups/1", "/api/v2/flows/milestones/1", "/api/v2/flows/"] {
            assert_eq!(EntityKind::of_uri(none), None, "{none}");
        }
    }

    #[test]
    fn first_name_counts_and_debug_shows_none() {
        let mut directory = Directory::default();
        directory.add(EntityKind::User, "u-1", "");
        assert!(directory.is_empty());
        directory.add(EntityKind::User, "u-1", "Kim");
        let mut other = Directory::default();
        other.add(EntityKind::User, "u-1", "Lee");
        other.add(EntityKind::Queue, "u-1", "Support");
        directory.add_all(&other);
        assert_eq!(directory.name(EntityKind::User, "u-1"), Some("Kim"));
        assert_eq!(directory.name(EntityKind::Queue, "u-1"), Some("Support"));
        assert_eq!(directory.name(EntityKind::Flow, "u-1"), None);
        assert_eq!(format!("{directory:?}"), "Directory { names: 2 }");
        let json = serde_json::to_value(&directory).unwrap();
        assert_eq!(
            json,
            serde_json::json!({"users": {"u-1": "Kim"}, "queues": {"u-1": "Support"}})
        );
    }
}
