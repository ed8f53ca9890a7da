//! Queries: what the responses contain, who gets them, how they are paged and what they cost.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

mod answers;
mod broken;
mod browser;
mod callers;
mod conventions;
mod late;
mod lists;
mod names;
mod neighbours;
mod pages;
mod world;
