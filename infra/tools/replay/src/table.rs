//! A plan and windows, as text for the terminal.

use comfy_table::{CellAlignment, ContentArrangement, Table, TableStyle};
use render::Style;

use super::interval::Interval;
use super::plan::{Plan, TableFacts};
use super::state::{State, Window};

/// Formats a plan.
#[must_use]
pub fn plan(plan: &Plan, style: &Style) -> String {
    let archive = &plan.archive;
    let kept = match archive.retention_days {
        0 => "forever".to_owned(),
        days => format!("for {days} days"),
    };
    let by_time = "; an estimate by time, as if events came evenly";
    let basis = if plan.expected.counted { ", counted in the files" } else { by_time };
    let mut rows = vec![
        ("archive", archive.arn.clone()),
        ("", format!("{}, keeps events {kept}, made {}", archive.state, archive.created)),
        (
            "",
            format!(
                "{} events, {}, at some time within the last day",
                archive.events,
                bytes(archive.bytes)
            ),
        ),
        ("bus", archive.bus_arn.clone()),
        ("pattern", archive.pattern.clone().unwrap_or_else(|| "everything".to_owned())),
        (
            "rule",
            plan.rule.as_ref().map_or_else(
                || "none named: start needs --rule".to_owned(),
                |rule| rule.arn.clone(),
            ),
        ),
    ];
    if let Some(table) = &plan.table {
        rows.push(("table", table_facts(table)));
    }
    rows.extend([
        ("requested", from_to(plan.asked)),
        ("replayed", format!("{}, in {} slices of a minute", from_to(plan.interval), plan.slices)),
        (
            "windows",
            format!(
                "{} of {} at most, one after the other",
                plan.windows,
                length(plan.window_minutes.get() * 60)
            ),
        ),
        ("events", format!("{}, {}{basis}", plan.expected.events, bytes(plan.expected.bytes))),
    ]);
    if let Some(counted) = &plan.counted {
        rows.push(("conversations", counted.conversations.to_string()));
        rows.extend(
            counted.by_size.iter().map(|(size, count)| ("", format!("{count} with {size} events"))),
        );
        rows.extend(counted.by_day.iter().map(|(day, counts)| {
            (
                "",
                format!(
                    "{day}: {} events, {} conversations started",
                    counts.events, counts.conversations
                ),
            )
        }));
        rows.push((
            "",
            format!(
                "{} events of other times, {} values that are not events",
                counted.outside, counted.rejected
            ),
        ));
    } else {
        rows.push((
            "conversations",
            "unknown; give files of the events to count them (--events)".to_owned(),
        ));
    }
    let cost = &plan.cost;
    rows.push((
        "time",
        format!("at least {} at {} events a second", length(cost.seconds), cost.rate),
    ));
    rows.push((
        "cost",
        format!(
            "USD {:.2} at most, by {}; less if the table has some of the events already",
            cost.usd, cost.prices
        ),
    ));
    rows.extend(
        cost.lines
            .iter()
            .map(|line| ("", format!("USD {:.2}: {} {}", line.usd, line.units, line.what))),
    );
    let warnings = plan.warnings.iter().map(|raised| (raised.warning.name(), raised.text.clone()));
    let mut text = lines(rows.into_iter().map(|(label, text)| (label.to_owned(), text)), style);
    if plan.warnings.is_empty() {
        text.push_str("no warnings\n");
    } else {
        text.push_str("\nwarnings, which start accepts with --despite:\n");
        text.push_str(&lines(warnings, style));
    }
    text
}

/// Formats a window as one line.
#[must_use]
pub fn window(window: &Window, state: &State) -> String {
    let place = state
        .windows
        .iter()
        .position(|other| other.interval == window.interval)
        .map_or(0, |place| place + 1);
    let mut line = format!(
        "{place}/{} {}: {} ({})",
        state.windows.len(),
        from_to(window.interval),
        window.phase,
        window.replay
    );
    if let Some(reason) = &window.reason {
        line.push_str(&format!(": {reason}"));
    }
    shown(&line)
}

/// Formats a length in seconds: `45 s`, `3 min`, `2 h 5 min`, `1 d 4 h`.
#[must_use]
pub fn length(seconds: u64) -> String {
    let two = |whole: u64, of: &str, rest: u64, unit: &str| match rest {
        0 => format!("{whole} {of}"),
        rest => format!("{whole} {of} {rest} {unit}"),
    };
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3_600 => two(seconds / 60, "min", seconds % 60, "s"),
        3_600..86_400 => two(seconds / 3_600, "h", seconds % 3_600 / 60, "min"),
        _ => two(seconds / 86_400, "d", seconds % 86_400 / 3_600, "h"),
    }
}

fn table_facts(table: &TableFacts) -> String {
    let units =
        |units: Option<u64>, what| units.map(|units| format!(", {units} {what} units a second"));
    let expiry = table
        .expires_by
        .as_ref()
        .map_or_else(|| "nothing expires".to_owned(), |by| format!("expires by {by}"));
    format!(
        "{}, {}{}{}, {expiry}",
        table.name,
        table.billing_mode,
        units(table.write_units, "write").unwrap_or_default(),
        units(table.read_units, "read").unwrap_or_default(),
    )
}

fn from_to(interval: Interval) -> String {
    let minute =
        |instant: String| instant.chars().take(16).collect::<String>().replacen('T', " ", 1);
    format!("{} – {} UTC", minute(interval.from.to_string()), minute(interval.to.to_string()))
}

fn bytes(bytes: u64) -> String {
    indicatif::BinaryBytes(bytes).to_string()
}

fn lines(rows: impl Iterator<Item = (String, String)>, style: &Style) -> String {
    let mut table = Table::new();
    table.load_style(TableStyle::new());
    table.set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(u16::try_from(style.width).unwrap_or(u16::MAX));
    table.force_no_tty();
    for (label, text) in rows {
        table.add_row([label, shown(&text)]);
    }
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
        column.set_cell_alignment(CellAlignment::Left);
    }
    table.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

/// Text from outside, without characters that control a terminal or the direction of writing.
fn shown(text: &str) -> String {
    let turns = |char| {
        matches!(
            char,
            '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        )
    };
    let is_plain = |char: &char| !char.is_control() && !turns(*char);
    text.chars().filter(is_plain).collect()
}
