//! The memory of the process, and its limit.

use std::fs;

/// Allowed growth between the first fifth and the end: half as much again, plus this number of MiB.
const ALLOWANCE: u64 = 32;

/// Resident memory of the process, in MiB.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Memory {
    /// Now.
    pub now: u64,
    /// The peak so far.
    pub peak: u64,
}

impl Memory {
    /// Asks the operating system; `None` where it has no such information.
    pub fn sample() -> Option<Self> {
        let status = fs::read_to_string("/proc/self/status").ok()?;
        let field = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name))?;
            line.split_whitespace().next()?.parse::<u64>().ok().map(|kib| kib / 1_024)
        };
        Some(Self { now: field("VmRSS:")?, peak: field("VmHWM:")? })
    }
}

/// The limit at the end, by the memory at the first fifth.
pub const fn allowed(early: u64) -> u64 {
    early + early / 2 + ALLOWANCE
}
