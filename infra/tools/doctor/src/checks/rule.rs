//! Whether the rule takes what Genesys Cloud sends, and hands it to the intake queue.

use serde_json::json;

use crate::aws::cloudwatch::Series;
use crate::examination::{Examination, RESTORE, failed};
use crate::finding::{Check, Line};

const DAY: u32 = 86_400;

pub(super) async fn check(of: &Examination) -> Vec<Line> {
    let (bus, name) = (of.source(), of.stack.output("IntakeRuleName").unwrap_or_default());
    let rule = match of.account.rule(bus, name).await {
        Ok(rule) => rule,
        Err(error) => {
            let absent = format!(
                "the rule {name} does not exist on the bus {bus}, so no event reaches the queue: \
                 {RESTORE}"
            );
            return vec![failed(Check::Rule, &error, absent)];
        }
    };
    let mut lines = Vec::new();
    if !rule.enabled {
        lines.push(Check::Rule.finding(format!(
            "the rule {name} is disabled: `aws events enable-rule --event-bus-name {bus} --name \
             {name}`; what was sent meanwhile is in the archive, to be replayed"
        )));
    }
    match of.account.queue(of.stack.output("IntakeQueueUrl").unwrap_or_default()).await {
        Ok(queue) if !rule.targets.contains(&queue.arn) => {
            lines.push(Check::Rule.finding(format!(
                "the rule {name} does not send to the intake queue {}: {RESTORE}",
                queue.arn
            )));
        }
        Ok(_) => {}
        Err(error) => lines.push(failed(
            Check::Rule,
            &error,
            format!("the intake queue does not exist: {RESTORE}"),
        )),
    }
    match of.account.matches(&rule.pattern, &event(bus)).await {
        Ok(true) => {}
        Ok(false) => lines.push(Check::Rule.finding(format!(
            "the pattern of the rule {name} does not match a conversation event of {bus}: {RESTORE}"
        ))),
        Err(error) => lines.push(Check::Rule.unchecked(&error)),
    }
    if lines.is_empty() {
        lines.push(matched(of, bus, name).await);
    }
    lines
}

/// An event as Genesys Cloud sends it.
fn event(source: &str) -> String {
    let topic = "v2.detail.events.conversation.{id}.customer.start";
    json!({
        "version": "0",
        "id": "6a7e8feb-b491-4cf7-a9f1-bf3703467718",
        "detail-type": topic,
        "source": source,
        "account": "123456789012",
        "time": "2026-03-02T09:00:00Z",
        "region": "eu-central-1",
        "resources": [],
        "detail": {
            "topicName": topic.replace("{id}", "c-1"),
            "eventBody": {"conversationId": "c-1"},
        },
    })
    .to_string()
}

/// How often the rule has matched within a day. A rule that has not is no fault of its own.
async fn matched(of: &Examination, bus: &str, name: &str) -> Line {
    let series = Series {
        metric: ("AWS/Events", "MatchedEvents"),
        dimensions: vec![("EventBusName", bus.to_owned()), ("RuleName", name.to_owned())],
        statistic: "Sum",
        period: 3_600,
        reach: DAY,
    };
    match of.account.values(&[series], of.now).await {
        Ok(values) => {
            let sum: f64 = values.iter().flatten().map(|(_, value)| value).sum();
            let message = format!("the rule {name} is enabled, and matched {sum} events in a day");
            Check::Rule.ok(message).with("matchedInADay", sum)
        }
        Err(error) => Check::Rule.unchecked(&error),
    }
}
