//! Whole conversations, one after another: the tree and the ledger of each. Only one conversation
//! is in memory at a time, so a table of any size can be read.

use std::future::ready;

use aws_sdk_dynamodb::types::AttributeValue;
use futures::stream::{self, BoxStream, StreamExt, TryStreamExt};

use crate::error::StoreError;
use crate::keys::{LEDGER_PREFIX, PK, SK, TREE};
use crate::ledger_page::{LedgerEntry, LedgerPage, entries_in_force};
use crate::listing::Listing;
use crate::meter::Operation;
use crate::ports::Conversations;
use crate::stored_tree::StoredTree;
use crate::table::{Item, Table, decode, text};
use crate::tree_reads::TreeReading;

/// The tree of a conversation, and its ledger entries in force by type and subject.
pub type Whole = (StoredTree, Vec<LedgerEntry>);

impl Table {
    /// The conversations of a listing with their trees and ledgers. [`Listing::All`] is one scan of
    /// the table; every other listing is a query for each conversation. A read is no snapshot: a
    /// conversation that changes meanwhile may have a tree that is newer than its ledger.
    #[must_use]
    pub fn whole(&self, listing: &Listing) -> BoxStream<'_, Result<Whole, StoreError>> {
        if *listing == Listing::All {
            return self.scan_whole();
        }
        self.list(listing)
            .and_then(move |tree| async move { self.tree_and_ledger(tree.conversation_id()).await })
            .try_filter_map(|whole| ready(Ok(whole)))
            .boxed()
    }

    /// The items of a partition follow one another in a scan, in the order of their sort keys.
    fn scan_whole(&self) -> BoxStream<'_, Result<Whole, StoreError>> {
        let items = self.scan(|scan| {
            scan.filter_expression("begins_with(sk, :tree) OR begins_with(sk, :ledger)")
                .expression_attribute_values(":tree", AttributeValue::S(TREE.to_owned()))
                .expression_attribute_values(":ledger", AttributeValue::S(LEDGER_PREFIX.to_owned()))
        });
        // After the last item, it is asked for another one once more.
        let items = items.fuse();
        let wholes =
            stream::try_unfold((items, Gathered::default()), |(mut items, mut gathered)| async {
                while let Some(item) = items.try_next().await? {
                    if let Some(whole) = gathered.take(item)? {
                        return Ok(Some((whole, (items, gathered))));
                    }
                }
                let last = std::mem::take(&mut gathered).finish();
                Ok(last.map(|whole| (whole, (items, gathered))))
            });
        let with_pages = move |(mut stored, ledger): Whole| async move {
            self.put_back(&mut stored).await?;
            Ok((stored, ledger))
        };
        wholes.and_then(with_pages).boxed()
    }
}

/// The items of one conversation, as far as they were read.
#[derive(Default)]
struct Gathered {
    pk: String,
    tree: TreeReading,
    pages: Vec<LedgerPage>,
}

impl Gathered {
    /// Takes the next item of a scan. Returns the conversation before it if the item begins another
    /// one.
    fn take(&mut self, item: Item) -> Result<Option<Whole>, StoreError> {
        let mut before = None;
        if text(&item, PK) != self.pk {
            let next = Self { pk: text(&item, PK).to_owned(), ..Self::default() };
            before = std::mem::replace(self, next).finish();
        }
        if text(&item, SK).starts_with(TREE) {
            self.tree.take(item)?;
        } else {
            self.pages.push(decode(Operation::Scan, item)?);
        }
        Ok(before)
    }

    /// The conversation, if its tree was read.
    fn finish(self) -> Option<Whole> {
        Some((self.tree.finish()?, entries_in_force(self.pages)))
    }
}
