//! Common Events that follow from metric records alone: parking.

use std::collections::HashMap;

use common_events::payload::ConversationParked;
use genesys::{ParticipantId, SessionId};

use super::draft::{Draft, Whole};
use super::rule::rules;
use crate::known_session::KnownSession;
use crate::view::{Record, SessionIndex, View};

rules! {
    /// A tPark metric record of the session arrived. The latest record counts.
    PARKED: ConversationParked = "conversation-parked";
}

pub(super) fn drafts<'h>(whole: &Whole<'_, 'h>) -> Vec<Draft<'h>> {
    let is_park = |(_, record): &&Record<'h>| record.metric == "tPark";
    let latest = |records: &Vec<Record<'h>>| records.iter().rev().find(is_park).copied();
    let parks = whole.view.records.iter().filter_map(|(id, records)| Some((*id, latest(records)?)));
    let mut parks: HashMap<&SessionId, Record<'h>> = parks.collect();
    // If several participants share a session id, the record is one of the first participant.
    let parked_first = |(_, session): (SessionIndex, &KnownSession<'h>)| {
        parked(whole, session.participant_id, parks.remove(session.session_id)?)
    };
    whole.view.all().filter_map(parked_first).collect()
}

/// The parking of a session, from its latest `tPark` record.
fn parked<'h>(
    whole: &Whole<'_, 'h>,
    participant_id: &'h ParticipantId,
    (event, record): Record<'h>,
) -> Option<Draft<'h>> {
    let session = whole.view.stretch_at(participant_id, event.session_id.as_ref()?, event.time)?;
    let plausible = (0..event.time.ms()).contains(&record.value);
    let payload = |_: &View<'h>| ConversationParked { duration_ms: record.value };
    let draft = Draft::from_event(&PARKED, session, event, payload);
    plausible.then(|| Draft { occurred_at: event.time.minus_ms(record.value), ..draft })
}
