//! Which rejections are printed: a file of the wrong kind has thousands that are all alike.

use std::collections::HashMap;
use std::sync::Arc;

use crate::item::Origin;

/// How many rejections of one kind and file are printed.
const MOST: u64 = 10;

/// Counts rejections by file and kind. Reasons that differ only in numbers are of one kind. Memory
/// grows with the files and kinds. There are few kinds, because no reason quotes the input.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Rejections {
    kinds: Vec<Kind>,
    places: HashMap<(Arc<str>, String), usize>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Kind {
    first: Origin,
    printed: u64,
    count: u64,
}

impl Rejections {
    /// Counts a rejection. Returns whether it should be printed: the first ten of its kind and
    /// file, or only the first if `once`, as when the reason says what the whole file is.
    pub fn add(&mut self, origin: &Origin, reason: &str, once: bool) -> bool {
        let kind = reason.chars().filter(|letter| !letter.is_ascii_digit()).collect();
        let place = *self.places.entry((Arc::clone(&origin.file), kind)).or_insert_with(|| {
            self.kinds.push(Kind { first: origin.clone(), printed: 0, count: 0 });
            self.kinds.len() - 1
        });
        let kind = &mut self.kinds[place];
        kind.count += 1;
        let is_printed = kind.count <= if once { 1 } else { MOST };
        kind.printed += u64::from(is_printed);
        is_printed
    }

    /// The kinds that were not all printed, in the order of their first: that, and how many more
    /// there are.
    pub fn unprinted(&self) -> impl Iterator<Item = (&Origin, u64)> {
        let more = self.kinds.iter().map(|kind| (&kind.first, kind.count - kind.printed));
        more.filter(|(_, more)| *more > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_of_a_kind_are_printed_and_all_counted() {
        let mut rejections = Rejections::default();
        let mut printed = 0;
        for line in 1..=25 {
            let origin = Origin::of_line("a".into(), line);
            printed += u64::from(rejections.add(&origin, &format!("bad column {line}"), false));
            assert_eq!(rejections.add(&origin, "it is a zip", true), line == 1);
        }
        assert!(rejections.add(&Origin::of_line("b".into(), 7), "bad column 1", false));
        assert_eq!(printed, MOST);
        let first = Origin::of_line("a".into(), 1);
        assert!(rejections.unprinted().eq([(&first, 15), (&first, 24)]));
    }
}
