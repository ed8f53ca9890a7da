//! CloudWatch Logs: which version a function logged at its start.

use genesys::Timestamp;
use runtime::version::Version;
use serde::Deserialize;
use serde_json::json;

use super::call::{Call, Caller, Service};
use super::error::CallError;

const LOGS: Service = Service { host: "logs", name: "logs", id: "CloudWatch Logs" };
/// How many pages are read. A page without a line still takes a search through a part of the log.
const PAGES: usize = 10;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Page {
    #[serde(default)]
    events: Vec<Line>,
    next_token: Option<String>,
}

#[derive(Deserialize)]
struct Line {
    message: String,
}

/// The version in the first line that a function logged since `since`. A function logs its version
/// at every start, so the first line after a deployment has it; there is none if the function has
/// not run since, or logs errors alone.
pub(super) async fn version(
    caller: &Caller,
    log_group: &str,
    since: Timestamp,
) -> Result<Option<Version>, CallError> {
    let mut next: Option<String> = None;
    for _ in 0..PAGES {
        let mut body = json!({
            "logGroupName": log_group,
            "startTime": since.ms(),
            "filterPattern": format!("\"{}\"", runtime::version::LOGGED),
            "limit": 1,
        });
        if let Some(token) = &next {
            body["nextToken"] = json!(token);
        }
        let call = Call::json("FilterLogEvents", "Logs_20140328", "1.1", &body);
        let page: Page = caller.json(LOGS, call).await?;
        let lines = page.events.iter();
        if let Some(version) = lines.filter_map(|line| Version::of_line(&line.message)).next() {
            return Ok(Some(version));
        }
        next = page.next_token;
        if next.is_none() {
            break;
        }
    }
    Ok(None)
}
