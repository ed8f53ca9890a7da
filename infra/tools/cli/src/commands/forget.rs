//! `forget`: erases conversations, and names of users.

use genesys::{ConversationId, Entity, EntityKind, UserId};
use runtime::{Clock, Environment};
use serde_json::json;
use store::keys::{ConversationKey, NameKey};
use store::{NameSource, Names, Retention, StoredName};

use super::location::OpenTable;
use super::{CommandError, Done};
use crate::cli::Forget;
use console::output::Output;
use local_aws::local::LocalError;
use local_aws::pipeline::PipelineError;

pub(super) async fn execute(forget: &Forget, output: Output) -> Result<Done, CommandError> {
    let opened = forget.location.open().await?;
    let conversations = conversations(&opened, &forget.conversations, output).await?;
    for conversation in &conversations {
        let items = opened.table.forget(conversation).await?;
        if output.is_json() {
            output.line(&json!({"conversationId": conversation, "itemsErased": items}))?;
        } else {
            output.text(&format!("{conversation}: {items} items erased"))?;
        }
    }
    for user_id in &forget.users {
        forget_name(&opened, user_id).await?;
        if output.is_json() {
            output.line(&json!({"userId": user_id, "nameErased": true}))?;
        } else {
            output.text(&format!("{user_id}: name erased from the directory"))?;
        }
    }
    if let Some(local) = &opened.local {
        let names = (!forget.users.is_empty()).then(|| NameKey(EntityKind::User).to_string());
        let partitions = conversations.iter().map(|id| ConversationKey(id.clone()).to_string());
        local.embedded().erase(partitions.chain(names)).map_err(LocalError::from)?;
        local.wake_ups().forget(&conversations).map_err(LocalError::from)?;
    }
    let stream = if opened.local.is_some() { "" } else { " the table's stream for a day," };
    opened.close().await;
    output.note(&format!(
        "Not erased: what the archives of the partner bus and of the custom bus hold until their \
         retention ends,{stream} point-in-time recovery and backups of the table, dead-letter \
         queues, on-failure records, exports and the tables of analysts, and what subscribers \
         stored. A replay of an archive brings a conversation back: forget it again afterwards.",
    ));
    if !forget.users.is_empty() {
        output.note(
            "A running API may show an erased name for five minutes more. Conversations keep the \
             names that events gave: forget those, too, or let them expire.",
        );
    }
    Ok(Done::Whole)
}

/// The conversations to erase. In a deployed table a beginning of an id is not enough: the search
/// does not see all conversations, and nothing brings an erased one back.
async fn conversations(
    opened: &OpenTable,
    named: &[ConversationId],
    output: Output,
) -> Result<Vec<ConversationId>, CommandError> {
    let mut ids = Vec::with_capacity(named.len());
    for named in named {
        let id = opened.conversation(named, output).await?;
        if opened.local.is_none() && id != *named {
            return Err(CommandError::WholeId(named.clone(), id));
        }
        ids.push(id);
    }
    Ok(ids)
}

/// Replaces the name of a user by a mark that keeps others from being stored, for as long as a
/// conversation may mention them.
async fn forget_name(opened: &OpenTable, user_id: &UserId) -> Result<(), CommandError> {
    let days = Environment::of_process().event_retention_days().map_err(PipelineError::from)?;
    let now = Clock::system().now();
    let expires_at = Retention::days(days).expiry(now, now).of_tree_and_ledger();
    let Some(entity) = Entity::new(EntityKind::User, user_id.as_str()) else { return Ok(()) };
    let mark =
        StoredName { entity, name: None, source: NameSource::Forgotten, as_of: now, expires_at };
    let _ = opened.table.put_name(&mark, now).await?;
    Ok(())
}
