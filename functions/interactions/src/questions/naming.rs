//! Names for what conversations mention by id, as far as they are known at once.

use conversation::Conversation;
use genesys::{Directory, Entity, EntityKind};
use render::{Filter, Listed};
use uuid::Uuid;

use crate::api::Api;

/// The names of a conversation: its own, and those of the directory. `None` if names are off.
pub(super) async fn of_tree(api: &Api, conversation: &Conversation) -> Option<Directory> {
    let directory = api.names.as_ref()?.names(conversation::unnamed(conversation)).await;
    let mut names = conversation::names(conversation);
    names.add_all(&directory);
    Some(names)
}

/// The names of each of these conversations, by one read. `None` if names are off.
pub(super) async fn of_trees(api: &Api, all: &[Conversation]) -> Vec<Option<Directory>> {
    let Some(directory) = &api.names else { return vec![None; all.len()] };
    let unnamed: Vec<_> = all.iter().map(conversation::unnamed).collect();
    let read = directory.names(unnamed.iter().flatten().cloned()).await;
    let of_one = |(one, unnamed): (&Conversation, Vec<Entity>)| {
        let mut names = conversation::names(one);
        for entity in unnamed {
            if let Some(name) = read.name(entity.kind, entity.id.as_str()) {
                names.add(entity.kind, entity.id.as_str(), name);
            }
        }
        Some(names)
    };
    let unnamed = unnamed.into_iter().map(|set| set.into_iter().collect());
    all.iter().zip(unnamed).map(of_one).collect()
}

/// Prepares the names by which a filter may find conversations: all names of the kinds that it
/// looks at.
pub(super) async fn prepare(api: &Api, filter: &Filter) {
    let Some(names) = &api.names else { return };
    let looks_at = |texts: [&str; 2]| texts.into_iter().any(may_be_name);
    if looks_at([&filter.queue, &filter.text]) {
        names.load(EntityKind::Queue).await;
    }
    if looks_at([&filter.agent, &filter.text]) {
        names.load(EntityKind::User).await;
    }
}

/// Names the parties of a listed conversation that this process knows.
pub(super) fn known(api: &Api, listed: &mut Listed) {
    let Some(names) = &api.names else { return };
    let known = names.known(listed.overview.unnamed());
    listed.overview.add_names(&known);
}

/// Names the parties of listed conversations, by one read.
pub(super) async fn of_lists(api: &Api, lists: [&mut Vec<Listed>; 2]) {
    let Some(names) = &api.names else { return };
    let unnamed = lists.iter().flat_map(|list| list.iter()).flat_map(|it| it.overview.unnamed());
    let read = names.names(unnamed.collect::<Vec<_>>()).await;
    for listed in lists.into_iter().flatten() {
        listed.overview.add_names(&read);
    }
}

/// Whether a text of a filter may be the name of someone: it is neither empty nor an id.
fn may_be_name(text: &str) -> bool {
    !text.is_empty() && Uuid::try_parse(text).is_err()
}
