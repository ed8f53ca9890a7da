//! Verdicts as a table for the terminal.

use comfy_table::{
    Cell, Color, ColumnConstraint, ContentArrangement, LineStyle, Table, TableStyle,
};
use common_events::EventType;
use render::Style;

use super::verdict::Verdict;

/// The words of a row, with their colours.
const WORDS: [(&str, Color); 3] =
    [("matches", Color::DarkGreen), ("possible", Color::DarkYellow), ("never", Color::DarkRed)];

/// Columns that are not wrapped.
const WHOLE: [usize; 2] = [1, 2];
/// The text for a type that may match.
const NO_SAMPLE: &str = "no sample, but the schema allows it";

/// A table of verdicts, each under the name of its rule. Types that never match are listed only if
/// the rule names them.
#[must_use]
pub fn table(verdicts: &[(String, Verdict<'_>)], style: &Style) -> String {
    let mut table = Table::new();
    let underline = LineStyle::none().fill('─').junction('─');
    table.load_style(TableStyle::new().header_separator(underline));
    table.set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(u16::try_from(style.width).unwrap_or(u16::MAX));
    if style.colour {
        table.enforce_styling();
    } else {
        table.force_no_tty();
    }
    table.set_header(["rule", "", "type", "samples, or why"]);
    for (index, column) in table.column_iter_mut().enumerate() {
        column.set_padding((0, 2));
        if WHOLE.contains(&index) {
            column.set_constraint(ColumnConstraint::ContentWidth);
        }
    }
    for (name, verdict) in verdicts {
        let mut name = shown(name);
        for (word, event_type, what) in rows(verdict) {
            let (word, colour) = WORDS[word];
            let cells = [
                Cell::new(std::mem::take(&mut name)),
                Cell::new(word).fg(colour),
                Cell::new(event_type),
            ];
            table.add_row(cells.into_iter().chain([Cell::new(shown(&what))]));
        }
    }
    let lines = table.lines().map(|line| format!("{}\n", line.trim_end()));
    lines.collect()
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
