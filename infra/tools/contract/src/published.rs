//! Publishes a conversation: runs its events through the real rules, pass by pass, and returns the
//! entries of `PutEvents`.

use common_events::DerivedEvent;
use common_events::catalogue::Selection;
use conversation::{History, Known, derive};
use emit::{Entry, PublishedAddresses, PublishedAttributes};
use genesys::details::ConversationDetails;
use genesys::{Arrival, ConversationId, Event};
use reconstruct::derived::Differences;
use reconstruct::settling::Arrivals;
use serde_json::{Value, json};
use simulate::events_of;
use store::LedgerEntry;

use crate::ContractError;

/// The `source` of published events: the default of the variable `SOURCE`.
pub const SOURCE: &str = "switchboard.conversations";

/// Name of the archive replay of [`Way::Replayed`].
const REPLAY: &str = "replay-after-outage";

/// How the events of a conversation arrive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// All before the first pass.
    AtOnce,
    /// One by one, in order of time.
    InOrder,
    /// One by one, latest first. So Common Events are published before their causes are complete.
    Backwards,
    /// All before the first pass, from an archive replay.
    Replayed,
}

/// The EventBridge events of a conversation, in order of time.
#[derive(Debug, Clone)]
pub struct Story {
    conversation_id: ConversationId,
    envelopes: Vec<Value>,
    said: Option<fn(&DerivedEvent) -> DerivedEvent>,
}

impl Story {
    /// The events that Genesys would send for a conversation, including metric records.
    #[must_use]
    pub fn of(details: &ConversationDetails) -> Self {
        let events = events_of(details, true).events;
        let envelopes = events.into_iter().map(|event| event.envelope).collect();
        Self { conversation_id: details.conversation_id.clone(), envelopes, said: None }
    }

    /// Adds an event that no details document implies: its detail type, and its body, which holds
    /// its time.
    #[must_use]
    pub fn and(mut self, detail_type: &str, body: Value) -> Self {
        let mut envelope = self.envelopes.last().cloned().unwrap_or_default();
        envelope["detail-type"] = json!(detail_type);
        envelope["detail"]["eventBody"] = body;
        envelope["detail"]["eventBody"]["conversationId"] = json!(self.conversation_id);
        self.envelopes.push(envelope);
        self
    }

    /// Removes the events of a detail type, as if they were lost. The end of the type's name is
    /// enough.
    #[must_use]
    pub fn without(mut self, detail_type: &str) -> Self {
        self.envelopes.retain(|envelope| {
            !envelope["detail-type"].as_str().is_some_and(|it| it.ends_with(detail_type))
        });
        self
    }

    /// Adds a Common Event that follows from no event. `said` derives it from the last Common
    /// Event.
    #[must_use]
    pub fn saying(self, said: fn(&DerivedEvent) -> DerivedEvent) -> Self {
        Self { said: Some(said), ..self }
    }

    /// All entries that are published when the events arrive that way, with the values of the
    /// attributes that match `published`, and addresses in this form.
    ///
    /// # Errors
    /// An event cannot be decoded, or a Common Event cannot be serialized.
    pub fn entries(
        &self,
        way: Way,
        published: &[&str],
        addresses: PublishedAddresses,
    ) -> Result<Vec<Entry>, ContractError> {
        let rules = emit::PublishRules {
            source: SOURCE.to_owned(),
            published_attributes: PublishedAttributes::new(
                &published.iter().map(ToString::to_string).collect::<Vec<_>>(),
            ),
            published_addresses: addresses,
            publish_replayed: true,
        };
        let mut known = self
            .envelopes
            .iter()
            .map(|envelope| known(envelope, way))
            .collect::<Result<Vec<_>, _>>()?;
        known.sort_by_key(|known| known.event.time);
        if way == Way::Backwards {
            known.reverse();
        }
        let mut ledger: Vec<LedgerEntry> = Vec::new();
        let mut entries = Vec::new();
        let first = if matches!(way, Way::AtOnce | Way::Replayed) { known.len() } else { 1 };
        for count in first..=known.len() {
            let history =
                History::new(self.conversation_id.clone(), known.iter().take(count).cloned());
            let differences = self.pass(&history, ledger);
            ledger = differences.unchanged;
            for entry in differences.changes {
                entries.push(Entry::new(&entry, &rules)?);
                ledger.push(entry);
            }
        }
        Ok(entries)
    }

    fn pass(&self, history: &History, ledger: Vec<LedgerEntry>) -> Differences {
        let rules = reconstruct::PassRules {
            selection: Selection::all(),
            open_shards: 1,
            settle_seconds: 0,
        };
        let mut derived = derive(history, &rules.selection);
        let said = self.said.and_then(|said| derived.last().map(said));
        derived.extend(said);
        Differences::between(derived, ledger, history, &rules, &Arrivals::default())
    }
}

fn known(envelope: &Value, way: Way) -> Result<Known, ContractError> {
    let arrival = Arrival::decode(&envelope.to_string())?;
    let event = Event::read(arrival.topic, arrival.time, arrival.key, &arrival.body);
    let replay_name = (way == Way::Replayed).then(|| REPLAY.to_owned());
    Ok(Known { event, organization_id: arrival.organization_id, replay_name })
}
