//! Which stream records speak: a conclusion that is new, has another revision or is asked for once more. Expiry and
//! silent upkeep change neither, and say nothing.

use aws_lambda_events::dynamodb::EventRecord;
use store::keys::{LEDGER_PREFIX, SK};
use store::{Image, LedgerEntry};

/// What a record says to `emit`.
#[derive(Debug)]
pub(crate) enum Said {
    /// A conclusion is to be published.
    Conclusion(Box<LedgerEntry>),
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
        let (old, new) = (Image(&change.old_image), Image(&change.new_image));
        let differs = |name: &str| old.number(name) != new.number(name);
        let speaks = match record.event_name.as_str() {
            "INSERT" => true,
            "MODIFY" => differs("revision") || differs("resend"),
            _ => false,
        };
        if !keys.is_under(LEDGER_PREFIX) || !speaks {
            return Self::Nothing;
        }
        LedgerEntry::from_image(change.new_image.clone())
            .map_or(Self::Poison, |conclusion| Self::Conclusion(Box::new(conclusion)))
    }
}
