//! Flows end and record outcomes; voicemails are left.

use common_events::EventType;
use common_events::payload::{FlowEnded, FlowOutcomeRecorded, Milestone, VoicemailLeft};
use genesys::{Detail, Event};

use super::draft::{Draft, Whole};
use super::text::key_part;
use crate::family::Family;
use crate::leg::Leg;
use crate::view::{LegId, View};

pub(super) fn drafts<'h>(whole: &Whole<'_, 'h>) -> Vec<Draft<'h>> {
    let ended = whole.view.of_family(Family::Flow).filter_map(ended);
    let left = whole.view.of_family(Family::Voicemail).filter_map(left);
    let recorded = whole.view.all().flat_map(recorded);
    ended.chain(left).chain(recorded).collect()
}

fn ended<'h>((id, leg): (LegId, &Leg<'h>)) -> Option<Draft<'h>> {
    let end = leg.end?;
    let say = move |view: &View<'h>| {
        view.leg(id).map_or_else(FlowEnded::default, |leg| FlowEnded {
            flow_id: leg.latest(|detail| detail.flow_id.clone()),
            flow_type: leg.latest(|detail| detail.flow_type.as_ref()).map(ToString::to_string),
            flow_version: leg.latest(|detail| detail.flow_version.clone()),
            exit_reason: leg.latest(|detail| detail.exit_reason.clone()),
            transfer_type: leg.latest(|detail| detail.transfer_type.clone()),
        })
    };
    Some(Draft::of_session(EventType::FlowEnded, (id, leg), (end.time, end.cause), say))
}

fn left<'h>((id, leg): (LegId, &Leg<'h>)) -> Option<Draft<'h>> {
    let (end, duration) = (leg.end?, leg.totals().interacting.filter(|duration| *duration > 0)?);
    let say = move |_: &View<'h>| VoicemailLeft { duration_ms: duration };
    Some(Draft::of_session(EventType::VoicemailLeft, (id, leg), (end.time, end.cause), say))
}

/// Every outcome of a session once, as it was recorded last.
fn recorded<'h>((id, leg): (LegId, &Leg<'h>)) -> Vec<Draft<'h>> {
    let draft = |(outcome, (event, detail)): (&'h str, (&'h Event, &'h Detail))| {
        let say = move |_: &View<'h>| FlowOutcomeRecorded {
            flow_id: detail.flow_id.clone(),
            flow_outcome_id: outcome.to_owned(),
            value: detail.flow_outcome_value.clone(),
            milestones: milestones(detail),
        };
        Draft::of_event(EventType::FlowOutcomeRecorded, (id, leg), event, say)
            .with_subject(format!("{}/{outcome}", leg.subject()))
    };
    leg.outcomes()
        .into_iter()
        .filter(|(outcome, _)| key_part(outcome).is_some())
        .map(draft)
        .collect()
}

fn milestones(detail: &Detail) -> Vec<Milestone> {
    let milestones = detail.flow_milestones.iter();
    milestones
        .map(|milestone| Milestone { milestone_id: milestone.id.clone(), time: milestone.time })
        .collect()
}
