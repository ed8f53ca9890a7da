//! The guard against breaking subscribers. It compares the promises of today with all earlier ones.

use std::collections::{BTreeMap, BTreeSet};

use common_events::additions::Addition;

use super::{Line, NotAPromise, Promise};

/// Why the contract of today is not acceptable.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum Broken {
    /// The file of the promises cannot be parsed.
    #[error(transparent)]
    NotAPromise(#[from] NotAPromise),
    /// A promise that subscribers rely on no longer holds.
    #[error(
        "this would break {}. Keep it, or raise SCHEMA_VERSION in \
         shared/common-events/src/event.rs: it was promised that\n{}",
        types(.0),
        lines(.0)
    )]
    Subscribers(Vec<Promise>),
    /// Fields were added without a new edition, so an upgrade would publish everything again.
    #[error(
        "these fields are new, and what was published under edition {edition} lacks them. Raise \
         EDITION in shared/common-events/src/additions.rs and list them in ADDED (or take back \
         infra/schemas/promises.txt, where edition {edition} was never deployed):\n{}",
        lines(.fields)
    )]
    Edition {
        /// The edition of today, which had other fields before.
        edition: u32,
        /// The new fields.
        fields: Vec<Promise>,
    },
    /// Fields of a new edition are not listed.
    #[error("these fields are not in ADDED in shared/common-events/src/additions.rs, under their \
             edition:\n{}", lines(.0))]
    NotListed(Vec<Promise>),
}

fn types(promises: &[Promise]) -> String {
    let types: BTreeSet<&str> =
        promises.iter().map(|promise| promise.event_type.as_str()).collect();
    format!("subscribers of {}", types.into_iter().collect::<Vec<_>>().join(", "))
}

fn lines(promises: &[Promise]) -> String {
    promises.iter().map(|promise| format!("  {promise}")).collect::<Vec<_>>().join("\n")
}

/// The contract of today.
#[derive(Debug, Clone)]
pub struct Today<'a> {
    /// Its `schemaVersion`.
    pub version: u32,
    /// Its edition.
    pub edition: u32,
    /// The fields that later editions than the first added.
    pub added: &'a [Addition],
    /// All its promises.
    pub promises: Vec<Promise>,
}

/// Adds the new promises of today to the file of the promises.
///
/// # Errors
/// See [`Broken`].
pub fn remember(memory: &str, today: &Today<'_>) -> Result<String, Broken> {
    let before = memory.lines().map(str::parse).collect::<Result<Vec<Line>, _>>()?;
    let mut lines: BTreeMap<Promise, u32> =
        before.into_iter().map(|line| (line.promise, line.edition)).collect();
    let holds: BTreeSet<&Promise> = today.promises.iter().collect();
    let of_today = |promise: &&Promise| promise.version == today.version;
    let broken: Vec<Promise> =
        lines.keys().filter(of_today).filter(|promise| !holds.contains(promise)).cloned().collect();
    if !broken.is_empty() {
        return Err(Broken::Subscribers(broken));
    }
    let types: BTreeSet<String> =
        lines.keys().filter(of_today).map(|promise| promise.event_type.clone()).collect();
    let known = |promise: &Promise| types.contains(&promise.event_type);
    let is_field =
        |promise: &&Promise| promise.field().is_some_and(|path| path.starts_with("data."));
    let news =
        today.promises.iter().filter(|promise| !lines.contains_key(promise) && known(promise));
    let fields: Vec<Promise> = news.filter(is_field).cloned().collect();
    let same_edition =
        lines.iter().any(|(promise, edition)| of_today(&promise) && *edition >= today.edition);
    if !fields.is_empty() && same_edition {
        return Err(Broken::Edition { edition: today.edition, fields });
    }
    let not_listed: Vec<Promise> =
        fields.into_iter().filter(|field| !is_listed(field, today.edition, today.added)).collect();
    if !not_listed.is_empty() {
        return Err(Broken::NotListed(not_listed));
    }
    for promise in &today.promises {
        lines.entry(promise.clone()).or_insert(today.edition);
    }
    let line = |(promise, edition)| format!("{}\n", Line { promise, edition });
    Ok(lines.into_iter().map(line).collect())
}

/// Whether a field, or one that contains it, is listed as an addition of an edition.
fn is_listed(promise: &Promise, edition: u32, added: &[Addition]) -> bool {
    let path = promise.field().unwrap_or_default().replace("[]", "");
    let path: Vec<&str> = path.split('.').skip(1).collect();
    added.iter().any(|(since, of, listed)| {
        *since == edition
            && of.is_none_or(|of| of.as_str() == promise.event_type)
            && path.starts_with(listed)
    })
}

#[cfg(test)]
mod tests;
