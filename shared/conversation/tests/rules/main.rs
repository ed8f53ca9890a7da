//! Rules of the domain that the other suites do not cover, one test each. `sessions` tests
//! sessions, segments and wrap-up in the tree; `common_events` tests the Common Events that follow;
//! `why` tests the explanations.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

mod common_events;
mod sessions;
#[path = "../support/mod.rs"]
mod support;
mod why;

use support::Story;

pub fn voice_call(how: &str) -> Story {
    Story::new()
        .customer(0, "c/c1")
        .queued(1_000, "q/qs1")
        .agent(2_000, "a/a1", "u1")
        .answered(5_000, "q/qs1", "u1", 4_000)
        .agent_left(60_000, "a/a1", "u1", how, (3_000, 40_000, 15_000))
}
