//! Event files, in every form that `run` takes, with the time that a replay goes by.

use std::borrow::Cow;
use std::path::PathBuf;

use genesys::{Arrival, Timestamp};
use input::{Item, Origin};
use serde::Deserialize;

use crate::files::{Input, Unopened};

/// An event of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Sent {
    /// What the log would keep of it.
    pub arrival: Arrival,
    /// The envelope's `time`, by which EventBridge replays; Genesys' own time of the event where there is none.
    pub time: Timestamp,
    /// How long its text is.
    pub bytes: u64,
}

#[derive(Deserialize)]
struct Head<'a> {
    #[serde(borrow)]
    time: Option<Cow<'a, str>>,
}

impl Sent {
    /// Decodes one EventBridge event.
    ///
    /// # Errors
    /// It is none that receive would store.
    pub fn decode(text: &str) -> Result<Self, genesys::EnvelopeError> {
        let arrival = Arrival::decode(text)?;
        let head = serde_json::from_str::<Head<'_>>(text).ok();
        let time = head.and_then(|head| head.time?.parse().ok()).unwrap_or(arrival.time);
        Ok(Self { arrival, time, bytes: text.len() as u64 })
    }
}

/// The events of some files, one at a time.
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

    /// The next event, or why there is none in its place; `None` at the end.
    pub async fn next(&mut self) -> Option<(Origin, Result<Sent, String>)> {
        Some(match self.0.next().await? {
            Item::Message(origin, text) => {
                (origin, Sent::decode(&text).map_err(|error| error.to_string()))
            }
            Item::Refused(origin, refusal) => (origin, Err(refusal.to_string())),
        })
    }
}
