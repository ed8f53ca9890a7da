//! Flows end and record outcomes; voicemails are left.

use common_events::payload::{FlowEnded, FlowOutcomeRecorded, Milestone, VoicemailLeft};
use genesys::{Detail, Event};

use super::draft::{Draft, Whole};
use super::rule::rules;
use super::text::key_part;
use crate::family::Family;
use crate::known_session::KnownSession;
use crate::view::{SessionIndex, View};

rules! {
    /// A flow's session ended.
    ENDED: FlowEnded = "flow-ended";

    /// A voicemail session ended after the caller had spoken.
    VOICEMAIL: VoicemailLeft = "voicemail-left";

    /// A flow recorded this outcome. The latest record counts.
    OUTCOME: FlowOutcomeRecorded = "flow-outcome-recorded";
}

pub(super) fn drafts<'h>(whole: &Whole<'_, 'h>) -> Vec<Draft<'h>> {
    let ended = whole.view.of_family(Family::Flow).filter_map(ended);
    let left = whole.view.of_family(Family::Voicemail).filter_map(left);
    let recorded = whole.view.all().flat_map(recorded);
    ended.chain(left).chain(recorded).collect()
}

fn ended<'h>((id, session): (SessionIndex, &KnownSession<'h>)) -> Option<Draft<'h>> {
    let end = session.end?;
    let payload = move |view: &View<'h>| {
        view.session(id).map_or_else(FlowEnded::default, |session| FlowEnded {
            flow_id: session.latest(|detail| detail.flow_id.clone()),
            flow_type: session.latest(|detail| detail.flow_type.as_ref()).map(ToString::to_string),
            flow_version: session.latest(|detail| detail.flow_version.clone()),
            exit_reason: session.latest(|detail| detail.exit_reason.clone()),
            transfer_type: session.latest(|detail| detail.transfer_type.clone()),
        })
    };
    Some(Draft::for_session(&ENDED, (id, session), (end.time, end.cause), payload))
}

fn left<'h>((id, session): (SessionIndex, &KnownSession<'h>)) -> Option<Draft<'h>> {
    let (end, duration) =
        (session.end?, session.totals().interacting.filter(|duration| *duration > 0)?);
    let payload = move |_: &View<'h>| VoicemailLeft { duration_ms: duration };
    Some(Draft::for_session(&VOICEMAIL, (id, session), (end.time, end.cause), payload))
}

/// Every outcome of a session once, as it was recorded last.
fn recorded<'h>((id, session): (SessionIndex, &KnownSession<'h>)) -> Vec<Draft<'h>> {
    let draft = |(outcome, (event, detail)): (&'h str, (&'h Event, &'h Detail))| {
        let payload = move |_: &View<'h>| FlowOutcomeRecorded {
            flow_id: detail.flow_id.clone(),
            flow_outcome_id: outcome.to_owned(),
            value: detail.flow_outcome_value.clone(),
            milestones: milestones(detail),
        };
        Draft::from_event(&OUTCOME, (id, session), event, payload)
            .with_subject(format!("{}/{outcome}", session.subject()))
    };
    session
        .outcomes()
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
