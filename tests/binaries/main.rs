//! The seven functions as they are deployed: each binary, invoked through a Lambda Runtime API,
//! with its services on loopback.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

mod emit;
mod import;
mod interactions;
mod notify;
mod receive;
mod reconstruct;
mod sweep;
mod trace;
mod version;
