//! The shards of a stream, and how far each has been read.
//!
//! This module is pure, so that tests can use values for what the embedded engine never does: a
//! shard that closes and has children. A shard has two positions: read and acknowledged. The first
//! may be ahead; rewinding sets it back to the second.

use std::collections::{BTreeMap, VecDeque};

use super::position::{Checkpoint, Progress};

/// All known shards, by id. DynamoDB's ids sort by age, so a parent comes before its children.
#[derive(Debug, Default)]
pub(super) struct Shards {
    known: BTreeMap<String, Shard>,
    /// The checkpoint's progress for shards that are not listed yet.
    resumed: BTreeMap<String, Progress>,
    /// Records that wait to be acknowledged, in order of delivery: shard and sequence number.
    waiting: VecDeque<(String, String)>,
    /// The shard of the last delivery. The others are read before it.
    last: Option<String>,
}

#[derive(Debug, Default)]
struct Shard {
    parent: Option<String>,
    acknowledged: Option<String>,
    read: Option<String>,
    /// The service's iterator after `read`.
    iterator: Option<String>,
    /// The shard is closed and was read to its end.
    ended: bool,
}

impl Shards {
    pub(super) fn resume(checkpoint: Option<Checkpoint>) -> Self {
        Self {
            resumed: checkpoint.map(|checkpoint| checkpoint.shards).unwrap_or_default(),
            ..Self::default()
        }
    }

    /// Takes a full list of shards with their parents. A shard that is missing from it has been
    /// trimmed as a whole.
    pub(super) fn list(&mut self, listing: Vec<(String, Option<String>)>) {
        let mut known = std::mem::take(&mut self.known);
        for (id, parent) in listing {
            let shard = known.remove(&id).unwrap_or_else(|| match self.resumed.get(&id) {
                None => Shard::default(),
                Some(Progress::After(record)) => Shard {
                    acknowledged: Some(record.clone()),
                    read: Some(record.clone()),
                    ..Shard::default()
                },
                Some(Progress::Finished) => Shard { ended: true, ..Shard::default() },
            });
            self.known.insert(id, Shard { parent, ..shard });
        }
        self.resumed.clear();
    }

    /// Whether a shard has ended and its children are not known. They may be listed later than it
    /// ends.
    pub(super) fn await_children(&self) -> bool {
        let has_child =
            |id: &String| self.known.values().any(|shard| shard.parent.as_ref() == Some(id));
        self.known.is_empty() || self.known.iter().any(|(id, shard)| shard.ended && !has_child(id))
    }

    /// The shards that may be read now; the shard of the last delivery comes last.
    pub(super) fn readable(&self) -> Vec<String> {
        let parent_ended =
            |parent: &String| self.known.get(parent).is_none_or(|parent| parent.ended);
        let readable =
            |shard: &Shard| !shard.ended && shard.parent.as_ref().is_none_or(parent_ended);
        let mut ids: Vec<String> = self
            .known
            .iter()
            .filter(|(_, shard)| readable(shard))
            .map(|(id, _)| id.clone())
            .collect();
        if let Some(last) = &self.last {
            let behind = ids.partition_point(|id| id <= last);
            ids.rotate_left(behind);
        }
        ids
    }

    /// Takes the iterator of a shard. The caller passes the next iterator to [`Self::delivered`];
    /// without one, reading continues from [`Self::last_read`].
    pub(super) fn take_iterator(&mut self, shard: &str) -> Option<String> {
        self.known.get_mut(shard).and_then(|shard| shard.iterator.take())
    }

    /// The sequence number of the last record that was read.
    pub(super) fn last_read(&self, shard: &str) -> Option<String> {
        self.known.get(shard).and_then(|shard| shard.read.clone())
    }

    pub(super) fn delivered(
        &mut self,
        id: &str,
        sequence_numbers: impl IntoIterator<Item = String>,
        iterator: Option<String>,
        ended: bool,
    ) {
        let Some(shard) = self.known.get_mut(id) else { return };
        shard.iterator = iterator;
        shard.ended = ended;
        for sequence_number in sequence_numbers {
            shard.read = Some(sequence_number.clone());
            self.waiting.push_back((id.to_owned(), sequence_number));
            self.last = Some(id.to_owned());
        }
    }

    pub(super) fn acknowledge(&mut self) {
        self.acknowledge_first(self.waiting.len());
    }

    /// `None` when the record is not waiting.
    pub(super) fn acknowledge_through(&mut self, sequence_number: &str) -> Option<()> {
        let index = self.waiting.iter().position(|(_, waiting)| waiting == sequence_number)?;
        self.acknowledge_first(index + 1);
        Some(())
    }

    /// `None` when the record is not waiting.
    pub(super) fn rewind_to(&mut self, sequence_number: &str) -> Option<()> {
        let index = self.waiting.iter().position(|(_, waiting)| waiting == sequence_number)?;
        self.acknowledge_first(index);
        for (id, _) in self.waiting.drain(..) {
            if let Some(shard) = self.known.get_mut(&id) {
                shard.read.clone_from(&shard.acknowledged);
                shard.iterator = None;
                shard.ended = false;
            }
        }
        Some(())
    }

    fn acknowledge_first(&mut self, count: usize) {
        for (id, sequence_number) in self.waiting.drain(..count) {
            if let Some(shard) = self.known.get_mut(&id) {
                shard.acknowledged = Some(sequence_number);
            }
        }
    }

    /// Acknowledged progress by shard. A shard without any is omitted: it is read from its oldest
    /// record.
    pub(super) fn progress(&self) -> BTreeMap<String, Progress> {
        let of = |(id, shard): (&String, &Shard)| {
            let waits = self.waiting.iter().any(|(waiting, _)| waiting == id);
            let progress = if shard.ended && !waits {
                Progress::Finished
            } else {
                Progress::After(shard.acknowledged.clone()?)
            };
            Some((id.clone(), progress))
        };
        self.known.iter().filter_map(of).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree() -> Shards {
        let mut shards = Shards::default();
        shards.list(vec![
            ("a".to_owned(), Some("trimmed long ago".to_owned())),
            ("b".to_owned(), Some("a".to_owned())),
            ("c".to_owned(), Some("a".to_owned())),
        ]);
        shards
    }

    fn deliver(shards: &mut Shards, id: &str, records: &[&str], ended: bool) {
        let next = (!ended).then(|| "iterator".to_owned());
        shards.delivered(id, records.iter().map(|&record| record.to_owned()), next, ended);
    }

    /// GIVEN a split shard WHEN it has been read to its end THEN its children become readable, and
    /// not before.
    #[test]
    fn children_follow_their_parent() {
        let mut shards = tree();
        assert_eq!(shards.readable(), ["a"]);
        deliver(&mut shards, "a", &["1", "2"], true);
        assert_eq!(shards.readable(), ["b", "c"]);
    }

    /// A busy shard does not starve the others.
    #[test]
    fn shards_take_turns() {
        let mut shards = tree();
        deliver(&mut shards, "a", &[], true);
        deliver(&mut shards, "b", &["3"], false);
        assert_eq!(shards.readable(), ["c", "b"]);
        deliver(&mut shards, "c", &["4"], false);
        assert_eq!(shards.readable(), ["b", "c"]);
    }

    /// GIVEN records of two shards WHEN the reader is rewound to one of them THEN earlier records
    /// are done, later ones come again, and a shard that had ended is open again.
    #[test]
    fn rewinding_reopens() {
        let mut shards = tree();
        deliver(&mut shards, "a", &["1", "2"], true);
        deliver(&mut shards, "b", &["3"], false);
        assert_eq!(shards.rewind_to("2"), Some(()));
        assert_eq!(
            shards.progress(),
            BTreeMap::from([("a".to_owned(), Progress::After("1".to_owned()))])
        );
        assert_eq!((shards.last_read("a").as_deref(), shards.last_read("b")), (Some("1"), None));
        assert_eq!(shards.readable(), ["a"]);
        assert_eq!(shards.rewind_to("3"), None, "it is no longer waiting");
    }

    /// A shard is finished when its last record is acknowledged. The checkpoint keeps that until
    /// the shard is trimmed.
    #[test]
    fn finished_shards_are_kept_until_trimmed() {
        let mut shards = tree();
        deliver(&mut shards, "a", &["1", "2"], true);
        assert_eq!(shards.acknowledge_through("1"), Some(()));
        assert_eq!(shards.progress()["a"], Progress::After("1".to_owned()));
        shards.acknowledge();
        assert_eq!(shards.progress()["a"], Progress::Finished);

        let checkpoint = Checkpoint { stream: "arn".to_owned(), shards: shards.progress() };
        let mut shards = Shards::resume(Some(checkpoint));
        let listing =
            tree().known.into_iter().map(|(id, shard)| (id, shard.parent)).collect::<Vec<_>>();
        shards.list(listing.clone());
        assert_eq!(shards.readable(), ["b", "c"]);
        shards.list(listing.into_iter().skip(1).collect());
        assert!(shards.progress().is_empty());
    }

    /// Children may be listed later than their parent ends; until then the list is read again.
    #[test]
    fn missing_children_are_asked_for() {
        let mut shards = Shards::default();
        assert!(shards.await_children());
        shards.list(vec![("a".to_owned(), None)]);
        assert!(!shards.await_children());
        deliver(&mut shards, "a", &[], true);
        assert!(shards.await_children());
        shards.list(vec![("a".to_owned(), None), ("b".to_owned(), Some("a".to_owned()))]);
        assert!(!shards.await_children());
    }
}
