//! A queue that receives what the bus has of one conversation, as a subscriber's does: a rule on
//! the bus, and a queue with a policy. It exists while the probe runs.

use std::collections::BTreeSet;

use aws_sdk_eventbridge::types::{PutEventsRequestEntry, Target};
use aws_sdk_sqs::types::QueueAttributeName;
use genesys::ConversationId;
use serde_json::{Value, json};

use crate::aws::Account;
use crate::aws::error::CallError;

/// The `source` of the event that shows that the rule works. No subscriber asks for it.
const CANARY: &str = "switchboard.probe";
const SOURCE: &str = "switchboard.conversations";
/// How long one call waits for messages, in seconds: less than the time limit of a call.
const WAIT: i32 = 2;

/// A rule with its queue. [`Watch::close`] deletes both.
#[derive(Debug)]
pub(super) struct Watch {
    account: Account,
    bus: String,
    /// The name of rule and queue.
    name: String,
    conversation: ConversationId,
    queue_url: Option<String>,
    has_rule: bool,
    has_target: bool,
}

impl Watch {
    /// Prepares to watch one conversation. Nothing exists before [`Watch::open`].
    pub fn of(account: &Account, bus: &str, conversation: &ConversationId) -> Self {
        let start = conversation.as_str().get(..8).unwrap_or_default();
        Self {
            account: account.clone(),
            bus: bus.to_owned(),
            name: format!("switchboard-probe-{start}"),
            conversation: conversation.clone(),
            queue_url: None,
            has_rule: false,
            has_target: false,
        }
    }

    /// Creates queue and rule. After an error, [`Watch::close`] deletes what was created.
    pub async fn open(&mut self) -> Result<(), CallError> {
        let sqs = self.account.sqs.clone();
        let url = sqs
            .create_queue()
            .queue_name(&self.name)
            .attributes(QueueAttributeName::MessageRetentionPeriod, "3600")
            .send()
            .await
            .map_err(|error| CallError::of("sqs:CreateQueue", &error))?
            .queue_url
            .unwrap_or_default();
        self.queue_url = Some(url.clone());
        let queue_arn = self.account.queue(&url).await?.arn;
        let pattern = json!({
            "source": [SOURCE, CANARY],
            "detail": {"metadata": {"conversationId": [self.conversation]}},
        });
        let rule_arn = self
            .account
            .eventbridge
            .put_rule()
            .name(&self.name)
            .event_bus_name(&self.bus)
            .event_pattern(pattern.to_string())
            .description("A probe of switchboard doctor; may be deleted at any time.")
            .send()
            .await
            .map_err(|error| CallError::of("events:PutRule", &error))?
            .rule_arn
            .unwrap_or_default();
        self.has_rule = true;
        let policy = json!({
            "Version": "2012-10-17",
            "Statement": [{
                "Effect": "Allow",
                "Principal": {"Service": "events.amazonaws.com"},
                "Action": "sqs:SendMessage",
                "Resource": queue_arn,
                "Condition": {"ArnEquals": {"aws:SourceArn": rule_arn}},
            }],
        });
        sqs.set_queue_attributes()
            .queue_url(&url)
            .attributes(QueueAttributeName::Policy, policy.to_string())
            .send()
            .await
            .map_err(|error| CallError::of("sqs:SetQueueAttributes", &error))?;
        let target = Target::builder().id("probe").arn(queue_arn).build();
        self.account
            .eventbridge
            .put_targets()
            .rule(&self.name)
            .event_bus_name(&self.bus)
            .set_targets(target.ok().map(|target| vec![target]))
            .send()
            .await
            .map_err(|error| CallError::of("events:PutTargets", &error))?;
        self.has_target = true;
        Ok(())
    }

    /// Puts an event on the bus that only this rule takes, and waits a moment for it. A rule takes
    /// effect some seconds after it was made.
    pub async fn is_effective(&self) -> Result<bool, CallError> {
        let detail = json!({"metadata": {"conversationId": self.conversation}});
        let entry = PutEventsRequestEntry::builder()
            .event_bus_name(&self.bus)
            .source(CANARY)
            .detail_type("ProbeStarted")
            .detail(detail.to_string())
            .build();
        let put = self.account.eventbridge.put_events().entries(entry).send().await;
        put.map_err(|error| CallError::of("events:PutEvents", &error))?;
        Ok(self.messages().await?.iter().any(|event| event["source"] == CANARY))
    }

    /// The ids of the Common Events that have arrived since the last call.
    pub async fn arrived(&self) -> Result<BTreeSet<String>, CallError> {
        let messages = self.messages().await?;
        let ids = messages.iter().filter(|event| event["source"] == SOURCE);
        Ok(ids
            .filter_map(|event| Some(event["detail"]["metadata"]["id"].as_str()?.to_owned()))
            .collect())
    }

    async fn messages(&self) -> Result<Vec<Value>, CallError> {
        let sqs = &self.account.sqs;
        let url = self.queue_url.as_deref().unwrap_or_default();
        let received = sqs.receive_message().queue_url(url).max_number_of_messages(10);
        let received = received.wait_time_seconds(WAIT).send().await;
        let received = received.map_err(|error| CallError::of("sqs:ReceiveMessage", &error))?;
        let mut events = Vec::new();
        for message in received.messages.unwrap_or_default() {
            events
                .push(serde_json::from_str(message.body().unwrap_or_default()).unwrap_or_default());
            let handle = message.receipt_handle.unwrap_or_default();
            let deleted = sqs.delete_message().queue_url(url).receipt_handle(handle).send().await;
            deleted.map_err(|error| CallError::of("sqs:DeleteMessage", &error))?;
        }
        Ok(events)
    }

    /// Deletes rule and queue, as far as they were created. Returns for each that is left a
    /// sentence that says how to delete it.
    pub async fn close(self) -> Vec<String> {
        let (bus, name) = (&self.bus, &self.name);
        let eventbridge = &self.account.eventbridge;
        let mut left = Vec::new();
        let mut rule_is_left = false;
        if self.has_target {
            let removed =
                eventbridge.remove_targets().rule(name).event_bus_name(bus).ids("probe").send();
            rule_is_left = removed.await.is_err();
        }
        if self.has_rule {
            let deleted = eventbridge.delete_rule().name(name).event_bus_name(bus).send().await;
            rule_is_left = rule_is_left || deleted.is_err();
        }
        if rule_is_left {
            left.push(format!(
                "the rule {name} is left on the bus {bus}: `aws events remove-targets \
                 --event-bus-name {bus} --rule {name} --ids probe`, and `aws events delete-rule \
                 --event-bus-name {bus} --name {name}`"
            ));
        }
        if let Some(url) = &self.queue_url
            && self.account.sqs.delete_queue().queue_url(url).send().await.is_err()
        {
            left.push(format!(
                "the queue {name} is left: `aws sqs delete-queue --queue-url {url}`"
            ));
        }
        left
    }
}
