//! The result of a pattern: for every type of Common Event, whether the pattern matches a sample,
//! may match, or never matches.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use common_events::EventType;

use super::contract::Contract;
use super::matcher::Matcher;
use super::pattern::{Alternative, Branch, Pattern};
use super::reason::Reason;
use super::shape::Shape;

/// The fields that select which events a rule is about.
const ADDRESS: [&str; 2] = ["detail-type", "source"];

/// The most reasons that are listed when no type can match.
const SHOWN: usize = 3;

/// The result of a pattern.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verdict<'c> {
    /// Types with matching samples, and the names of these samples.
    pub matches: BTreeMap<EventType, Vec<&'c str>>,
    /// Types without a matching sample whose contract allows events that would match.
    pub possible: Vec<EventType>,
    /// Types that cannot match, and why.
    pub never: BTreeMap<EventType, Never>,
    /// Parts of the pattern that have no effect, or another effect than they seem to.
    pub warnings: Vec<String>,
}

/// Why a type cannot match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Never {
    /// The reason in words.
    pub reason: String,
    /// Whether the pattern names this type.
    pub is_named: bool,
}

impl<'c> Verdict<'c> {
    /// Tries a pattern on every type.
    #[must_use]
    pub fn of(pattern: &Pattern, contract: &'c Contract) -> Self {
        let mut verdict = Self { warnings: warnings(pattern, contract), ..Self::default() };
        for (event_type, shape) in contract.shapes() {
            let samples = contract.matching(event_type, pattern);
            if !samples.is_empty() {
                verdict.matches.insert(event_type, samples);
                continue;
            }
            let obstacles: Option<Vec<Obstacle>> =
                pattern.branches.iter().map(|branch| obstacle(shape, branch)).collect();
            match obstacles.and_then(|obstacles| obstacles.into_iter().max()) {
                Some(Obstacle { reason, is_named, .. }) => {
                    verdict
                        .never
                        .insert(event_type, Never { reason: reason.0.to_string(), is_named });
                }
                None => verdict.possible.push(event_type),
            }
        }
        verdict
    }

    /// Whether no Common Event can ever match.
    #[must_use]
    pub fn is_dead(&self) -> bool {
        self.matches.is_empty() && self.possible.is_empty()
    }

    /// Why no Common Event can ever match: the warnings, or the reasons of the types that the
    /// pattern names, or those of any type.
    #[must_use]
    pub fn why_dead(&self) -> String {
        if !self.warnings.is_empty() {
            return self.warnings.join("; ");
        }
        let names = self.never.values().any(|never| never.is_named);
        let asked = self.never.values().filter(|never| never.is_named == names);
        let reasons: BTreeSet<&str> = asked.map(|never| never.reason.as_str()).collect();
        reasons.into_iter().take(SHOWN).collect::<Vec<_>>().join("; ")
    }
}

/// Why a type does not match a branch. A greater obstacle explains more.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Obstacle {
    /// Whether the branch selects such events, and another condition fails.
    is_asked_for: bool,
    /// Whether the branch names the type.
    is_named: bool,
    reason: Reverse<Reason>,
}

fn obstacle(shape: &Shape, branch: &Branch) -> Option<Obstacle> {
    let fails = |path: &str| {
        branch.get(path).and_then(|alternatives| shape.allows(path, &all(alternatives)).err())
    };
    if let Some(reason) = ADDRESS.into_iter().find_map(fails) {
        return Some(Obstacle { is_asked_for: false, is_named: false, reason: Reverse(reason) });
    }
    let reason = branch.keys().find_map(|path| fails(path))?;
    Some(Obstacle {
        is_asked_for: true,
        is_named: branch.contains_key("detail-type"),
        reason: Reverse(reason),
    })
}

fn all(alternatives: &[Alternative]) -> Vec<&Alternative> {
    alternatives.iter().collect()
}

/// Warns of alternatives that no selected type can have, and of absences that always hold.
fn warnings(pattern: &Pattern, contract: &Contract) -> Vec<String> {
    let mut warnings = Vec::new();
    let any_of =
        |shapes: &[&Shape]| shapes.iter().copied().cloned().reduce(Shape::or).unwrap_or_default();
    let types: Vec<&Shape> = contract.shapes().map(|(_, shape)| shape).collect();
    let any = any_of(&types);
    for branch in &pattern.branches {
        let is_asked_for = |shape: &&Shape| {
            let mut address = ADDRESS.into_iter().filter_map(|path| branch.get_key_value(path));
            address.all(|(path, alternatives)| shape.allows(path, &all(alternatives)).is_ok())
        };
        let asked: Vec<&Shape> = types.iter().copied().filter(is_asked_for).collect();
        let asked = if asked.is_empty() { any.clone() } else { any_of(&asked) };
        for (path, alternatives) in branch {
            let shape = if ADDRESS.contains(&path.as_str()) { &any } else { &asked };
            for one in alternatives {
                let why = shape.allows(path, &[one]).err().map(|why| why.to_string());
                let always =
                    || Some(format!("{} always holds: {}", one.written, shape.why_absent(path)?));
                let warning = why.or_else(|| {
                    if one.matcher == Matcher::Exists(false) { always() } else { None }
                });
                warnings.extend(warning.filter(|warning| !warnings.contains(warning)));
            }
        }
    }
    warnings
}
