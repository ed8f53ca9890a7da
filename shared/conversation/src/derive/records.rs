//! Common Events that follow from metric records alone: parking.

use common_events::payload::ConversationParked;

use super::draft::{Draft, Whole};
use super::rule::rules;
use crate::view::{Record, View};

rules! {
    /// A tPark metric record of the session arrived. The latest record counts.
    PARKED: ConversationParked = "conversation-parked";
}

pub(super) fn drafts<'h>(whole: &Whole<'_, 'h>) -> Vec<Draft<'h>> {
    whole.view.records.values().filter_map(|records| parked(whole, records)).collect()
}

/// The parking of a session, from its latest `tPark` record.
fn parked<'h>(whole: &Whole<'_, 'h>, records: &[Record<'h>]) -> Option<Draft<'h>> {
    let (event, record) = *records.iter().rev().find(|(_, record)| record.metric == "tPark")?;
    let session = whole.view.stretch_at(event.session_id.as_ref()?, event.time)?;
    let plausible = (0..event.time.ms()).contains(&record.value);
    let payload = |_: &View<'h>| ConversationParked { duration_ms: record.value };
    let draft = Draft::from_event(&PARKED, session, event, payload);
    plausible.then(|| Draft { occurred_at: event.time.minus_ms(record.value), ..draft })
}
