//! Texts from customers and agents are bounded in a Common Event, so that its bus entry stays
//! small.

use std::collections::BTreeMap;

use common_events::payload::Attributes;

/// A Common Event leaves out attributes beyond this many bytes of names and values. The tree has
/// all.
const MAX_ATTRIBUTE_BYTES: usize = 32 * 1024;
/// Longest text that may be part of a subject, in bytes. A subject becomes part of a sort key.
const MAX_KEY_PART_BYTES: usize = 256;

/// The attributes for a Common Event, of those known, in name order. Names take the room first,
/// then values.
pub(super) fn attributes<'a>(
    known: impl Iterator<Item = (&'a str, &'a str)> + Clone,
) -> Attributes {
    let mut room = MAX_ATTRIBUTE_BYTES;
    let mut fits = |bytes: usize| {
        let fits = bytes <= room;
        room = if fits { room - bytes } else { 0 };
        fits
    };
    let names: Vec<String> = known
        .clone()
        .map(|(name, _)| name)
        .take_while(|name| fits(name.len()))
        .map(str::to_owned)
        .collect();
    let values: BTreeMap<String, String> = known
        .clone()
        .take(names.len())
        .take_while(|(name, value)| fits(name.len() + value.len()))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let mut known = known;
    let cut = known.nth(values.len()).is_some();
    Attributes { names, values, cut }
}

/// The text, if it is short enough to be part of a subject.
pub(super) fn key_part(text: &str) -> Option<&str> {
    (text.len() <= MAX_KEY_PART_BYTES).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    // Attributes beyond the limit are left out, and `cut` reports that.
    #[test]
    fn attributes_beyond_the_limit_are_cut() {
        let large = "x".repeat(20_000);
        let all = attributes([("a", "1"), ("b", "2")].into_iter());
        assert_eq!((all.names.len(), all.values.len(), all.cut), (2, 2, false));
        let some = attributes([("a", large.as_str()), ("b", large.as_str())].into_iter());
        assert_eq!((some.names.len(), some.values.len(), some.cut), (2, 1, true));
        let names: Vec<String> = (0..10_000).map(|n| format!("name-{n:05}")).collect();
        let many = attributes(names.iter().map(|name| (name.as_str(), "")));
        assert!(many.cut && many.names.len() < 10_000 && many.values.is_empty());
    }
}
