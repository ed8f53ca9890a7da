//! Compares what arrived with what was replayed.

use std::collections::{HashMap, HashSet};
use std::fmt;

use futures::stream::{self, StreamExt, TryStreamExt};
use genesys::{ConversationId, EventKey, Timestamp};
use input::Origin;
use serde::Serialize;
use store::{StoreError, Table};

use super::events::FileEvent;
use super::phase::Phase;
use super::state::State;

/// How many conversations are looked up side by side.
const SIDE_BY_SIDE: usize = 8;
/// How many events are looked up together, so that memory does not grow with the files.
pub const TOGETHER: usize = 50_000;

/// An event of a file that is not in the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MissingEvent {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: u64,
    /// The conversation.
    pub conversation_id: ConversationId,
    /// The envelope's time, which a replay uses.
    pub time: Timestamp,
    /// The topic.
    pub topic: String,
    /// The key that makes it distinct.
    pub key: EventKey,
}

impl fmt::Display for MissingEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, line, conversation_id, time, key, .. } = self;
        write!(f, "{file}:{line}: not in the log of {conversation_id}: event {key} of {time}")
    }
}

/// The result of looking up the events of files.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Lookup {
    /// Events in windows that were replayed to the end.
    pub events: u64,
    /// Those of them that are in the log.
    pub found: u64,
    /// Those of them that are not in the log.
    pub missing: u64,
    /// Events of other times.
    pub outside: u64,
    /// Items that are not events.
    pub rejected: u64,
    /// Read units that the lookup took.
    pub read_units: f64,
}

/// The counts of a scan of the whole table.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Scan {
    /// Events whose own time lies in windows that were replayed to the end.
    pub events: u64,
    /// Events that first arrived by a replay of these windows.
    pub brought: u64,
    /// Conversations with any of these events.
    pub conversations: u64,
    /// Read units that the scan took.
    pub read_units: f64,
}

/// Whether an instant lies in a window that was replayed to the end.
#[must_use]
pub fn was_replayed(state: &State, instant: Timestamp) -> bool {
    let after = state.windows.partition_point(|window| window.interval.to <= instant);
    let window = state.windows.get(after).filter(|window| window.interval.contains(instant));
    window.is_some_and(|window| window.phase == Phase::Completed)
}

/// Looks up events in the log of a table, and returns those that are missing, in the order of the
/// files.
///
/// # Errors
/// The table cannot be read.
pub async fn look_up(
    table: &Table,
    events: Vec<(Origin, FileEvent)>,
) -> Result<Vec<MissingEvent>, StoreError> {
    let mut by_conversation: HashMap<ConversationId, Vec<(usize, MissingEvent)>> = HashMap::new();
    for (place, (origin, sent)) in events.into_iter().enumerate() {
        let conversation_id = sent.arrival.conversation_id;
        let sought = MissingEvent {
            file: origin.file.to_string(),
            line: origin.line,
            conversation_id: conversation_id.clone(),
            time: sent.time,
            topic: sent.arrival.topic.as_str().to_owned(),
            key: sent.arrival.key,
        };
        by_conversation.entry(conversation_id).or_default().push((place, sought));
    }
    let looked_up = stream::iter(by_conversation).map(|(id, sought)| async move {
        let stored: HashSet<EventKey> =
            table.log(&id).await?.into_iter().map(|event| event.sk.key).collect();
        Ok::<_, StoreError>(
            sought.into_iter().filter(move |(_, sought)| !stored.contains(&sought.key)),
        )
    });
    let missing: Vec<_> = looked_up.buffer_unordered(SIDE_BY_SIDE).try_collect().await?;
    let mut missing: Vec<_> = missing.into_iter().flatten().collect();
    missing.sort_by_key(|(place, _)| *place);
    Ok(missing.into_iter().map(|(_, missing)| missing).collect())
}

/// Counts the events of the windows by reading the whole table.
///
/// # Errors
/// The table cannot be read.
pub async fn scan(table: &Table, state: &State) -> Result<Scan, StoreError> {
    let replays: HashSet<&str> =
        state.windows.iter().map(|window| window.replay.as_str()).collect();
    let mut logs = table
        .conversation_ids(None)
        .map_ok(|id| async move { table.log(&id).await })
        .try_buffer_unordered(SIDE_BY_SIDE);
    let mut scan = Scan::default();
    while let Some(log) = logs.try_next().await? {
        let before = (scan.events, scan.brought);
        for event in &log {
            scan.events += u64::from(was_replayed(state, event.sk.time));
            scan.brought +=
                u64::from(event.replay_name.as_deref().is_some_and(|name| replays.contains(name)));
        }
        scan.conversations += u64::from(before != (scan.events, scan.brought));
    }
    scan.read_units = table.meter().usage().read_units;
    Ok(scan)
}
