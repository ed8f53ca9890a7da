//! Why the contact happened: results of flows, attributes, and what the contact belongs to.

use std::collections::BTreeMap;

use conversation::Family;
use conversation::tree::Flow;
use genesys::vocabulary::Purpose;

use super::super::line::Line;
use super::super::payload::{target, word};
use super::super::style::Paint;
use super::super::text::{fit, harmless, short, words};
use super::part::{AnswerPart, Known};

/// Most attributes that are shown here. All attributes have a section of their own.
const ATTRIBUTES: usize = 6;
const ATTRIBUTE_COLUMNS: usize = 40;

pub(super) fn answer(known: &Known<'_>) -> Vec<AnswerPart> {
    let participants = &known.conversation.participants;
    let sessions = || participants.iter().flat_map(|participant| &participant.sessions);
    let of_flows = sessions().filter(|session| session.family == Some(Family::Flow));
    let mut parts: Vec<Line> =
        of_flows.filter_map(|session| session.flow.as_ref()).map(|it| ran(known, it)).collect();
    parts.dedup();
    for outcome in
        sessions().filter_map(|session| session.flow.as_ref()).flat_map(|flow| &flow.outcomes)
    {
        let value = outcome.flow_outcome_value.as_deref().unwrap_or("no value");
        let paint = if value.eq_ignore_ascii_case("success") { Paint::Talk } else { Paint::Alert };
        let name = known.names.flow_outcome(&outcome.flow_outcome_id);
        let line = Line::of(Paint::Faint, "outcome ").with(Paint::Plain, name);
        parts.push(line.with(Paint::Plain, " ").with(paint, words(value)));
    }
    let campaign = sessions().find_map(|session| session.outbound_campaign_id.as_deref());
    parts.extend(labelled("campaign", campaign.map(short)));
    parts.extend(labelled(
        "callback origin",
        known.conversation.summary.callback_origin.as_ref().map(word),
    ));
    let mut contacts: Vec<&String> =
        known.conversation.summary.external_contact_ids.iter().collect();
    contacts.extend(
        participants.iter().filter_map(|participant| participant.external_contact_id.as_ref()),
    );
    contacts.sort();
    contacts.dedup();
    let contacts: Vec<String> = contacts.into_iter().map(|id| short(id)).collect();
    let divisions = known.names.divisions(&known.conversation.summary.division_ids);
    parts.extend(labelled("division", (!divisions.is_empty()).then(|| divisions.join(", "))));
    parts.extend(labelled("external contact", (!contacts.is_empty()).then(|| contacts.join(", "))));
    vec![AnswerPart::of(parts), AnswerPart::of(attributes(known))]
}

fn labelled(label: &str, text: Option<String>) -> Option<Line> {
    text.map(|text| Line::of(Paint::Faint, format!("{label} ")).with(Paint::Plain, text))
}

/// A flow, and how the conversation left it.
fn ran(known: &Known<'_>, flow: &Flow) -> Line {
    let name = flow.flow_id.as_deref().map(|flow_id| known.names.flow(flow_id));
    let kind = flow.flow_type.as_ref().map(|kind| kind.as_str().to_owned());
    let name = name.or(kind).unwrap_or_else(|| "?".to_owned());
    let line = Line::of(Paint::Flow, "flow ").with(Paint::Plain, name);
    let to =
        flow.transfer_type.as_deref().map(|to| format!(" to {}", target(to))).unwrap_or_default();
    let left = flow.exit_reason.as_deref().map(|reason| format!(" → {}{to}", words(reason)));
    line.with(Paint::Faint, left.unwrap_or_default())
}

/// Attributes of the customer's participant, which is where flows write them.
fn attributes(known: &Known<'_>) -> Vec<Line> {
    let customer =
        |purpose: &Option<Purpose>| matches!(purpose, Some(Purpose::Customer | Purpose::External));
    let participants =
        known.conversation.participants.iter().filter(|participant| customer(&participant.purpose));
    let attributes: BTreeMap<&String, &String> =
        participants.flat_map(|participant| &participant.attributes).collect();
    let said = |(name, value): (&&String, &&String)| {
        let pair = fit(&format!("{} = {}", harmless(name), harmless(value)), ATTRIBUTE_COLUMNS);
        Line::plain(pair)
    };
    let mut lines: Vec<Line> = attributes.iter().take(ATTRIBUTES).map(said).collect();
    if attributes.len() > ATTRIBUTES {
        lines.push(Line::of(Paint::Faint, format!("{} more below", attributes.len() - ATTRIBUTES)));
    }
    lines
}
