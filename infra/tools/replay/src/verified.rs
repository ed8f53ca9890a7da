//! The result of `verify`, in numbers and in words.

use serde::Serialize;

use super::progress::Progress;
use super::verify::{Lookup, Scan};

/// The result of `verify`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Verified {
    /// The progress of the replay.
    pub progress: Progress,
    /// How many events were expected when the replay was planned.
    pub expected_events: u64,
    /// Whether they had been counted in files.
    pub counted: bool,
    /// The result of looking up the events of files.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub files: Option<Lookup>,
    /// The counts of a scan of the table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub table: Option<Scan>,
}

impl Verified {
    /// The results in words, and what they cannot show.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let Progress { completed, windows, .. } = self.progress;
        let rest = if completed < windows { "; only these are checked" } else { "" };
        let mut lines =
            vec![format!("{completed} of {windows} windows were replayed to the end{rest}")];
        if let Some(files) = &self.files {
            lines.push(format!(
                "{} of {} events of the files arrived, {} did not",
                files.found, files.events, files.missing
            ));
            if files.missing > 0 {
                lines.push(
                    "Missing events may still be on their way, or in a dead-letter queue: check \
                     again when the intake queue is empty"
                        .to_owned(),
                );
            }
        } else {
            lines.push(
                "Whether every event arrived is unknown: an archive reports only how many events \
                 it has in all, at some time within the last day; give files of its events to \
                 check them (--events)"
                    .to_owned(),
            );
        }
        if let Some(scan) = &self.table {
            let expected = if self.counted { "counted in files" } else { "estimated by time" };
            lines.push(format!(
                "{} events of these times are in the table; this replay was the first to bring {} \
                 of the table's events; {} were expected, {expected}. The numbers may differ: the \
                 table has no duplicates, and it uses Genesys' own time, while a replay uses the \
                 envelope's",
                scan.events, scan.brought, self.expected_events
            ));
        }
        lines
    }
}
