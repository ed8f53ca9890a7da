//! Whether the last deployment of the stack is complete.

use crate::aws::cloudformation::Stack;
use crate::finding::{Check, Line};

pub(super) fn check(stack: &Stack) -> Vec<Line> {
    let (name, status) = (&stack.name, stack.status.as_str());
    let reason = stack.reason.as_ref().map(|reason| format!(", because {reason}"));
    let reason = reason.unwrap_or_default();
    let events = format!("`aws cloudformation describe-stack-events --stack-name {name}`");
    let line = match status {
        "CREATE_COMPLETE"
        | "UPDATE_COMPLETE"
        | "IMPORT_COMPLETE"
        | "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS" => {
            Check::Stack.ok(format!("stack {name} is deployed ({status})"))
        }
        "UPDATE_ROLLBACK_COMPLETE" | "IMPORT_ROLLBACK_COMPLETE" => Check::Stack.finding(format!(
            "the last deployment of {name} failed and was undone{reason}: find the first failure \
             with {events}, fix it, and deploy again"
        )),
        "ROLLBACK_COMPLETE" => Check::Stack.finding(format!(
            "{name} was never deployed: its first deployment failed{reason}; find the first \
             failure with {events}, delete the stack, and deploy again"
        )),
        _ if status.ends_with("IN_PROGRESS") => Check::Stack.finding(format!(
            "{name} is being changed ({status}): wait until that is done, and ask again"
        )),
        _ => Check::Stack.finding(format!(
            "{name} is in the state {status}{reason}: find the first failure with {events}, fix \
             it, and deploy again"
        )),
    };
    vec![line]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Status;

    fn line(status: &str, reason: Option<&str>) -> Line {
        let (name, reason) = ("trial".to_owned(), reason.map(ToOwned::to_owned));
        check(&Stack { name, reason, status: status.to_owned(), ..Stack::default() }).remove(0)
    }

    #[test]
    fn only_a_complete_deployment_is_well() {
        for status in ["CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"]
        {
            assert_eq!(line(status, None).status, Status::Ok, "{status}");
        }
        for (status, todo) in [
            ("UPDATE_ROLLBACK_COMPLETE", "failed and was undone: find the first failure"),
            ("ROLLBACK_COMPLETE", "delete the stack, and deploy again"),
            ("UPDATE_IN_PROGRESS", "wait until that is done"),
            ("DELETE_FAILED", "in the state DELETE_FAILED: find the first failure"),
        ] {
            let line = line(status, None);
            assert_eq!(line.status, Status::Finding, "{status}");
            assert!(line.message.contains(todo), "{}", line.message);
        }
        let because = line("UPDATE_ROLLBACK_COMPLETE", Some("a quota was reached"));
        assert!(because.message.contains("undone, because a quota was reached: "), "{because:?}");
    }
}
