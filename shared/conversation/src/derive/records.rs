//! What only records tell: parking, and finished evaluations.

use std::collections::BTreeMap;

use common_events::EventType;
use common_events::particulars::{ConversationParked, EvaluationCompleted};
use genesys::{Evaluation, Event};

use super::WINDOW_MS;
use super::draft::{About, Draft, Whole};
use super::text::key_part;
use crate::view::{Record, View};

pub(super) fn drafts<'h>(whole: &Whole<'_, 'h>) -> Vec<Draft<'h>> {
    let parked = whole.view.records.values().filter_map(|records| parked(whole, records));
    parked.chain(evaluated(whole.view)).collect()
}

/// A session that was parked, as of the latest record.
fn parked<'h>(whole: &Whole<'_, 'h>, records: &[Record<'h>]) -> Option<Draft<'h>> {
    let (event, record) = *records.iter().rev().find(|(_, record)| record.metric == "tPark")?;
    let leg = whole.view.leg_of_session(event.session_id.as_ref()?)?;
    let plausible = (0..event.time.ms()).contains(&record.value);
    let say = |_: &View<'h>| ConversationParked { duration_ms: record.value };
    let draft = Draft::of_event(EventType::ConversationParked, leg, event, say);
    plausible.then(|| Draft { occurred_at: event.time.minus_ms(record.value), ..draft })
}

/// Every evaluation that was finished, unless it was retracted since.
fn evaluated<'h>(view: &View<'h>) -> Vec<Draft<'h>> {
    let mut finished: BTreeMap<&'h str, (&'h Event, &'h Evaluation)> = BTreeMap::new();
    for (event, evaluation) in &view.evaluations {
        let Some(id) = key_part(&evaluation.id) else { continue };
        match evaluation.status.as_deref().map(str::to_ascii_lowercase).as_deref() {
            Some("finished") => {
                finished.insert(id, (event, evaluation));
            }
            Some("retracted") => {
                finished.remove(id);
            }
            _ => {}
        }
    }
    let draft = |(id, (event, evaluation)): (&'h str, (&'h Event, &'h Evaluation))| Draft {
        event_type: EventType::EvaluationCompleted,
        subject: id.to_owned(),
        about: About::Conversation,
        occurred_at: event.time,
        known_since: event.time,
        window_ms: WINDOW_MS,
        causes: vec![event.key],
        say: Box::new(|_| {
            EvaluationCompleted {
                evaluation_id: evaluation.id.clone(),
                evaluation_form_id: evaluation.form_id.clone(),
                evaluation_form_name: evaluation.form_name.clone(),
                total_score: evaluation.total_score,
                total_critical_score: evaluation.total_critical_score,
            }
            .into()
        }),
    };
    finished.into_iter().map(draft).collect()
}
