//! Which stream records are published: new ledger pages. Only the expiry of a page ever changes,
//! and that publishes nothing.

use aws_lambda_events::dynamodb::EventRecord;
use store::keys::{LEDGER_PREFIX, SK};
use store::{Image, LedgerPage};

/// What a record means for `emit`.
#[derive(Debug)]
pub(crate) enum RecordKind {
    /// The entries of this page are to be published.
    Page(Box<LedgerPage>),
    /// Nothing is to be published.
    Nothing,
    /// The record can never be read.
    Poison,
}

impl RecordKind {
    pub(crate) fn of(record: &EventRecord) -> Self {
        let change = &record.change;
        let keys = Image(&change.keys);
        if keys.text(SK).is_none() {
            return Self::Poison;
        }
        if record.event_name != "INSERT" || !keys.is_under(LEDGER_PREFIX) {
            return Self::Nothing;
        }
        LedgerPage::from_image(change.new_image.clone())
            .map_or(Self::Poison, |page| Self::Page(Box::new(page)))
    }
}
