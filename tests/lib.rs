//! What the suites use beside `testkit`: an embedded DynamoDB, the binaries of the functions, and
//! services of AWS on loopback.

#![allow(clippy::unwrap_used, clippy::panic, reason = "only tests use it")]

pub mod binary;
pub mod deployment;
pub mod service;
