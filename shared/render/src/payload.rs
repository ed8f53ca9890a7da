//! The payload of each type of Common Event, in a few words.

use common_events::Payload;
use common_events::payload::{
    Attributes, ConversationEnded, Destination, DestinationKind, EndedBy, FlowEnded, Party,
};
use serde::Serialize;

use genesys::vocabulary::{DisconnectType, MediaType, Purpose};

use super::ending::ending;
use super::names::{Names, purpose_word};
use super::parsed_event::ParsedEvent;
use super::text::{address, short, words};
use super::time::{instant, length};

/// The payload in words, the most important first. Empty if the type says everything, or if the
/// payload cannot be parsed.
pub(super) fn summary(parsed: &ParsedEvent, names: &Names<'_>) -> String {
    use Payload as P;
    let Some(payload) = &parsed.payload else { return String::new() };
    let medium = parsed.subject.media_type.as_deref().map(MediaType::parse);
    let disconnected = |how: &String| ending(&DisconnectType::parse(how), medium.as_ref());
    let parts: Vec<Option<String>> = match payload {
        P::ConversationCreated(it) => {
            let (from, to) = (
                it.ani.as_ref().or(it.address_from.as_ref()),
                it.dnis.as_ref().or(it.address_to.as_ref()),
            );
            vec![from_to(from.map(|from| &**from), to.map(|to| &**to))]
        }
        P::AgentTransferredConversation(it) => {
            let to = it.to.as_ref().map(|to| format!("to {}", destination(to, names)));
            vec![Some(std::iter::once(word(&it.kind)).chain(to).collect::<Vec<_>>().join(" "))]
        }
        P::AgentDisconnected(it) => {
            vec![Some(disconnected(&it.disconnect_type)), goes_on(it.conversation_continues)]
        }
        P::AgentAssigned(it) => vec![Some(word(&it.via))],
        P::ConversationEnded(it) => ended(it),
        P::ConversationQueued(it) => vec![
            it.by_transfer.then(|| "by transfer".to_owned()),
            it.priority.map(|priority| format!("priority {priority}")),
            names.skills(&it.skill_ids).or_else(|| counted(it.skill_ids.len(), "skill")),
        ],
        P::ConversationDequeued(it) => {
            let by = it
                .answered_user_id
                .as_ref()
                .map(|user| format!(" by {}", names.user(user)))
                .unwrap_or_default();
            vec![Some(format!("{}{by} {}", word(&it.outcome), after(it.waited_ms)))]
        }
        P::ConversationAbandoned(it) => vec![Some(after(it.waited_ms))],
        P::AgentDidNotAnswer(it) => {
            vec![Some(word(&it.how)), (it.alert_ms > 0).then(|| after(it.alert_ms))]
        }
        P::AgentLeft(it) => vec![
            it.disconnect_type.as_ref().map(disconnected),
            Some(format!("talk {}", length(it.talk_ms))),
            (it.hold_ms > 0).then(|| format!("hold {}", length(it.hold_ms))),
            goes_on(it.conversation_continues),
        ],
        P::TransferAnswered(it) => {
            let who = it.agent.as_ref().map(|agent| {
                agent
                    .user_id
                    .as_ref()
                    .map_or_else(|| short(agent.participant_id.as_str()), |user| names.user(user))
            });
            let who = who.map(|who| format!("by {who}"));
            let waited = (it.waited_ms > 0).then(|| after(it.waited_ms));
            vec![Some(who.into_iter().chain(waited).collect::<Vec<_>>().join(" "))]
        }
        P::CustomerDisconnected(it) => vec![Some(disconnected(&it.disconnect_type))],
        P::ConferenceStarted(it) => {
            vec![Some(
                it.parties.iter().map(|one| party(one, names)).collect::<Vec<_>>().join(", "),
            )]
        }
        P::ConferenceEnded(it) => vec![Some(after(it.duration_ms))],
        P::AttributesUpdated(it) => vec![attributes(&it.attributes)],
        P::ContactAssociated(it) => vec![
            Some(format!("contact {}", short(&it.external_contact_id))),
            it.external_organization_id.as_ref().map(|id| format!("organization {}", short(id))),
        ],
        P::WrapUpCompleted(it) => vec![
            it.wrap_up_code.as_ref().map(|code| format!("code {}", names.wrap_up_code(code))),
            it.duration_ms.filter(|ms| *ms > 0).map(length),
            it.has_note.then(|| "with a note".to_owned()),
        ],
        P::CallbackScheduled(it) => vec![
            Some(it.scheduled_time.map_or_else(
                || "as soon as possible".to_owned(),
                |at| format!("for {}", instant(at)),
            )),
            Some(word(&it.origin)),
        ],
        P::VoicemailLeft(it) => vec![Some(length(it.duration_ms))],
        P::FlowEnded(it) => flow(it),
        P::FlowOutcomeRecorded(it) => vec![
            it.value.as_deref().map(words),
            Some(format!("outcome {}", names.flow_outcome(&it.flow_outcome_id))),
            counted(it.milestones.len(), "milestone"),
        ],
        P::ConversationParked(it) => vec![Some(format!("for {}", length(it.duration_ms)))],
        P::SurveyCompleted(it) => vec![
            it.survey_form_name.clone(),
            it.total_score.map(percent),
            it.promoter_score.map(|score| format!("promoter score {score}")),
        ],
        P::EvaluationCompleted(it) => {
            vec![it.evaluation_form_name.clone(), it.total_score.map(percent)]
        }
        // The type and the party say everything.
        P::ParticipantAdded(_)
        | P::ConversationReopened(_)
        | P::AgentJoined(_)
        | P::AgentInitiatedContact(_)
        | P::AgentAnswered(_) => Vec::new(),
    };
    parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

fn goes_on(conversation_continues: bool) -> Option<String> {
    conversation_continues.then(|| "conversation continues".to_owned())
}

fn ended(it: &ConversationEnded) -> Vec<Option<String>> {
    vec![
        (it.ended_by != EndedBy::Unknown).then(|| format!("by {}", word(&it.ended_by))),
        Some(word(&it.outcome)),
        Some(after(it.duration_ms)),
        (it.phases.talk_ms > 0).then(|| format!("talk {}", length(it.phases.talk_ms))),
    ]
}

fn flow(it: &FlowEnded) -> Vec<Option<String>> {
    let to =
        it.transfer_type.as_deref().map(|to| format!(" to {}", target(to))).unwrap_or_default();
    vec![
        it.flow_type.clone(),
        it.exit_reason.as_deref().map(|reason| format!("{}{to}", words(reason))),
    ]
}

/// What a flow transferred to, in the words of a supervisor.
pub(super) fn target(transfer_type: &str) -> String {
    match words(transfer_type).as_str() {
        "acd" => "a queue".to_owned(),
        "ivr" => "a menu".to_owned(),
        other => other.to_owned(),
    }
}

/// The destination of a transfer.
pub(super) fn destination(to: &Destination, names: &Names<'_>) -> String {
    let user = to.user_id.as_ref().map(|id| names.user(id));
    let queue = to.queue_id.as_ref().map(|id| names.queue(id));
    let known = match to.kind {
        DestinationKind::Agent => user,
        DestinationKind::Queue => queue,
        DestinationKind::Flow => to.flow_id.as_deref().map(|id| names.flow(id)),
        DestinationKind::Voicemail => user.or(queue),
        DestinationKind::Number => to.number.as_deref().map(|number| address(number).to_owned()),
        DestinationKind::Unknown => None,
    };
    format!("{} {}", word(&to.kind), known.unwrap_or_else(|| short(to.participant_id.as_str())))
}

fn party(party: &Party, names: &Names<'_>) -> String {
    names.known(&party.participant_id).unwrap_or_else(|| match &party.user_id {
        Some(user) => {
            format!("{} {}", purpose_word(&Purpose::parse(&party.purpose)), names.user(user))
        }
        None => purpose_word(&Purpose::parse(&party.purpose)).to_owned(),
    })
}

fn attributes(attributes: &Attributes) -> Option<String> {
    let of = |name: &String| {
        attributes.values.get(name).map_or_else(|| name.clone(), |value| format!("{name}={value}"))
    };
    (!attributes.names.is_empty())
        .then(|| attributes.names.iter().map(of).collect::<Vec<_>>().join(" "))
}

/// From one address to another. `None` if neither is known.
pub(super) fn from_to(from: Option<&str>, to: Option<&str>) -> Option<String> {
    let said =
        |text: Option<&str>| text.map_or_else(|| "?".to_owned(), |text| address(text).to_owned());
    (from.is_some() || to.is_some()).then(|| format!("{} → {}", said(from), said(to)))
}

/// A value of one of the contract's enumerations, as words.
pub(super) fn word(word: &impl Serialize) -> String {
    let text = serde_json::to_value(word).unwrap_or_default();
    words(text.as_str().unwrap_or_default())
}

fn after(ms: i64) -> String {
    format!("after {}", length(ms))
}

fn percent(score: f64) -> String {
    format!("{score:.1} %")
}

fn counted(number: usize, noun: &str) -> Option<String> {
    (number > 0).then(|| format!("{number} {noun}{}", if number == 1 { "" } else { "s" }))
}
