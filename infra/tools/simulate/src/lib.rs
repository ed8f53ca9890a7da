//! `simulate`: detail events as JSON Lines, from conversation-details documents or made up.
//!
//! All events come from documents: made-up conversations are made up as documents, and
//! [`events_of`] turns documents into events. Everything is a function of the options: the same
//! options give the same bytes. A map of the folder:
//!
//! - [`conversation::synthesized`]: the events that a document implies; `record`: its metric
//!   records; [`envelope`]: the EventBridge event around them;
//! - [`invent`]: made-up conversations, one file per kind of contact;
//! - [`documents`]: files of documents; `stream`: many conversations as one stream; `delay`: the
//!   delay of events; `stretch`: sessions that start again; `pace`: a conversation at another time
//!   and faster.

mod delay;
pub mod documents;
pub mod envelope;
pub mod invent;
mod pace;
mod record;
mod stream;
mod stretch;
#[cfg(test)]
mod tests;
mod uuid;

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::PathBuf;

use conversation::synthesized::{SynthesizedEvents, synthesize_with};
use genesys::details::ConversationDetails;
use genesys::vocabulary::Purpose;

pub use conversation::synthesized::Unsent;
pub use documents::DocumentsError;
pub use envelope::DetailEvent;
pub use invent::{Kind, conversation, conversations, kinds};
pub use pace::paced;
pub use stream::SHUFFLE_WINDOW;
use stream::Stream;

/// The options of `simulate`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SimulateOptions {
    /// How many conversations to make up; ignored when `details` names a file.
    pub conversations: u64,
    /// The seed of everything made up.
    pub seed: u64,
    /// Files of conversation-details documents to use instead of made-up conversations.
    pub details: Vec<PathBuf>,
    /// Whether to add the metric records.
    pub metrics: bool,
    /// The probability, 0 to 1, that an event is sent again within ten minutes, with another
    /// envelope id.
    pub duplicates: f64,
    /// Whether to shuffle lines: made-up ones within [`SHUFFLE_WINDOW`] lines, those of documents
    /// as a whole.
    pub shuffle: bool,
    /// The probability, 0 to 1, that the end event of a session is never sent.
    pub lost: f64,
    /// Whether to delay events: `time` and `detail.timestamp` become the time of arrival, and lines
    /// are in order of arrival.
    pub jitter: bool,
}

/// What was written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// Conversations written.
    pub conversations: u64,
    /// Lines written, duplicates included.
    pub events: u64,
    /// Participants for which Genesys sends no detail events, by purpose: worth a warning.
    pub unsent: BTreeMap<String, u64>,
    /// End events of sessions that were left out.
    pub lost: u64,
    /// Values of the files that are not documents, and were left out.
    pub rejected: u64,
    /// Why: the first of each kind, with their positions.
    pub reasons: Vec<String>,
}

/// Why writing stopped.
#[derive(Debug, thiserror::Error)]
pub enum SimulateError {
    /// A file of documents cannot be used.
    #[error(transparent)]
    Documents(#[from] DocumentsError),
    /// The output cannot be written; [`io::ErrorKind::BrokenPipe`] when its reader has closed it.
    #[error("cannot write the events: {0}")]
    Write(#[from] io::Error),
}

/// Writes events as JSON Lines, in the order of their times, or of their arrival with
/// [`SimulateOptions::jitter`].
///
/// Made-up conversations are streamed: memory holds only the events that come after the start of
/// the next conversation. It does not grow with the number of conversations, except for contacts
/// that come back days later. Documents are read completely first, and their events are sorted in
/// memory.
///
/// # Errors
/// See [`SimulateError`].
pub fn write(options: &SimulateOptions, out: impl Write) -> Result<Summary, SimulateError> {
    let mut summary = Summary::default();
    let made_up = options.details.is_empty();
    let window = match (options.shuffle, made_up) {
        (false, _) => 0,
        (true, true) => SHUFFLE_WINDOW,
        (true, false) => usize::MAX,
    };
    let mut stream = Stream::new(out, options, window);
    if made_up {
        for details in conversations(options.seed, options.conversations) {
            if let Some(start) = details.conversation_start {
                stream.advance(start)?;
            }
            tell(&mut stream, &mut summary, &details, options.metrics);
        }
    } else {
        let mut all = Vec::new();
        for file in &options.details {
            let read = documents::documents(file)?;
            all.extend(read.documents);
            summary.rejected += read.rejected;
            summary.reasons.extend(read.reasons);
        }
        for details in all {
            tell(&mut stream, &mut summary, &details, options.metrics);
        }
    }
    let written = stream.finish()?;
    (summary.events, summary.lost) = (written.lines, written.lost);
    Ok(summary)
}

/// The events of a document, in the order of their times.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct DetailEvents {
    /// The events that Genesys would have sent.
    pub events: Vec<DetailEvent>,
    /// Participants for which Genesys sends no events.
    pub unsent: Vec<Unsent>,
}

/// Returns the events of a document. `with_metrics` adds a metric record for each metric of a
/// session that has events.
#[must_use]
pub fn events_of(details: &ConversationDetails, with_metrics: bool) -> DetailEvents {
    let also = |party| if with_metrics { record::records(party).collect() } else { Vec::new() };
    let SynthesizedEvents { events, unsent } = synthesize_with(&stretch::unfolded(details), also);
    let id = &details.conversation_id;
    let events =
        events.into_iter().map(|event| DetailEvent::new(&event.topic, id, event.time, &event.body));
    DetailEvents { events: events.collect(), unsent }
}

fn tell(
    stream: &mut Stream<impl Write>,
    summary: &mut Summary,
    details: &ConversationDetails,
    metrics: bool,
) {
    let DetailEvents { events, unsent } = events_of(details, metrics);
    summary.conversations += 1;
    for unsent in unsent {
        let purpose = unsent.purpose.as_ref().map_or("none", Purpose::as_str);
        *summary.unsent.entry(purpose.to_owned()).or_default() += 1;
    }
    events.into_iter().for_each(|event| stream.take(event));
}
