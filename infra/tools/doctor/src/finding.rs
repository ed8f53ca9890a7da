//! What the doctor says about one thing that it checked.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::aws::error::CallError;

/// How a check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// All is well.
    Ok,
    /// Something has to be done.
    Finding,
    /// A call failed that the check needs.
    Unchecked,
}

/// A line of the report.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Line {
    /// What was checked.
    pub check: Check,
    /// How it ended.
    pub status: Status,
    /// A sentence. Of a finding: what is wrong, and what to do.
    pub message: String,
    /// Figures, in JSON alone.
    #[serde(flatten)]
    pub figures: Map<String, Value>,
}

/// What is checked, in the order of an event's way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Check {
    /// The stack itself.
    Stack,
    /// The partner event source of Genesys Cloud.
    Source,
    /// The rule on the partner bus.
    Rule,
    /// Whether the rule may send to its queues.
    Policy,
    /// The functions.
    Functions,
    /// Their event source mappings.
    Mappings,
    /// How far behind the functions are.
    Lag,
    /// Dead letters, and failed records.
    DeadLetters,
    /// Raised alarms.
    Alarms,
    /// The last event in, the last Common Event out.
    Flow,
    /// The versions of the functions and of the command.
    Versions,
    /// The made-up conversation.
    Probe,
}

impl Check {
    /// The name in a report.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Stack => "stack",
            Self::Source => "source",
            Self::Rule => "rule",
            Self::Policy => "policy",
            Self::Functions => "functions",
            Self::Mappings => "mappings",
            Self::Lag => "lag",
            Self::DeadLetters => "dead-letters",
            Self::Alarms => "alarms",
            Self::Flow => "flow",
            Self::Versions => "versions",
            Self::Probe => "probe",
        }
    }

    /// Says that all is well.
    pub(crate) fn ok(self, message: impl Into<String>) -> Line {
        self.line(Status::Ok, message)
    }

    /// Says what is wrong, and what to do.
    pub(crate) fn finding(self, message: impl Into<String>) -> Line {
        self.line(Status::Finding, message)
    }

    /// Says that a call failed that the check needs.
    pub(crate) fn unchecked(self, error: &CallError) -> Line {
        self.line(Status::Unchecked, format!("not checked: {error}"))
    }

    fn line(self, status: Status, message: impl Into<String>) -> Line {
        Line { check: self, status, message: message.into(), figures: Map::new() }
    }

    /// The findings of a check; without any, one line that says that all is well.
    pub(crate) fn lines(self, findings: Vec<Line>, well: impl Into<String>) -> Vec<Line> {
        if findings.is_empty() { vec![self.ok(well)] } else { findings }
    }
}

impl Line {
    /// Adds a figure.
    pub(crate) fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.figures.insert(name.to_owned(), value.into());
        self
    }
}

/// Whether nothing has to be done, and everything was checked.
#[must_use]
pub fn is_well(lines: &[Line]) -> bool {
    lines.iter().all(|line| line.status == Status::Ok)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn lines_have_the_names_of_their_checks() {
        for check in [Check::Stack, Check::DeadLetters, Check::Probe] {
            assert_eq!(json!(check), check.name());
        }
        let line = Check::Flow.ok("well").with("secondsBetween", 3);
        let expected =
            json!({"check": "flow", "status": "ok", "message": "well", "secondsBetween": 3});
        assert_eq!(json!(line), expected);
        assert!(is_well(std::slice::from_ref(&line)));
        assert!(!is_well(&[line, Check::Stack.finding("bad")]));
    }
}
