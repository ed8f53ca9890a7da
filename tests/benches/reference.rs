//! The reference workload.

use simulate::SimulateOptions;

/// Seed of the conversations.
const SEED: u64 = 1;

/// The messages of `conversations` simulated conversations of all kinds, in the order of their
/// times, without metric records.
pub fn reference(conversations: u64) -> Vec<String> {
    let mut lines = Vec::new();
    let options = SimulateOptions { conversations, seed: SEED, ..SimulateOptions::default() };
    simulate::write(&options, &mut lines).unwrap();
    String::from_utf8(lines).unwrap().lines().map(str::to_owned).collect()
}
