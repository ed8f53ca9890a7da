//! The checks, one file each, in the order of an event's way.

mod alarms;
mod dead_letters;
mod flow;
mod functions;
mod lag;
mod mappings;
mod policy;
mod rule;
mod source;
mod stack;
mod versions;

use crate::examination::Examination;
use crate::finding::Line;

/// Runs every check.
pub async fn lines(of: &Examination) -> Vec<Line> {
    let (source, rule, policy, mappings, lag, letters, alarms, flow, versions) = tokio::join!(
        source::check(of),
        rule::check(of),
        policy::check(of),
        mappings::check(of),
        lag::check(of),
        dead_letters::check(of),
        alarms::check(of),
        flow::check(of),
        versions::check(of),
    );
    let stack = stack::check(&of.stack);
    let functions = functions::check(of);
    [stack, source, rule, policy, functions, mappings, lag, letters, alarms, flow, versions]
        .concat()
}
