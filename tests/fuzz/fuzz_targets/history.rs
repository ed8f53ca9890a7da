//! Any set of events: few participants, sessions, users and queues, so that they meet; times that collide, contradict
//! each other and lie as far out as an event's can; and some bodies of any JSON at all.

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
