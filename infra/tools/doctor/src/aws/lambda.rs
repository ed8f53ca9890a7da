//! Lambda: functions and their event source mappings.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::call::{Call, Caller, Service};
use super::error::CallError;

const LAMBDA: Service = Service { host: "lambda", name: "lambda", id: "Lambda" };

/// An event source mapping.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Mapping {
    /// Its state, such as `Enabled`.
    pub state: String,
    /// What came of the last batch: `OK`, `No records processed`, or `PROBLEM: …`.
    pub last_processing_result: Option<String>,
    /// The queue or stream.
    pub event_source_arn: String,
}

/// A function.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Function {
    /// Its state: `Active`, `Inactive` when it was idle for weeks, `Pending`, `Failed`.
    pub state: Option<String>,
    /// The reason of the state.
    pub state_reason: Option<String>,
    /// The outcome of the last update: `Successful`, `InProgress`, `Failed`.
    pub last_update_status: Option<String>,
    /// The reason of that outcome.
    pub last_update_status_reason: Option<String>,
    /// Its environment.
    pub environment: Environment,
    /// When it was last changed, such as `2026-03-02T09:00:00.000+0000`.
    pub last_modified: String,
    /// The concurrency that is reserved for it, and its limit.
    #[serde(skip)]
    pub reserved_concurrency: Option<u32>,
}

/// The environment of a function.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Environment {
    /// Its variables.
    pub variables: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Concurrency {
    reserved_concurrent_executions: Option<u32>,
}

pub(super) async fn mapping(caller: &Caller, uuid: &str) -> Result<Mapping, CallError> {
    let path = format!("/2015-03-31/event-source-mappings/{uuid}");
    caller.json(LAMBDA, Call::get("GetEventSourceMapping", path)).await
}

pub(super) async fn function(caller: &Caller, name: &str) -> Result<Function, CallError> {
    let path = format!("/2015-03-31/functions/{name}/configuration");
    let mut function: Function =
        caller.json(LAMBDA, Call::get("GetFunctionConfiguration", path)).await?;
    let path = format!("/2019-09-30/functions/{name}/concurrency");
    let concurrency: Concurrency =
        caller.json(LAMBDA, Call::get("GetFunctionConcurrency", path)).await?;
    function.reserved_concurrency = concurrency.reserved_concurrent_executions;
    Ok(function)
}
