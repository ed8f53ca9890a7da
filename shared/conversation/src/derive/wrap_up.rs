//! Notes of agents and flows: wrap-up and participant attributes.

use common_events::payload::{AttributesUpdated, WrapUpCompleted};
use genesys::{Detail, Event};

use super::draft::{About, Draft, Whole};
use super::rule::WINDOW_MS;
use super::rule::rules;
use super::text;
use crate::known_session::KnownSession;
use crate::view::{SessionIndex, View};
use crate::wrap_up::WrapUp;

rules! {
    /// The wrap-up of a session is known. The latest code and note count.
    COMPLETED: WrapUpCompleted = "wrap-up-completed";

    /// An event reports attributes of a participant.
    UPDATED: AttributesUpdated = "attributes-updated";
}

pub(super) fn drafts<'h>(whole: &Whole<'_, 'h>) -> Vec<Draft<'h>> {
    let completed = whole.view.all().filter_map(completed);
    let updated = whole.view.attributes.iter().filter_map(|(event, detail)| updated(event, detail));
    completed.chain(updated).collect()
}

fn completed<'h>((id, session): (SessionIndex, &KnownSession<'h>)) -> Option<Draft<'h>> {
    let wrap_up = WrapUp::from_session(session)?;
    let payload = move |view: &View<'h>| {
        let wrap_up = view.session(id).and_then(WrapUp::from_session);
        wrap_up.map_or_else(WrapUpCompleted::default, |wrap_up| WrapUpCompleted {
            wrap_up_code: wrap_up.code.map(str::to_owned),
            duration_ms: wrap_up.duration_ms,
            has_note: wrap_up.note.is_some(),
        })
    };
    let draft = Draft::from_event(&COMPLETED, (id, session), wrap_up.event, payload);
    Some(Draft { known_since: wrap_up.known_since, ..draft })
}

fn updated<'h>(event: &'h Event, detail: &'h Detail) -> Option<Draft<'h>> {
    let participant_id = event.participant_id.as_ref()?;
    Some(Draft {
        rule: &UPDATED,
        subject: event.key.to_string(),
        about: About::Participant(participant_id),
        occurred_at: event.time,
        known_since: event.time,
        window_ms: WINDOW_MS,
        causes: vec![event.key],
        settles: None,
        inferred: false,
        payload: Box::new(|_| {
            let known =
                detail.attributes.texts.iter().map(|(name, value)| (name.as_str(), value.as_str()));
            AttributesUpdated { attributes: text::attributes(known) }.into()
        }),
    })
}
