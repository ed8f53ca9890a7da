//! The queries, one file each.

pub(crate) mod all;
mod ended_list;
pub(crate) mod events;
pub(crate) mod explanation;
mod fields;
pub(crate) mod list;
mod list_query;
pub(crate) mod mine;
mod naming;
mod neighbours;
pub(crate) mod of_user;
pub(crate) mod one;
mod open_list;
mod pages;
mod revision;
pub(crate) mod timeline;

use axum::extract::State;
use conversation::Conversation;
use genesys::ConversationId;
use store::{LedgerEntry, StoredTree};

use crate::api::Api;
use crate::caller::Caller;
use crate::problem::Problem;

type ApiState = State<Api>;

/// The stored tree of a conversation that the caller may see.
async fn seen(
    api: &Api,
    caller: &Caller,
    id: &ConversationId,
) -> Result<(StoredTree, Conversation), Problem> {
    let stored = api.conversations.tree(id).await?.ok_or_else(Problem::no_interaction)?;
    let conversation = stored.conversation();
    if caller.may_see(&conversation, api.visibility) {
        Ok((stored, conversation))
    } else {
        Err(Problem::no_interaction())
    }
}

/// The stored tree and the ledger of a conversation that the caller may see.
async fn seen_with_ledger(
    api: &Api,
    caller: &Caller,
    id: &ConversationId,
) -> Result<(StoredTree, Conversation, Vec<LedgerEntry>), Problem> {
    let (stored, ledger) =
        api.conversations.tree_and_ledger(id).await?.ok_or_else(Problem::no_interaction)?;
    let conversation = stored.conversation();
    if caller.may_see(&conversation, api.visibility) {
        Ok((stored, conversation, ledger))
    } else {
        Err(Problem::no_interaction())
    }
}
