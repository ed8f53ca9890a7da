//! Lengths as lists show them.

use super::super::time::length;

/// A length in whole seconds: a list is no stopwatch.
pub(super) fn lasting(ms: i64) -> String {
    match ms.max(0) / 1_000 {
        seconds @ 0..10 => format!("{seconds}s"),
        seconds => length(seconds * 1_000),
    }
}
