//! What the checks look at: the stack, its functions, and what to say of a resource that is not
//! as it was deployed.

use futures::future::join_all;
use genesys::Timestamp;
use runtime::version::Version;

use crate::DoctorError;
use crate::aws::Account;
use crate::aws::cloudformation::Stack;
use crate::aws::error::CallError;
use crate::aws::lambda::Function;
use crate::finding::{Check, Line};

/// The functions: name in the template, name for people. The last two exist only with an API.
pub(crate) const FUNCTIONS: [(&str, &str); 7] = [
    ("ReceiveFunction", "receive"),
    ("ReconstructFunction", "reconstruct"),
    ("EmitFunction", "emit"),
    ("ImportFunction", "import"),
    ("SweepFunction", "sweep"),
    ("InteractionsFunction", "interactions"),
    ("NotifyFunction", "notify"),
];

/// The metrics that the check of the flow reads, and the functions that write them.
pub const METRICS: [(&str, &str); 3] = [
    ("EventsReceived", "ReceiveFunction"),
    ("CommonEventsPublished", "EmitFunction"),
    ("EventsStored", "ReceiveFunction"),
];

/// What to do where somebody has changed or deleted a resource. Deploying the same template again
/// does not help: CloudFormation compares templates, not resources.
pub(crate) const RESTORE: &str =
    "restore what was deployed (see \"Changes by hand\" in infra/docs/RUNBOOK.md)";

/// What the checks look at.
#[derive(Debug)]
pub struct Examination {
    /// The account.
    pub account: Account,
    /// The stack.
    pub stack: Stack,
    /// The functions that the stack has: name in the template, name for people, and what Lambda
    /// says of them.
    pub(crate) functions: Vec<(&'static str, &'static str, Result<Function, CallError>)>,
    pub(crate) now: Timestamp,
    pub(crate) command: Version,
}

impl Examination {
    /// Describes the stack and its functions.
    ///
    /// # Errors
    /// There is no such stack, it cannot be described, or it is another one.
    pub async fn begin(account: Account, stack: &str, now: Timestamp) -> Result<Self, DoctorError> {
        let described = account.stack(stack).await;
        let described = described.map_err(|error| {
            if error.is_absent() {
                DoctorError::NoStack(stack.to_owned())
            } else {
                DoctorError::Stack(stack.to_owned(), error)
            }
        })?;
        for output in ["PartnerBusName", "IntakeRuleName", "IntakeQueueUrl", "TableName"] {
            if described.output(output).is_none() {
                return Err(DoctorError::OtherStack(stack.to_owned(), output));
            }
        }
        let of = described.resources.clone();
        let present = FUNCTIONS.iter().filter_map(|(logical, name)| {
            let physical = of.get(*logical)?.clone();
            let account = &account;
            Some(async move { (*logical, *name, account.function(&physical).await) })
        });
        let functions = join_all(present).await;
        Ok(Self { account, stack: described, functions, now, command: Version::of_this_build() })
    }

    /// The name of the partner event source, and of its bus.
    pub(crate) fn source(&self) -> &str {
        self.stack.output("PartnerBusName").unwrap_or_default()
    }

    /// A variable of a function.
    pub(crate) fn variable(&self, function: &str, name: &str) -> Option<&str> {
        let (_, _, found) = self.functions.iter().find(|(logical, _, _)| *logical == function)?;
        found.as_ref().ok()?.environment.variables.get(name).map(String::as_str)
    }

    /// The section of the runbook, for messages.
    pub(crate) fn runbook(section: &str) -> String {
        format!("see \"{section}\" in infra/docs/RUNBOOK.md")
    }
}

/// The line of a failed call. What is absent is a finding of its own.
pub(crate) fn failed(check: Check, error: &CallError, absent: impl Into<String>) -> Line {
    if error.is_absent() { check.finding(absent) } else { check.unchecked(error) }
}

/// A duration in words: `12 s`, `5 min`, `3 h`, `2 days`.
pub(crate) fn words(ms: i64) -> String {
    let seconds = (ms + 500) / 1000;
    match seconds {
        ..=119 => format!("{seconds} s"),
        120..=7_199 => format!("{} min", seconds / 60),
        7_200..=172_799 => format!("{} h", seconds / 3_600),
        _ => format!("{} days", seconds / 86_400),
    }
}
