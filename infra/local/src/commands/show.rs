//! `show`: one conversation.

use conversation::details;
use genesys::ConversationId;
use store::Table;

use super::{CommandError, Done};
use crate::cli::One;
use crate::output::Output;
use crate::render;

pub(super) async fn execute(one: &One, output: Output) -> Result<Done, CommandError> {
    let opened = one.place.open().await?;
    print(&opened.table, &one.conversation, output).await?;
    opened.close().await;
    Ok(Done::Whole)
}

/// Prints one conversation.
pub(super) async fn print(table: &Table, id: &ConversationId, output: Output) -> Result<(), CommandError> {
    let stored = table.tree(id).await?;
    let conversation = stored.ok_or_else(|| CommandError::Unknown(id.clone()))?.conversation();
    if output.is_json() {
        output.line(&details(&conversation))?;
    } else {
        let ledger = table.ledger(id).await?;
        output.text(&render::tree(&conversation, &ledger, output.style()))?;
    }
    Ok(())
}
