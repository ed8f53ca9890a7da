//! Invariants of every set of events, sensible or not. The property tests check them on generated
//! events, the fuzz targets on the fuzzer's.
#![allow(dead_code, reason = "each test binary uses its part")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "only tests use it")]

use std::collections::{BTreeSet, HashSet};

use common_events::catalogue::{EventType, Payload, Selection};
use common_events::{DerivedEvent, SCHEMA_VERSION};
use conversation::derive::explain;
use conversation::overview::State;
use conversation::tree::{SegmentType, Session};
use conversation::{
    Conversation, Family, History, Known, Overview, Status, derive, details, project,
};
use genesys::{Content, ConversationId, Event, EventKey};
use serde_json::Value;

/// Panics if the tree or the Common Events of these events break an invariant.
pub fn hold(conversation_id: &ConversationId, events: &[Known]) {
    let of = |events: Vec<Known>| History::new(conversation_id.clone(), events);
    let history = of(events.to_vec());
    let (tree, derived_events) = (project(&history), derive(&history, &Selection::all()));
    let backwards = of(events.iter().rev().chain(events).cloned().collect());
    assert_eq!(backwards, history, "order and repetition play no part");
    assert_eq!(project(&backwards), tree);
    assert_eq!(derive(&backwards, &Selection::all()), derived_events);
    nobody_is_lost(&tree, &history);
    tree_is_sound(&tree, &history);
    overview_is_the_trees(&tree);
    derived_events_are_sound(&derived_events, &history);
    for explained in explain(&history, &Selection::all()) {
        assert_eq!(explained.rule.event_type, explained.event.event_type());
    }
    // Common Events depend only on sessions that events report. Sessions that only documents report
    // appear in the tree alone.
    if !history.events().any(|event| event.details().is_some()) {
        both_say_the_same_of_the_ends(&tree, &derived_events);
    }
    a_selection_only_leaves_out(&derived_events, &history);
}

/// Every claim of the overview is the tree's.
fn overview_is_the_trees(tree: &Conversation) {
    let overview = conversation::overview(tree);
    let text = serde_json::to_string(&overview).unwrap();
    assert_eq!(serde_json::from_str::<Overview>(&text).unwrap(), overview);
    let whole = tree.clone().with_inferred_ends();
    let summary = &whole.summary;
    let of = |family| {
        let sessions = whole.participants.iter().flat_map(|it| &it.sessions);
        sessions.filter(move |session| session.family == Some(family))
    };
    let is_live = |session: &&Session| session.start.is_some() && session.end.is_none();
    let runs = |session: &Session, kinds: &[SegmentType]| {
        let open = session.segments.iter().filter(|segment| segment.segment_end.is_none());
        open.into_iter().any(|segment| kinds.contains(&segment.segment_type))
    };
    let user_is = |kinds: &[SegmentType]| {
        of(Family::User).filter(is_live).any(|session| runs(session, kinds))
    };
    let is_ended = summary.status == Status::Ended;
    assert!(match overview.state {
        State::Ended => is_ended && !summary.timed_out,
        State::TimedOut => is_ended && summary.timed_out,
        State::AfterCallWork => of(Family::User).any(|it| runs(it, &[SegmentType::Wrapup])),
        State::Talking =>
            user_is(&[SegmentType::Interact])
                || of(Family::User)
                    .filter(is_live)
                    .any(|it| it.segments.iter().all(|segment| segment.segment_end.is_some())),
        State::OnHold => user_is(&[SegmentType::Hold]),
        State::OnCallback => user_is(&[SegmentType::Callback]),
        State::Ringing | State::RingingOrTalking => user_is(&[SegmentType::Alert]),
        State::Dialing => user_is(&[SegmentType::Contacting, SegmentType::Dialing]),
        State::Parked => of(Family::User).filter(is_live).any(|it| it.documented.is_some()),
        State::Waiting => !is_ended && of(Family::Acd).any(|it| is_live(&it)),
        State::Voicemail => !is_ended && of(Family::Voicemail).any(|it| is_live(&it)),
        State::InFlow => !is_ended && of(Family::Flow).any(|it| is_live(&it)),
        State::Open => !is_ended,
    });
    let waits = of(Family::Acd).filter(is_live).filter_map(|it| it.start).min();
    assert_eq!(overview.waits_since, waits.filter(|_| !is_ended));
    let waited = of(Family::Acd).filter_map(|it| Some(it.end?.since(it.start?).max(0)));
    assert_eq!(overview.waited_ms, waited.fold(0_i64, i64::saturating_add));
    assert_eq!((overview.start, overview.end), (summary.conversation_start, summary.ended_at));
    assert_eq!(overview.transfers, summary.counts.transfers);
    let users: Vec<&str> =
        whole.participants.iter().filter_map(|it| Some(it.user_id.as_ref()?.as_str())).collect();
    assert!(overview.agents.iter().all(|agent| users.contains(&agent.id.as_str())));
    let queues = whole.participants.iter().flat_map(|it| &it.sessions);
    let mut queues = queues.filter_map(|it| it.queue_id.as_ref());
    assert!(overview.queue.is_none_or(|queue| queues.any(|id| id.as_str() == queue.id)));
}

/// Every participant that a detail event or a document names is in the tree once, and so is each of
/// its sessions.
fn nobody_is_lost(tree: &Conversation, history: &History) {
    let detailed = || history.events().filter(|event| event.detail().is_some());
    let documented =
        || history.events().filter_map(Event::details).flat_map(|details| &details.participants);
    let from_events = detailed().filter_map(|event| event.participant_id.as_ref());
    let named: BTreeSet<_> =
        from_events.chain(documented().filter_map(|it| it.participant_id.as_ref())).collect();
    let there: Vec<_> =
        tree.participants.iter().map(|participant| &participant.participant_id).collect();
    assert_eq!(there.iter().copied().collect::<BTreeSet<_>>(), named);
    assert_eq!(there.len(), named.len());
    let from_events = detailed()
        .filter_map(|event| Some((event.participant_id.as_ref()?, event.session_id.as_ref()?)));
    let sessions = documented()
        .flat_map(|it| it.sessions.iter().map(|session| (it.participant_id.as_ref(), session)));
    let sessions = sessions.filter_map(|(id, session)| Some((id?, session.session_id.as_ref()?)));
    let named: BTreeSet<_> = from_events.chain(sessions).collect();
    let there: Vec<_> = tree
        .participants
        .iter()
        .flat_map(|participant| {
            participant.sessions.iter().map(|s| (&participant.participant_id, &s.session_id))
        })
        .collect();
    assert_eq!(there.iter().copied().collect::<BTreeSet<_>>(), named);
    assert_eq!(there.len(), named.len());
    let counts = tree.summary.counts;
    assert_eq!(
        (counts.participants, counts.sessions),
        (tree.participants.len() as u64, there.len() as u64)
    );
}

/// Nothing ends before it begins, no duration is negative, and the stored form can be read back.
fn tree_is_sound(tree: &Conversation, history: &History) {
    let text = serde_json::to_string(tree).unwrap();
    assert_eq!(&serde_json::from_str::<Conversation>(&text).unwrap(), tree);
    assert!(serde_json::to_value(details(tree)).unwrap().is_object());
    let summary = &tree.summary;
    assert_eq!(summary.ended_at.is_some(), summary.status == Status::Ended);
    assert_eq!(summary.known_events, history.known_events());
    assert!(
        summary
            .conversation_start
            .zip(summary.conversation_end)
            .is_none_or(|(start, end)| start <= end)
    );
    for episode in &summary.episodes {
        assert!(episode.ended_at.is_none_or(|end| episode.started_at <= end), "{episode:?}");
    }
    for pair in summary.episodes.windows(2) {
        assert!(pair[0].ended_at.is_some_and(|end| end < pair[1].started_at), "{pair:?}");
    }
    let recorded: HashSet<_> = history
        .events()
        .filter_map(|event| match &event.content {
            Content::Metric(record) => {
                Some((event.session_id.as_ref()?.as_str(), record.metric.as_str()))
            }
            _ => None,
        })
        .collect();
    for session in tree.participants.iter().flat_map(|participant| &participant.sessions) {
        session_is_sound(session);
        for metric in &session.metrics {
            let own = session.documented.is_none()
                && !recorded.contains(&(session.session_id.as_str(), metric.name.as_str()));
            assert!(!own || metric.value >= 0, "{metric:?}");
        }
    }
}

fn session_is_sound(session: &Session) {
    assert!(session.start.zip(session.end).is_none_or(|(start, end)| start <= end), "{session:?}");
    assert!(session.end.is_none() || session.start.is_some(), "{session:?}");
    for segment in &session.segments {
        assert!(segment.segment_end.is_none_or(|end| segment.segment_start <= end), "{segment:?}");
    }
    if session.documented.is_some() {
        return;
    }
    let open = session.segments.iter().filter(|segment| segment.segment_end.is_none()).count();
    assert_eq!(open, usize::from(session.start.is_some() && session.end.is_none()), "{session:?}");
}

/// The derived Common Events have distinct ids, are in order, and have known causes. Their data can
/// be read as the data of their type.
fn derived_events_are_sound(derived_events: &[DerivedEvent], history: &History) {
    let known: HashSet<EventKey> = history.events().map(|event| event.key).collect();
    let mut ids = HashSet::new();
    for derived in derived_events {
        let event_type = derived.event_type();
        assert!(ids.insert((event_type, &derived.subject)), "{derived:?} is there twice");
        let causes: HashSet<EventKey> = derived.causes.iter().copied().collect();
        assert!(
            !causes.is_empty() && causes.len() == derived.causes.len() && causes.is_subset(&known),
            "{derived:?}"
        );
        let data = serde_json::to_value(&derived.data).unwrap();
        assert!(data.is_object());
        assert_eq!(
            Payload::read(event_type, &data).unwrap(),
            derived.data.payload,
            "v{SCHEMA_VERSION}"
        );
        assert!(
            data["conversation"]["episode"].as_u64().is_some_and(|episode| episode > 0),
            "{data}"
        );
        no_length_is_negative(&data);
        assert!(!derived.occurred_at.to_string().is_empty());
    }
    assert!(derived_events.is_sorted_by_key(|derived| derived.occurred_at));
}

/// The name of every duration ends in `Ms`, and no duration is negative.
fn no_length_is_negative(data: &Value) {
    match data {
        Value::Object(fields) => {
            for (name, value) in fields {
                let is_length = name.ends_with("Ms") && value.is_number();
                assert!(!is_length || value.as_i64().is_some_and(|ms| ms >= 0), "{name}: {value}");
                no_length_is_negative(value);
            }
        }
        Value::Array(values) => values.iter().for_each(no_length_is_negative),
        _ => {}
    }
}

/// An ended conversation has its ConversationEnded. No episode ends more than once, and every
/// episode but the first may have one ConversationReopened.
fn both_say_the_same_of_the_ends(tree: &Conversation, derived_events: &[DerivedEvent]) {
    let of =
        |event_type: EventType| derived_events.iter().filter(move |c| c.event_type() == event_type);
    let episodes = &tree.summary.episodes;
    assert!(of(EventType::ConversationEnded).count() <= episodes.len());
    assert!(of(EventType::ConversationReopened).count() <= episodes.len().saturating_sub(1));
    if let (Some(last), Some(ended_at)) = (episodes.last(), tree.summary.ended_at) {
        assert_eq!(last.ended_at, Some(ended_at));
        let number = episodes.len().to_string();
        let has_ended = of(EventType::ConversationEnded).any(|ended| ended.subject == number);
        assert!(has_ended, "nothing says that episode {number} ended");
    }
}

/// The Common Events of one type do not depend on which other types are selected.
fn a_selection_only_leaves_out(derived_events: &[DerivedEvent], history: &History) {
    let core: Selection = "core".parse().unwrap();
    let selected: Vec<DerivedEvent> =
        derived_events.iter().filter(|c| core.has(c.event_type())).cloned().collect();
    assert_eq!(derive(history, &core), selected);
}
