//! What has to follow. The conversations are simulated a second time, alongside the feed, and each
//! is kept from its start until its last event was fed.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::iter::Peekable;
use std::mem;

use common_events::catalogue::Selection;
use common_events::id::common_event_id;
use common_events::{DerivedEvent, Status};
use conversation::{History, derive, project};
use genesys::details::ConversationDetails;
use genesys::{Arrival, ConversationId, EventKey};
use serde_json::Value;
use store::{LedgerEntry, StoreError, Table};

use crate::bus::{Heard, Hearing, Last, content, fingerprint};
use crate::differences::{Difference, first};
use crate::feed::Size;

/// What has to follow from the events of a seed.
pub struct Expectations {
    coming: Peekable<Box<dyn Iterator<Item = (u64, ConversationDetails)>>>,
    in_flight: HashMap<ConversationId, InFlight>,
    whole: Vec<ConversationId>,
    verified: u64,
    hearing: Hearing,
}

/// A conversation whose events are being fed.
struct InFlight {
    /// Its place among the conversations of the seed, from 1.
    number: u64,
    /// Its details document, as text, because an e-mail may be in flight for days.
    details: String,
    /// The events that were not fed yet.
    unfed: HashSet<EventKey>,
}

impl Expectations {
    /// The expectations of a seed. `hearing` learns which conversations to expect.
    pub fn of(seed: u64, size: &Size, hearing: Hearing) -> Self {
        let coming: Box<dyn Iterator<Item = _>> =
            Box::new((1..).zip(simulate::conversations(seed, size.conversations)));
        let (in_flight, whole) = (HashMap::new(), Vec::new());
        Self { coming: coming.peekable(), in_flight, whole, verified: 0, hearing }
    }

    /// Records an event that is fed; returns whether it is new.
    pub fn take(&mut self, arrival: &Arrival) -> bool {
        // No event is earlier than its conversation.
        let begins = |(_, details): &(u64, ConversationDetails)| {
            details.conversation_start.is_none_or(|start| start <= arrival.time)
        };
        while let Some((number, details)) = self.coming.next_if(begins) {
            self.begin(number, &details);
        }
        let Some(conversation) = self.in_flight.get_mut(&arrival.conversation_id) else {
            return false;
        };
        let new = conversation.unfed.remove(&arrival.key);
        if new && conversation.unfed.is_empty() {
            self.whole.push(arrival.conversation_id.clone());
        }
        new
    }

    fn begin(&mut self, number: u64, details: &ConversationDetails) {
        let unfed = testkit::history(details, true).events().map(|event| event.key).collect();
        let id = details.conversation_id.clone();
        self.hearing.expect(id.clone());
        let details = serde_json::to_string(details).unwrap_or_default();
        self.in_flight.insert(id, InFlight { number, details, unfed });
    }

    /// The conversations that were completed since the last call.
    pub fn whole(&mut self) -> Vec<ConversationId> {
        mem::take(&mut self.whole)
    }

    /// Number of verified conversations.
    pub const fn verified(&self) -> u64 {
        self.verified
    }

    /// Number of conversations in flight.
    pub fn in_flight(&self) -> usize {
        self.in_flight.len()
    }

    /// Compares the table and the bus with what has to follow from a complete conversation, and
    /// forgets it.
    pub async fn verify(
        &mut self,
        id: &ConversationId,
        table: &Table,
    ) -> Result<Vec<Difference>, StoreError> {
        let Some(InFlight { number, details, .. }) = self.in_flight.remove(id) else {
            return Ok(Vec::new());
        };
        let heard = self.hearing.forget(id);
        let different = |(kind, found)| Difference::numbered(kind, id, number, found);
        let details = match serde_json::from_str(&details) {
            Ok(details) => details,
            Err(error) => {
                return Ok(vec![different((
                    "soak",
                    format!("its details cannot be read again: {error}"),
                ))]);
            }
        };
        let history = testkit::history(&details, true);
        let mut found = Vec::new();
        match table.tree(id).await? {
            None => found.push(("tree", "there is none".to_owned())),
            Some(stored) if stored.conversation() == project(&history) => {}
            Some(stored) => {
                let of = |conversation| serde_json::to_value(conversation).unwrap_or_default();
                let where_ = first("tree", &of(project(&history)), &of(stored.conversation()));
                found.push((
                    "tree",
                    where_.unwrap_or_else(|| "not equal, though written alike".to_owned()),
                ));
            }
        }
        found.extend(said(&history, &table.ledger(id).await?, heard));
        self.verified += 1;
        Ok(found.into_iter().map(different).collect())
    }

    /// At the end: the conversations that were never fed completely.
    pub fn unverified(&mut self) -> Vec<Difference> {
        let never = self.coming.by_ref().map(|(number, details)| {
            Difference::numbered(
                "unverified",
                &details.conversation_id,
                number,
                "nothing of it was fed".to_owned(),
            )
        });
        let mut differences: Vec<Difference> = never.collect();
        differences.extend(self.in_flight.iter().map(|(id, InFlight { number, unfed, .. })| {
            Difference::numbered(
                "unverified",
                id,
                *number,
                format!("{} of its events were not fed", unfed.len()),
            )
        }));
        differences
    }
}

/// Where the derived Common Events, the ledger and the last revisions on the bus disagree.
fn said(
    history: &History,
    ledger: &[LedgerEntry],
    mut heard: Heard,
) -> Vec<(&'static str, String)> {
    let standing = |derived: DerivedEvent| {
        let event_type = derived.event_type();
        let data = serde_json::to_value(&derived.data).unwrap_or_default();
        let id = common_event_id(history.conversation_id(), event_type, &derived.subject);
        (id.as_u128(), content(event_type, Status::Active, derived.occurred_at, &data))
    };
    let mut expected: BTreeMap<u128, Value> =
        derive(history, &Selection::all()).into_iter().map(standing).collect();
    let mut found = Vec::new();
    for entry in ledger {
        let LedgerEntry { event_type, revision, status, occurred_at, data, .. } = entry;
        let id = entry.id();
        let is = content(*event_type, *status, *occurred_at, data);
        match (status, expected.remove(&id.as_u128())) {
            (Status::Withdrawn, None) => {}
            (_, Some(wanted)) => {
                found.extend(
                    first(&format!("{event_type} {id}"), &wanted, &is)
                        .map(|where_| ("ledger", where_)),
                );
            }
            (_, None) => found
                .push(("ledger", format!("{event_type} {id} stands and does not follow: {is}"))),
        }
        let stored = Last { revision: *revision, fingerprint: fingerprint(&is) };
        match heard.remove(&id.as_u128()) {
            Some(last) if last == stored => {}
            Some(last) => {
                found.push((
                    "bus",
                    format!(
                        "{event_type} {id} was heard last as {last:?} and is stored as {stored:?}"
                    ),
                ));
            }
            None => found.push((
                "bus",
                format!("{event_type} {id} was never heard; it is stored as {stored:?}"),
            )),
        }
    }
    found.extend(
        expected
            .into_iter()
            .map(|(id, wanted)| ("ledger", format!("{id:032x} is missing: {wanted}"))),
    );
    found.extend(
        heard
            .into_iter()
            .map(|(id, last)| ("bus", format!("{id:032x} was heard and is not stored: {last:?}"))),
    );
    found
}
