//! Whether the policy of a queue lets a rule send to it.
//!
//! As much of IAM's rules as policies of queues use: a statement allows or denies; its principal,
//! action, resource and conditions are compared, with `*` and `?`. A statement with a condition
//! that is not known here does not apply, neither an `Allow` nor a `Deny`. The deny of requests
//! without TLS is one of these, and EventBridge always uses TLS.

use serde_json::Value;
use wildmatch::WildMatch;

/// The service that delivers what a rule matches.
const SENDER: &str = "events.amazonaws.com";
const ACTION: &str = "sqs:sendmessage";

/// Whether `policy`, as JSON, lets the rule send to the queue.
#[must_use]
pub fn lets_rule_send(policy: &str, rule_arn: &str, queue_arn: &str) -> bool {
    let Ok(policy) = serde_json::from_str::<Value>(policy) else { return false };
    let applies = |statement: &&Value| {
        has_principal(&statement["Principal"])
            && any(&statement["Action"], |action| {
                WildMatch::new(&action.to_lowercase()).matches(ACTION)
            })
            && any(&statement["Resource"], |arn| WildMatch::new(arn).matches(queue_arn))
            && holds(&statement["Condition"], rule_arn)
    };
    let statements = list(&policy["Statement"]);
    let has = |effect: &str| statements.iter().any(|one| one["Effect"] == effect && applies(one));
    has("Allow") && !has("Deny")
}

fn has_principal(principal: &Value) -> bool {
    principal == "*" || principal["AWS"] == "*" || any(&principal["Service"], |it| it == SENDER)
}

/// Whether the conditions hold for a request of the rule. An unknown one does not.
fn holds(conditions: &Value, rule_arn: &str) -> bool {
    let Some(operators) = conditions.as_object() else { return true };
    let account = rule_arn.split(':').nth(4).unwrap_or_default();
    operators.iter().all(|(operator, keys)| {
        let like = match operator.trim_end_matches("IfExists") {
            "ArnLike" | "ArnEquals" | "StringLike" => true,
            "StringEquals" => false,
            _ => return false,
        };
        let matches = |pattern: &str, value: &str| {
            if like { WildMatch::new(pattern).matches(value) } else { pattern == value }
        };
        keys.as_object().into_iter().flatten().all(|(key, values)| {
            match key.to_lowercase().as_str() {
                "aws:sourcearn" => any(values, |pattern| matches(pattern, rule_arn)),
                "aws:sourceaccount" => any(values, |pattern| matches(pattern, account)),
                _ => false,
            }
        })
    })
}

fn list(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(values) => values.iter().collect(),
        Value::Null => Vec::new(),
        one => vec![one],
    }
}

fn any(value: &Value, is: impl Fn(&str) -> bool) -> bool {
    list(value).into_iter().filter_map(Value::as_str).any(is)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const BUS: &str = "aws.partner/genesys.com/cloud/o/s";
    const QUEUE: &str = "arn:aws:sqs:eu-central-1:123456789012:intake";

    fn rule(bus: &str) -> String {
        format!("arn:aws:events:eu-central-1:123456789012:rule/{bus}/switchboard-intake")
    }

    fn lets(policy: &Value) -> bool {
        lets_rule_send(&policy.to_string(), &rule(BUS), QUEUE)
    }

    /// The policy of the template.
    fn deployed(bus: &str) -> Value {
        let any = rule(bus).replace("switchboard-intake", "*");
        json!({"Version": "2012-10-17", "Statement": [
            {"Sid": "TheRuleSends", "Effect": "Allow",
                "Principal": {"Service": "events.amazonaws.com"},
                "Action": "sqs:SendMessage", "Resource": QUEUE,
                "Condition": {"ArnLike": {"aws:SourceArn": any}}},
            {"Sid": "NobodyInTheClear", "Effect": "Deny", "Principal": "*", "Action": "sqs:*",
                "Resource": QUEUE, "Condition": {"Bool": {"aws:SecureTransport": "false"}}},
        ]})
    }

    #[test]
    fn the_deployed_policy_lets_only_its_bus_send() {
        assert!(lets(&deployed(BUS)));
        assert!(!lets(&deployed("aws.partner/genesys.com/cloud/o/other")));
    }

    #[test]
    fn each_part_of_a_statement_counts() {
        for (part, value) in [
            ("Effect", json!("Deny")),
            ("Principal", json!({"Service": "sns.amazonaws.com"})),
            ("Action", json!(["sqs:ReceiveMessage"])),
            ("Resource", json!("arn:aws:sqs:eu-central-1:123456789012:other")),
            ("Condition", json!({"StringEquals": {"aws:SourceAccount": "999999999999"}})),
            ("Condition", json!({"StringEquals": {"aws:PrincipalOrgID": "o-1"}})),
            ("Condition", json!({"DateLessThan": {"aws:CurrentTime": "2020-01-01T00:00:00Z"}})),
        ] {
            let mut policy = deployed(BUS);
            policy["Statement"][0][part] = value;
            assert!(!lets(&policy), "{policy}");
        }
        for (part, value) in [
            ("Principal", json!("*")),
            ("Action", json!(["SQS:Send*"])),
            ("Resource", json!("*")),
            ("Condition", json!({"StringEquals": {"aws:SourceAccount": ["1", "123456789012"]}})),
            ("Condition", Value::Null),
        ] {
            let mut policy = deployed(BUS);
            policy["Statement"][0][part] = value;
            assert!(lets(&policy), "{policy}");
        }
    }

    #[test]
    fn a_deny_wins_and_no_policy_denies() {
        let mut policy = deployed(BUS);
        policy["Statement"][1]["Condition"] = Value::Null;
        assert!(!lets(&policy));
        assert!(!lets_rule_send("", &rule(BUS), QUEUE));
        assert!(!lets(&json!({"Statement": []})));
    }
}
