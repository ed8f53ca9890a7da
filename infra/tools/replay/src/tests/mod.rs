//! Tests without requests to AWS: planning, and the way from any state to the end.

mod driving;
mod planning;
mod world;

use genesys::Timestamp;

use super::archive::Archive;
use super::interval::Interval;
use super::plan::{Facts, PlanRequest, Rule};

fn at(text: &str) -> Timestamp {
    format!("{text}:00Z").parse().unwrap()
}

fn between(from: &str, to: &str) -> Interval {
    Interval { from: at(from), to: at(to) }
}

/// An archive that was created on 1 March and has a hundred thousand events by the 11th.
fn archive(retention_days: u32) -> Archive {
    let account = "arn:aws:events:eu-central-1:123456789012";
    Archive {
        name: "genesys".to_owned(),
        arn: format!("{account}:archive/genesys"),
        bus_arn: format!("{account}:event-bus/b"),
        state: "ENABLED".to_owned(),
        pattern: None,
        retention_days,
        events: 100_000,
        bytes: 200_000_000,
        created: at("2026-03-01T00:00"),
    }
}

fn facts() -> Facts {
    let rule = Rule { arn: "r".to_owned(), enabled: true, targets: vec!["intake".to_owned()] };
    Facts {
        archive: archive(400),
        rule: Some(rule),
        table: None,
        counted: None,
        now: at("2026-03-11T00:00"),
    }
}

fn asked(from: &str, to: &str) -> PlanRequest {
    PlanRequest {
        interval: between(from, to),
        window: None,
        retention_days: 400,
        publishes: false,
        rate: 400,
    }
}
