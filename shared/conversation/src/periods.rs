//! Periods of time, found by a moment. A conversation that lives for months has thousands of
//! sessions, and a rule mostly asks for the few around one moment.

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

    /// The values whose periods begin at or before `until` and end at or after `from`, or never, in
    /// the order of the beginnings.
    pub fn between(&self, from: Timestamp, until: Timestamp) -> impl Iterator<Item = T> + '_ {
        let begun = self.begun.partition_point(|(began, _)| *began <= until);
        let mut place = 0;
        std::iter::from_fn(move || {
            let found = if place < begun { self.next(place, from)? } else { return None };
            place = found + 1;
            (found < begun).then(|| self.begun[found].1)
        })
    }

    /// The first place from `place` on whose period ends at or after `from`.
    fn next(&self, place: usize, from: Timestamp) -> Option<usize> {
        let leaves = self.latest.len() / 2;
        let ends_before = |node: usize| self.latest[node] < Some(from);
        let mut node = leaves + place;
        while ends_before(node) {
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
            node += usize::from(ends_before(node));
        }
        Some(node - leaves)
    }

    /// The values whose periods begin at or before `until`, in the order of the beginnings.
    pub fn begun_by(&self, until: Timestamp) -> impl DoubleEndedIterator<Item = T> + '_ {
        let begun = self.begun.partition_point(|(began, _)| *began <= until);
        self.begun[..begun].iter().map(|(_, value)| *value)
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
            prop_assert_eq!(
                found.between(at(from), at(until)).collect::<Vec<_>>(), met.collect::<Vec<_>>()
            );
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
    }
}
