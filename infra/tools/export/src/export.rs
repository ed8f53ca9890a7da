//! An export: takes one conversation after another, and writes the rows of each table.

use std::fs;
use std::path::{Path, PathBuf};

use emit::PublishRules;
use store::{LedgerEntry, StoredTree};

use crate::part::Parts;
use crate::table::Table;
use crate::{ExportError, common_events, conversations, participants, segments, table};

/// The folder within the export's own in which files are until all are whole. The name of a hidden
/// file: Athena and Spark do not read it.
const INCOMPLETE: &str = ".incomplete";

/// An export that is being written. Nothing is at its place before [`Export::finish`].
pub struct Export {
    folder: PathBuf,
    rules: PublishRules,
    common_events: Parts<common_events::Row>,
    conversations: Parts<conversations::Row>,
    participants: Parts<participants::Row>,
    segments: Parts<segments::Row>,
}

/// What was written of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// The name of the table, which is also that of its folder.
    pub table: &'static str,
    /// The number of its rows.
    pub rows: u64,
    /// The number of its files.
    pub files: u64,
}

impl Export {
    /// Begins an export into a folder, which is created when absent.
    ///
    /// # Errors
    /// The folder is not empty, or cannot be written.
    pub fn begin(folder: &Path, rules: PublishRules) -> Result<Self, ExportError> {
        let failed = |error| ExportError::File(folder.to_owned(), error);
        fs::create_dir_all(folder).map_err(failed)?;
        if fs::read_dir(folder).map_err(failed)?.next().is_some() {
            return Err(ExportError::NotEmpty(folder.to_owned()));
        }
        let [events, talks, parties, pieces] = table::all().map(|table| table.name);
        let within = |name: &str| folder.join(INCOMPLETE).join(name);
        Ok(Self {
            folder: folder.to_owned(),
            rules,
            common_events: Parts::create(within(events), events, common_events::COLUMNS)?,
            conversations: Parts::create(within(talks), talks, conversations::COLUMNS)?,
            participants: Parts::create(within(parties), parties, participants::COLUMNS)?,
            segments: Parts::create(within(pieces), pieces, segments::COLUMNS)?,
        })
    }

    /// Adds a conversation: its tree, and its ledger entries in force.
    ///
    /// # Errors
    /// A file cannot be written.
    pub fn add(&mut self, stored: &StoredTree, ledger: &[LedgerEntry]) -> Result<(), ExportError> {
        for entry in ledger {
            self.common_events.add(&common_events::Row::new(entry, &self.rules))?;
        }
        let whole = stored.conversation();
        let id = &whole.summary.conversation_id;
        self.conversations.add(&conversations::Row::new(stored, &whole, ledger, &self.rules))?;
        for participant in &whole.participants {
            self.participants.add(&participants::Row::new(id, participant))?;
            for session in &participant.sessions {
                for row in segments::Row::of_session(id, participant, session) {
                    self.segments.add(&row)?;
                }
            }
        }
        Ok(())
    }

    /// Completes the files and puts them at their places. Returns what was written, by table.
    ///
    /// # Errors
    /// A file cannot be written.
    pub fn finish(self) -> Result<Vec<Exported>, ExportError> {
        let written = [
            self.common_events.finish()?,
            self.conversations.finish()?,
            self.participants.finish()?,
            self.segments.finish()?,
        ];
        let incomplete = self.folder.join(INCOMPLETE);
        let mut exported = Vec::new();
        for (Table { name, .. }, written) in table::all().into_iter().zip(written) {
            let place = self.folder.join(name);
            fs::rename(incomplete.join(name), &place)
                .map_err(|error| ExportError::File(place, error))?;
            exported.push(Exported { table: name, rows: written.rows, files: written.files });
        }
        fs::remove_dir(&incomplete).map_err(|error| ExportError::File(incomplete, error))?;
        Ok(exported)
    }
}
