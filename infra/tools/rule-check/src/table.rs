//! Verdicts as tables for the terminal, one below the name of each rule.

use comfy_table::{Cell, Color, ColumnConstraint, Table, TableStyle, Width};
use common_events::EventType;
use render::Style;

use super::verdict::Verdict;

/// The words of a row, with their colours.
const WORDS: [(&str, Color); 3] =
    [("matches", Color::DarkGreen), ("possible", Color::DarkYellow), ("never", Color::DarkRed)];

/// Columns of the longest word.
const WORD: usize = 8;
/// Columns that samples and reasons need at least.
const LEAST: usize = 16;
/// Columns between two columns of the table, and before the first.
const GAP: usize = 2;
/// The text for a type that may match.
const NO_SAMPLE: &str = "no sample, but the schema allows it";

/// Tables of verdicts, each below the name of its rule. Types that never match are listed only if
/// the rule names them.
#[must_use]
pub fn table(verdicts: &[(String, Verdict<'_>)], style: &Style) -> String {
    let rows: Vec<_> = verdicts.iter().map(|(name, verdict)| (name, rows(verdict))).collect();
    let longest = rows.iter().flat_map(|(_, rows)| rows).map(|(_, event_type, _)| event_type.len());
    let widths = widths(longest.max().unwrap_or(0), style.width);
    let mut text = String::new();
    for (name, rows) in rows {
        text.push_str(&shown(name));
        text.push('\n');
        for line in lines(rows, widths, style) {
            text.push_str(format!("{}{line}", " ".repeat(GAP)).trim_end());
            text.push('\n');
        }
    }
    text
}

/// The widths of the three columns, each with its gap. On a narrow terminal the types wrap, so that
/// the last column stays legible.
fn widths(longest_type: usize, terminal: usize) -> [usize; 3] {
    let room = terminal.saturating_sub(GAP + WORD + GAP);
    let event_type = (longest_type + GAP).min(room.saturating_sub(LEAST)).max(LEAST);
    [WORD + GAP, event_type, room.saturating_sub(event_type).max(LEAST)]
}

fn lines(rows: Vec<(usize, String, String)>, widths: [usize; 3], style: &Style) -> Vec<String> {
    let mut table = Table::new();
    table.load_style(TableStyle::new());
    if style.colour {
        table.enforce_styling();
    } else {
        table.force_no_tty();
    }
    for (word, event_type, what) in rows {
        let (word, colour) = WORDS[word];
        table.add_row([Cell::new(word).fg(colour), Cell::new(event_type), Cell::new(shown(&what))]);
    }
    for (column, width) in table.column_iter_mut().zip(widths) {
        column.set_padding((0, 2));
        let width = u16::try_from(width).unwrap_or(u16::MAX);
        column.set_constraint(ColumnConstraint::Absolute(Width::Fixed(width)));
    }
    table.lines().collect()
}

/// The rows of a verdict: the index of the word, the type, and the details; ordered by word.
fn rows(verdict: &Verdict<'_>) -> Vec<(usize, String, String)> {
    let matches = verdict
        .matches
        .iter()
        .map(|(event_type, names)| (0, event_type.to_string(), samples(*event_type, names)));
    let possible = match verdict.possible.as_slice() {
        [] => None,
        [one] => Some((1, one.to_string(), NO_SAMPLE.to_owned())),
        types => Some((1, format!("{} types", types.len()), NO_SAMPLE.to_owned())),
    };
    let named = verdict.never.iter().filter(|(_, never)| never.is_named);
    let named: Vec<_> = named
        .map(|(event_type, never)| (2, event_type.to_string(), never.reason.clone()))
        .collect();
    let dead = verdict.is_dead() && named.is_empty();
    let dead = dead.then(|| (2, "every type".to_owned(), verdict.why_dead()));
    matches.chain(possible).chain(named).chain(dead).collect()
}

/// The samples of a type, as the part of their names after the type.
fn samples(event_type: EventType, names: &[&str]) -> String {
    let variant = |name: &&str| match name
        .strip_prefix(event_type.as_str())
        .map(|variant| variant.trim_start_matches('.'))
    {
        Some("") | None => "plain".to_owned(),
        Some(variant) => variant.to_owned(),
    };
    names.iter().map(variant).collect::<Vec<_>>().join(", ")
}

/// Text from a file, without characters that control a terminal or the direction of writing.
fn shown(text: &str) -> String {
    let is_plain = |char: &char| !char.is_control() && !('\u{200b}'..='\u{206f}').contains(char);
    text.chars().filter(is_plain).collect()
}
