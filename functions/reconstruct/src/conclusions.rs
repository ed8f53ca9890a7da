//! What follows from the events known and the ledger does not say yet. Pure.
//!
//! What was said is compared in type, status, time and data; `basis`, `causes` and `replay` play no part, so that
//! knowing more says nothing new by itself.

use std::collections::BTreeMap;

use common_events::edition::{EDITION, says_the_same};
use common_events::{Conclusion, EventType, Status};
use conversation::History;
use serde_json::Value;
use store::LedgerEntry;
use store::cut;

use crate::config::Rules;

/// Largest JSON text of `data`, in bytes: with its metadata an entry stays within what one call to the bus takes
/// (256 KB). What is larger is cut the same way every time, before it is compared.
pub const MAX_DATA_BYTES: usize = 192 * 1024;

/// What of `data` is never left out when it is cut: who and what it is about.
const SUBJECT: [&str; 4] = ["participantId", "sessionId", "userId", "queueId"];

/// What a pass finds in the ledger.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Differences {
    /// What has to be said, in the order in which it happened.
    pub changes: Vec<LedgerEntry>,
    /// What stays as it is.
    pub unchanged: Vec<LedgerEntry>,
}

impl Differences {
    /// Compares what is derived with what stands in the ledger.
    #[must_use]
    pub fn between(derived: Vec<Conclusion>, ledger: Vec<LedgerEntry>, history: &History, rules: &Rules) -> Self {
        let name = |entry: &LedgerEntry| (entry.event_type, entry.subject.clone());
        let mut said: BTreeMap<(EventType, String), LedgerEntry> =
            ledger.into_iter().map(|entry| (name(&entry), entry)).collect();
        let mut differences = Self::default();
        for conclusion in derived {
            let next = entry(conclusion, history);
            match said.remove(&name(&next)) {
                None => differences.change(next, None),
                Some(before) if is_said(&before, &next) => differences.unchanged.push(before),
                Some(before) => differences.change(next, Some(&before)),
            }
        }
        for before in said.into_values() {
            if before.status == Status::Active && rules.selection.has(before.event_type) {
                let replay = history.replay_of(&before.causes).map(str::to_owned);
                let withdrawn =
                    LedgerEntry { status: Status::Withdrawn, basis: history.basis(), replay, ..before.clone() };
                differences.change(withdrawn, Some(&before));
            } else {
                differences.unchanged.push(before);
            }
        }
        differences.changes.sort_by_key(|entry| (entry.occurred_at, entry.event_type.as_str(), entry.subject.clone()));
        differences
    }

    fn change(&mut self, mut entry: LedgerEntry, before: Option<&LedgerEntry>) {
        entry.revision = before.map_or(1, |before| before.revision + 1);
        self.changes.push(entry);
    }
}

fn is_said(before: &LedgerEntry, next: &LedgerEntry) -> bool {
    before.status == next.status
        && before.occurred_at == next.occurred_at
        && says_the_same(next.event_type, before.edition, &before.data, &next.data)
}

fn entry(conclusion: Conclusion, history: &History) -> LedgerEntry {
    LedgerEntry {
        conversation_id: history.conversation_id().clone(),
        event_type: conclusion.event_type(),
        revision: 1,
        status: Status::Active,
        occurred_at: conclusion.occurred_at,
        basis: history.basis(),
        edition: EDITION,
        organization_id: history.organization_id().map(str::to_owned),
        replay: history.replay_of(&conclusion.causes).map(str::to_owned),
        data: data(&conclusion),
        subject: conclusion.subject,
        causes: conclusion.causes,
    }
}

fn data(conclusion: &Conclusion) -> Value {
    let mut data = serde_json::to_value(&conclusion.data).unwrap_or_default();
    if let Value::Object(fields) = &mut data {
        let cut = cut::fit(fields, MAX_DATA_BYTES, &SUBJECT);
        if !cut.is_empty() {
            tracing::warn!(event_type = %conclusion.event_type(), "the data of a Common Event was cut to fit the bus");
        }
    }
    data
}

#[cfg(test)]
mod tests {
    use super::*;
    use common_events::particulars::ConversationCreated;
    use common_events::{ConversationFacts, Data, Subject};
    use genesys::Timestamp;

    fn called_from(ani: String) -> Value {
        let particulars = ConversationCreated { ani: Some(ani), ..ConversationCreated::default() };
        data(&Conclusion {
            subject: "conversation".to_owned(),
            occurred_at: Timestamp::from_ms(0),
            causes: Vec::new(),
            settles: common_events::SettleClass::Prompt,
            inferred: false,
            data: Data {
                conversation: ConversationFacts::default(),
                subject: Subject::default(),
                inferred: false,
                particulars: particulars.into(),
            },
        })
    }

    #[test]
    fn what_an_entry_of_the_bus_has_room_for_is_said_in_full_and_no_more() {
        let long = "x".repeat(190_000);
        assert_eq!(called_from(long.clone())["ani"], long);
        assert!(called_from("x".repeat(200_000)).to_string().len() < 190_000);
    }
}
