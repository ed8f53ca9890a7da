//! Each kind contains what it is made up for.

use std::collections::{BTreeMap, BTreeSet};

use genesys::vocabulary::MediaType;
use genesys::{EventKey, Timestamp};
use serde_json::Value;

use super::{conversation, decoded, events_of, kinds, well_formed};
use crate::Kind;

/// An event: its topic, its time and its body.
struct Told {
    topic: String,
    at: Timestamp,
    body: Value,
}

impl Told {
    fn text(&self, name: &str) -> &str {
        self.body[name].as_str().unwrap_or_default()
    }

    fn ms(&self, name: &str) -> i64 {
        self.body[name].as_i64().unwrap_or_default()
    }
}

const SEEDS: u64 = 40;

/// The events of many conversations of a kind.
fn told(kind: Kind) -> Vec<Vec<Told>> {
    told_of(kind, SEEDS)
}

fn told_of(kind: Kind, seeds: u64) -> Vec<Vec<Told>> {
    let events = |seed| {
        let events = decoded(&events_of(&conversation(kind, seed), true).events);
        let told = events.into_iter().map(|(arrival, body)| Told {
            topic: arrival.topic.to_string(),
            at: arrival.time,
            body,
        });
        told.collect()
    };
    (0..seeds).map(events).collect()
}

/// The number of conversations with an event for which `is` holds.
fn count(told: &[Vec<Told>], is: impl Fn(&Told, &[Told]) -> bool) -> usize {
    told.iter().filter(|events| events.iter().any(|event| is(event, events))).count()
}

fn durations(event: &Told) -> i64 {
    let phases = ["interacting", "held", "alerting", "contacting", "dialing", "callback"];
    phases.iter().map(|phase| event.ms(&format!("{phase}DurationMs"))).sum()
}

/// The event that started the session of another event.
fn start<'a>(event: &Told, events: &'a [Told]) -> Option<&'a Told> {
    let begins = |other: &&Told| {
        other.topic.ends_with(".start") && other.text("sessionId") == event.text("sessionId")
    };
    events.iter().filter(begins).rfind(|other| other.at <= event.at)
}

/// Whether the event ends a session without a queue that has a record of a listener.
fn is_recorded(event: &Told, events: &[Told]) -> bool {
    let of_session = |other: &&Told| other.text("sessionId") == event.text("sessionId");
    let record = ["tMonitoring", "tCoaching", "tBarging"];
    let listens = |other: &Told| record.contains(&other.text("metric"));
    event.topic == "user.end"
        && event.text("queueId").is_empty()
        && events.iter().filter(of_session).any(listens)
}

/// A supervisor's session has a record of its own, and in most cases no talk.
#[test]
fn listeners_are_recorded_and_most_have_no_talk() {
    let all = SEEDS as usize;
    for kind in [Kind::SupervisorListens, Kind::SupervisorBargesIn] {
        let told = told(kind);
        assert_eq!(count(&told, is_recorded), all, "{kind:?}");
        let silent =
            count(&told, |event, events| is_recorded(event, events) && durations(event) == 0);
        let (least, most) =
            if kind == Kind::SupervisorListens { (all / 2, all - 1) } else { (0, 0) };
        assert!((least..=most).contains(&silent), "{kind:?}: {silent}");
        assert_eq!(
            count(&told, |event, _| event.text("metric") == "tTalk"
                && event.text("purpose") == "user"),
            0
        );
    }
}

/// A session starts again after its end: the customer's in all conversations, the agent's in some.
#[test]
fn sessions_start_again_with_the_same_id() {
    let told = told(Kind::MessageSessionAgain);
    let again = |topic: &'static str| {
        move |event: &Told, events: &[Told]| {
            let earlier = |other: &&Told| {
                other.topic == topic && other.text("sessionId") == event.text("sessionId")
            };
            event.topic == topic
                && events.iter().filter(earlier).any(|other| event.at.since(other.at) > 10_000)
        }
    };
    assert_eq!(count(&told, again("customer.start")), SEEDS as usize);
    let agents = count(&told, again("user.start"));
    assert!((5..35).contains(&agents), "{agents}");
    for events in &told {
        let topics = |topic: &str| events.iter().filter(|event| event.topic == topic).count();
        assert_eq!(topics("customer.start"), topics("customer.end"));
        assert_eq!(topics("user.start"), topics("user.end"));
    }
}

/// After a reload, the customer is another participant within two seconds.
#[test]
fn reloads_bring_another_participant() {
    let told = told(Kind::CustomerReloads);
    let follows = |event: &Told, events: &[Told]| {
        event.topic == "customer.start"
            && events.iter().any(|other| {
                other.topic == "customer.end"
                    && other.text("participantId") != event.text("participantId")
                    && (200..2_000).contains(&event.at.since(other.at))
            })
    };
    assert_eq!(count(&told, follows), SEEDS as usize);
}

/// Contacts come back after hours, in the kinds that are made up for that.
#[test]
fn contacts_come_back_hours_later() {
    let kinds = [
        Kind::MessageComesBack,
        Kind::MessageSessionAgain,
        Kind::CallbackNextDay,
        Kind::CallbackRetried,
        Kind::OutboundEmail,
        Kind::OutboundMessage,
        Kind::VoicemailOutOfQueue,
    ];
    for kind in kinds {
        let pauses = |events: &Vec<Told>| {
            let times: Vec<_> = events
                .iter()
                .filter(|event| event.topic != "metrics")
                .map(|event| event.at)
                .collect();
            times.windows(2).any(|pair| pair[1].since(pair[0]) > 1_800_000)
        };
        let paused = told(kind).iter().filter(|events| pauses(events)).count();
        assert!(paused >= 10, "{kind:?}: {paused}");
    }
}

/// A callback's call is a voice session of the same participant, within the callback session.
#[test]
fn calls_lie_within_their_callbacks() {
    for kind in [Kind::CallbackNextDay, Kind::CallbackRetried, Kind::VoicemailOutOfQueue] {
        let told = told(kind);
        let called = |event: &Told, events: &[Told]| {
            let medium =
                |event: &Told, medium: &MediaType| event.text("mediaType") == medium.wire();
            let frame = |other: &&Told| {
                other.topic == "user.end"
                    && medium(other, &MediaType::Callback)
                    && other.text("participantId") == event.text("participantId")
                    && start(other, events).is_some_and(|start| start.at < event.at)
                    && event.at < other.at
            };
            event.topic == "user.end"
                && medium(event, &MediaType::Voice)
                && events.iter().any(|other| frame(&other))
        };
        let calls = count(&told, called);
        assert!(calls >= 38, "{kind:?}: {calls}");
    }
    let told = told(Kind::CallbackNextDay);
    let early = |event: &Told, events: &[Told]| {
        let ends = |other: &Told| {
            other.topic == "user.end" && other.text("sessionId") == event.text("sessionId")
        };
        event.topic == "acw" && events.iter().any(|other| ends(other) && other.at > event.at)
    };
    assert!((8..32).contains(&count(&told, early)), "wrapped up before the callback is closed");
}

/// A property of an event within its conversation.
type Property = fn(&Told, &[Told]) -> bool;

/// At least a given number of conversations of a kind has the property that the kind is named for.
#[test]
fn kinds_match_their_names() {
    let properties: [(Kind, usize, Property); 12] = [
        (Kind::QueueConsultCalledOff, 25, |event, _| {
            event.topic == "acd.end" && event.text("acdOutcome") == "ABANDON"
        }),
        (Kind::QueueConsultTransfer, 40, |event, _| {
            event.topic == "user.end" && event.text("disconnectType").ends_with("TRANSFER")
        }),
        (Kind::QueueConsultHandOver, 40, |event, events| {
            let goes_on =
                |other: &Told| other.topic == "customer.end" && other.at.since(event.at) > 2_000;
            event.topic == "user.end"
                && event.text("disconnectType") == "CLIENT"
                && events.iter().any(goes_on)
        }),
        (Kind::ForwardedByFlow, 40, |event, _| {
            event.topic == "flow.end" && event.text("transferType") == "NUMBER"
        }),
        (Kind::VoicemailOutOfQueue, 40, |event, _| {
            event.topic == "acd.end" && event.text("acdOutcome") == "FLOW_OUT"
        }),
        (Kind::QueueOverflows, 40, |event, _| {
            event.topic == "acd.end" && event.text("acdOutcome") == "FLOW_OUT"
        }),
        (Kind::AlertsRingOut, 18, |event, _| {
            event.topic == "user.end" && event.text("disconnectType") == "NO_ANSWER_TRANSFER"
        }),
        (Kind::MessageAlertsTimeOut, 10, |event, _| {
            event.topic == "user.end"
                && event.text("disconnectType") == "SYSTEM"
                && event.ms("alertingDurationMs") >= 7_000
        }),
        (Kind::QueueAnnouncements, 40, |event, _| {
            event.topic == "flow.start" && event.text("flowType") == "INQUEUECALL"
        }),
        (Kind::WrittenInQueue, 40, |event, _| {
            ["INQUEUEEMAIL", "INQUEUESHORTMESSAGE"].contains(&event.text("flowType"))
        }),
        (Kind::OutboundRejected, 40, |event, _| {
            event.topic == "customer.end"
                && event.text("disconnectType") == "ENDPOINT"
                && event.ms("interactingDurationMs") == 0
        }),
        (Kind::LateWrapUp, 24, |event, _| {
            event.topic == "acw" && event.ms("wrapupDurationMs") > 2 * 3_600_000
        }),
    ];
    for (kind, least, property) in properties {
        let found = count(&told(kind), property);
        assert!(found >= least, "{kind:?}: {found} of {SEEDS}");
    }
}

/// No two participants, sessions or events share an id, within a conversation or across
/// conversations.
#[test]
fn ids_are_unique() {
    let mut participants = BTreeMap::new();
    let mut sessions = BTreeMap::new();
    let mut keys: BTreeSet<EventKey> = BTreeSet::new();
    for kind in kinds() {
        for seed in 0..6 {
            let details = conversation(*kind, seed);
            for participant in &details.participants {
                let id = participant.participant_id.clone().unwrap();
                assert!(participants.insert(id, (kind, seed)).is_none(), "{kind:?} {seed}");
                for session in &participant.sessions {
                    let id = session.session_id.clone().unwrap();
                    assert!(sessions.insert(id, (kind, seed)).is_none(), "{kind:?} {seed}");
                }
            }
            for (arrival, _) in well_formed(&details, true) {
                assert!(keys.insert(arrival.key), "{kind:?} {seed}");
            }
        }
    }
}

/// The segments of a session do not overlap, and the starts and ends of a session alternate.
#[test]
fn times_are_in_order_within_a_session() {
    for kind in kinds() {
        for (seed, events) in (0..).zip(told_of(*kind, 12)) {
            let details = conversation(*kind, seed);
            for session in details.participants.iter().flat_map(|participant| &participant.sessions)
            {
                let mut last = None;
                for segment in &session.segments {
                    assert!(
                        segment.segment_end.is_none_or(|end| Some(end) >= segment.segment_start)
                    );
                    if segment.segment_type.as_deref() != Some("wrapup") {
                        assert!(segment.segment_start >= last, "{kind:?} {seed}");
                        last = segment.segment_end;
                    }
                }
            }
            let mut live: BTreeMap<(String, &str), bool> = BTreeMap::new();
            for event in &events {
                let Some((family, what)) = event.topic.split_once('.') else { continue };
                let live = live.entry((event.text("sessionId").to_owned(), family)).or_default();
                match what {
                    "start" => {
                        assert!(!std::mem::replace(live, true), "{kind:?} {seed}: {}", event.topic);
                    }
                    "end" => {
                        assert!(std::mem::replace(live, false), "{kind:?} {seed}: {}", event.topic);
                    }
                    _ => {}
                }
            }
        }
    }
}
