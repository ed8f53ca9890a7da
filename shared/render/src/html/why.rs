//! Why a Common Event follows: the rule with its sentence, and the Genesys events behind it; as a
//! page of its own, and as a part of a conversation's page.

use askama::Template;
use common_events::CommonEvent;
use conversation::Conversation;
use conversation::why::{Cause, Why};
use genesys::{Directory, Topic};

use super::super::names::Names;
use super::super::parsed_event::{Ledger, ParsedEvent};
use super::super::payload::summary;
use super::super::text::{fit, harmless};
use super::super::time::{instant, instant_ms};
use super::super::timeline::sessions;
use super::error::PageError;
use super::limits::{NAME, ROWS, TEXT};
use super::policy::{OF_WHY, TIMELINE_STYLE, WHY_SCRIPT};
use super::rows::{Moment, Rows};
use super::served::list_parameter;
use super::spans::{Span, spans};

/// Why a Common Event follows.
#[derive(Debug)]
pub(super) struct Explained {
    /// Name and sentence of the rule. `None` if it does not follow from what is known now.
    pub rule: Option<(&'static str, &'static str)>,
    pub causes: Rows<CauseRow>,
}

/// A Genesys event that a Common Event rests on.
#[derive(Debug)]
pub(super) struct CauseRow {
    pub at: Moment,
    /// The instant in UTC, to the millisecond.
    pub instant: String,
    pub topic: String,
    /// The participant, if the event names one that is in the tree.
    pub who: Vec<Span>,
    /// The number of the session in the order of the tree, which names it on the timeline's page.
    pub session: Option<usize>,
    /// The key of the event in the log.
    pub key: String,
}

#[derive(Debug, Template)]
#[template(path = "why.html")]
struct Page {
    policy: &'static str,
    style: &'static str,
    script: &'static str,
    /// The way back to the row of the Common Event.
    back: String,
    /// The page of the conversation, where sessions have their rows.
    timeline: String,
    id: String,
    event_type: &'static str,
    revision: u64,
    withdrawn: bool,
    at: String,
    /// Milliseconds since 1970, for the local time.
    at_ms: i64,
    who: Vec<Span>,
    summary: String,
    event_id: String,
    why: Explained,
}

impl Explained {
    /// Why a Common Event of a conversation follows.
    pub fn of(why: &Why, conversation: &Conversation, names: &Names<'_>) -> Self {
        Self {
            rule: why.rule.map(|rule| (rule.name, rule.sentence)),
            causes: Rows::up_to(ROWS, why.caused_by.iter(), |cause| {
                cause_row(cause, conversation, names)
            }),
        }
    }
}

fn cause_row(cause: &Cause, conversation: &Conversation, names: &Names<'_>) -> CauseRow {
    let of_session = cause.session_id.as_ref().and_then(|id| {
        let mut all = sessions(conversation).enumerate();
        all.find(|(_, (_, _, session))| session.session_id == *id)
    });
    let by_id = cause.participant_id.as_ref().and_then(|id| {
        conversation.participants.iter().find(|participant| participant.participant_id == *id)
    });
    let who = by_id.or(of_session.map(|(_, (participant, ..))| participant));
    CauseRow {
        at: Moment::of(cause.event_time, conversation),
        instant: instant_ms(cause.event_time),
        topic: match cause.topic.as_str() {
            topic if topic == Topic::Details.as_str() => "details document".to_owned(),
            topic => fit(&harmless(topic), NAME),
        },
        who: who.map(|participant| spans(names.titled(participant), NAME)).unwrap_or_default(),
        session: of_session.map(|(number, _)| number),
        key: cause.key.to_string(),
    }
}

/// The page that explains one of a conversation's Common Events, `common_events`. It links to
/// `../timeline`, relative to its own URL, and keeps the `list` that the reader came from: its
/// parameters, form-urlencoded. The directory names what the conversation does not.
///
/// # Errors
/// See [`PageError`].
pub fn why_page(
    conversation: &Conversation,
    common_events: &[CommonEvent],
    explained: &CommonEvent,
    why: &Why,
    directory: &Directory,
    list: Option<&str>,
) -> Result<String, PageError> {
    let names = Names::of(conversation, directory);
    let ledger = Ledger::of(common_events);
    let parsed = ParsedEvent::of(explained);
    let metadata = &parsed.metadata;
    let number = ledger.all().iter().position(|it| it.metadata.id == metadata.id);
    let list = list.map(|list| format!("?{}", list_parameter(list))).unwrap_or_default();
    let timeline = format!("../timeline{list}");
    let page = Page {
        policy: &OF_WHY,
        style: TIMELINE_STYLE,
        script: WHY_SCRIPT,
        back: number.map_or_else(|| timeline.clone(), |number| format!("{timeline}#e-{number}")),
        timeline,
        id: conversation.summary.conversation_id.as_str().to_owned(),
        event_type: metadata.event_type.as_str(),
        revision: metadata.revision,
        withdrawn: parsed.is_withdrawn(),
        at: instant(metadata.occurred_at),
        at_ms: metadata.occurred_at.ms(),
        who: spans(names.subject(&parsed.subject), NAME),
        summary: fit(&harmless(&summary(&parsed, &names)), TEXT),
        event_id: metadata.id.to_string(),
        why: Explained::of(why, conversation, &names),
    };
    Ok(page.render()?)
}
