//! What segments are drawn as: ringing is not talk, waits agree everywhere, and every type has a
//! word of its own.

use std::collections::BTreeSet;

use common_events::Payload;
use conversation::tree::SegmentType;
use conversation::why::Reasons;
use conversation::{Conversation, Family, History, Known, Session, project};
use genesys::event::Content;
use genesys::{Event, Timestamp};
use proptest::prelude::*;

use super::super::parsed_event::Ledger;
use super::super::phase::Phase;
use super::super::spent::{spent, waited};
use super::support::{cases, document, stories, story_of};
use super::*;

/// Ends of a story and of its document may differ by this much, in milliseconds.
const TOLERANCE_MS: i64 = 1_000;

fn sessions(conversation: &Conversation) -> impl Iterator<Item = &Session> {
    conversation.participants.iter().flat_map(|participant| &participant.sessions)
}

/// The story as it was known when its first events had arrived. With `bare`, no end has totals.
fn so_far(story: &Story, count: usize, bare: bool) -> Option<(Timestamp, Conversation)> {
    let known: Vec<_> = story
        .history
        .events()
        .take(count)
        .map(|one| Known::from(if bare { without_totals(one) } else { one.clone() }))
        .collect();
    let now = known.iter().map(|one| one.event.time).max()?;
    let history = History::new(story.conversation.summary.conversation_id.clone(), known);
    Some((now, project(&history).with_inferred_ends()))
}

fn without_totals(event: &Event) -> Event {
    let mut event = event.clone();
    if let Content::Detail(detail) = &mut event.content {
        detail.contacting_duration = None;
        detail.dialing_duration = None;
        detail.alerting_duration = None;
        detail.interacting_duration = None;
        detail.callback_duration = None;
        detail.held_duration = None;
    }
    event
}

/// At no moment is a user drawn as talking whose phone rang, as the document knows afterwards.
#[test]
fn ringing_is_never_drawn_as_talk() {
    let mut rang = 0;
    for name in cases() {
        let document = document(&name);
        let (told, whole) = (story_of(&name, &document, false), story_of(&name, &document, true));
        let events = told.history.events().count();
        for (count, bare) in (1..=events).flat_map(|count| [(count, false), (count, true)]) {
            let (now, conversation) = so_far(&told, count, bare).unwrap();
            for session in sessions(&conversation) {
                let same = sessions(&whole.conversation)
                    .find(|other| other.session_id == session.session_id);
                let rings = same.into_iter().flat_map(|same| &same.segments).filter(|segment| {
                    matches!(
                        segment.segment_type,
                        SegmentType::Alert | SegmentType::Contacting | SegmentType::Dialing
                    )
                });
                for ring in rings {
                    rang += 1;
                    for segment in session
                        .segments
                        .iter()
                        .filter(|segment| Phase::of(session, segment) == Phase::Talk)
                    {
                        let from = segment.segment_start.max(ring.segment_start);
                        let to = segment.segment_end.unwrap_or(now);
                        let to = ring.segment_end.map_or(to, |end| end.min(to));
                        assert!(
                            to.since(from) <= TOLERANCE_MS,
                            "{name} after {count} events, bare {bare}: talk {segment:?} while \
                             {ring:?}"
                        );
                    }
                }
            }
        }
    }
    assert!(rang > 200, "{rang}");
}

/// Talk and hold of a session are never at once.
#[test]
fn talk_and_hold_never_overlap() {
    for story in stories() {
        for session in sessions(&story.conversation) {
            let of =
                |kind| session.segments.iter().filter(move |segment| segment.segment_type == kind);
            for (talk, hold) in of(SegmentType::Interact)
                .flat_map(|talk| of(SegmentType::Hold).map(move |hold| (talk, hold)))
            {
                let (from, to) = (talk.segment_start.max(hold.segment_start), talk.segment_end);
                let to = to.zip(hold.segment_end).map(|(talk, hold)| talk.min(hold));
                assert!(to.is_none_or(|to| to <= from), "{}: {talk:?} {hold:?}", story.name);
            }
        }
    }
}

/// The wait is the same in the lanes and answers as in the Common Events and in their totals.
#[test]
fn waits_agree_everywhere() {
    let mut waits = 0;
    for story in stories() {
        let ledger = Ledger::of(&story.common_events);
        for session in
            sessions(&story.conversation).filter(|session| session.family == Some(Family::Acd))
        {
            let said = ledger.about(&session.session_id).find_map(|(_, payload)| match payload {
                Payload::ConversationDequeued(it) => Some(it.waited_ms),
                _ => None,
            });
            let Some(said) = said else { continue };
            waits += 1;
            assert_eq!(waited(session).unwrap().ms, said, "{}", story.name);
            let shown = super::super::time::length(said);
            let text = shown_in(&story);
            assert!(text.contains(&format!("waited {shown}")), "{}: {shown} in {text}", story.name);
            assert!(text.contains(&format!("after {shown}")), "{}: {shown} in {text}", story.name);
        }
        let ended: Vec<_> = ledger
            .active()
            .filter_map(|(_, payload)| match payload {
                Payload::ConversationEnded(it) => Some(it.phases.queue_ms),
                _ => None,
            })
            .collect();
        if story.conversation.summary.ended_at.is_some() {
            let spent = spent(&story.conversation);
            let queue = spent.iter().find(|(phase, _)| *phase == Phase::Queue);
            assert_eq!(
                queue.map_or(0, |(_, spent)| spent.ms),
                ended.iter().sum::<i64>(),
                "{}",
                story.name
            );
        }
    }
    assert!(waits > 10, "{waits}");
}

fn shown_in(story: &Story) -> String {
    shown(story, 400)
}

/// A story in which a session has a segment of each type, ten seconds each.
fn with_every_type() -> Story {
    let mut story = story("multi-hold-conference-agent-hangup", true);
    let participant =
        story.conversation.participants.iter_mut().find(|it| it.user_id.is_some()).unwrap();
    let session = &mut participant.sessions[0];
    let one = session.segments[0].clone();
    let at = |number: usize| one.segment_start.plus_ms(10_000 * i64::try_from(number).unwrap());
    session.segments = SegmentType::ALL
        .into_iter()
        .enumerate()
        .map(|(number, segment_type)| conversation::tree::Segment {
            segment_type,
            segment_start: at(number),
            segment_end: Some(at(number + 1)),
            ..one.clone()
        })
        .collect();
    story
}

#[test]
fn every_segment_type_has_its_own_word_and_glyph() {
    let story = with_every_type();
    let session = sessions(&story.conversation)
        .find(|session| session.segments.len() == SegmentType::ALL.len())
        .unwrap();
    let phases: Vec<Phase> =
        session.segments.iter().map(|segment| Phase::of(session, segment)).collect();
    let words: BTreeSet<&str> = phases.iter().map(|phase| phase.name()).collect();
    let glyphs: BTreeSet<char> = phases.iter().map(|phase| phase.glyph()).collect();
    assert_eq!((words.len(), glyphs.len()), (22, 22), "{words:?}");
    let text = shown(&story, 400);
    let page = html::page(&story.conversation, &story.common_events, &Reasons::new(&story.history))
        .unwrap();
    for phase in phases {
        assert!(text.contains(&format!("{0}{0} {1}", phase.glyph(), phase.name())), "{phase:?}");
        assert!(
            page.contains(&format!(
                "<span class=\"{}\">{}</span>",
                phase.paint().class(),
                phase.name()
            )),
            "{phase:?}"
        );
        assert!(page.contains(&format!("id=\"p-{}\"", phase.look())), "{phase:?}");
    }
}

/// A supervisor who listens has a lane that says so, by the document and by metric records.
#[test]
fn supervisor_has_a_lane_that_says_monitoring() {
    let name = "multi-hold-conference-agent-hangup";
    let mut document = document(name);
    let talk_of_agent = |document: &serde_json::Value| {
        let agents = document["participants"].as_array().unwrap().iter();
        let sessions = agents.filter(|it| it["purpose"] == "agent");
        let segments = sessions.flat_map(|it| it["sessions"].as_array().unwrap().clone());
        segments
            .flat_map(|it| it["segments"].as_array().unwrap().clone())
            .find(|it| it["segmentType"] == "interact" && it["segmentEnd"].is_string())
            .unwrap()
    };
    let talk = talk_of_agent(&document);
    let segment = |kind: &str| {
        serde_json::json!({"segmentType": kind, "segmentStart": talk["segmentStart"],
            "segmentEnd": talk["segmentEnd"]})
    };
    let participants = document["participants"].as_array_mut().unwrap();
    participants.push(serde_json::json!({
        "participantId": "0a1b2c3d-0000-4000-8000-000000000001",
        "participantName": "Grace", "purpose": "user",
        "userId": "0a1b2c3d-0000-4000-8000-000000000002",
        "sessions": [{"sessionId": "0a1b2c3d-0000-4000-8000-000000000003", "mediaType": "voice",
            "segments": [segment("monitoring")]}],
    }));
    let story = story_of(name, &document, true);
    let text = shown(&story, 200);
    assert!(line(&text, &["user", "Grace", "mmm"]).contains("mmm"));
    assert!(text.contains("mm monitoring"), "{text}");
    assert!(line(&text, &["Grace", "listened"]).contains("monitoring"), "{text}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever is known of a wait, the answers and the lanes say the same.
    #[test]
    fn answer_and_lane_say_the_same_wait(starts in 0_i64..60_000, lasts in 0_i64..7_200_000) {
        let mut story = story("chat-external-in-progress", true);
        let participant = story
            .conversation
            .participants
            .iter_mut()
            .find(|it| it.sessions.iter().any(|session| session.family == Some(Family::Acd)))
            .unwrap();
        let session = &mut participant.sessions[0];
        let from = session.start.unwrap();
        session.end = Some(from.plus_ms(starts + lasts));
        session.segments[0].segment_start = from.plus_ms(starts);
        session.segments[0].segment_end = session.end;
        session.segments.truncate(1);
        let said = super::super::time::length(lasts);
        let text = shown(&story, 200);
        prop_assert!(text.contains(&format!("waited {said}")), "{said} in {text}");
        prop_assert!(
            lasts == 0 || line(&text, &["queue", "·", &said]).contains(&said),
            "{said} in {text}"
        );
    }
}
