//! Questions: what is answered, to whom, in how many pieces and at what cost.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

mod answers;
mod broken;
mod callers;
mod conventions;
mod late;
mod pages;
mod world;
