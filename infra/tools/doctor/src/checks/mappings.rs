//! Whether queues and streams invoke the functions.

use crate::examination::{Examination, RESTORE, failed};
use crate::finding::{Check, Line};

/// The mappings: name in the template, what invokes whom.
const MAPPINGS: [(&str, &str); 5] = [
    ("ReceiveQueue", "the intake queue invokes receive"),
    ("ReconstructStream", "the stream of the table invokes reconstruct"),
    ("ReconstructWakeUps", "the wake-up queue invokes reconstruct"),
    ("EmitStream", "the stream of the table invokes emit"),
    ("ImportMessages", "the import queue invokes import"),
];

pub(super) async fn check(of: &Examination) -> Vec<Line> {
    let mut lines = Vec::new();
    for (logical, what) in MAPPINGS {
        let Some(uuid) = of.stack.resource(logical) else {
            lines.push(Check::Mappings.finding(format!(
                "the stack has no {logical}, with which {what}: deploy the template of this release"
            )));
            continue;
        };
        let mapping = match of.account.mapping(uuid).await {
            Ok(mapping) => mapping,
            Err(error) => {
                let absent = format!("{logical} does not exist, with which {what}: {RESTORE}");
                lines.push(failed(Check::Mappings, &error, absent));
                continue;
            }
        };
        let problem = mapping.last_processing_result.filter(|last| last.starts_with("PROBLEM"));
        match mapping.state.as_str() {
            "Enabled" => {}
            "Disabled" => lines.push(Check::Mappings.finding(format!(
                "{logical} is disabled, with which {what}: `aws lambda \
                 update-event-source-mapping --uuid {uuid} --enabled`"
            ))),
            state => lines.push(Check::Mappings.finding(format!(
                "{logical} is in the state {state}, with which {what}: wait a minute, and ask again"
            ))),
        }
        if let Some(problem) = problem {
            lines.push(Check::Mappings.finding(format!(
                "Lambda says of {logical}, with which {what}: {problem}; {}",
                Examination::runbook("A function fails")
            )));
        }
    }
    Check::Mappings.lines(lines, "queues and streams invoke the functions")
}
