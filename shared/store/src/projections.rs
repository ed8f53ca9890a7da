//! DynamoDB adapter of the tree and the ledger.

use async_trait::async_trait;
use genesys::ConversationId;

use crate::error::StoreError;
use crate::keys::PARTICIPANT_PREFIX;
use crate::ledger_page::LedgerPage;
use crate::log_page::LogPage;
use crate::meter::Operation;
use crate::participant_item::ParticipantItem;
use crate::ports::Projections;
use crate::table::{Table, decode, number};
use crate::tree_item::TreeItem;
use crate::written::Written;

const NEW: &str = "attribute_not_exists(pk)";

/// No item of this edition that knows more. That of the edition before has no `edition`.
const NOT_NEWER: &str = "attribute_not_exists(edition) OR knownEvents <= :knownEvents";

#[async_trait]
impl Projections for Table {
    async fn put_participant(&self, participant: &ParticipantItem) -> Result<Written, StoreError> {
        let known_events = number(participant.known_events);
        self.put_if(participant, |put| {
            put.condition_expression(NOT_NEWER)
                .expression_attribute_values(":knownEvents", known_events)
        })
        .await
    }

    async fn put_ledger_page(&self, page: &LedgerPage) -> Result<Written, StoreError> {
        self.put_if(page, |put| put.condition_expression(NEW)).await
    }

    async fn put_log_page(&self, page: &LogPage) -> Result<Written, StoreError> {
        self.put_if(page, |put| put.condition_expression(NEW)).await
    }

    async fn put_tree(&self, tree: &TreeItem, read: Option<u64>) -> Result<Written, StoreError> {
        self.put_if(tree, |put| match read {
            None => put.condition_expression(NEW),
            Some(version) => put
                .condition_expression("version = :read")
                .expression_attribute_values(":read", number(version)),
        })
        .await
    }

    async fn participants(
        &self,
        conversation_id: &ConversationId,
    ) -> Result<Vec<ParticipantItem>, StoreError> {
        let mut participants = Vec::new();
        self.query_each(conversation_id, "begins_with(sk, :bound)", PARTICIPANT_PREFIX, |item| {
            participants.push(decode(Operation::Query, item)?);
            Ok(())
        })
        .await?;
        Ok(participants)
    }
}
