//! `show`: one conversation.

use std::path::Path;

use common_events::CommonEvent;
use conversation::why::Reasons;
use conversation::{Conversation, History, details};
use genesys::{ConversationId, Directory};
use interactions::NameDirectory;
use store::{EventItem, LedgerEntry, Table};

use super::{CommandError, Done, names};
use crate::cli::Show;
use console::output::Output;

pub(super) async fn execute(show: &Show, output: Output) -> Result<Done, CommandError> {
    let opened = show.one.location.read().await?;
    let id = opened.conversation(&show.one.conversation, output).await?;
    let names = names::directory(&opened.table, show.names)?;
    match &show.html {
        Some(file) => write(&opened.table, &id, names.as_ref(), file, output).await?,
        None => print(&opened.table, &id, names.as_ref(), output).await?,
    }
    opened.close().await;
    Ok(Done::Whole)
}

/// Prints one conversation. Only the text has names of the directory.
pub(super) async fn print(
    table: &Table,
    id: &ConversationId,
    names: Option<&NameDirectory>,
    output: Output,
) -> Result<(), CommandError> {
    let conversation = tree(table, id).await?;
    if output.is_json() {
        output.line(&details(&conversation))?;
    } else {
        let common_events = common_events(table, id).await?;
        let names = named(names, &conversation).await?;
        output.text(&render::tree(&conversation, &common_events, &names, output.style()))?;
    }
    Ok(())
}

/// Writes the page of one conversation to a file, or to standard output.
async fn write(
    table: &Table,
    id: &ConversationId,
    names: Option<&NameDirectory>,
    file: &Path,
    output: Output,
) -> Result<(), CommandError> {
    let conversation = tree(table, id).await?;
    let names = named(names, &conversation).await?;
    let common_events = common_events(table, id).await?;
    let log = table.log(id).await?;
    let reasons = Reasons::new(&History::new(id.clone(), log.iter().map(EventItem::known)));
    let page = render::html::page_with_names(&conversation, &common_events, &reasons, &names)?;
    if file == Path::new("-") {
        output.text(&page)?;
    } else {
        std::fs::write(file, page).map_err(|error| CommandError::File(file.to_owned(), error))?;
    }
    Ok(())
}

/// The names of the directory for what the conversation does not name.
async fn named(
    names: Option<&NameDirectory>,
    conversation: &Conversation,
) -> Result<Directory, CommandError> {
    let Some(names) = names else { return Ok(Directory::default()) };
    Ok(names.all(conversation::unnamed(conversation)).await?)
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
