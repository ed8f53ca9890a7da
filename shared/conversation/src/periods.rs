//! Periods of time, found by a moment. A conversation that lives for months has thousands of
//! sessions, and a rule mostly asks for the few around one moment.

use std::collections::BTreeMap;
use std::ops::Range;

use genesys::Timestamp;

/// Values that each have a period of time. A period may never end.
#[derive(Debug)]
pub(crate) struct Periods<T> {
    /// The values with the beginnings of their periods, in the order of these.
    begun: Vec<(Timestamp, T)>,
    /// A binary tree of the ends. Node 1 is the root, the children of node `n` are `2 * n` and
    /// `2 * n + 1`, and the second half has the ends of `begun`. Each node has the latest end
    /// below it; `None` if there is no period.
    latest: Vec<Option<Timestamp>>,
}

impl<T> Default for Periods<T> {
    fn default() -> Self {
        Self { begun: Vec::new(), latest: vec![None; 2] }
    }
}

impl<T: Copy> Periods<T> {
    /// The values with the beginnings and ends of their periods. Periods that begin together keep
    /// their order.
    pub fn new(periods: impl IntoIterator<Item = (Timestamp, Option<Timestamp>, T)>) -> Self {
        let mut periods: Vec<(Timestamp, Option<Timestamp>, T)> = periods.into_iter().collect();
        periods.sort_by_key(|(from, ..)| *from);
        let leaves = periods.len().next_power_of_two();
        let mut latest = vec![None; 2 * leaves];
        for (index, (_, to, _)) in periods.iter().enumerate() {
            latest[leaves + index] = Some(to.unwrap_or(Timestamp::from_ms(i64::MAX)));
        }
        for node in (1..leaves).rev() {
            latest[node] = latest[2 * node].max(latest[2 * node + 1]);
        }
        Self { begun: periods.into_iter().map(|(from, _, value)| (from, value)).collect(), latest }
    }

    /// Periods for each key.
    pub fn by_key<K: Ord>(
        periods: impl IntoIterator<Item = (K, (Timestamp, Option<Timestamp>, T))>,
    ) -> BTreeMap<K, Self> {
        let mut by_key: BTreeMap<K, Vec<_>> = BTreeMap::new();
        for (key, period) in periods {
            by_key.entry(key).or_default().push(period);
        }
        by_key.into_iter().map(|(key, periods)| (key, Self::new(periods))).collect()
    }

    /// The values whose periods begin at or before `until` and end at or after `from`, or never, in
    /// the order of the beginnings.
    pub fn between(&self, from: Timestamp, until: Timestamp) -> Between<'_, T> {
        let begun = self.begun.partition_point(|(began, _)| *began <= until);
        Between { periods: self, from, places: 0..begun }
    }

    /// The values whose periods have begun at `at` and end later, or never.
    pub fn live_at(&self, at: Timestamp) -> Between<'_, T> {
        self.between(at.plus_ms(1), at)
    }

    /// The values whose periods begin at or before `until`, in the order of the beginnings.
    pub fn begun_by(&self, until: Timestamp) -> impl DoubleEndedIterator<Item = T> + '_ {
        let begun = self.begun.partition_point(|(began, _)| *began <= until);
        self.begun[..begun].iter().map(|(_, value)| *value)
    }
}

/// The values of some periods that end at or after a moment.
#[derive(Debug)]
pub(crate) struct Between<'p, T> {
    periods: &'p Periods<T>,
    from: Timestamp,
    /// The places that were not looked at yet.
    places: Range<usize>,
}

impl<T> Between<'_, T> {
    fn leaves(&self) -> usize {
        self.periods.latest.len() / 2
    }

    fn ends_before(&self, node: usize) -> bool {
        self.periods.latest[node] < Some(self.from)
    }

    /// The first place from `place` on whose period ends late enough.
    fn first_from(&self, place: usize) -> Option<usize> {
        let leaves = self.leaves();
        let mut node = leaves + place;
        while self.ends_before(node) {
            // The next node to the right is the sibling of a left child.
            while node % 2 == 1 {
                node /= 2;
            }
            if node == 0 {
                return None;
            }
            node += 1;
        }
        while node < leaves {
            node *= 2;
            node += usize::from(self.ends_before(node));
        }
        Some(node - leaves)
    }

    /// The last place up to `place` whose period ends late enough.
    fn last_until(&self, place: usize) -> Option<usize> {
        let leaves = self.leaves();
        let mut node = leaves + place;
        while self.ends_before(node) {
            // The next node to the left is the sibling of a right child.
            while node.is_multiple_of(2) {
                node /= 2;
            }
            if node == 1 {
                return None;
            }
            node -= 1;
        }
        while node < leaves {
            node = 2 * node + 1;
            node -= usize::from(self.ends_before(node));
        }
        Some(node - leaves)
    }
}

impl<T: Copy> Iterator for Between<'_, T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        if self.places.is_empty() {
            return None;
        }
        let found = self.first_from(self.places.start).filter(|found| *found < self.places.end);
        self.places.start = found.map_or(self.places.end, |found| found + 1);
        found.map(|found| self.periods.begun[found].1)
    }
}

impl<T: Copy> DoubleEndedIterator for Between<'_, T> {
    fn next_back(&mut self) -> Option<T> {
        if self.places.is_empty() {
            return None;
        }
        let found =
            self.last_until(self.places.end - 1).filter(|found| *found >= self.places.start);
        self.places.end = found.unwrap_or(self.places.start);
        found.map(|found| self.periods.begun[found].1)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// As a look at every period finds them.
        #[test]
        fn every_period_at_a_moment_is_found(
            periods in proptest::collection::vec((0..9_i64, proptest::option::of(0..9_i64)), 0..20),
            from in 0..9_i64,
            until in 0..9_i64,
        ) {
            let at = Timestamp::from_ms;
            let mut all: Vec<(Timestamp, Option<Timestamp>, usize)> = periods
                .iter()
                .enumerate()
                .map(|(index, (from, to))| (at(*from), to.map(at), index))
                .collect();
            let found = Periods::new(all.clone());
            all.sort_by_key(|(from, ..)| *from);
            let begun = all.iter().filter(|(began, ..)| *began <= at(until));
            let meets = |to: Option<Timestamp>| to.is_none_or(|to| to >= at(from));
            let met = begun.clone().filter(|(_, to, _)| meets(*to)).map(|(.., index)| *index);
            let met: Vec<usize> = met.collect();
            prop_assert_eq!(&found.between(at(from), at(until)).collect::<Vec<_>>(), &met);
            let mut backwards: Vec<usize> = found.between(at(from), at(until)).rev().collect();
            backwards.reverse();
            prop_assert_eq!(&backwards, &met);
            // From both ends, each is found once.
            let mut both = found.between(at(from), at(until));
            let mut ends: Vec<usize> = both.next().into_iter().collect();
            ends.extend(both.next_back());
            ends.extend(both);
            ends.sort_unstable();
            let mut sorted = met;
            sorted.sort_unstable();
            prop_assert_eq!(ends, sorted);
            prop_assert_eq!(
                found.begun_by(at(until)).collect::<Vec<_>>(),
                begun.map(|(.., index)| *index).collect::<Vec<_>>()
            );
        }
    }

    #[test]
    fn without_periods_nothing_is_found() {
        let none: [Periods<u8>; 2] = [Periods::default(), Periods::new([])];
        let at = Timestamp::from_ms(5);
        assert!(none.iter().all(|it| it.between(at, at).next().is_none()));
        assert!(none.iter().all(|it| it.between(at, at).next_back().is_none()));
    }
}
