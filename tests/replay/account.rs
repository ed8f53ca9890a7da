//! The AWS account around the intake: the bus of Genesys with its archive, our rule with its queue,
//! and another team's rule. The partner bus is a custom bus here, so that the test may put events
//! on it.

use aws_sdk_eventbridge::primitives::DateTime;
use aws_sdk_eventbridge::types::{PutEventsRequestEntry, Target};
use aws_sdk_sqs::types::QueueAttributeName::QueueArn;
use genesys::Timestamp;
use local_aws::embedded::Embedded;
use runtime::clients;
use serde_json::Value;

/// Name of the bus and of the archive.
pub const GENESYS: &str = "genesys";
/// The pattern of the archive and of both rules.
const PATTERN: &str = r#"{"source": [{"prefix": "aws.partner/genesys.com"}]}"#;
/// Maximum number of entries in one call, of either service.
const ENTRIES: usize = 10;

/// The account.
pub struct Account {
    eventbridge: aws_sdk_eventbridge::Client,
    sqs: aws_sdk_sqs::Client,
    /// ARN of the intake rule.
    pub rule_arn: String,
    /// URL of the intake queue.
    pub intake: String,
    /// URL of the other rule's queue.
    pub other: String,
}

impl Account {
    /// Creates the buses, rules and queues.
    pub async fn set_up(endpoint: &str, embedded: &Embedded) -> Self {
        let config = embedded.sdk_config().into_builder().endpoint_url(endpoint).build();
        let (eventbridge, sqs) = (clients::eventbridge(&config), clients::sqs(&config));
        let bus = eventbridge
            .create_event_bus()
            .name(GENESYS)
            .send()
            .await
            .unwrap()
            .event_bus_arn
            .unwrap();
        let archive = eventbridge.create_archive().archive_name(GENESYS).event_source_arn(bus);
        archive.event_pattern(PATTERN).retention_days(400).send().await.unwrap();
        let (rule_arn, intake) = rule(&eventbridge, &sqs, "intake").await;
        let (_, other) = rule(&eventbridge, &sqs, "other").await;
        Self { eventbridge, sqs, rule_arn, intake, other }
    }

    /// Puts events on the bus, with the times of their envelopes.
    pub async fn put(&self, envelopes: &[Value]) {
        for envelopes in envelopes.chunks(ENTRIES) {
            let entry = |envelope: &Value| {
                let time: Timestamp = envelope["time"].as_str().unwrap().parse().unwrap();
                PutEventsRequestEntry::builder()
                    .event_bus_name(GENESYS)
                    .time(DateTime::from_millis(time.ms()))
                    .source(envelope["source"].as_str().unwrap())
                    .detail_type(envelope["detail-type"].as_str().unwrap())
                    .detail(envelope["detail"].to_string())
                    .build()
            };
            let entries = envelopes.iter().map(entry).collect();
            let put =
                self.eventbridge.put_events().set_entries(Some(entries)).send().await.unwrap();
            assert_eq!(put.failed_entry_count, 0, "{put:?}");
        }
    }

    /// The names and states of all replays.
    pub async fn replays(&self) -> Vec<(String, String)> {
        let listed =
            self.eventbridge.list_replays().send().await.unwrap().replays.unwrap_or_default();
        let replay = |replay: aws_sdk_eventbridge::types::Replay| {
            (replay.replay_name.unwrap(), replay.state.unwrap().as_str().to_owned())
        };
        listed.into_iter().map(replay).collect()
    }

    /// Receives and deletes all messages of a queue.
    pub async fn drain(&self, queue: &str) -> Vec<Value> {
        let mut bodies = Vec::new();
        loop {
            let request = self.sqs.receive_message().queue_url(queue).max_number_of_messages(10);
            let messages = request.send().await.unwrap().messages.unwrap_or_default();
            if messages.is_empty() {
                return bodies;
            }
            for message in messages {
                let receipt = message.receipt_handle.unwrap();
                self.sqs
                    .delete_message()
                    .queue_url(queue)
                    .receipt_handle(receipt)
                    .send()
                    .await
                    .unwrap();
                bodies.push(serde_json::from_str(&message.body.unwrap()).unwrap());
            }
        }
    }
}

/// A rule with a queue of its own. Returns the ARN of the rule and the URL of the queue.
async fn rule(
    eventbridge: &aws_sdk_eventbridge::Client,
    sqs: &aws_sdk_sqs::Client,
    name: &str,
) -> (String, String) {
    let queue = sqs.create_queue().queue_name(name).send().await.unwrap().queue_url.unwrap();
    let attributes = sqs
        .get_queue_attributes()
        .queue_url(&queue)
        .attribute_names(QueueArn)
        .send()
        .await
        .unwrap();
    let queue_arn = attributes.attributes.unwrap().remove(&QueueArn).unwrap();
    let rule = eventbridge
        .put_rule()
        .name(name)
        .event_bus_name(GENESYS)
        .event_pattern(PATTERN)
        .send()
        .await
        .unwrap();
    let target = Target::builder().id("queue").arn(queue_arn).build().unwrap();
    let put = eventbridge
        .put_targets()
        .rule(name)
        .event_bus_name(GENESYS)
        .targets(target)
        .send()
        .await
        .unwrap();
    assert_eq!(put.failed_entry_count, 0, "{put:?}");
    (rule.rule_arn.unwrap(), queue)
}
