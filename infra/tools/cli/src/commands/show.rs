//! `show`: one conversation.

use std::path::Path;

use common_events::CommonEvent;
use conversation::why::Reasons;
use conversation::{Conversation, History, details};
use genesys::ConversationId;
use store::{EventItem, LedgerEntry, Table};

use super::{CommandError, Done};
use crate::cli::Show;
use console::output::Output;

pub(super) async fn execute(show: &Show, output: Output) -> Result<Done, CommandError> {
    let opened = show.one.location.read().await?;
    match &show.html {
        Some(file) => write(&opened.table, &show.one.conversation, file, output).await?,
        None => print(&opened.table, &show.one.conversation, output).await?,
    }
    opened.close().await;
    Ok(Done::Whole)
}

/// Prints one conversation.
pub(super) async fn print(
    table: &Table,
    id: &ConversationId,
    output: Output,
) -> Result<(), CommandError> {
    let conversation = tree(table, id).await?;
    if output.is_json() {
        output.line(&details(&conversation))?;
    } else {
        let common_events = common_events(table, id).await?;
        output.text(&render::tree(&conversation, &common_events, output.style()))?;
    }
    Ok(())
}

/// Writes the page of one conversation to a file, or to standard output.
async fn write(
    table: &Table,
    id: &ConversationId,
    file: &Path,
    output: Output,
) -> Result<(), CommandError> {
    let (tree, common_events) = (tree(table, id).await?, common_events(table, id).await?);
    let log = table.log(id).await?;
    let reasons = Reasons::new(&History::new(id.clone(), log.iter().map(EventItem::known)));
    let page = render::html::page(&tree, &common_events, &reasons)?;
    if file == Path::new("-") {
        output.text(&page)?;
    } else {
        std::fs::write(file, page).map_err(|error| CommandError::File(file.to_owned(), error))?;
    }
    Ok(())
}

async fn tree(table: &Table, id: &ConversationId) -> Result<Conversation, CommandError> {
    let stored = table.tree(id).await?;
    Ok(stored.ok_or_else(|| CommandError::Unknown(id.clone()))?.conversation())
}

async fn common_events(
    table: &Table,
    id: &ConversationId,
) -> Result<Vec<CommonEvent>, CommandError> {
    Ok(table.ledger(id).await?.iter().map(LedgerEntry::common_event).collect())
}
