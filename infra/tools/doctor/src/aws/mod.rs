//! What the doctor reads from AWS, and nothing that it writes: the probe does that.
//!
//! EventBridge and SQS are read through their SDK crates, which the command has for other reasons;
//! CloudFormation, CloudWatch, Lambda, CloudWatch Logs and S3 through [`call`].

mod bucket;
mod call;
pub mod cloudformation;
pub mod cloudwatch;
pub mod error;
pub mod lambda;
mod logs;
mod xml;

use std::collections::HashMap;

use aws_config::SdkConfig;
use aws_sdk_eventbridge::types::RuleState;
use aws_sdk_sqs::types::QueueAttributeName;
use genesys::Timestamp;
use runtime::clients;
use runtime::version::Version;

use call::Caller;
use cloudformation::Stack;
use cloudwatch::{Alarm, Series, Values};
use error::CallError;
use lambda::{Function, Mapping};

/// The account and Region of the AWS configuration.
#[derive(Debug, Clone)]
pub struct Account {
    caller: Caller,
    pub(crate) eventbridge: aws_sdk_eventbridge::Client,
    pub(crate) sqs: aws_sdk_sqs::Client,
}

/// A rule of a bus.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Its ARN.
    pub arn: String,
    /// Whether it is enabled.
    pub enabled: bool,
    /// Its pattern, as JSON.
    pub pattern: String,
    /// The ARNs of its targets.
    pub targets: Vec<String>,
}

/// A queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Queue {
    /// Its ARN.
    pub arn: String,
    /// Its policy, as JSON; empty if it has none.
    pub policy: String,
    /// About how many messages wait in it.
    pub messages: u64,
}

impl Account {
    /// The account that this configuration names.
    #[must_use]
    pub fn new(configuration: &SdkConfig) -> Self {
        Self {
            caller: Caller(configuration.clone()),
            eventbridge: clients::eventbridge(configuration),
            sqs: clients::sqs(configuration),
        }
    }

    /// Describes a stack.
    ///
    /// # Errors
    /// The stack does not exist, or cannot be described.
    pub async fn stack(&self, name: &str) -> Result<Stack, CallError> {
        Stack::describe(&self.caller, name).await
    }

    /// The alarms of these names that exist.
    ///
    /// # Errors
    /// They cannot be described.
    pub async fn alarms(&self, names: &[&str]) -> Result<Vec<Alarm>, CallError> {
        cloudwatch::alarms(&self.caller, names).await
    }

    /// The values of these series, in their order.
    ///
    /// # Errors
    /// They cannot be read.
    pub async fn values(
        &self,
        series: &[Series],
        now: Timestamp,
    ) -> Result<Vec<Values>, CallError> {
        cloudwatch::values(&self.caller, series, now).await
    }

    /// Describes an event source mapping.
    ///
    /// # Errors
    /// It cannot be described.
    pub async fn mapping(&self, uuid: &str) -> Result<Mapping, CallError> {
        lambda::mapping(&self.caller, uuid).await
    }

    /// Describes a function.
    ///
    /// # Errors
    /// It cannot be described.
    pub async fn function(&self, name: &str) -> Result<Function, CallError> {
        lambda::function(&self.caller, name).await
    }

    /// The version that a function logged at its first start since `since`.
    ///
    /// # Errors
    /// The log cannot be searched.
    pub async fn logged_version(
        &self,
        log_group: &str,
        since: Timestamp,
    ) -> Result<Option<Version>, CallError> {
        logs::version(&self.caller, log_group, since).await
    }

    /// Whether a bucket holds an object.
    ///
    /// # Errors
    /// It cannot be listed.
    pub async fn holds_objects(&self, bucket: &str) -> Result<bool, CallError> {
        bucket::holds_objects(&self.caller, bucket).await
    }

    /// The state of a partner event source: `ACTIVE`, `PENDING` or `DELETED`.
    ///
    /// # Errors
    /// There is none of that name, or it cannot be described.
    pub async fn event_source(&self, name: &str) -> Result<String, CallError> {
        let described = self.eventbridge.describe_event_source().name(name).send().await;
        let described =
            described.map_err(|error| CallError::of("events:DescribeEventSource", &error))?;
        Ok(described.state.map(|state| state.as_str().to_owned()).unwrap_or_default())
    }

    /// Describes a rule.
    ///
    /// # Errors
    /// There is none of that name, or it cannot be described.
    pub async fn rule(&self, bus: &str, name: &str) -> Result<Rule, CallError> {
        let described = self.eventbridge.describe_rule().event_bus_name(bus).name(name);
        let described = described.send().await;
        let described = described.map_err(|error| CallError::of("events:DescribeRule", &error))?;
        let targets = self.eventbridge.list_targets_by_rule().event_bus_name(bus).rule(name);
        let targets = targets.send().await;
        let targets = targets.map_err(|error| CallError::of("events:ListTargetsByRule", &error))?;
        Ok(Rule {
            arn: described.arn.unwrap_or_default(),
            enabled: described.state != Some(RuleState::Disabled),
            pattern: described.event_pattern.unwrap_or_default(),
            targets: targets.targets.unwrap_or_default().into_iter().map(|it| it.arn).collect(),
        })
    }

    /// Whether a pattern matches an event, as EventBridge itself decides it.
    ///
    /// # Errors
    /// It cannot be decided.
    pub async fn matches(&self, pattern: &str, event: &str) -> Result<bool, CallError> {
        let tested = self.eventbridge.test_event_pattern().event_pattern(pattern).event(event);
        let tested = tested.send().await;
        let tested = tested.map_err(|error| CallError::of("events:TestEventPattern", &error))?;
        Ok(tested.result)
    }

    /// Describes a queue.
    ///
    /// # Errors
    /// There is none of that URL, or it cannot be described.
    pub async fn queue(&self, url: &str) -> Result<Queue, CallError> {
        let names = [
            QueueAttributeName::QueueArn,
            QueueAttributeName::Policy,
            QueueAttributeName::ApproximateNumberOfMessages,
        ];
        let request = self.sqs.get_queue_attributes().queue_url(url);
        let described = request.set_attribute_names(Some(names.to_vec())).send().await;
        let described =
            described.map_err(|error| CallError::of("sqs:GetQueueAttributes", &error))?;
        let attributes: HashMap<_, _> = described.attributes.unwrap_or_default();
        let text = |name| attributes.get(&name).cloned().unwrap_or_default();
        let messages = text(QueueAttributeName::ApproximateNumberOfMessages);
        Ok(Queue {
            arn: text(QueueAttributeName::QueueArn),
            policy: text(QueueAttributeName::Policy),
            messages: messages.parse().unwrap_or_default(),
        })
    }
}
