//! How late events arrived, in constant memory however many there are.

/// Values below this have a bucket each.
const EXACT: u64 = 64;
/// Buckets for each power of two above that: a value is known to within 1/32, which is 3 %.
const PER_POWER: u64 = 32;
/// Powers of two from [`EXACT`] to 2⁶³.
const POWERS: u64 = 58;

/// A histogram of delays in milliseconds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lateness {
    buckets: Vec<u64>,
    count: u64,
    most: u64,
}

impl Default for Lateness {
    fn default() -> Self {
        let buckets = usize::try_from(EXACT + POWERS * PER_POWER).unwrap_or(usize::MAX);
        Self { buckets: vec![0; buckets], count: 0, most: 0 }
    }
}

impl Lateness {
    /// Adds a delay. One below 0 counts as 0: the two clocks differ.
    pub fn add(&mut self, ms: i64) {
        let ms = u64::try_from(ms).unwrap_or(0);
        self.count += 1;
        self.most = self.most.max(ms);
        if let Some(bucket) = self.buckets.get_mut(bucket_of(ms)) {
            *bucket += 1;
        }
    }

    /// How many delays there are.
    #[must_use]
    pub const fn count(&self) -> u64 {
        self.count
    }

    /// The largest delay.
    #[must_use]
    pub const fn most(&self) -> u64 {
        self.most
    }

    /// The delay that `per_mille` of a thousand do not exceed, at most 3 % too high; 0 without any.
    #[must_use]
    pub fn quantile(&self, per_mille: u64) -> u64 {
        let wanted = (u128::from(self.count) * u128::from(per_mille)).div_ceil(1_000).max(1);
        let mut seen = 0_u128;
        for (bucket, count) in (0_u64..).zip(&self.buckets) {
            seen += u128::from(*count);
            if seen >= wanted {
                return largest_of(bucket).min(self.most);
            }
        }
        self.most
    }
}

/// The bucket of a value.
fn bucket_of(ms: u64) -> usize {
    let bucket = if ms < EXACT {
        ms
    } else {
        let power = u64::from(ms.ilog2() - EXACT.ilog2());
        EXACT + power * PER_POWER + ((ms >> (power + 1)) - PER_POWER)
    };
    usize::try_from(bucket).unwrap_or(usize::MAX)
}

/// The largest value in a bucket.
const fn largest_of(bucket: u64) -> u64 {
    if bucket < EXACT {
        return bucket;
    }
    let (power, place) = ((bucket - EXACT) / PER_POWER, (bucket - EXACT) % PER_POWER);
    let width = 1 << (power + 1);
    ((PER_POWER + place) << (power + 1)) + (width - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// A quantile is that of the sorted values, at most 3 % higher.
        #[test]
        fn quantiles_are_near_the_exact_ones(
            values in proptest::collection::vec(
                prop_oneof![0_i64..200, 0_i64..100_000, 0_i64..i64::MAX], 1..200),
            per_mille in 1_u64..=1_000,
        ) {
            let mut lateness = Lateness::default();
            values.iter().for_each(|ms| lateness.add(*ms));
            let mut sorted = values.clone();
            sorted.sort_unstable();
            let rank = (sorted.len() as u64 * per_mille).div_ceil(1_000) as usize;
            let exact = sorted[rank - 1] as u64;
            let found = lateness.quantile(per_mille);
            prop_assert!(found >= exact && found - exact <= exact / 32, "{found} for {exact}");
            prop_assert_eq!(lateness.quantile(1_000), *sorted.last().unwrap() as u64);
        }
    }

    #[test]
    fn nothing_and_the_future_are_not_late() {
        let mut lateness = Lateness::default();
        assert_eq!((lateness.quantile(500), lateness.count()), (0, 0));
        lateness.add(-5_000);
        assert_eq!((lateness.quantile(990), lateness.most(), lateness.count()), (0, 0, 1));
    }
}
