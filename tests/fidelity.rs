//! Fidelity: details → events → tree → details returns every value that events can carry.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

use conversation::{details, project};
use genesys::details::ConversationDetails;
use simulate::{conversation, kinds};
use testkit::fidelity_check::{check, check_with_metrics};
use testkit::{cases, history};

fn round_trip(original: &ConversationDetails, with_metrics: bool) -> ConversationDetails {
    details(&project(&history(original, with_metrics)))
}

#[test]
fn cases_survive_the_round_trip() {
    for (name, original) in cases() {
        check(&name, &original, &round_trip(&original, false));
    }
}

#[test]
fn cases_survive_exactly_with_metric_records() {
    for (name, original) in cases() {
        check_with_metrics(&name, &original, &round_trip(&original, true));
    }
}

#[test]
fn simulated_kinds_survive_the_round_trip() {
    for kind in kinds() {
        for seed in 0..40 {
            let original = conversation(*kind, seed);
            let name = format!("{kind:?}, seed {seed}");
            check(&name, &original, &round_trip(&original, false));
            check_with_metrics(&name, &original, &round_trip(&original, true));
        }
    }
}

#[test]
fn conversation_end_equals_that_of_the_details() {
    for (name, original) in cases() {
        let rebuilt = round_trip(&original, true);
        if original.conversation_end.is_some() {
            assert_eq!(rebuilt.conversation_end, original.conversation_end, "{name}");
        }
    }
}
