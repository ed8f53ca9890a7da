//! What the process occupies, and when that is too much.

use std::fs;

/// What the memory may grow by from the first fifth to the end: by half, and by this, in MiB.
const ALLOWANCE: u64 = 32;

/// What the process occupies, in MiB.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Memory {
    /// Now.
    pub now: u64,
    /// At most so far.
    pub peak: u64,
}

impl Memory {
    /// Asks the operating system; `None` where it does not say.
    pub fn sample() -> Option<Self> {
        let status = fs::read_to_string("/proc/self/status").ok()?;
        let field = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name))?;
            line.split_whitespace().next()?.parse::<u64>().ok().map(|kib| kib / 1_024)
        };
        Some(Self { now: field("VmRSS:")?, peak: field("VmHWM:")? })
    }
}

/// What the memory may be in the end, by what it was at the first fifth.
pub const fn allowed(early: u64) -> u64 {
    early + early / 2 + ALLOWANCE
}
