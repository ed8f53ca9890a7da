//! Compares the derived Common Events with the ledger: what differs, and which differences are due.
//! Pure.
//!
//! Type, status, time and data are compared. `known_events`, `causes` and `replay` are not, so
//! knowing more events does not by itself publish anything. Neither is `data.conversation`: it
//! records what was known of the conversation when the Common Event was published, and a change of
//! context is not a correction.

use std::collections::BTreeMap;

use common_events::additions::{EDITION, equal_but_for_additions};
use common_events::{DerivedEvent, EventType, Status};
use conversation::History;
use genesys::Timestamp;
use serde_json::Value;
use store::LedgerEntry;
use store::cut;

use crate::config::PassRules;
use crate::settling::{Arrivals, settle_ms};

/// Largest JSON text of `data`, in bytes: with its metadata, an entry fits into one call to the bus
/// (256 KB). Larger data is cut before it is compared, in the same way every time.
pub const MAX_DATA_BYTES: usize = 192 * 1024;

/// Fields of `data` that are kept when it is cut: who and what the Common Event is about.
const SUBJECT: [&str; 7] =
    ["participantId", "sessionId", "stretch", "mediaType", "direction", "userId", "queueId"];

/// The context field of `data`.
const CONTEXT: &str = "conversation";

/// The differences between the derived Common Events and the ledger.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Differences {
    /// Entries that are due, in the order in which they occurred.
    pub changes: Vec<LedgerEntry>,
    /// Entries that stay in force, including those whose replacement is not due.
    pub unchanged: Vec<LedgerEntry>,
    /// Number of changes that are held back.
    pub held_back: u64,
    /// When the first of the held-back changes is due.
    pub due_at: Option<Timestamp>,
}

impl Differences {
    /// Compares the derived Common Events with the ledger entries in force, at the time of
    /// `arrivals`.
    #[must_use]
    pub fn between(
        derived_events: Vec<DerivedEvent>,
        ledger: Vec<LedgerEntry>,
        history: &History,
        rules: &PassRules,
        arrivals: &Arrivals,
    ) -> Self {
        let settle = |class, inferred| settle_ms(class, inferred, rules.settle_seconds);
        let name = |entry: &LedgerEntry| (entry.event_type, entry.subject.clone());
        let mut in_force: BTreeMap<(EventType, String), LedgerEntry> =
            ledger.into_iter().map(|entry| (name(&entry), entry)).collect();
        let mut differences = Self::default();
        for derived in derived_events {
            let settle_ms = settle(derived.settles, derived.inferred);
            let next = entry(derived, history);
            let due_at = arrivals.due_at(&next.causes, settle_ms);
            match in_force.remove(&name(&next)) {
                Some(before) if is_unchanged(&before, &next) => differences.unchanged.push(before),
                before => differences.change(next, before, due_at),
            }
        }
        for before in in_force.into_values() {
            if before.status == Status::Active && rules.selection.has(before.event_type) {
                let replay = history.replay_of(&before.causes).map(str::to_owned);
                let withdrawn = LedgerEntry {
                    status: Status::Withdrawn,
                    known_events: history.known_events(),
                    replay,
                    ..before.clone()
                };
                let due_at =
                    arrivals.due_after_all(settle(before.event_type.settle_class(), false));
                differences.change(withdrawn, Some(before), due_at);
            } else {
                differences.unchanged.push(before);
            }
        }
        differences.changes.sort_by_key(|entry| {
            (entry.occurred_at, entry.event_type.as_str(), entry.subject.clone())
        });
        differences
    }

    /// Adds a change that is due at `due_at`, or now. While a change is held back, the entry in
    /// force stays.
    fn change(
        &mut self,
        mut entry: LedgerEntry,
        before: Option<LedgerEntry>,
        due_at: Option<Timestamp>,
    ) {
        if due_at.is_some() {
            self.held_back += 1;
            self.due_at = [self.due_at, due_at].into_iter().flatten().min();
            self.unchanged.extend(before);
        } else {
            entry.revision = before.map_or(1, |before| before.revision + 1);
            self.changes.push(entry);
        }
    }
}

fn is_unchanged(before: &LedgerEntry, next: &LedgerEntry) -> bool {
    before.status == next.status
        && before.occurred_at == next.occurred_at
        && (before.data == next.data
            || equal_but_for_additions(
                next.event_type,
                before.edition,
                &but_context(&before.data),
                &but_context(&next.data),
            ))
}

fn but_context(data: &Value) -> Value {
    let mut data = data.clone();
    if let Value::Object(fields) = &mut data {
        fields.remove(CONTEXT);
    }
    data
}

fn entry(derived: DerivedEvent, history: &History) -> LedgerEntry {
    LedgerEntry {
        conversation_id: history.conversation_id().clone(),
        event_type: derived.event_type(),
        revision: 1,
        status: Status::Active,
        occurred_at: derived.occurred_at,
        known_events: history.known_events(),
        edition: EDITION,
        organization_id: history.organization_id().map(str::to_owned),
        replay: history.replay_of(&derived.causes).map(str::to_owned),
        data: data(&derived),
        subject: derived.subject,
        causes: derived.causes,
    }
}

fn data(derived: &DerivedEvent) -> Value {
    let mut data = serde_json::to_value(&derived.data).unwrap_or_default();
    if let Value::Object(fields) = &mut data {
        let cut = cut::fit(fields, MAX_DATA_BYTES, &SUBJECT);
        if !cut.is_empty() {
            tracing::warn!(
                event_type = %derived.event_type(),
                "the data of a Common Event was cut to fit the bus"
            );
        }
    }
    data
}

#[cfg(test)]
mod tests {
    use super::*;
    use common_events::payload::ConversationCreated;
    use common_events::{ConversationFacts, Data, Subject};
    use genesys::Timestamp;

    fn called_from(ani: String) -> Value {
        let payload =
            ConversationCreated { ani: Some(ani.into()), ..ConversationCreated::default() };
        data(&DerivedEvent {
            subject: "conversation".to_owned(),
            occurred_at: Timestamp::from_ms(0),
            causes: Vec::new(),
            settles: common_events::SettleClass::Prompt,
            inferred: false,
            data: Data {
                conversation: ConversationFacts::default(),
                subject: Subject::default(),
                inferred: false,
                payload: payload.into(),
            },
        })
    }

    #[test]
    fn data_is_cut_only_if_it_exceeds_the_limit() {
        let long = "x".repeat(190_000);
        assert_eq!(called_from(long.clone())["ani"], long);
        assert!(called_from("x".repeat(200_000)).to_string().len() < 190_000);
    }
}
