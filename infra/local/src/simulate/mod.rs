//! `simulate`: detail events as JSON Lines, from conversation-details documents or made up.
//!
//! There is one way to an event: made-up conversations are made up as documents, and documents become events by
//! [`events_of`]. Everything is a function of the options: the same ones give the same bytes. A map of the folder:
//!
//! - [`conversation::testimony`]: the events of a document; `record`: its metric records; [`envelope`]: the EventBridge
//!   event around them;
//! - [`invent`]: made-up conversations, one file per kind of contact;
//! - [`documents`]: files of documents; `stream`: many conversations as one stream; `delay`: how long events are on
//!   their way; `stretch`: sessions that begin again.

mod delay;
pub mod documents;
pub mod envelope;
pub mod invent;
mod record;
mod stream;
mod stretch;
#[cfg(test)]
mod tests;
mod uuid;

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::PathBuf;

use conversation::testimony::{Testimony, testimony_and};
use genesys::details::ConversationDetails;
use genesys::vocabulary::Purpose;

pub use conversation::testimony::Unsent;
pub use documents::DocumentsError;
pub use envelope::DetailEvent;
pub use invent::{Kind, conversation, conversations, kinds};
pub use stream::SHUFFLE_WINDOW;
use stream::Stream;

/// What to write.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SimulateOptions {
    /// How many conversations to make up; of no account when `details` names a file.
    pub conversations: u64,
    /// What everything made up follows from.
    pub seed: u64,
    /// Files of conversation-details documents to tell, instead of making conversations up.
    pub details: Vec<PathBuf>,
    /// Whether to add the metric records.
    pub metrics: bool,
    /// The probability, 0 to 1, that an event comes again within ten minutes, under another envelope id.
    pub duplicates: f64,
    /// Whether lines change places: made-up ones within [`SHUFFLE_WINDOW`] lines, those of documents throughout.
    pub shuffle: bool,
    /// The probability, 0 to 1, that the end event of a session is never sent.
    pub lost: f64,
    /// Whether events are delayed on their way: `time` and `detail.timestamp` become the time of arrival, and lines come
    /// in the order of arrival.
    pub jitter: bool,
}

/// What was written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// Conversations told.
    pub conversations: u64,
    /// Lines written, duplicates included.
    pub events: u64,
    /// Participants of whom Genesys sends no detail events, by purpose: worth a warning.
    pub unsent: BTreeMap<String, u64>,
    /// End events of sessions that were left out.
    pub lost: u64,
}

/// Why writing stopped.
#[derive(Debug, thiserror::Error)]
pub enum SimulateError {
    /// A file of documents cannot be used.
    #[error(transparent)]
    Documents(#[from] DocumentsError),
    /// The output takes no more; [`io::ErrorKind::BrokenPipe`] where its reader has gone.
    #[error("cannot write the events: {0}")]
    Write(#[from] io::Error),
}

/// Writes events as JSON Lines, in the order of their times, or of their arrival with [`SimulateOptions::jitter`].
///
/// Made-up conversations stream: memory holds what is to come after the next conversation begins, and does not grow with
/// their number but for contacts that come back days later. Documents are read as a whole first, so that a broken file is
/// found before anything is written, and their events are sorted in memory.
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
            all.extend(documents::documents(file)?);
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
    /// What Genesys would have sent.
    pub events: Vec<DetailEvent>,
    /// Participants of whom it sends nothing.
    pub unsent: Vec<Unsent>,
}

/// The events of a document; with `with_metrics` also one metric record for each metric of a session that has events.
#[must_use]
pub fn events_of(details: &ConversationDetails, with_metrics: bool) -> DetailEvents {
    let also = |party| if with_metrics { record::records(party).collect() } else { Vec::new() };
    let Testimony { events, unsent } = testimony_and(&stretch::unfolded(details), also);
    let id = &details.conversation_id;
    let events =
        events.into_iter().map(|told| DetailEvent::new(&told.topic, id, told.time, &told.body));
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
