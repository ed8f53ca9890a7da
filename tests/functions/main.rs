//! Each function, over the real table where that plays a part.

#![allow(clippy::unwrap_used, reason = "these are tests")]

mod dead_letters;
mod deadline;
mod emit_records;
mod eventbridge;
mod receive_messages;
mod reconstruct_passes;
mod reconstruct_races;
mod reconstruct_records;
mod silence;
