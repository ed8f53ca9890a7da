//! Counts what calls cost, as DynamoDB accounts for it.
//!
//! Every call requests the capacity that it consumed. DynamoDB also charges a write whose condition
//! failed, but does not report the units: they are computed from the size of the item to be
//! written.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// An operation of the DynamoDB API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the variants are the API's own words")]
pub enum Operation {
    BatchGetItem,
    BatchWriteItem,
    CreateTable,
    DescribeTable,
    GetItem,
    PutItem,
    Query,
    Scan,
    UpdateTimeToLive,
}

impl Operation {
    /// The operation's name in the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::BatchGetItem => "BatchGetItem",
            Self::BatchWriteItem => "BatchWriteItem",
            Self::CreateTable => "CreateTable",
            Self::DescribeTable => "DescribeTable",
            Self::GetItem => "GetItem",
            Self::PutItem => "PutItem",
            Self::Query => "Query",
            Self::Scan => "Scan",
            Self::UpdateTimeToLive => "UpdateTimeToLive",
        }
    }

    const fn reads(self) -> bool {
        matches!(self, Self::BatchGetItem | Self::GetItem | Self::Query | Self::Scan)
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Requests made and units consumed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Usage {
    /// Requests by operation. Retries within the SDK do not count.
    pub requests: BTreeMap<Operation, u64>,
    /// Read request units.
    pub read_units: f64,
    /// Write request units.
    pub write_units: f64,
    /// Writes whose condition failed.
    pub conditions_failed: u64,
}

/// Adds up the cost of calls. Clones share one sum.
#[derive(Debug, Clone, Default)]
pub struct Meter(Arc<Mutex<Usage>>);

impl Meter {
    /// Usage since the start, or since the last [`Meter::take`].
    #[must_use]
    pub fn usage(&self) -> Usage {
        self.lock().clone()
    }

    /// Returns the usage and resets it to zero.
    #[must_use]
    pub fn take(&self) -> Usage {
        std::mem::take(&mut *self.lock())
    }

    pub(crate) fn served(&self, operation: Operation, units: f64) {
        let mut usage = self.lock();
        *usage.requests.entry(operation).or_default() += 1;
        if operation.reads() {
            usage.read_units += units;
        } else {
            usage.write_units += units;
        }
    }

    pub(crate) fn condition_failed(&self, operation: Operation, write_units: f64) {
        let mut usage = self.lock();
        *usage.requests.entry(operation).or_default() += 1;
        usage.write_units += write_units;
        usage.conditions_failed += 1;
    }

    pub(crate) fn failed(&self, operation: Operation) {
        *self.lock().requests.entry(operation).or_default() += 1;
    }

    /// A poisoned lock is used on: the sums stay right if a holder panicked between two additions.
    fn lock(&self) -> MutexGuard<'_, Usage> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
