//! The table `conversations`.

use std::collections::BTreeSet;

use common_events::payload::ConversationEnded;
use common_events::{EventType, Payload, Status as EventStatus};
use conversation::overview::{Source, address};
use conversation::{Conversation, Overview, Status, Summary};
use emit::PublishRules;
use store::{LedgerEntry, StoredTree};

use crate::column::Read::{Day, Flag, Instant, Integer, Text, Texts};
use crate::column::{Column, count, texts, word};

/// A conversation, and its last end.
pub(crate) struct Row {
    summary: Summary,
    overview: Overview,
    organization_id: Option<String>,
    /// In the form in which emit publishes addresses.
    customer: Option<String>,
    user_ids: Vec<String>,
    end: Option<ConversationEnded>,
}

impl Row {
    /// The row of a stored conversation.
    pub fn new(
        stored: &StoredTree,
        whole: &Conversation,
        ledger: &[LedgerEntry],
        rules: &PublishRules,
    ) -> Self {
        // The overview has it cut, which would give another hash.
        let mut addresses = whole.participants.iter().flat_map(|participant| {
            participant.sessions.iter().filter_map(|session| address(participant, session))
        });
        let customer = addresses.next();
        let mut seen = BTreeSet::new();
        let users = whole.participants.iter().filter_map(|participant| {
            let id = participant.user_id.as_ref()?.to_string();
            seen.insert(id.clone()).then_some(id)
        });
        Self {
            summary: whole.summary.clone(),
            organization_id: ledger.iter().find_map(|entry| entry.organization_id.clone()),
            customer: customer.and_then(|one| rules.published_addresses.address(one)),
            user_ids: users.collect(),
            end: last_end(ledger),
            overview: stored.tree.overview.clone(),
        }
    }

    fn phase(&self, of: impl FnOnce(&ConversationEnded) -> i64) -> Option<i64> {
        self.end.as_ref().map(of)
    }
}

/// The end of the last episode, if it is published and in force.
fn last_end(ledger: &[LedgerEntry]) -> Option<ConversationEnded> {
    let ends = ledger.iter().filter(|entry| {
        entry.event_type == EventType::ConversationEnded && entry.status == EventStatus::Active
    });
    let last = ends.max_by_key(|entry| entry.occurred_at)?;
    match Payload::read(last.event_type, &last.data) {
        Ok(Payload::ConversationEnded(end)) => Some(end),
        _ => None,
    }
}

/// What a conversation is known from.
const fn source(source: Source) -> &'static str {
    match source {
        Source::Events => "events",
        Source::Document => "document",
        Source::EarlierDocument => "earlierDocument",
    }
}

pub(crate) const MEANING: &str = "One row for each conversation, open or ended. Columns from \
    `outcome` on describe the last episode, and are null until its `ConversationEnded` is \
    published.";

pub(crate) const COLUMNS: &[Column<Row>] = &[
    Column::new(
        "conversation_id",
        Text(|row| Some(row.summary.conversation_id.to_string())),
        "Id of the conversation. The key of the table.",
    ),
    Column::new(
        "organization_id",
        Text(|row| row.organization_id.clone()),
        "Id of the Genesys organization.",
    ),
    Column::new("status", Text(|row| word(&row.summary.status)), "`open` or `ended`."),
    Column::new(
        "state",
        Text(|row| Some(row.overview.state.as_str().to_owned())),
        "What happens now, such as `waiting`, `ringing`, `talking`; `ended` or `timed out`.",
    ),
    Column::new("state_since", Instant(|row| row.overview.since), "Since when."),
    Column::new(
        "started_at",
        Instant(|row| row.summary.conversation_start),
        "Earliest start of a session.",
    ),
    Column::new("day", Day(|row| row.summary.conversation_start), "Day of `started_at`."),
    Column::new(
        "ended_at",
        Instant(|row| row.summary.ended_at),
        "When the last episode ended, wrap-up aside; null while it is open.",
    ),
    Column::new(
        "wrapped_up_at",
        Instant(|row| row.summary.conversation_end),
        "Latest end of a segment, wrap-up included; null until all have ended.",
    ),
    Column::new(
        "lasted_ms",
        Integer(|row| {
            let ended = row.summary.ended_at.filter(|_| row.summary.status == Status::Ended)?;
            Some(ended.since(row.summary.conversation_start?).max(0))
        }),
        "Milliseconds from `started_at` to `ended_at`.",
    ),
    Column::new(
        "timed_out",
        Flag(|row| Some(row.summary.timed_out)),
        "Whether it was closed because no event came for days.",
    ),
    Column::new(
        "direction",
        Text(|row| row.summary.originating_direction.as_ref().map(ToString::to_string)),
        "Direction of its first session: `inbound` or `outbound`.",
    ),
    Column::new("directions", Texts(|row| texts(&row.summary.directions)), "All directions."),
    Column::new(
        "media_types",
        Texts(|row| texts(&row.summary.media_types)),
        "All media, in the order of the sessions.",
    ),
    Column::new("division_ids", Texts(|row| row.summary.division_ids.clone()), "All divisions."),
    Column::new(
        "external_contact_ids",
        Texts(|row| row.summary.external_contact_ids.clone()),
        "External contacts.",
    ),
    Column::new(
        "customer",
        Text(|row| row.customer.clone()),
        "Number or address of the customer, in the form of `PublishedAddresses`.",
    ),
    Column::new(
        "queue_id",
        Text(|row| row.overview.queue.as_ref().map(|queue| queue.id.clone())),
        "The queue in which it waits, or from which it came last.",
    ),
    Column::new(
        "user_ids",
        Texts(|row| row.user_ids.clone()),
        "All users who took part, in the order of their first sessions.",
    ),
    Column::new(
        "waited_ms",
        Integer(|row| Some(row.overview.waited_ms)),
        "Milliseconds in queues, without a wait that goes on.",
    ),
    Column::new(
        "waits_since",
        Instant(|row| row.overview.waits_since),
        "Since when it waits in a queue; null if it does not.",
    ),
    Column::new(
        "callback_at",
        Instant(|row| row.overview.callback_at),
        "When to call back, of a live callback.",
    ),
    Column::new(
        "callback_origin",
        Text(|row| row.summary.callback_origin.as_ref().and_then(word)),
        "Where its first callback came from.",
    ),
    Column::new(
        "participants",
        Integer(|row| count(row.summary.counts.participants)),
        "Number of participants.",
    ),
    Column::new(
        "sessions",
        Integer(|row| count(row.summary.counts.sessions)),
        "Number of sessions.",
    ),
    Column::new(
        "transfers",
        Integer(|row| count(row.summary.counts.transfers)),
        "Number of sessions of agents that ended by a transfer.",
    ),
    Column::new(
        "episodes",
        Integer(|row| i64::try_from(row.summary.episodes.len()).ok()),
        "Number of episodes.",
    ),
    Column::new(
        "known_events",
        Integer(|row| count(row.summary.known_events)),
        "Number of events that are known of it.",
    ),
    Column::new(
        "source",
        Text(|row| Some(source(row.overview.source).to_owned())),
        "What it is known from: `events`; `document`, a details document from after its end; \
         `earlierDocument`.",
    ),
    Column::new(
        "outcome",
        Text(|row| row.end.as_ref().and_then(|end| word(&end.outcome))),
        "How the last episode ended: `handled`, `abandoned`, `voicemail`, `selfService` …",
    ),
    Column::new(
        "ended_by",
        Text(|row| row.end.as_ref().and_then(|end| word(&end.ended_by))),
        "Who or what ended it: `agent`, `customer`, `flow`, `timeout` …",
    ),
    Column::new(
        "flow_ms",
        Integer(|row| row.phase(|end| end.phases.flow_ms)),
        "Milliseconds in flows.",
    ),
    Column::new(
        "queue_ms",
        Integer(|row| row.phase(|end| end.phases.queue_ms)),
        "Milliseconds in queues.",
    ),
    Column::new(
        "alert_ms",
        Integer(|row| row.phase(|end| end.phases.alert_ms)),
        "Milliseconds in which agents were alerted.",
    ),
    Column::new(
        "talk_ms",
        Integer(|row| row.phase(|end| end.phases.talk_ms)),
        "Milliseconds in which agents talked, without hold.",
    ),
    Column::new(
        "hold_ms",
        Integer(|row| row.phase(|end| end.phases.hold_ms)),
        "Milliseconds in which agents had the other side on hold.",
    ),
    Column::new(
        "wrap_up_ms",
        Integer(|row| row.phase(|end| end.phases.wrap_up_ms)),
        "Milliseconds of after-call work that was reported within two seconds of the end.",
    ),
];
