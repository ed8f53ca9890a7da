//! What a pattern comes to: for every type of Common Event, whether it matches a sample, may match, or never does.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use common_events::EventType;

use super::contract::Contract;
use super::matcher::Matcher;
use super::pattern::{Alternative, Branch, Pattern};
use super::reason::Reason;
use super::shape::Shape;

/// What says which events are asked for at all.
const ADDRESS: [&str; 2] = ["detail-type", "source"];

/// How many reasons are told where no type can match.
const SHOWN: usize = 3;

/// What a pattern comes to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verdict<'c> {
    /// Types with samples that match, and the names of these.
    pub matches: BTreeMap<EventType, Vec<&'c str>>,
    /// Types without one, whose contract allows events that would match.
    pub possible: Vec<EventType>,
    /// Types that cannot match, and why.
    pub never: BTreeMap<EventType, Never>,
    /// What of the pattern has no effect, or another than it seems.
    pub warnings: Vec<String>,
}

/// Why a type cannot match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Never {
    /// In words.
    pub reason: String,
    /// Whether the pattern asks for this type by name.
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

    /// Why no Common Event can ever match: what is warned of, or what is in the way of the types that the pattern names,
    /// or of any.
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

/// What keeps a type from matching a branch; the greater, the more it says.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Obstacle {
    /// Whether the branch asks for such events, and something else is in the way.
    is_asked_for: bool,
    /// Whether the branch asks for the type by name.
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

/// Alternatives that none of the types asked for can ever be, and absences that are always so.
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
