//! `forget`: erases conversations.

use serde_json::json;

use super::{CommandError, Done};
use crate::cli::Forget;
use crate::output::Output;

pub(super) async fn execute(forget: &Forget, output: Output) -> Result<Done, CommandError> {
    let opened = forget.place.open().await?;
    for conversation in &forget.conversations {
        let items = opened.table.forget(conversation).await?;
        if output.is_json() {
            output.line(&json!({"conversationId": conversation, "itemsErased": items}))?;
        } else {
            output.text(&format!("{conversation}: {items} items erased"))?;
        }
    }
    opened.close().await;
    output.note(
        "Not erased: what the archives of the partner bus and of the custom bus hold until their retention ends, \
         point-in-time recovery and backups of the table, dead-letter queues, on-failure records, and what subscribers \
         stored. A replay of an archive brings a conversation back: forget it again afterwards.",
    );
    Ok(Done::Whole)
}
