//! EventBridge, through the AWS SDK.

use async_trait::async_trait;
use aws_sdk_eventbridge::Client;
use aws_sdk_eventbridge::error::{DisplayErrorContext, ProvideErrorMetadata, SdkError};
use aws_sdk_eventbridge::operation::describe_replay::DescribeReplayOutput;
use aws_sdk_eventbridge::primitives::DateTime;
use aws_sdk_eventbridge::types::{ReplayDestination, ReplayState, RuleState};
use genesys::Timestamp;
use store::error::Missing;

use super::archive::Archive;
use super::error::ReplayError;
use super::interval::Interval;
use super::phase::Phase;
use super::plan::Rule;
use super::replays::{NotDone, Replays};
use super::state::{ReplayDescription, State, Window};

/// Error codes that are temporary. The SDK has already retried when one of them is returned.
const PASSING: [&str; 5] = [
    "ThrottlingException",
    "Throttling",
    "InternalException",
    "ServiceUnavailable",
    "ConcurrentModificationException",
];

/// The EventBridge of an account and Region.
#[derive(Debug, Clone)]
pub struct EventBridge(Client);

impl EventBridge {
    /// Wraps a client.
    #[must_use]
    pub const fn new(client: Client) -> Self {
        Self(client)
    }

    /// Describes an archive, by name or ARN.
    ///
    /// # Errors
    /// The archive cannot be described.
    pub async fn archive(&self, name_or_arn: &str) -> Result<Archive, ReplayError> {
        let name = Archive::name_of(name_or_arn);
        let failed = |reason| ReplayError::Archive(name_or_arn.to_owned(), reason);
        let said = self
            .0
            .describe_archive()
            .archive_name(name)
            .send()
            .await
            .map_err(|error| failed(why(&error)))?;
        Ok(Archive {
            name: said.archive_name.unwrap_or_else(|| name.to_owned()),
            arn: said.archive_arn.unwrap_or_default(),
            bus_arn: said.event_source_arn.unwrap_or_default(),
            state: said.state.map(|state| state.as_str().to_owned()).unwrap_or_default(),
            pattern: said.event_pattern,
            retention_days: said
                .retention_days
                .and_then(|days| days.try_into().ok())
                .unwrap_or_default(),
            events: said.event_count.try_into().unwrap_or_default(),
            bytes: said.size_bytes.try_into().unwrap_or_default(),
            created: said.creation_time.as_ref().and_then(instant).unwrap_or(Timestamp::from_ms(0)),
        })
    }

    /// Describes a rule of a bus, by ARN.
    ///
    /// # Errors
    /// The rule is on another bus, or cannot be described.
    pub async fn rule(&self, arn: &str, bus_arn: &str) -> Result<Rule, ReplayError> {
        let Some((bus, name)) = rule_of(arn, bus_arn) else {
            return Err(ReplayError::OtherBus(arn.to_owned(), bus_arn.to_owned()));
        };
        let failed = |reason| ReplayError::Rule(arn.to_owned(), reason);
        let described = self.0.describe_rule().name(name).event_bus_name(bus).send().await;
        let described = described.map_err(|error| failed(why(&error)))?;
        let mut targets = Vec::new();
        let mut next = None;
        loop {
            let page = self
                .0
                .list_targets_by_rule()
                .rule(name)
                .event_bus_name(bus)
                .set_next_token(next)
                .send()
                .await;
            let page = page.map_err(|error| failed(why(&error)))?;
            targets.extend(page.targets.unwrap_or_default().into_iter().map(|target| target.arn));
            next = page.next_token;
            if next.is_none() {
                break;
            }
        }
        Ok(Rule {
            arn: arn.to_owned(),
            enabled: described.state != Some(RuleState::Disabled),
            targets,
        })
    }
}

#[async_trait]
impl Replays for EventBridge {
    async fn start(&self, state: &State, window: &Window) -> Result<ReplayDescription, NotDone> {
        let destination =
            ReplayDestination::builder().arn(&state.bus_arn).filter_arns(&state.rule_arn).build();
        let started = self
            .0
            .start_replay()
            .replay_name(&window.replay)
            .event_source_arn(&state.archive_arn)
            .event_start_time(DateTime::from_millis(window.interval.from.ms()))
            .event_end_time(DateTime::from_millis(window.interval.to.ms()))
            .destination(destination.map_err(|error| NotDone::Refused(error.to_string()))?)
            .send()
            .await
            .map_err(|error| why(&error))?;
        let phase = started.state.as_ref().map_or(Phase::Starting, phase);
        Ok(ReplayDescription {
            phase,
            replayed_until: None,
            reason: started.state_reason,
            what: None,
        })
    }

    async fn describe(&self, name: &str) -> Result<ReplayDescription, NotDone> {
        let said =
            self.0.describe_replay().replay_name(name).send().await.map_err(|error| why(&error))?;
        Ok(ReplayDescription {
            phase: said.state.as_ref().map_or(Phase::Running, phase),
            replayed_until: said.event_last_replayed_time.as_ref().and_then(instant),
            what: what(&said),
            reason: said.state_reason,
        })
    }

    async fn cancel(&self, name: &str) -> Result<(), NotDone> {
        self.0.cancel_replay().replay_name(name).send().await.map(drop).map_err(|error| why(&error))
    }
}

/// The names of a rule's bus and of the rule, if the rule is on this bus.
fn rule_of<'a>(arn: &'a str, bus_arn: &'a str) -> Option<(&'a str, &'a str)> {
    let (account, bus) = bus_arn.split_once(":event-bus/")?;
    let name = arn.strip_prefix(account)?.strip_prefix(":rule/")?;
    let name = if bus == "default" { name } else { name.strip_prefix(bus)?.strip_prefix('/')? };
    (!name.is_empty() && !name.contains('/')).then_some((bus, name))
}

fn what(said: &DescribeReplayOutput) -> Option<(Interval, String)> {
    let from = said.event_start_time.as_ref().and_then(instant)?;
    let to = said.event_end_time.as_ref().and_then(instant)?;
    Some((Interval { from, to }, said.event_source_arn.clone()?))
}

/// An unknown state counts as running, so that the window is checked again.
fn phase(state: &ReplayState) -> Phase {
    match state {
        ReplayState::Starting => Phase::Starting,
        ReplayState::Cancelling => Phase::Cancelling,
        ReplayState::Cancelled => Phase::Cancelled,
        ReplayState::Completed => Phase::Completed,
        ReplayState::Failed => Phase::Failed,
        _ => Phase::Running,
    }
}

fn instant(time: &DateTime) -> Option<Timestamp> {
    time.to_millis().ok().map(Timestamp::from_ms)
}

fn why<E>(error: &SdkError<E>) -> NotDone
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
{
    let Some(said) = error.as_service_error() else {
        return match (Missing::of(error), error) {
            (Some(missing), _) => NotDone::Unconfigured(missing),
            (None, SdkError::ConstructionFailure(_)) => {
                NotDone::Refused(DisplayErrorContext(error).to_string())
            }
            (None, _) => NotDone::Passing(DisplayErrorContext(error).to_string()),
        };
    };
    let code = said.code().unwrap_or("an error without a code");
    match code {
        "ResourceAlreadyExistsException" => NotDone::Exists,
        "ResourceNotFoundException" => NotDone::Unknown,
        "IllegalStatusException" => NotDone::State,
        "LimitExceededException" => NotDone::Limit,
        code if PASSING.contains(&code) => NotDone::Passing(code.to_owned()),
        code => NotDone::Refused(format!("{code}: {}", said.message().unwrap_or_default())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_of_other_buses_are_refused() {
        let account = "arn:aws:events:eu-central-1:123456789012";
        let partner = format!("{account}:event-bus/aws.partner/genesys.com/cloud/o/s");
        let rule = |bus: &str| format!("{account}:rule/{bus}");
        let of =
            |rule: &str, bus: &str| rule_of(rule, bus).map(|(bus, name)| format!("{bus} {name}"));
        let ours = "aws.partner/genesys.com/cloud/o/s";
        assert_eq!(of(&rule(&format!("{ours}/intake")), &partner), Some(format!("{ours} intake")));
        assert_eq!(
            of(&rule("intake"), &format!("{account}:event-bus/default")).as_deref(),
            Some("default intake")
        );
        for other in ["intake", "default/intake", "aws.partner/genesys.com/cloud/o/s2/intake", ours]
        {
            assert_eq!(of(&rule(other), &partner), None, "{other}");
        }
        assert_eq!(of(&rule(&format!("{ours}/intake")).replace("eu-", "us-"), &partner), None);
    }
}
