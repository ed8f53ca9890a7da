//! Whether Lambda can run the functions.

use crate::aws::lambda::Function;
use crate::examination::{Examination, RESTORE, failed};
use crate::finding::{Check, Line};

pub(super) fn check(of: &Examination) -> Vec<Line> {
    let mut lines = Vec::new();
    for (logical, name, found) in &of.functions {
        let physical = of.stack.resource(logical).unwrap_or_default();
        match found {
            Ok(function) => lines.extend(findings(name, physical, function)),
            Err(error) => {
                let absent = format!("the function {name} ({physical}) does not exist: {RESTORE}");
                lines.push(failed(Check::Functions, error, absent));
            }
        }
    }
    let names: Vec<&str> = of.functions.iter().map(|(_, name, _)| *name).collect();
    Check::Functions.lines(lines, format!("{} can run", names.join(", ")))
}

/// What is wrong with a function. An idle one is `Inactive`, and starts again when invoked.
fn findings(name: &str, physical: &str, function: &Function) -> Vec<Line> {
    let mut lines = Vec::new();
    let because = |reason: &Option<String>| {
        reason.as_ref().map(|reason| format!(", because {reason}")).unwrap_or_default()
    };
    if function.state.as_deref() == Some("Failed") {
        lines.push(Check::Functions.finding(format!(
            "Lambda cannot run {name}{}: remove the cause, and deploy again",
            because(&function.state_reason)
        )));
    }
    if function.last_update_status.as_deref() == Some("Failed") {
        lines.push(Check::Functions.finding(format!(
            "the last update of {name} failed{}, so the release before still runs: remove the \
             cause, and deploy again",
            because(&function.last_update_status_reason)
        )));
    }
    if function.reserved_concurrency == Some(0) {
        lines.push(Check::Functions.finding(format!(
            "{name} is stopped, because a concurrency of 0 is reserved for it: `aws lambda \
             delete-function-concurrency --function-name {physical}`"
        )));
    }
    lines
}
