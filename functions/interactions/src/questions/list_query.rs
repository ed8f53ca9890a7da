//! The parameters of the lists of conversations for browsers.

use genesys::ConversationId;
use genesys::vocabulary::MediaType;
use render::{Filter, Listed, Sort, states};
use serde::{Deserialize, Deserializer};
use store::{Day, TreeItem};

use crate::api::Api;
use crate::page::Cursor;
use crate::problem::Problem;

/// Longest text of a filter, in characters.
const LONGEST: usize = 64;

/// The parameters of the page. A form sends the empty ones, too.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Query {
    pub view: Option<View>,
    #[serde(deserialize_with = "day")]
    pub day: Option<Day>,
    pub sort: Order,
    state: Word,
    medium: String,
    queue: String,
    agent: String,
    text: String,
    pub next: Option<Cursor>,
    pub previous: Option<Cursor>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum View {
    Ended,
}

/// The parameter `sort`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Order {
    #[default]
    Wait,
    Age,
}

impl From<Order> for Sort {
    fn from(order: Order) -> Self {
        match order {
            Order::Wait => Self::Wait,
            Order::Age => Self::Age,
        }
    }
}

fn day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Day>, D::Error> {
    let text = String::deserialize(deserializer)?;
    let day = (!text.is_empty()).then(|| text.parse());
    day.transpose().map_err(serde::de::Error::custom)
}

/// The parameter `state`: a word of [`states`], or nothing.
#[derive(Debug, Clone, Copy, Default)]
struct Word(Option<&'static str>);

impl<'de> Deserialize<'de> for Word {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let known = states().into_iter().find(|word| *word == text);
        if known.is_some() || text.is_empty() {
            return Ok(Self(known));
        }
        Err(serde::de::Error::custom(format!("state is one of: {}", states().join(", "))))
    }
}

impl Query {
    pub fn filter(&self) -> Filter {
        let cut = |text: &str| text.trim().chars().take(LONGEST).collect::<String>();
        Filter {
            state: self.state.0,
            medium: (!self.medium.is_empty()).then(|| MediaType::parse(&self.medium)),
            queue: cut(&self.queue),
            agent: cut(&self.agent),
            text: cut(&self.text),
        }
    }

    /// Whether this is the list of open conversations.
    pub const fn is_open(&self) -> bool {
        self.view.is_none()
    }

    /// The parameter and the cursor by which the page was asked for.
    pub fn position(&self) -> Option<(&'static str, String)> {
        let next = self.next.as_ref().map(|cursor| ("next", cursor.to_string()));
        next.or_else(|| Some(("previous", self.previous.as_ref()?.to_string())))
    }
}

/// The conversation whose whole id is the text of a filter, if it is one. A list finds it whatever
/// page it is on.
pub(super) async fn named(api: &Api, filter: &Filter) -> Result<Option<Vec<Listed>>, Problem> {
    let Some(id) = whole_id(filter) else { return Ok(None) };
    let found = api.conversations.trees(&[id]).await?;
    Ok(Some(found.into_iter().map(listed).collect()))
}

/// The text of a filter, if it is the whole id of a conversation.
pub(super) fn whole_id(filter: &Filter) -> Option<ConversationId> {
    const UUID: usize = 36;
    filter.text.parse().ok().filter(|_| filter.text.len() == UUID)
}

pub(super) fn listed(tree: TreeItem) -> Listed {
    Listed { conversation_id: tree.pk.0, overview: tree.overview }
}
