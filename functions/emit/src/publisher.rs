//! Calls the bus: within its limits, with retries for entries that it could not take.
//!
//! Only failed entries are sent again. If a call got nothing through, the remaining calls wait as
//! well: more calls do not help a service that is down or throttled.

use std::borrow::Cow;

use runtime::{Deadline, Outcome, backoff};

use crate::bus::Bus;
use crate::entry::Entry;

/// The most entries in one call (EventBridge quotas).
pub const MAX_ENTRIES: usize = 10;
/// The entries of one call stay below this size in bytes ("Calculating PutEvents event entry size",
/// EventBridge user guide). A larger entry is sent alone, and the bus decides.
pub const MAX_CALL_BYTES: usize = 256 * 1024;
/// How often an entry is sent before it is left to the next delivery of its record.
pub const MAX_ATTEMPTS: u32 = 4;

/// Longest pause before the second attempt, in milliseconds. Doubles with each attempt.
const FIRST_PAUSE_MS: u64 = 100;

/// Publishes entries and returns the last outcome of each, in their order. Entries without an
/// outcome by the deadline are sent again with the next delivery of their record.
pub async fn publish(bus: &impl Bus, entries: &[Entry], deadline: Deadline) -> Vec<Outcome> {
    let mut outcomes = vec![Outcome::Retry(Cow::Borrowed("not sent")); entries.len()];
    for attempt in 0..MAX_ATTEMPTS {
        let pending: Vec<usize> =
            (0..entries.len()).filter(|index| is_pending(&outcomes[*index])).collect();
        if pending.is_empty() {
            break;
        }
        if attempt > 0 {
            tokio::time::sleep(backoff::pause(FIRST_PAUSE_MS, attempt)).await;
        }
        if deadline.has_passed() {
            break;
        }
        for call in calls(entries, &pending) {
            let sent: Vec<Entry> = call.iter().map(|index| entries[*index].clone()).collect();
            let mut answers = deadline.run_until(bus.publish(&sent)).await.unwrap_or_default();
            answers.resize(sent.len(), Outcome::Retry(Cow::Borrowed("no outcome")));
            let got_through = !answers.iter().all(is_pending);
            for (index, answer) in call.into_iter().zip(answers) {
                outcomes[index] = answer;
            }
            if !got_through {
                break;
            }
        }
    }
    outcomes
}

const fn is_pending(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Retry(_))
}

/// Groups the pending entries, in order, into calls within the limits.
fn calls(entries: &[Entry], pending: &[usize]) -> Vec<Vec<usize>> {
    let mut calls: Vec<Vec<usize>> = Vec::new();
    let mut bytes = 0;
    for &index in pending {
        let size = entries[index].size();
        match calls.last_mut() {
            Some(call) if call.len() < MAX_ENTRIES && bytes + size < MAX_CALL_BYTES => {
                call.push(index);
                bytes += size;
            }
            _ => {
                calls.push(vec![index]);
                bytes = size;
            }
        }
    }
    calls
}
