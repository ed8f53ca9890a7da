//! Tests of each function, on the real table where it matters.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

mod dead_letters;
mod deadline;
mod emit_records;
mod eventbridge;
mod import_faults;
mod import_objects;
mod log_pages;
mod log_pages_anyhow;
mod long_conversation;
mod not_growing;
mod receive_messages;
mod reconstruct_passes;
mod reconstruct_races;
mod reconstruct_records;
mod settling;
mod silence;
mod stale_store;
mod sweeping;
mod sweeping_faults;
mod sweeping_runs;
mod unsteady;
