//! Sanitizing of text from outside. Names, attributes and notes are whatever a person typed or an
//! API client sent. Everything that a terminal interprets is removed before it is shown.

use unicode_width::UnicodeWidthChar;

/// The text without anything that a terminal interprets. A line feed or tab becomes a space, any
/// other control character its picture (`␛`). Characters that are invisible or change the direction
/// of writing are removed.
pub(super) fn harmless(text: &str) -> String {
    text.chars().filter_map(shown).collect()
}

fn shown(char: char) -> Option<char> {
    match char {
        '\n' | '\t' | '\u{2028}' | '\u{2029}' => Some(' '),
        '\u{0}'..='\u{c}' | '\u{e}'..='\u{1f}' => char::from_u32(0x2400 + u32::from(char)),
        '\u{7f}' => Some('␡'),
        '\u{80}'..='\u{9f}' => Some('\u{fffd}'),
        '\r'
        | '\u{ad}'
        | '\u{61c}'
        | '\u{180e}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e0fff}' => None,
        other => Some(other),
    }
}

/// Width of sanitized text in columns.
pub(super) fn columns(text: &str) -> usize {
    text.chars().map(columns_of).sum()
}

fn columns_of(char: char) -> usize {
    char.width().unwrap_or(0)
}

/// The text, cut to `width` columns, with an ellipsis if something is missing.
pub(super) fn fit(text: &str, width: usize) -> String {
    if columns(text) <= width {
        return text.to_owned();
    }
    let (head, _) = split(text, width.saturating_sub(1));
    let mut fitted = head.trim_end().to_owned();
    if width > 0 {
        fitted.push('…');
    }
    fitted
}

/// The longest prefix of at most `width` columns, and the rest.
fn split(text: &str, width: usize) -> (&str, &str) {
    let mut taken = 0;
    let end = text.char_indices().find(|(_, char)| {
        taken += columns_of(*char);
        taken > width
    });
    text.split_at(end.map_or(text.len(), |(at, _)| at))
}

/// The text in lines of at most `width` columns, broken between words if possible.
pub(super) fn folded(text: &str, width: usize) -> Vec<String> {
    let width = width.max(2);
    let mut lines = Vec::new();
    let mut rest = text.trim();
    while columns(rest) > width {
        let (head, tail) = split(rest, width);
        let between = head.rfind(' ').filter(|at| *at > 0 && !tail.starts_with(' '));
        let at = between.unwrap_or(head.len());
        let (line, after) = rest.split_at(at);
        lines.push(line.trim_end().to_owned());
        rest = after.trim_start();
    }
    if !rest.is_empty() {
        lines.push(rest.to_owned());
    }
    lines
}

/// The short form of an id: the first eight digits of a UUID, anything else cut to twelve columns.
pub(super) fn short(id: &str) -> String {
    let id = harmless(id);
    match id.split_once('-') {
        Some((head, _)) if id.len() == 36 && head.len() == 8 => head.to_owned(),
        _ => fit(&id, 12),
    }
}

/// A compound word of Genesys or of the contract as words: `notAvailableTransfer`,
/// `NOT_AVAILABLE_TRANSFER`.
pub(super) fn words(compound: &str) -> String {
    let upper = !compound.chars().any(char::is_lowercase);
    let mut words = String::new();
    for char in compound.chars() {
        match char {
            '_' => words.push(' '),
            char if char.is_uppercase() && !upper && !words.is_empty() => {
                words.push(' ');
                words.extend(char.to_lowercase());
            }
            char => words.extend(char.to_lowercase()),
        }
    }
    words
}

/// A number or address without `tel:`, which every number of Genesys has.
pub(super) fn address(text: &str) -> &str {
    text.strip_prefix("tel:").unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sanitized_text_has_no_terminal_commands() {
        assert_eq!(harmless("a\u{1b}[31mb\u{9b}2Jc\u{7}\u{7f}"), "a␛[31mb\u{fffd}2Jc␇␡");
        assert_eq!(harmless("one\r\ntwo\tthree"), "one two three");
        assert_eq!(harmless("ab\u{202e}cd\u{200b}e\u{feff}"), "abcde");
        assert_eq!(harmless("naïve 日本 🙂"), "naïve 日本 🙂");
    }

    #[test]
    fn wide_characters_count_twice() {
        assert_eq!(columns("日本ab"), 6);
        assert_eq!(fit("日本語", 6), "日本語");
        assert_eq!(fit("日本語", 5), "日本…");
        assert_eq!(fit("日本語", 4), "日…");
        assert_eq!(fit("abc", 1), "…");
        assert_eq!(fit("abc", 0), "");
    }

    #[test]
    fn text_folds_between_words_if_possible() {
        assert_eq!(folded("the customer called back", 12), ["the customer", "called back"]);
        assert_eq!(folded("日本語日本語", 5), ["日本", "語日", "本語"]);
        assert!(folded("  ", 5).is_empty());
    }

    #[test]
    fn ids_and_words_are_shortened_for_people() {
        assert_eq!(short("d8b9d2b3-1dd4-57db-b34c-372af822857f"), "d8b9d2b3");
        assert_eq!(short("c-1"), "c-1");
        assert_eq!(words("notAvailableTransfer"), "not available transfer");
        assert_eq!(words("NOT_AVAILABLE"), "not available");
        assert_eq!(address("tel:+15550100001"), "+15550100001");
    }
}
