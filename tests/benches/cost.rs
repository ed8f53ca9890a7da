//! `cost`: the requests to DynamoDB and the capacity that they consume per event, and the entries
//! on the bus.

use store::Operation;

use crate::conversation::conversation;
use crate::reference::reference;
use crate::report::{Figure, Table, hundredths};
use crate::usage::Cost;

/// Numbers of messages in an invocation.
const BATCHES: [usize; 3] = [1, 10, 100];
/// Values of `COMMON_EVENT_TYPES`.
const TYPES: [&str; 2] = ["all", "core"];
/// The kinds of items.
const KINDS: [&str; 4] = ["EVENT#", "TREE", "TREE#", "COMMON_EVENT#"];
/// Lengths of one conversation, in events.
const LENGTHS: [usize; 6] = [20, 100, 500, 1_000, 5_000, 10_000];
/// Number of events at its end that come one by one and are measured.
const LAST: usize = 100;

/// The tables of this section.
pub async fn measure(conversations: u64) -> Vec<Table> {
    let messages = reference(conversations);
    let of = format!("{} made-up conversations with {} events", conversations, messages.len());
    let mut costs = costs(format!("Cost per event of {of}"));
    let mut kinds = kinds(format!("Write units per event of {of}, by kind of item"));
    for types in TYPES {
        for batch in BATCHES {
            let cost = Cost::of(&messages, batch, types).await;
            add_costs(&mut costs, types, batch, &cost);
            add_kinds(&mut kinds, types, batch, &cost);
        }
    }
    vec![costs, kinds, lengths().await]
}

fn costs(title: String) -> Table {
    let columns = [
        ("types", "types"),
        ("batch", "batch"),
        ("writeUnits", "write units"),
        ("readUnits", "read units"),
        ("requests", "requests"),
        ("putItem", "PutItem"),
        ("getItem", "GetItem"),
        ("query", "Query"),
        ("other", "other"),
        ("passes", "passes"),
        ("conditionsFailed", "failed conditions"),
        ("entries", "PutEvents entries"),
        ("wakeUps", "wake-ups"),
    ];
    Table::new("cost", title, &columns)
}

fn add_costs(table: &mut Table, types: &str, batch: usize, cost: &Cost) {
    let named = [Operation::PutItem, Operation::GetItem, Operation::Query];
    let count =
        |operation: &Operation| cost.usage.requests.get(operation).copied().unwrap_or_default();
    let other = cost.requests() - named.iter().map(count).sum::<u64>();
    let per_event = |total: f64| hundredths(cost.per_event(total));
    let mut row = vec![types.into(), batch.into(), per_event(cost.usage.write_units)];
    row.extend([per_event(cost.usage.read_units), per_event(cost.requests() as f64)]);
    row.extend(named.iter().map(|operation| per_event(count(operation) as f64)));
    row.extend(
        [other, cost.passes, cost.usage.conditions_failed, cost.entries, cost.wake_ups]
            .map(|total| per_event(total as f64)),
    );
    table.row(row);
}

fn kinds(title: String) -> Table {
    let columns = [
        ("types", "types"),
        ("batch", "batch"),
        ("event", "EVENT#"),
        ("tree", "TREE"),
        ("participant", "TREE#"),
        ("commonEvent", "COMMON_EVENT#"),
        ("indexes", "indexes"),
        ("eventWrites", "writes: EVENT#"),
        ("treeWrites", "TREE"),
        ("participantWrites", "TREE#"),
        ("commonEventWrites", "COMMON_EVENT#"),
    ];
    Table::new("writeUnits", title, &columns)
}

fn add_kinds(table: &mut Table, types: &str, batch: usize, cost: &Cost) {
    let of = |kind: &str| cost.kinds.get(kind).copied().unwrap_or_default();
    let per_event = |total: f64| hundredths(cost.per_event(total));
    let mut row: Vec<Figure> = vec![types.into(), batch.into()];
    row.extend(KINDS.map(|kind| per_event(of(kind).units as f64)));
    row.push(per_event(cost.usage.write_units - cost.table_units() as f64));
    row.extend(KINDS.map(|kind| per_event(of(kind).count as f64)));
    table.row(row);
}

/// The cost of the last events by the length of the conversation, and that of a pass of a process
/// that remembers nothing.
async fn lengths() -> Table {
    let columns = [
        ("length", "events"),
        ("writeUnits", "write units"),
        ("tree", "of these, TREE"),
        ("participant", "TREE#"),
        ("readUnits", "read units"),
        ("requests", "requests"),
        ("entries", "PutEvents entries"),
        ("paging", "write units of log pages"),
        ("cold", "read units of a cold pass"),
    ];
    let title = format!(
        "Cost per event of the last {LAST} of one conversation, one by one, \
         by the number of its events"
    );
    let mut table = Table::new("costByLength", title, &columns);
    for length in LENGTHS {
        let messages = conversation(length);
        let (before, last) = messages.split_at(length.saturating_sub(LAST));
        // One batch leaves much for the next log page, which is put before the last messages.
        let before = before.split_at(before.len().saturating_sub(LAST));
        let cost = Cost::after(before.into(), last, 1, TYPES[0]).await;
        let per_event = |total: f64| hundredths(cost.per_event(total));
        let units = |kind: &str| cost.kinds.get(kind).map_or(0, |writes| writes.units) as f64;
        table.row([
            length.into(),
            per_event(cost.usage.write_units),
            per_event(units("TREE")),
            per_event(units("TREE#")),
            per_event(cost.usage.read_units),
            per_event(cost.requests() as f64),
            per_event(cost.entries as f64),
            hundredths(cost.paging),
            hundredths(cost.cold),
        ]);
    }
    table
}
