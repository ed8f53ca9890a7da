//! Properties of every set of events, sensible or not.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

mod support;

use std::fmt;

use common_events::DerivedEvent;
use common_events::catalogue::{EventType, Selection};
use conversation::{Conversation, History, Known, Status, Summary, derive, project, sweep};
use genesys::{Sweep, Timestamp, Topic};
use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;
use serde_json::{Value, json};
use support::{cases, event, history, invariants};

const TOPICS: [&str; 20] = [
    "customer.start",
    "customer.end",
    "user.start",
    "user.end",
    "acd.start",
    "acd.end",
    "flow.start",
    "flow.end",
    "flow.outcome",
    "voicemail.start",
    "voicemail.end",
    "acw",
    "wrapup",
    "attributes",
    "contact",
    "outbound",
    "metrics",
    "hologram",
    "details",
    "sweep",
];

fn one_of(values: &'static [&'static str]) -> impl Strategy<Value = &'static str> {
    proptest::sample::select(values)
}

/// Any event. Participants and sessions are few; times collide and contradict each other.
fn any_event() -> impl Strategy<Value = ShortEvent> {
    let disconnect = one_of(&[
        "CLIENT",
        "ENDPOINT",
        "PEER",
        "TRANSFER",
        "CONSULT_TRANSFER",
        "NO_ANSWER_TRANSFER",
        "TIMEOUT",
        "ODD",
    ]);
    let length = prop_oneof![Just(0_i64), 1..20_000_i64, Just(9_000_000_000_000)];
    (
        (
            one_of(&TOPICS),
            0..60_i64,
            one_of(&["p1", "p2", "p3", "p4"]),
            one_of(&["s1", "s2", "s3", "s4", "s5"]),
        ),
        (one_of(&["VOICE", "VOICE", "VOICE", "EMAIL", "CALLBACK", "VIDEO", "UNKNOWN"]), disconnect),
        (length.clone(), length.clone(), length),
        (
            one_of(&["u1", "u2"]),
            proptest::option::of(one_of(&["q1", "q2"])),
            one_of(&["ANSWERED", "ABANDON", "FLOW_OUT"]),
        ),
        one_of(&["tTalk", "tHeld", "tAcw", "tAlert", "tPark", "nConnected"]),
    )
        .prop_map(|((topic, second, participant, session), (media, disconnect), lengths,
            (user, queue, outcome), metric)| {
            let (talk, held, alert) = lengths;
            let mut body = json!({
                "participantId": participant, "sessionId": session, "mediaType": media,
                "disconnectType": disconnect, "interactingDurationMs": talk, "heldDurationMs": held,
                "alertingDurationMs": alert, "connectedDurationMs": talk,
                "voicemailDurationMs": talk, "wrapupDurationMs": held, "userId": user,
                "acdOutcome": outcome, "answeredUserId": user, "wrapupCode": "w",
                "attributes": {"a": user}, "flowType": "INBOUNDCALL", "flowOutcomeId": "o",
                "externalContactId": "e", "metric": metric, "value": held,
                "direction": if second % 2 == 0 { "INBOUND" } else { "OUTBOUND" },
            });
            if let Some(queue) = queue {
                body["queueId"] = json!(queue);
            }
            if topic == "details" {
                body = document(second * 500, (participant, session), (media, disconnect), lengths);
            }
            if topic == "sweep" {
                body = json!({"lastNewsAt": support::T0 + talk.min(40_000)});
            }
            ShortEvent { at: second * 500, topic, body }
        })
}

/// A document of one session at some time.
fn document(
    at: i64,
    who: (&str, &str),
    how: (&str, &str),
    (talk, held, alert): (i64, i64, i64),
) -> Value {
    let time = |at: i64| Timestamp::from_ms(support::T0 + at.clamp(0, 60_000)).to_string();
    let purpose = match who.1 {
        "s1" => "customer",
        "s3" => "acd",
        "s5" => "ivr",
        _ => "agent",
    };
    let mut last = json!({"segmentStart": time(at),
        "segmentType": if held % 2 == 0 { "interact" } else { "system" }});
    if talk % 2 == 0 {
        last["segmentEnd"] = json!(time(at + held));
        last["disconnectType"] = json!(how.1.to_ascii_lowercase());
    }
    json!({"conversationId": "c-1", "participants": [{"participantId": who.0, "purpose": purpose,
        "userId": "u1", "attributes": {"a": format!("{talk}")},
        "sessions": [{"sessionId": who.1, "mediaType": how.0.to_ascii_lowercase(),
            "metrics": [{"name": "tTalk", "value": talk, "emitDate": time(at)}],
            "segments": [{"segmentStart": time(at - alert), "segmentEnd": time(at),
                "segmentType": "alert"}, last]}]}]})
}

fn any_events() -> impl Strategy<Value = Vec<ShortEvent>> {
    proptest::collection::vec(any_event(), 0..40)
}

/// A short form of an event, which keeps failures readable.
#[derive(Clone)]
struct ShortEvent {
    at: i64,
    topic: &'static str,
    body: Value,
}

impl fmt::Debug for ShortEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fields = [
            "participantId",
            "sessionId",
            "mediaType",
            "disconnectType",
            "interactingDurationMs",
            "heldDurationMs",
        ];
        let fields: Vec<String> =
            fields.iter().map(|name| self.body[name].to_string().replace('"', "")).collect();
        write!(f, "{} {} {}", self.at, self.topic, fields.join(" "))
    }
}

impl ShortEvent {
    /// Whether the event belongs to the one family that its session has in this test.
    fn is_of_one_family(&self) -> bool {
        let family = match self.body["sessionId"].as_str().unwrap_or_default() {
            "s1" => "customer",
            "s3" => "acd",
            "s5" => "flow",
            _ => "user",
        };
        let topic = self.topic.split('.').next().unwrap_or_default();
        let of_any = ["attributes", "contact", "outbound", "metrics", "hologram"];
        of_any.contains(&topic)
            || topic == family
            || (family == "user" && ["acw", "wrapup"].contains(&topic))
    }
}

impl ShortEvent {
    /// The same event with a session that no other participant has.
    fn of_an_own_session(mut self) -> Self {
        let name =
            format!("{}-{}", self.body["participantId"], self.body["sessionId"]).replace('"', "");
        self.body["sessionId"] = json!(name);
        self
    }
}

impl From<ShortEvent> for Known {
    fn from(short: ShortEvent) -> Self {
        event(short.at, short.topic, short.body).into()
    }
}

fn known(events: Vec<ShortEvent>) -> Vec<Known> {
    events.into_iter().map(Known::from).collect()
}

/// Types that each derive from a single event.
const OF_ONE_EVENT: [EventType; 14] = [
    EventType::ConversationCreated,
    EventType::ParticipantAdded,
    EventType::AgentAnswered,
    EventType::AgentInitiatedContact,
    EventType::AgentJoined,
    EventType::ConversationDequeued,
    EventType::ConversationAbandoned,
    EventType::CustomerDisconnected,
    EventType::AttributesUpdated,
    EventType::ContactAssociated,
    EventType::CallbackScheduled,
    EventType::VoicemailLeft,
    EventType::FlowEnded,
    EventType::FlowOutcomeRecorded,
];

/// The data of a Common Event without the facts of the conversation, which are context.
fn data_of(derived: &DerivedEvent) -> Value {
    let mut data = serde_json::to_value(&derived.data).unwrap();
    data.as_object_mut().unwrap().remove("conversation");
    data
}

/// Failures are stored beside this file with their seeds, and tried first in the next run.
fn config() -> ProptestConfig {
    let failure_persistence =
        Some(Box::new(FileFailurePersistence::WithSource("regressions")) as _);
    ProptestConfig { cases: cases(1_000), failure_persistence, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    /// Order and repetition play no part.
    #[test]
    fn order_and_repetition_do_not_matter(events in any_events(), seed in any::<u64>()) {
        let events = known(events);
        let mut shuffled: Vec<Known> =
            events.iter().chain(events.iter().take(7)).cloned().collect();
        shuffled.sort_by_key(|known| {
            let key = u128::from_str_radix(&known.event.key.to_string(), 16).unwrap_or(0);
            key.rotate_left((seed % 128) as u32) ^ u128::from(seed)
        });
        let (one, other) = (history(events), history(shuffled));
        prop_assert_eq!(project(&one), project(&other));
        prop_assert_eq!(derive(&one, &Selection::all()), derive(&other, &Selection::all()));
    }

    /// Checks the invariants of `invariants`.
    #[test]
    fn invariants_hold(events in any_events()) {
        invariants::hold(&"c-1".parse().unwrap(), &known(events));
    }

    /// A participant depends only on the events that name it, so its `known_events` only grows with
    /// the set. Equal values mean equal participants.
    #[test]
    fn participants_of_equal_known_events_are_equal(events in any_events(), kept in 0..40_usize) {
        let events = known(events);
        let few = project(&history(events.iter().take(kept).cloned()));
        let all = project(&history(events));
        for before in &few.participants {
            let after = all
                .participants
                .iter()
                .find(|after| after.participant_id == before.participant_id)
                .unwrap();
            prop_assert!(before.known_events <= after.known_events);
            prop_assert!(before.known_events < after.known_events || before == after);
        }
    }

    /// A Common Event that derives from one event does not change when detail events of more than 5
    /// s later arrive. Left out are cases that may change: stronger evidence that changes the
    /// family of a session, sessions that two participants share, and facts about other
    /// participants that show later, such as who only listened or who answered.
    #[test]
    fn later_events_do_not_change_single_facts(events in any_events(), until in 0..40_000_i64) {
        let events = known(
            events
                .into_iter()
                .filter(ShortEvent::is_of_one_family)
                .map(ShortEvent::of_an_own_session)
                .collect(),
        );
        let until = Timestamp::from_ms(support::T0 + until);
        let early = events.iter().filter(|known| known.event.time <= until).cloned();
        let before = derive(&history(early), &Selection::all());
        let after = derive(&history(events), &Selection::all());
        for derived in before.iter().filter(|c| c.occurred_at.plus_ms(5_000) <= until) {
            if !OF_ONE_EVENT.contains(&derived.event_type()) {
                continue;
            }
            let same = |c: &&DerivedEvent| {
                (c.event_type(), &c.subject, c.occurred_at)
                    == (derived.event_type(), &derived.subject, derived.occurred_at)
            };
            if let Some(later) = after.iter().find(same) {
                prop_assert_eq!(
                    data_of(later),
                    data_of(derived),
                    "{:?} {}",
                    later.event_type(),
                    &later.subject
                );
            }
        }
    }

    /// A sweep closes exactly the conversations that are open and silent. They are ended then, and
    /// a second sweep does nothing. A later event has the same result as without the sweep.
    #[test]
    fn a_sweep_holds_until_a_later_event(
        events in any_events(),
        later in any_event().prop_filter("news", |short| short.topic != "sweep"),
        silent_since in 0..60_000_i64,
    ) {
        let events = known(events);
        let silent_since = Timestamp::from_ms(support::T0 + silent_since);
        let before = history(events.iter().cloned());
        let summary = project(&before).summary;
        let news = before
            .events()
            .filter(|event| event.topic != Topic::Sweep)
            .map(|event| event.time)
            .max();
        let goes_on = summary.status == Status::Open && !summary.episodes.is_empty();
        let swept = sweep(&before, silent_since);
        prop_assert_eq!(
            swept.map(|sweep| sweep.last_news),
            news.filter(|news| goes_on && *news <= silent_since)
        );
        prop_assert_eq!(
            sweep(&history(events.iter().rev().cloned()), silent_since),
            swept
        );
        let Some(Sweep { last_news }) = swept else { return Ok(()) };

        let at = last_news.ms() - support::T0;
        let sweep_event: Known = event(at, "sweep", json!({"lastNewsAt": last_news.ms()})).into();
        let after = history(events.iter().cloned().chain([sweep_event.clone()]));
        let summary = project(&after).summary;
        prop_assert_eq!((summary.status, summary.timed_out), (Status::Ended, true));
        prop_assert_eq!(sweep(&after, Timestamp::from_ms(i64::MAX)), None);

        let news: Known = ShortEvent { at: at + 1 + later.at, ..later }.into();
        let with_news = |sweep: Option<Known>| {
            history(events.iter().cloned().chain(sweep).chain([news.clone()]))
        };
        let (without, taken_back) = (with_news(None), with_news(Some(sweep_event)));
        prop_assert_eq!(without_known_events(&taken_back), without_known_events(&without));
        prop_assert_eq!(
            derive(&taken_back, &Selection::all()),
            derive(&without, &Selection::all())
        );
    }
}

/// The tree without the number of its events.
fn without_known_events(history: &History) -> Conversation {
    let tree = project(history);
    Conversation { summary: Summary { known_events: 0, ..tree.summary }, ..tree }
}
