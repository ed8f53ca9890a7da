//! Which stream records speak: new pages of the ledger. A page is never changed but for its expiry, which says nothing.

use aws_lambda_events::dynamodb::EventRecord;
use store::keys::{LEDGER_PREFIX, SK};
use store::{Image, LedgerPage};

/// What a record says to `emit`.
#[derive(Debug)]
pub(crate) enum Said {
    /// What is on a page is to be published.
    Page(Box<LedgerPage>),
    /// Nothing that other teams should hear.
    Nothing,
    /// It can never be read.
    Poison,
}

impl Said {
    pub(crate) fn by(record: &EventRecord) -> Self {
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
