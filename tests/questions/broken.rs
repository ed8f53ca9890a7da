//! A failure of the table is an error response, never an empty answer.

use async_trait::async_trait;
use genesys::{ConversationId, UserId};
use http::Method;
use http::header::RETRY_AFTER;
use interactions::{Api, router};
use store::{
    Conversations, Day, EndedPage, EventItem, IndexPage, IndexPosition, LedgerEntry, Operation,
    Order, ParticipantItem, StartRange, StoreError, StoredTree, TreeItem,
};

use crate::world::{admin_who_is, send};

/// A table where every call fails with this error.
struct Broken(fn() -> StoreError);

#[async_trait]
impl Conversations for Broken {
    async fn open_page(
        &self,
        _: u32,
        _: Option<&IndexPosition>,
        _: u32,
    ) -> Result<IndexPage, StoreError> {
        Err((self.0)())
    }

    async fn ended_page(
        &self,
        _: Day,
        _: u32,
        _: &StartRange,
        _: Order,
        _: Option<u32>,
    ) -> Result<EndedPage, StoreError> {
        Err((self.0)())
    }

    async fn page_of_user(
        &self,
        _: &UserId,
        _: &StartRange,
        _: Option<&IndexPosition>,
        _: u32,
    ) -> Result<IndexPage, StoreError> {
        Err((self.0)())
    }

    async fn trees(&self, _: &[ConversationId]) -> Result<Vec<TreeItem>, StoreError> {
        Err((self.0)())
    }

    async fn participants_at(
        &self,
        _: &[IndexPosition],
    ) -> Result<Vec<ParticipantItem>, StoreError> {
        Err((self.0)())
    }

    async fn log(&self, _: &ConversationId) -> Result<Vec<EventItem>, StoreError> {
        Err((self.0)())
    }

    async fn tree(&self, _: &ConversationId) -> Result<Option<StoredTree>, StoreError> {
        Err((self.0)())
    }

    async fn tree_and_ledger(
        &self,
        _: &ConversationId,
    ) -> Result<Option<(StoredTree, Vec<LedgerEntry>)>, StoreError> {
        Err((self.0)())
    }
}

const OPERATION: Operation = Operation::Query;

#[tokio::test]
async fn table_error_is_reported_without_its_details() {
    let failures: [(fn() -> StoreError, u16); 3] = [
        (
            || StoreError::Retry {
                operation: OPERATION,
                code: "Throttled".into(),
                source: "Robin".into(),
            },
            503,
        ),
        (
            || StoreError::Poison {
                operation: OPERATION,
                code: "odd".into(),
                source: "Robin".into(),
            },
            500,
        ),
        (
            || StoreError::Fatal {
                operation: OPERATION,
                code: "denied".into(),
                source: "Robin".into(),
            },
            500,
        ),
    ];
    let uris = [
        "/interactions",
        "/interactions?fields=*",
        "/me/interactions",
        "/users/u-1/interactions",
        "/interactions/c-1",
        "/interactions/c-1/events",
        "/interactions/c-1/timeline",
    ];
    for (failure, status) in failures {
        for uri in uris {
            let router = router(Api::new(Broken(failure), 1), &[]);
            let answer = send(&router, Some(&admin_who_is("u-1")), Method::GET, uri, &[], "").await;
            assert_eq!(answer.status, status, "{uri}");
            assert_eq!(answer.header(RETRY_AFTER), if status == 503 { "1" } else { "" });
            let text = answer.text();
            assert!(
                !text.contains("Robin") && !text.contains("denied") && !text.contains("odd"),
                "{text}"
            );
        }
    }
}
