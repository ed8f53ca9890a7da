//! Any set of events. Participants, sessions, users and queues are few, so that they meet. Times
//! collide, contradict each other and reach the limits of an event time. Some bodies are arbitrary
//! JSON.

#![no_main]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a broken promise has to stop the fuzzer")]

#[path = "../../../shared/conversation/tests/support/invariants.rs"]
mod invariants;
#[path = "../told.rs"]
mod told;

use conversation::Known;
use libfuzzer_sys::fuzz_target;
use told::Told;

fuzz_target!(|events: Vec<Told>| {
    let events: Vec<Known> = events.into_iter().take(64).filter_map(Told::known).collect();
    invariants::hold(&"c-1".parse().unwrap(), &events);
});
