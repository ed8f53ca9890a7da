//! `forget`: erases conversations.

use serde_json::json;
use store::keys::ConversationKey;

use super::{CommandError, Done};
use crate::cli::Forget;
use console::output::Output;
use local_aws::local::LocalError;

pub(super) async fn execute(forget: &Forget, output: Output) -> Result<Done, CommandError> {
    let opened = forget.location.open().await?;
    for conversation in &forget.conversations {
        let items = opened.table.forget(conversation).await?;
        if output.is_json() {
            output.line(&json!({"conversationId": conversation, "itemsErased": items}))?;
        } else {
            output.text(&format!("{conversation}: {items} items erased"))?;
        }
    }
    if let Some(local) = &opened.local {
        let partitions =
            forget.conversations.iter().map(|id| ConversationKey(id.clone()).to_string());
        local.embedded().erase(partitions).map_err(LocalError::from)?;
        local.wake_ups().forget(&forget.conversations).map_err(LocalError::from)?;
    }
    let stream = if opened.local.is_some() { "" } else { " the table's stream for a day," };
    opened.close().await;
    output.note(&format!(
        "Not erased: what the archives of the partner bus and of the custom bus hold until their \
         retention ends,{stream} point-in-time recovery and backups of the table, dead-letter \
         queues, on-failure records, and what subscribers stored. A replay of an archive brings a \
         conversation back: forget it again afterwards.",
    ));
    Ok(Done::Whole)
}
