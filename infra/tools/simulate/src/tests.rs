//! Properties of all simulated events.

mod kinds;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::PathBuf;

use genesys::details::ConversationDetails;
use genesys::vocabulary::DisconnectType;
use genesys::{Arrival, EventKey, Timestamp, Topic};
use serde_json::Value;

use super::*;

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../tests/fixtures");

fn cases() -> Vec<PathBuf> {
    let folder = std::fs::read_dir(format!("{FIXTURES}/cases")).unwrap();
    let mut files: Vec<_> = folder.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

fn case(name: &str) -> ConversationDetails {
    let file = PathBuf::from(format!("{FIXTURES}/cases/{name}.json"));
    documents::documents(&file).unwrap().documents.remove(0)
}

fn bytes(options: &SimulateOptions) -> Vec<String> {
    let mut out = Vec::new();
    let summary = write(options, &mut out).unwrap();
    let lines: Vec<_> = String::from_utf8(out).unwrap().lines().map(str::to_owned).collect();
    assert_eq!(summary.events, lines.len() as u64);
    lines
}

fn decoded(events: &[DetailEvent]) -> Vec<(Arrival, Value)> {
    let decoded = |event: &DetailEvent| {
        let arrival = Arrival::decode(&event.envelope.to_string()).unwrap();
        assert_eq!(arrival.time, event.time);
        let body = serde_json::from_str(&arrival.body).unwrap();
        (arrival, body)
    };
    events.iter().map(decoded).collect()
}

/// Checks that every event decodes, has a known topic and only fields of that topic, that events
/// are distinct and in order, and returns them.
fn well_formed(details: &ConversationDetails, metrics: bool) -> Vec<(Arrival, Value)> {
    let text = std::fs::read_to_string(format!("{FIXTURES}/detail-events.json")).unwrap();
    let fields: HashMap<String, BTreeSet<String>> = serde_json::from_str(&text).unwrap();
    let events = decoded(&events_of(details, metrics).events);
    let mut keys: BTreeSet<EventKey> = BTreeSet::new();
    let mut last = None;
    for (arrival, body) in &events {
        assert!(arrival.topic.is_known() && last <= Some(arrival.time));
        assert_eq!(arrival.conversation_id, details.conversation_id);
        assert_eq!(arrival.organization_id.as_ref().map(String::len), Some(36));
        assert!(keys.insert(arrival.key), "the same event twice: {} {body}", arrival.topic);
        last = Some(arrival.time);
        for (name, value) in body.as_object().unwrap() {
            assert!(
                fields[arrival.topic.as_str()].contains(name),
                "{} has no {name}",
                arrival.topic
            );
            assert!(
                !value.is_null()
                    && value.as_str() != Some("")
                    && value.as_i64().is_none_or(|n| n >= 0),
                "{name}"
            );
        }
    }
    events
}

/// GIVEN the shipped documents WHEN turned into events THEN every event matches Genesys' models,
/// and every participant has events.
#[test]
fn every_event_of_every_case_is_well_formed() {
    for file in cases() {
        let details = documents::documents(&file).unwrap().documents.remove(0);
        assert!(!well_formed(&details, false).is_empty(), "{}", file.display());
        assert!(matches!(stretch::unfolded(&details), Cow::Borrowed(_)), "{}", file.display());
        let with = well_formed(&details, true);
        let records = with.iter().filter(|(arrival, _)| arrival.topic == Topic::Metrics).count();
        let sessions = details.participants.iter().flat_map(|participant| &participant.sessions);
        assert_eq!(records, sessions.map(|session| session.metrics.len()).sum::<usize>());
        assert!(events_of(&details, true).unsent.is_empty());
    }
}

/// GIVEN a real call with holds and wrap-up WHEN turned into events THEN topics, totals and
/// outcomes match its document.
#[test]
fn events_match_the_times_of_a_real_call() {
    let events = well_formed(&case("consult-external-peer"), false);
    let topics: Vec<_> = events.iter().map(|(arrival, _)| arrival.topic.as_str()).collect();
    let expected = "customer.start contact flow.start flow.end acd.start flow.start user.start \
        acd.end flow.end \
        customer.start contact customer.end user.end acw wrapup customer.end";
    assert_eq!(topics, expected.split_whitespace().collect::<Vec<_>>());
    let one = |topic: &str| {
        &events.iter().find(|(arrival, _)| arrival.topic.as_str() == topic).unwrap().1
    };
    let user = one("user.end");
    assert_eq!(
        (&user["alertingDurationMs"], &user["heldDurationMs"]),
        (&5_449.into(), &6_578.into())
    );
    assert_eq!(user["interactingDurationMs"], 2_688_771 + 787_660);
    assert_eq!(
        (&user["contactingDurationMs"], &user["disconnectType"]),
        (&0.into(), &"PEER".into())
    );
    assert_eq!(
        (&one("acd.end")["acdOutcome"], &one("acd.end")["usedRouting"]),
        (&"ANSWERED".into(), &"STANDARD".into())
    );
    assert_eq!(one("acd.end")["answeredUserId"], user["userId"]);
    assert_eq!(
        (&one("acw")["wrapupDurationMs"], &one("acw")["userId"]),
        (&273_475.into(), &user["userId"])
    );
    assert!(one("wrapup").get("userId").is_none());
    let dangling = &events.last().unwrap().1;
    assert!(dangling.get("disconnectType").is_none());
}

/// GIVEN documents of other media WHEN turned into events THEN open sessions have no end, and a
/// wait that the customer left is abandoned.
#[test]
fn open_sessions_have_no_end_and_waits_are_abandoned() {
    let open: Vec<_> = well_formed(&case("chat-external-in-progress"), false);
    let topics: Vec<_> = open.iter().map(|(arrival, _)| arrival.topic.as_str()).collect();
    assert_eq!(topics, ["customer.start", "flow.start", "flow.end", "acd.start"]);
    assert_eq!(open[1].1["flowType"], "INBOUNDCHAT");
    let lost = well_formed(&case("voicemail-then-callback"), false);
    let of =
        |topic: &str| &lost.iter().find(|(arrival, _)| arrival.topic.as_str() == topic).unwrap().1;
    assert_eq!(of("acd.end")["acdOutcome"], "ABANDON");
    assert_eq!(of("voicemail.end")["voicemailDurationMs"], 54_461);
    let campaign = well_formed(&case("dialer-preview-callback-agent-client"), false);
    let outbound: Vec<_> =
        campaign.iter().filter(|(arrival, _)| arrival.topic == Topic::Outbound).collect();
    assert_eq!(outbound.len(), 1);
    assert_eq!(outbound[0].1["sessionId"], "55cbd6f4-416e-5748-97fd-57d14d31375d");
}

/// GIVEN a participant for which Genesys sends no events WHEN its document is turned into events
/// THEN the participant is reported, without made-up events.
#[test]
fn purposes_without_events_are_reported() {
    let mut details = case("dialer-preview-callback-agent-client");
    details.participants[0].purpose = Some(Purpose::Dialer);
    let told = events_of(&details, true);
    assert_eq!(told.unsent.len(), 1);
    assert!(told.unsent[0].to_string().ends_with("of a participant dialer"));
    assert!(told.events.iter().all(|event| !event.envelope.to_string().contains("acd.start")));
}

/// GIVEN each kind of conversation and some seeds WHEN turned into events THEN the events are well
/// formed.
#[test]
fn every_kind_is_well_formed_for_any_seed() {
    let mut ids = BTreeSet::new();
    for kind in kinds() {
        for seed in 0..15 {
            let details = conversation(*kind, seed);
            assert!(ids.insert(details.conversation_id.clone()));
            assert_eq!(details, conversation(*kind, seed));
            well_formed(&details, true);
            let again: ConversationDetails =
                serde_json::from_value(serde_json::to_value(&details).unwrap()).unwrap();
            assert_eq!(again, details, "{kind:?}");
            assert_eq!(
                details.conversation_start,
                conversation(*kind, seed + 1).conversation_start
            );
        }
    }
}

/// GIVEN made-up conversations WHEN a session ends with PEER THEN another session ended within 20
/// ms (within two seconds for a queue), and every record of a phase matches a segment exactly.
#[test]
fn ends_meet_and_records_are_segments() {
    let phases = [
        "tTalk",
        "tHeld",
        "tAlert",
        "tDialing",
        "tContacting",
        "tAcw",
        "tIvr",
        "tConnected",
        "tAcd",
        "tVoicemail",
    ];
    for details in conversations(11, 300) {
        let sessions: Vec<_> =
            details.participants.iter().flat_map(|participant| &participant.sessions).collect();
        let phases_of = |at: usize| {
            sessions[at].segments.iter().filter(|one| one.segment_type.as_deref() != Some("wrapup"))
        };
        for at in 0..sessions.len() {
            let Some(last) = phases_of(at).next_back() else { continue };
            let (Some(end), Some(DisconnectType::Peer)) = (last.segment_end, &last.disconnect_type)
            else {
                continue;
            };
            let mut others = (0..sessions.len()).filter(|other| *other != at).flat_map(phases_of);
            let waits = sessions[at].metrics.iter().any(|one| one.name.as_deref() == Some("tAcd"));
            let within = if waits { 2_000 } else { 20 };
            let near = others.any(|other| {
                other.segment_end.is_some_and(|other| end.since(other).abs() <= within)
            });
            assert!(near, "{end} in {}", details.conversation_id);
        }
        for session in sessions {
            for metric in
                session.metrics.iter().filter(|one| phases.contains(&one.name.as_deref().unwrap()))
            {
                let (at, value) = (metric.emit_date.unwrap(), metric.value.unwrap());
                let segment = |from, to| {
                    session.segments.iter().any(|s| s.segment_start == from && s.segment_end == to)
                };
                assert!(segment(Some(at.minus_ms(value)), Some(at)), "{metric:?}");
            }
        }
    }
}

/// GIVEN a thousand made-up conversations THEN every kind is among them, and every topic that
/// Genesys sends but two.
#[test]
fn every_kind_occurs_within_a_thousand() {
    for seed in [0, 1, 7, 42] {
        let drawn: BTreeSet<Kind> = invent::kinds_of(seed, 1_000).collect();
        assert_eq!(drawn.len(), kinds().len(), "seed {seed}");
    }
    let mut count = BTreeMap::new();
    for details in conversations(1, 1_000) {
        for (arrival, _) in well_formed(&details, true) {
            *count.entry(arrival.topic).or_insert(0) += 1;
        }
    }
    let never = [Topic::ContactUpdate, Topic::Evaluations];
    let mut sent = Topic::KNOWN.iter().filter(|topic| topic.is_sent());
    assert!(sent.all(|topic| count.contains_key(topic) != never.contains(topic)), "{count:?}");
}

/// GIVEN the same options WHEN written twice THEN the bytes are the same; another seed gives other
/// bytes.
#[test]
fn the_same_seed_gives_the_same_bytes() {
    let options = |seed| SimulateOptions {
        conversations: 60,
        seed,
        metrics: true,
        duplicates: 0.1,
        shuffle: true,
        ..SimulateOptions::default()
    };
    assert_eq!(bytes(&options(5)), bytes(&options(5)));
    assert_ne!(bytes(&options(5)), bytes(&options(6)));
    let ids =
        |seed| conversations(seed, 3).map(|details| details.conversation_id).collect::<Vec<_>>();
    assert!(ids(5).iter().all(|id| !ids(6).contains(id)));
}

/// GIVEN a stream WHEN written plainly THEN it is in order of time and conversations overlap.
#[test]
fn a_plain_stream_is_in_order_and_interleaved() {
    let lines =
        bytes(&SimulateOptions { conversations: 80, seed: 3, ..SimulateOptions::default() });
    let arrivals: Vec<_> = lines.iter().map(|line| Arrival::decode(line).unwrap()).collect();
    assert!(arrivals.is_sorted_by_key(|arrival| arrival.time));
    let changes = arrivals
        .windows(2)
        .filter(|pair| pair[0].conversation_id != pair[1].conversation_id)
        .count();
    assert!(changes > 160, "{changes}");
}

/// GIVEN duplicates WHEN written THEN they are the same events with other envelope ids.
#[test]
fn duplicates_are_the_same_events_under_other_ids() {
    let options = SimulateOptions { conversations: 40, seed: 3, ..SimulateOptions::default() };
    let plain = bytes(&options).len();
    let lines = bytes(&SimulateOptions { duplicates: 1.0, ..options });
    let arrivals: Vec<_> = lines.iter().map(|line| Arrival::decode(line).unwrap()).collect();
    let keys: BTreeSet<_> = arrivals.iter().map(|arrival| arrival.key).collect();
    let ids: BTreeSet<_> = arrivals.iter().map(|arrival| arrival.envelope_id.clone()).collect();
    assert_eq!((arrivals.len(), keys.len(), ids.len()), (2 * plain, plain, 2 * plain));
}

/// GIVEN a shuffled stream, of made-up conversations or of documents, WHEN written THEN the lines
/// are the same in another order.
#[test]
fn shuffling_changes_only_the_order() {
    let made_up = SimulateOptions { conversations: 300, seed: 9, ..SimulateOptions::default() };
    let of_documents =
        SimulateOptions { details: cases(), seed: 9, metrics: true, ..SimulateOptions::default() };
    for options in [made_up, of_documents] {
        let (mut plain, mut shuffled) =
            (bytes(&options), bytes(&SimulateOptions { shuffle: true, ..options }));
        assert_ne!(plain, shuffled);
        plain.sort();
        shuffled.sort();
        assert_eq!(plain, shuffled);
    }
}

/// The delay of each event, in milliseconds, and the arrival of each line.
fn arrivals(lines: &[String]) -> (Vec<i64>, Vec<Timestamp>) {
    let times = lines.iter().map(|line| {
        let envelope: Value = serde_json::from_str(line).unwrap();
        let stamp = envelope["detail"]["timestamp"].as_str().unwrap();
        let seconds = envelope["time"].as_str().unwrap().trim_end_matches('Z');
        assert_eq!(stamp.split('.').next().unwrap(), seconds);
        let arrived: Timestamp = stamp.parse().unwrap();
        (arrived.since(Arrival::decode(line).unwrap().time), arrived)
    });
    times.unzip()
}

/// Without delays, an event arrives when it happens. With delays, events arrive later, lines are in
/// order of arrival, and nothing else changes.
#[test]
fn delays_change_only_arrivals() {
    let options = SimulateOptions {
        conversations: 400,
        seed: 3,
        metrics: true,
        ..SimulateOptions::default()
    };
    let plain = bytes(&options);
    assert!(arrivals(&plain).0.iter().all(|delay| *delay == 0));
    let delayed = SimulateOptions { jitter: true, ..options };
    let lines = bytes(&delayed);
    assert_eq!(lines, bytes(&delayed));
    let (mut delays, arrived) = arrivals(&lines);
    assert!(arrived.is_sorted());
    let happened: Vec<_> = lines.iter().map(|line| Arrival::decode(line).unwrap().time).collect();
    assert!(!happened.is_sorted());
    let keys = |lines: &[String]| -> BTreeSet<EventKey> {
        lines.iter().map(|line| Arrival::decode(line).unwrap().key).collect()
    };
    assert_eq!((keys(&lines), lines.len()), (keys(&plain), plain.len()));
    delays.sort_unstable();
    let at = |part: usize| delays[delays.len() * part / 1_000];
    assert!(delays[0] >= 200, "{}", delays[0]);
    assert!((380..460).contains(&at(500)), "{}", at(500));
    assert!((2_000..8_000).contains(&at(970)), "{}", at(970));
    assert!(at(998) > 60_000, "{}", at(998));
}

/// A duplicate arrives after its event, in order of arrival; also for documents.
#[test]
fn delayed_duplicates_arrive_later() {
    let made_up = SimulateOptions { conversations: 60, ..SimulateOptions::default() };
    let of_documents = SimulateOptions { details: cases(), ..SimulateOptions::default() };
    for options in [made_up, of_documents] {
        let options = SimulateOptions { jitter: true, duplicates: 1.0, ..options };
        let lines = bytes(&options);
        assert!(arrivals(&lines).1.is_sorted());
        let mut keys: BTreeMap<EventKey, usize> = BTreeMap::new();
        for line in &lines {
            *keys.entry(Arrival::decode(line).unwrap().key).or_default() += 1;
        }
        assert!(keys.values().all(|count| *count == 2));
    }
}

/// A share of the end events of sessions is left out, the same for the same seed; all other events
/// are sent.
#[test]
fn only_lost_ends_are_left_out() {
    let options = SimulateOptions { conversations: 300, seed: 5, ..SimulateOptions::default() };
    let ends = |lines: &[String]| lines.iter().filter(|line| line.contains(".end\",")).count();
    let plain = bytes(&options);
    for (lost, least, most) in [(0.1, 0.08, 0.12), (1.0, 1.0, 1.0)] {
        let options = SimulateOptions { lost, ..options.clone() };
        let lines = bytes(&options);
        assert_eq!(lines, bytes(&options));
        assert_eq!(plain.len() - lines.len(), ends(&plain) - ends(&lines));
        let sent: BTreeSet<_> = plain.iter().collect();
        assert!(lines.iter().all(|line| sent.contains(line)));
        let share = (ends(&plain) - ends(&lines)) as f64 / ends(&plain) as f64;
        assert!((least..=most).contains(&share), "{share}");
        let summary = write(&options, io::sink()).unwrap();
        assert_eq!(summary.lost, (plain.len() - lines.len()) as u64);
    }
}
