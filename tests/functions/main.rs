//! The functions over the real table, with faults between their calls.

#![allow(clippy::unwrap_used, reason = "these are tests")]

mod emit_records;
mod eventbridge;
mod receive_messages;
mod reconstruct_faults;
mod reconstruct_passes;
mod reconstruct_records;
