//! DynamoDB adapter of the ended conversations.
//!
//! An entry of the index `ended` carries a copy of the overview, so a page of a list takes one
//! query. The entry is written when the conversation ends, and again only when its overview
//! changes.

use conversation::Overview;
use serde::Deserialize;
use serde_with::serde_as;

use crate::conversations::{Partition, between, position_of};
use crate::day::Day;
use crate::error::StoreError;
use crate::meter::Operation;
use crate::packed::Packed;
use crate::ports::{EndedEntry, EndedPage, Order, StartRange};
use crate::schema::{ENDED, ENDED_INDEX};
use crate::table::{Item, Table, decode};
use crate::tree_item::ended_key;

/// What the index copies.
#[serde_as]
#[derive(Debug, Deserialize)]
struct Copied {
    #[serde_as(as = "Packed")]
    #[serde(default)]
    overview: Overview,
}

impl Table {
    /// See [`crate::Conversations::ended_page`].
    pub(crate) async fn ended(
        &self,
        day: Day,
        shard: u32,
        began: &StartRange,
        order: Order,
        limit: Option<u32>,
    ) -> Result<EndedPage, StoreError> {
        let partition =
            Partition { index: ENDED_INDEX, attribute: ENDED, value: ended_key(day, shard) };
        let query = between(self.query_partition(&partition, None), began)
            .scan_index_forward(order == Order::EarliestFirst)
            .set_limit(limit.map(|limit| i32::try_from(limit).unwrap_or(i32::MAX)));
        let page = self.answered(query.send().await)?;
        let more = page.last_evaluated_key.is_some();
        let entries: Result<Vec<_>, _> =
            page.items.unwrap_or_default().into_iter().filter_map(entry).collect();
        Ok(EndedPage { entries: entries?, more })
    }
}

/// An entry of the index. Entries whose keys this version cannot read are skipped.
fn entry(item: Item) -> Option<Result<EndedEntry, StoreError>> {
    let position = position_of(&item)?;
    let overview = decode::<Copied>(Operation::Query, item).map(|copied| copied.overview);
    Some(overview.map(|overview| EndedEntry { position, overview }))
}
