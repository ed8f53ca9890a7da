//! `rules`: checks event patterns against the contract.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use common_events::EventType;
use serde::Serialize;

use super::{CommandError, Done};
use crate::cli::RuleFiles;
use console::output::Output;
use rule_check::{Contract, Rule, Verdict, table};

/// The verdict on a pattern, as JSON.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct VerdictLine<'v> {
    file: &'v str,
    #[serde(skip_serializing_if = "Option::is_none")]
    index: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'v str>,
    matches: &'v BTreeMap<EventType, Vec<&'v str>>,
    possible: &'v [EventType],
    never: BTreeMap<EventType, &'v str>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    warnings: &'v [String],
}

pub(super) fn execute(rules: &RuleFiles, output: Output) -> Result<Done, CommandError> {
    let mut texts = Vec::new();
    for file in &rules.files {
        texts.push((file.display().to_string(), read(file)?));
    }
    let mut done = Done::Whole;
    let mut reject = |name: &str, reason: &str| {
        output.note(&format!("{name}: {reason}"));
        done = Done::WithRejections;
    };
    let mut verdicts = Vec::new();
    for (file, text) in &texts {
        let held = match Rule::read(text) {
            Ok(held) => held,
            Err(error) => {
                reject(file, &error.to_string());
                continue;
            }
        };
        for rule in held {
            let place = rule
                .index
                .map(|index| format!("[{index}]"))
                .or_else(|| Some(format!(" {}", rule.name.as_ref()?)));
            let name = format!("{file}{}", place.unwrap_or_default());
            let pattern = match rule.pattern {
                Ok(pattern) => pattern,
                Err(error) => {
                    reject(&name, &error.to_string());
                    continue;
                }
            };
            let verdict = Verdict::of(&pattern, Contract::published());
            if verdict.is_dead() {
                reject(&name, &format!("no Common Event can ever match: {}", verdict.why_dead()));
            } else {
                verdict.warnings.iter().for_each(|warning| reject(&name, warning));
            }
            if output.is_json() {
                output.line(&VerdictLine {
                    file,
                    index: rule.index,
                    name: rule.name.as_deref(),
                    matches: &verdict.matches,
                    possible: &verdict.possible,
                    never: verdict
                        .never
                        .iter()
                        .map(|(event_type, never)| (*event_type, never.reason.as_str()))
                        .collect(),
                    warnings: &verdict.warnings,
                })?;
            } else {
                verdicts.push((name, verdict));
            }
        }
    }
    if !verdicts.is_empty() {
        output.text(&table(&verdicts, output.style()))?;
    }
    Ok(done)
}

/// The text of a file; `-` is standard input.
fn read(file: &Path) -> Result<String, CommandError> {
    let text = if file.as_os_str() == "-" {
        let mut text = String::new();
        io::stdin().read_to_string(&mut text).map(|_| text)
    } else {
        fs::read_to_string(file)
    };
    text.map_err(|error| CommandError::Rules(PathBuf::from(file), error))
}
