//! Generates the documents of the contract from the Rust types, for subscribers in any language.
//!
//! - [`schema`]: JSON Schema of every type's `detail`; [`words`]: examples of Genesys' words in it;
//! - [`samples`]: complete events, from conversations that [`published`] runs through the real
//!   rules;
//!   [`received`]: their envelope;
//! - [`openapi`] and [`registry`]: the EventBridge schema registry; [`asyncapi`]: the bus as a
//!   channel;
//! - [`promises`]: what subscribers rely on, and the guard against breaking it;
//! - [`interactions`](mod@interactions): the HTTP API for conversations;
//! - [`catalogue`]: the page for subscribers;
//! - [`json`]: the JSON format of the files; [`folder`]: the folder of all files.

#![warn(missing_docs)]

pub mod asyncapi;
pub mod catalogue;
pub mod error;
pub mod folder;
pub mod interactions;
pub mod json;
pub mod openapi;
pub mod promises;
pub mod published;
pub mod received;
pub mod registry;
pub mod samples;
pub mod schema;
pub mod words;

use common_events::additions::{ADDED, EDITION};
use common_events::{EventType, SCHEMA_VERSION};
use serde_json::Value;

pub use error::ContractError;
use folder::Files;
use promises::guard::{Today, remember};

/// The file of the promises. It is the only file that is also read.
pub const PROMISES: &str = "promises.txt";

/// Generates every file of the folder. `promised` is the current content of [`PROMISES`].
///
/// # Errors
/// See [`ContractError`].
pub fn files(promised: &str) -> Result<Files, ContractError> {
    let schemas: Vec<(EventType, Value)> =
        EventType::ALL.iter().map(|one| (*one, schema::schema(*one))).collect();
    let promises = schemas
        .iter()
        .flat_map(|(one, schema)| promises::promises(one.as_str(), SCHEMA_VERSION, schema));
    let today = Today {
        version: SCHEMA_VERSION,
        edition: EDITION,
        added: ADDED,
        promises: promises.collect(),
    };
    let mut files = Files::new();
    files.insert(PROMISES.to_owned(), remember(promised, &today)?);
    for (event_type, schema) in &schemas {
        files.insert(format!("{event_type}.json"), json::document(schema)?);
    }
    let samples = samples::samples()?;
    for (sample, event) in &samples {
        files.insert(format!("samples/{}", sample.file()), json::document(event)?);
    }
    files.insert("registry.json".to_owned(), json::document(&registry::registry(&schemas)?)?);
    files.insert(
        "asyncapi.json".to_owned(),
        json::document(&asyncapi::asyncapi(&schemas, &samples))?,
    );
    files.insert("openapi.json".to_owned(), json::document(&interactions::openapi())?);
    files.insert("README.md".to_owned(), catalogue::catalogue(&schemas, &samples)?);
    Ok(files)
}
