//! Allocations of each step of the domain. `allocations LENGTH ...` writes a JSON list with a row
//! for each length of a conversation; a row has `[allocations, bytes]` per event for each step.

#![allow(clippy::unwrap_used, reason = "a program that measures")]

mod allocated;
mod conversation;
mod steps;

use std::io;

use allocated::Allocated;
use conversation::{conversation, conversation_id};
use steps::Step;

fn main() {
    let id = conversation_id();
    let row = |length: String| {
        let messages = conversation(length.parse().unwrap());
        [Step::Decode, Step::Project, Step::Derive, Step::All].map(|step| {
            let Allocated { count, bytes, .. } = step.allocates(&id, &messages);
            (count, bytes)
        })
    };
    let rows: Vec<_> = std::env::args().skip(1).map(row).collect();
    serde_json::to_writer(io::stdout(), &rows).unwrap();
}
