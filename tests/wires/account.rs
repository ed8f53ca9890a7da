//! The AWS account around the functions: the bus of Genesys with its archive, the queues, the bus
//! with Common Events, and the bucket of documents.
//!
//! In a deployment, Genesys creates the partner bus, and only Genesys may put events on it. Here it
//! is a custom bus, so that the test may do so.

use aws_lambda_events::sqs::{SqsEvent, SqsMessage};
use aws_sdk_eventbridge::primitives::DateTime;
use aws_sdk_eventbridge::types::{PutEventsRequestEntry, ReplayDestination, Target};
use aws_sdk_s3::types::{Event, NotificationConfiguration, QueueConfiguration};
use aws_sdk_sqs::types::QueueAttributeName::{
    self, ApproximateNumberOfMessages, ApproximateNumberOfMessagesDelayed,
    ApproximateNumberOfMessagesNotVisible, QueueArn, RedrivePolicy, VisibilityTimeout,
};
use aws_sdk_sqs::types::{DeleteMessageBatchRequestEntry, MessageSystemAttributeName};
use local_aws::embedded::Embedded;
use runtime::clients;
use serde_json::{Value, json};

/// Name of the bus with Common Events.
pub const BUS: &str = "common-events";
/// Name of the bus of Genesys.
const GENESYS: &str = "genesys";
/// Name of the bucket of documents.
const DOCUMENTS: &str = "documents";
/// The pattern of the archive and of the rule on the bus of Genesys.
const PATTERN: &str = r#"{"source": [{"prefix": "aws.partner/genesys.com"}]}"#;
/// Maximum number of entries in one call, of either service.
pub const ENTRIES: usize = 10;

/// The URL of a queue.
#[derive(Debug, Clone)]
pub struct Queue(pub String);

/// The account.
pub struct Account {
    eventbridge: aws_sdk_eventbridge::Client,
    sqs: aws_sdk_sqs::Client,
    s3: aws_sdk_s3::Client,
    genesys_arn: String,
    archive_arn: String,
    /// The queue that invokes `receive`.
    pub events: Queue,
    /// The queue of wake-ups, which invokes `reconstruct`, as the table's stream does.
    pub wake_ups: Queue,
    /// Messages that `receive` or a woken `reconstruct` never accepted.
    pub dead_letters: Queue,
    /// The queue of a subscriber.
    pub subscriber: Queue,
    /// The queue that invokes `import`: the notifications of the bucket of documents.
    pub objects: Queue,
}

impl Account {
    /// Creates everything. A message that is not deleted is visible again after a second, and
    /// becomes a dead letter after `receives` receives.
    pub async fn set_up(endpoint: &str, embedded: &Embedded, receives: u32) -> Self {
        let config = embedded.sdk_config().into_builder().endpoint_url(endpoint).build();
        let (eventbridge, sqs) = (clients::eventbridge(&config), clients::sqs(&config));
        let dead_letters = queue(&sqs, "dead-letters", &[]).await;
        let redrive = json!({"deadLetterTargetArn": attribute(&sqs, &dead_letters, QueueArn).await,
            "maxReceiveCount": receives});
        let events = queue(
            &sqs,
            "events",
            &[(VisibilityTimeout, "1"), (RedrivePolicy, &redrive.to_string())],
        )
        .await;
        let wake_ups = queue(
            &sqs,
            "wake-ups",
            &[(VisibilityTimeout, "1"), (RedrivePolicy, &redrive.to_string())],
        )
        .await;
        let subscriber = queue(&sqs, "subscriber", &[]).await;
        let genesys_arn = bus(&eventbridge, GENESYS).await;
        bus(&eventbridge, BUS).await;
        let archive =
            eventbridge.create_archive().archive_name(GENESYS).event_source_arn(&genesys_arn);
        let archive_arn = archive.event_pattern(PATTERN).send().await.unwrap().archive_arn.unwrap();
        rule(&eventbridge, GENESYS, PATTERN, &attribute(&sqs, &events, QueueArn).await).await;
        let ours = r#"{"source": ["switchboard.conversations"]}"#;
        rule(&eventbridge, BUS, ours, &attribute(&sqs, &subscriber, QueueArn).await).await;
        let objects = queue(&sqs, "objects", &[(VisibilityTimeout, "1")]).await;
        let s3 = aws_sdk_s3::Client::new(&config);
        bucket(&s3, &attribute(&sqs, &objects, QueueArn).await).await;
        Self {
            eventbridge,
            sqs,
            s3,
            genesys_arn,
            archive_arn,
            events,
            wake_ups,
            dead_letters,
            subscriber,
            objects,
        }
    }

    /// Puts an object into the bucket of documents.
    pub async fn put_object(&self, key: &str, text: String) {
        self.s3
            .put_object()
            .bucket(DOCUMENTS)
            .key(key)
            .body(text.into_bytes().into())
            .send()
            .await
            .unwrap();
    }

    /// Puts events on the bus of Genesys. Each entry gets its own id, so the same event twice has
    /// two.
    pub async fn put(&self, envelopes: &[Value]) {
        for envelopes in envelopes.chunks(ENTRIES) {
            let entry = |envelope: &Value| {
                PutEventsRequestEntry::builder()
                    .event_bus_name(GENESYS)
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

    /// Names of the rules of a bus.
    pub async fn rules(&self, bus: &str) -> Vec<String> {
        let listed = self.eventbridge.list_rules().event_bus_name(bus).send().await.unwrap();
        listed.rules.unwrap_or_default().into_iter().filter_map(|rule| rule.name).collect()
    }

    /// Number of events in the archive.
    pub async fn archived(&self) -> u64 {
        let archive =
            self.eventbridge.describe_archive().archive_name(GENESYS).send().await.unwrap();
        archive.event_count.try_into().unwrap()
    }

    /// Puts every archived event on the bus again. The replay is complete when this returns; a
    /// deployment would have to wait for it.
    pub async fn replay(&self, name: &str) {
        let destination = ReplayDestination::builder().arn(&self.genesys_arn).build().unwrap();
        let replay =
            self.eventbridge.start_replay().replay_name(name).event_source_arn(&self.archive_arn);
        let always = (DateTime::from_secs(0), DateTime::from_secs(4_000_000_000));
        let replay =
            replay.event_start_time(always.0).event_end_time(always.1).destination(destination);
        replay.send().await.unwrap();
    }

    /// Puts a message into a queue directly, without a rule.
    pub async fn send(&self, queue: &Queue, body: &str) {
        self.sqs.send_message().queue_url(&queue.0).message_body(body).send().await.unwrap();
    }

    /// The next messages of an invocation, at most `most`.
    pub async fn receive(&self, queue: &Queue, most: usize) -> SqsEvent {
        let most = most.try_into().unwrap();
        let request = self.sqs.receive_message().queue_url(&queue.0).max_number_of_messages(most);
        let request = request.message_system_attribute_names(MessageSystemAttributeName::All);
        let mut batch = SqsEvent::default();
        for received in request.send().await.unwrap().messages.unwrap_or_default() {
            let mut message = SqsMessage::default();
            message.message_id = received.message_id;
            message.receipt_handle = received.receipt_handle;
            message.body = received.body;
            message.md5_of_body = received.md5_of_body;
            let attributes = received.attributes.unwrap_or_default().into_iter();
            message.attributes =
                attributes.map(|(name, value)| (name.as_str().to_owned(), value)).collect();
            message.event_source = Some("aws:sqs".to_owned());
            message.aws_region = Some("us-east-1".to_owned());
            batch.records.push(message);
        }
        batch
    }

    /// Deletes messages.
    pub async fn delete(&self, queue: &Queue, messages: &[&SqsMessage]) {
        if messages.is_empty() {
            return;
        }
        let entry = |message: &&SqsMessage| {
            let entry =
                DeleteMessageBatchRequestEntry::builder().set_id(message.message_id.clone());
            entry.set_receipt_handle(message.receipt_handle.clone()).build().unwrap()
        };
        let entries = messages.iter().map(entry).collect();
        let deleted = self
            .sqs
            .delete_message_batch()
            .queue_url(&queue.0)
            .set_entries(Some(entries))
            .send()
            .await;
        assert_eq!(deleted.unwrap().failed, []);
    }

    /// Whether a queue is empty. Only its sole receiver may call this. Counts in-flight and delayed
    /// messages first: they may become visible before the second count, but not the other way
    /// round.
    pub async fn is_empty(&self, queue: &Queue) -> bool {
        attribute(&self.sqs, queue, ApproximateNumberOfMessagesNotVisible).await == "0"
            && attribute(&self.sqs, queue, ApproximateNumberOfMessagesDelayed).await == "0"
            && attribute(&self.sqs, queue, ApproximateNumberOfMessages).await == "0"
    }

    /// Receives and deletes all messages of a queue.
    pub async fn drain(&self, queue: &Queue) -> Vec<String> {
        let mut bodies = Vec::new();
        loop {
            let batch = self.receive(queue, ENTRIES).await;
            if batch.records.is_empty() {
                return bodies;
            }
            self.delete(queue, &batch.records.iter().collect::<Vec<_>>()).await;
            bodies.extend(batch.records.into_iter().map(|message| message.body.unwrap()));
        }
    }
}

async fn queue(
    sqs: &aws_sdk_sqs::Client,
    name: &str,
    attributes: &[(QueueAttributeName, &str)],
) -> Queue {
    let attributes =
        attributes.iter().map(|(name, value)| (name.clone(), (*value).to_owned())).collect();
    let created =
        sqs.create_queue().queue_name(name).set_attributes(Some(attributes)).send().await.unwrap();
    Queue(created.queue_url.unwrap())
}

async fn attribute(sqs: &aws_sdk_sqs::Client, queue: &Queue, name: QueueAttributeName) -> String {
    let request = sqs.get_queue_attributes().queue_url(&queue.0).attribute_names(name.clone());
    request.send().await.unwrap().attributes.unwrap().remove(&name).unwrap()
}

async fn bus(eventbridge: &aws_sdk_eventbridge::Client, name: &str) -> String {
    eventbridge.create_event_bus().name(name).send().await.unwrap().event_bus_arn.unwrap()
}

/// The bucket of documents, which notifies a queue of every object.
async fn bucket(s3: &aws_sdk_s3::Client, queue_arn: &str) {
    s3.create_bucket().bucket(DOCUMENTS).send().await.unwrap();
    let queue = QueueConfiguration::builder()
        .queue_arn(queue_arn)
        .events(Event::S3ObjectCreated)
        .build()
        .unwrap();
    let told = NotificationConfiguration::builder().queue_configurations(queue).build();
    let put = s3
        .put_bucket_notification_configuration()
        .bucket(DOCUMENTS)
        .notification_configuration(told);
    put.send().await.unwrap();
}

/// A rule on a bus with a queue as its target.
async fn rule(
    eventbridge: &aws_sdk_eventbridge::Client,
    bus: &str,
    pattern: &str,
    queue_arn: &str,
) {
    let rule = eventbridge.put_rule().name("to-queue").event_bus_name(bus).event_pattern(pattern);
    rule.send().await.unwrap();
    let target = Target::builder().id("queue").arn(queue_arn).build().unwrap();
    let put = eventbridge
        .put_targets()
        .rule("to-queue")
        .event_bus_name(bus)
        .targets(target)
        .send()
        .await
        .unwrap();
    assert_eq!(put.failed_entry_count, 0, "{put:?}");
}
