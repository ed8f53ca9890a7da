//! A conversation that an argument names: by its id, or by the beginning of it.

use genesys::ConversationId;
use runtime::{Clock, Environment};
use store::prefix::LEAST;
use store::{PrefixSearch, Searched, Table};

use super::CommandError;
use super::location::Opened;
use console::output::Output;
use local_aws::pipeline::PipelineError;

/// Length of an id of Genesys Cloud: a UUID with hyphens. Nothing begins with it but itself.
const ID_LENGTH: usize = 36;

impl<L> Opened<L> {
    /// The conversation that an argument names. An argument that is no stored id, nor the beginning
    /// of one, names itself.
    ///
    /// # Errors
    /// Several ids begin so, or the table fails.
    pub async fn conversation(
        &self,
        named: &ConversationId,
        output: Output,
    ) -> Result<ConversationId, CommandError> {
        let searched = search(&self.table, self.local.is_some(), named).await?;
        let id = match searched.found.as_slice() {
            [] => return Ok(named.clone()),
            [id] => id.clone(),
            _ => return Err(CommandError::Ambiguous(named.clone(), searched.found)),
        };
        if let Some(since) = searched.since {
            output.note(&format!(
                "{named} is {id}, the only one among the open conversations and those that began \
                 since {since}"
            ));
        }
        Ok(id)
    }
}

/// The conversations whose ids begin like this, unless it is the id of a stored one, or too short.
async fn search(
    table: &Table,
    is_local: bool,
    named: &ConversationId,
) -> Result<Searched, CommandError> {
    let text = named.as_str();
    if !(LEAST..ID_LENGTH).contains(&text.len()) || table.has(named).await? {
        return Ok(Searched::default());
    }
    let search = if is_local {
        PrefixSearch::Whole
    } else {
        let shards = Environment::of_process().open_shards().map_err(PipelineError::from)?;
        PrefixSearch::Indexes { shards, now: Clock::system().now() }
    };
    Ok(table.beginning_with(text, search).await?)
}
