//! Event files, in every form that `run` accepts, with the time that a replay uses.

use std::borrow::Cow;
use std::path::PathBuf;

use genesys::{Arrival, Timestamp};
use input::{Item, Origin};
use serde::Deserialize;

use console::files::{Input, Unopened};

/// An event of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct FileEvent {
    /// The event as the log would keep it.
    pub arrival: Arrival,
    /// The envelope's `time`, which EventBridge uses for replays; without one, Genesys' own time of
    /// the event.
    pub time: Timestamp,
    /// The length of its text.
    pub bytes: u64,
}

#[derive(Deserialize)]
struct Head<'a> {
    #[serde(borrow)]
    time: Option<Cow<'a, str>>,
}

impl FileEvent {
    /// Decodes an EventBridge event.
    ///
    /// # Errors
    /// Receive would not store it.
    pub fn decode(text: &str) -> Result<Self, genesys::EnvelopeError> {
        let arrival = Arrival::decode(text)?;
        let head = serde_json::from_str::<Head<'_>>(text).ok();
        let time = head.and_then(|head| head.time?.parse().ok()).unwrap_or(arrival.time);
        Ok(Self { arrival, time, bytes: text.len() as u64 })
    }
}

/// The events of files, one at a time.
#[derive(Debug)]
pub struct Events(Input);

impl Events {
    /// Opens the files.
    ///
    /// # Errors
    /// A file cannot be opened.
    pub fn open(files: &[PathBuf]) -> Result<Self, Unopened> {
        Input::open(files).map(Self)
    }

    /// The next event, or why the next item is not an event; `None` at the end.
    pub async fn next(&mut self) -> Option<(Origin, Result<FileEvent, String>)> {
        Some(match self.0.next().await? {
            Item::Message(origin, text) => {
                (origin, FileEvent::decode(&text).map_err(|error| error.to_string()))
            }
            Item::Refused(origin, refusal) => (origin, Err(refusal.to_string())),
        })
    }
}
