//! Fidelity: the values of a details document that must survive details → events → tree → details.

use std::collections::{BTreeMap, BTreeSet};

use genesys::Timestamp;
use genesys::details::{ConversationDetails, ParticipantDetails, SessionDetails};
use genesys::vocabulary::{Direction, DisconnectType, FlowType, MediaType, Purpose};

/// Metrics that can be computed from detail events alone.
const COMPUTED: [&str; 9] = [
    "tAlert",
    "tTalkComplete",
    "tHeldComplete",
    "tAcw",
    "tHandle",
    "nOffered",
    "tAcd",
    "nConnected",
    "tNotResponding",
];

/// Segment types that detail events or metric records report.
const TOLD: [&str; 8] =
    ["contacting", "dialing", "alert", "interact", "callback", "hold", "ivr", "wrapup"];

fn sessions(
    details: &ConversationDetails,
) -> BTreeMap<String, (&ParticipantDetails, &SessionDetails)> {
    let all = details.participants.iter().flat_map(|participant| {
        participant.sessions.iter().map(move |session| (participant, session))
    });
    let told = all.filter(|(_, session)| !session.segments.is_empty());
    told.map(|(participant, session)| {
        (session.session_id.clone().unwrap().to_string(), (participant, session))
    })
    .collect()
}

/// What every session must keep: participant, purpose, user, medium, direction, end and disconnect
/// type.
#[derive(Debug, PartialEq)]
struct Identity {
    participant: String,
    purpose: Option<Purpose>,
    user: Option<String>,
    media_type: Option<MediaType>,
    direction: Option<Direction>,
    end: Option<Timestamp>,
    disconnect_type: Option<DisconnectType>,
}

fn identity(participant: &ParticipantDetails, session: &SessionDetails) -> Identity {
    let own = || {
        session.segments.iter().filter(|segment| segment.segment_type.as_deref() != Some("wrapup"))
    };
    let live = own().any(|segment| segment.segment_end.is_none());
    let purpose = match &participant.purpose {
        Some(Purpose::External) => Some(Purpose::Customer),
        // Its events say that a flow runs in a queue, so it counts as the queue's.
        _ if runs_in_queue(session) => Some(Purpose::Acd),
        other => other.clone(),
    };
    Identity {
        participant: participant.participant_id.clone().unwrap().to_string(),
        purpose,
        user: participant.user_id.as_ref().map(ToString::to_string),
        media_type: session.media_type.clone(),
        direction: session.direction.clone(),
        end: own().filter_map(|segment| segment.segment_end).max().filter(|_| !live),
        disconnect_type: own().rev().find_map(|segment| segment.disconnect_type.clone()),
    }
}

fn runs_in_queue(session: &SessionDetails) -> bool {
    let flow_type = session.flow.as_ref().and_then(|flow| flow.flow_type.as_ref());
    flow_type.is_some_and(FlowType::is_in_queue)
}

/// Total of every segment type that events report, in milliseconds. Open segments are not counted.
/// Only a `user.end` event reports dialing.
fn totals<'a>(
    participant: &ParticipantDetails,
    session: &'a SessionDetails,
) -> BTreeMap<&'a str, i64> {
    let of_user = matches!(participant.purpose, Some(Purpose::Agent | Purpose::User));
    let mut totals = BTreeMap::new();
    for segment in &session.segments {
        let kind = segment.segment_type.as_deref().unwrap();
        let told = TOLD.contains(&kind) && (of_user || kind != "dialing");
        if let (true, Some(end)) = (told, segment.segment_end) {
            *totals.entry(kind).or_default() += end.since(segment.segment_start.unwrap());
        }
    }
    totals.retain(|_, total| *total > 0);
    totals
}

/// Start and end of the segments whose position metric records give.
fn borders(session: &SessionDetails) -> BTreeSet<(&str, Timestamp, Option<Timestamp>)> {
    let exact = ["alert", "interact", "hold", "ivr"];
    let borders = session.segments.iter().map(|segment| {
        (
            segment.segment_type.as_deref().unwrap(),
            segment.segment_start.unwrap(),
            segment.segment_end,
        )
    });
    borders.filter(|(kind, start, end)| exact.contains(kind) && *end != Some(*start)).collect()
}

fn metrics(session: &SessionDetails) -> BTreeSet<(&str, i64)> {
    session
        .metrics
        .iter()
        .map(|metric| (metric.name.as_deref().unwrap(), metric.value.unwrap()))
        .collect()
}

/// Checks that detail events alone preserve every value that they can carry.
///
/// # Panics
/// When a value is lost.
pub fn check(name: &str, original: &ConversationDetails, rebuilt: &ConversationDetails) {
    let (before, after) = (sessions(original), sessions(rebuilt));
    assert_eq!(
        before.keys().collect::<Vec<_>>(),
        after.keys().collect::<Vec<_>>(),
        "{name}: sessions"
    );
    for (id, (participant, session)) in &before {
        let (rebuilt_participant, rebuilt_session) = after[id];
        let at = format!("{name}: session {id}");
        assert_eq!(
            identity(rebuilt_participant, rebuilt_session),
            identity(participant, session),
            "{at}"
        );
        assert_eq!(
            totals(rebuilt_participant, rebuilt_session),
            totals(participant, session),
            "{at}"
        );
        let given = metrics(rebuilt_session);
        for metric in metrics(session)
            .into_iter()
            .filter(|(name, value)| *value > 0 && COMPUTED.contains(name))
        {
            assert!(given.contains(&metric), "{at}: {metric:?} in {given:?}");
        }
    }
    if original.originating_direction.is_some() {
        assert_eq!(rebuilt.originating_direction, original.originating_direction, "{name}");
    }
}

/// Checks that metric records add the exact borders of every talk, hold, alert and menu, and every
/// metric.
///
/// # Panics
/// When a value is lost.
pub fn check_with_metrics(
    name: &str,
    original: &ConversationDetails,
    rebuilt: &ConversationDetails,
) {
    let (before, after) = (sessions(original), sessions(rebuilt));
    for (id, (participant, session)) in &before {
        let (rebuilt_participant, rebuilt_session) = after[id];
        let at = format!("{name}: session {id}");
        let given = metrics(rebuilt_session);
        let lost: Vec<_> =
            metrics(session).into_iter().filter(|metric| !given.contains(metric)).collect();
        assert!(lost.is_empty(), "{at}: {lost:?} of {given:?}");
        if session.metrics.is_empty() {
            continue;
        }
        assert_eq!(borders(rebuilt_session), borders(session), "{at}");
        assert_eq!(rebuilt_participant.purpose, participant.purpose, "{at}");
        assert_eq!(rebuilt_participant.participant_name, participant.participant_name, "{at}");
        assert_eq!(rebuilt_session.peer_id, session.peer_id, "{at}");
    }
}
