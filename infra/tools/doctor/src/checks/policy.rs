//! Whether the rule may send to its queues. EventBridge drops what it may not deliver: it does not
//! retry, and without the dead-letter queue nothing is kept.

use crate::examination::{Examination, RESTORE, failed};
use crate::finding::{Check, Line};
use crate::policy::lets_rule_send;

/// The queues that the rule sends to: output of the URL, name in the template.
const QUEUES: [(&str, &str); 2] =
    [("IntakeQueueUrl", "Intake"), ("IntakeRuleDeadLettersUrl", "IntakeRuleDeadLetters")];

pub(super) async fn check(of: &Examination) -> Vec<Line> {
    let rule = of.stack.output("IntakeRuleName").unwrap_or_default();
    let rule = match of.account.rule(of.source(), rule).await {
        Ok(rule) => rule,
        // The check of the rule says what is wrong.
        Err(error) => {
            return if error.is_absent() {
                Vec::new()
            } else {
                vec![Check::Policy.unchecked(&error)]
            };
        }
    };
    let mut lines = Vec::new();
    for (output, name) in QUEUES {
        match of.account.queue(of.stack.output(output).unwrap_or_default()).await {
            Ok(queue) if !lets_rule_send(&queue.policy, &rule.arn, &queue.arn) => {
                lines.push(Check::Policy.finding(format!(
                    "the policy of the queue {name} does not let the rule send, and EventBridge \
                     drops what it may not deliver: {RESTORE}, and replay the time since"
                )));
            }
            Ok(_) => {}
            Err(error) => {
                let absent = format!("the queue {name} does not exist: {RESTORE}");
                lines.push(failed(Check::Policy, &error, absent));
            }
        }
    }
    Check::Policy.lines(lines, "the policies of both queues let the rule send")
}
