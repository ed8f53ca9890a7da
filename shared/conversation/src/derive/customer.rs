//! Customers disconnect, are matched to a contact, and request callbacks.

use std::collections::BTreeMap;

use common_events::payload::{CallbackScheduled, ContactAssociated, CustomerDisconnected};
use genesys::vocabulary::{DisconnectType, MediaType};
use genesys::{Event, Topic};

use super::draft::{Draft, Whole};
use super::rule::rules;
use super::text::key_part;
use crate::callback;
use crate::family::Family;
use crate::known_session::KnownSession;
use crate::view::{SessionIndex, View};

rules! {
    /// A customer's connected session ended, and its disconnect type says that they hung up.
    DISCONNECTED: CustomerDisconnected = "customer-disconnected";

    /// A callback session of a customer began.
    SCHEDULED: CallbackScheduled = "callback-scheduled";

    /// An event of a customer's session names this external contact for the first time.
    ASSOCIATED: ContactAssociated = "contact-associated";
}

pub(super) fn drafts<'h>(whole: &Whole<'_, 'h>) -> Vec<Draft<'h>> {
    let customers = whole.view.of_family(Family::Customer);
    let disconnected = customers.filter_map(|customer| disconnected(whole, customer));
    let scheduled = callback::callbacks(whole.view).filter_map(scheduled);
    let associated = whole.view.all().flat_map(associated);
    disconnected.chain(scheduled).chain(associated).collect()
}

fn disconnected<'h>(
    whole: &Whole<'_, 'h>,
    (id, session): (SessionIndex, &KnownSession<'h>),
) -> Option<Draft<'h>> {
    let end = session.end?;
    let how = end.disconnect_type?;
    let by_itself = matches!(how, DisconnectType::Endpoint | DisconnectType::Client);
    let is_callback = session.media_type == Some(&MediaType::Callback);
    let was_connected = session.totals().interacting != Some(0);
    let follows = by_itself && !is_callback && was_connected && whole.roles.is_counted(id, session);
    let payload = move |_: &View<'h>| CustomerDisconnected { disconnect_type: how.to_string() };
    follows
        .then(|| Draft::for_session(&DISCONNECTED, (id, session), (end.time, end.cause), payload))
}

fn scheduled<'h>((id, session): (SessionIndex, &KnownSession<'h>)) -> Option<Draft<'h>> {
    let start = session.start?;
    let payload = move |view: &View<'h>| {
        view.session(id).map_or_else(CallbackScheduled::default, |session| CallbackScheduled {
            scheduled_time: session.latest(|detail| detail.callback_scheduled_time),
            origin: callback::origin(view, id, session),
        })
    };
    Some(Draft::for_session(&SCHEDULED, (id, session), (start.time, start.cause), payload))
}

/// Every contact that `contact` or the customer's own events name, once, at its first event.
fn associated<'h>((id, session): (SessionIndex, &KnownSession<'h>)) -> Vec<Draft<'h>> {
    let mut first: BTreeMap<&'h str, &'h Event> = BTreeMap::new();
    for event in &session.events {
        let topic = matches!(
            event.topic,
            Topic::Contact | Topic::ContactUpdate | Topic::CustomerStart | Topic::CustomerEnd
        );
        let contact = event.detail().and_then(|detail| detail.external_contact_id.as_deref());
        if let Some(contact) = contact.filter(|_| topic).and_then(key_part) {
            first.entry(contact).or_insert(event);
        }
    }
    let draft = |(contact, event): (&'h str, &'h Event)| {
        let organization =
            event.detail().and_then(|detail| detail.external_organization_id.clone());
        let payload = move |_: &View<'h>| ContactAssociated {
            external_contact_id: contact.to_owned(),
            external_organization_id: organization.clone(),
        };
        Draft::from_event(&ASSOCIATED, (id, session), event, payload)
            .with_subject(format!("{}/{contact}", session.subject()))
    };
    first.into_iter().map(draft).collect()
}
