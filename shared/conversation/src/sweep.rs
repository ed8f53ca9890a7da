//! The sweep: whether a conversation may be closed because no event arrives for it any more.

use genesys::{Sweep, Timestamp};

use crate::history::History;
use crate::project::project;
use crate::tree::{Session, Status};

/// The sweep event for a conversation without events after `silent_since`. `None` if the
/// conversation has ended, was swept already, or must be waited for.
///
/// A document of a conversation in progress counts as news, like any event. The sweep waits for a
/// callback that is due after `silent_since`, because no event is expected before its time. If an
/// agent takes a callback early, there is news at that time, and the sweep still waits until the
/// callback is due; this costs nothing but time.
#[must_use]
pub fn sweep(history: &History, silent_since: Timestamp) -> Option<Sweep> {
    let last_news = history.last_news().filter(|news| *news <= silent_since)?;
    let tree = project(history);
    // A conversation without an episode has nothing that could end.
    let goes_on = tree.summary.status == Status::Open && !tree.summary.episodes.is_empty();
    let mut sessions = tree.participants.iter().flat_map(|participant| &participant.sessions);
    let is_waited_for =
        sessions.any(|session| session.end.is_none() && callback_due(session) > Some(silent_since));
    (goes_on && !is_waited_for).then_some(Sweep { last_news })
}

/// The time for which a callback is scheduled.
fn callback_due(session: &Session) -> Option<Timestamp> {
    let documented =
        session.documented.as_ref().and_then(|documented| documented.callback_scheduled_time);
    session.callback_scheduled_time.max(documented)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Known;
    use genesys::{Event, EventKey, Topic};
    use serde_json::{Value, json};

    fn event(at: i64, topic: Topic, body: &Value) -> Known {
        let fields = body.as_object().unwrap().clone();
        let key =
            EventKey::new(&topic, json!({"at": at, "body": fields}).as_object().unwrap()).unwrap();
        Event::new(topic, Timestamp::from_ms(at), key, fields).into()
    }

    fn swept(events: &[Known], silent_since: i64) -> Option<i64> {
        let history = History::new("c-1".parse().unwrap(), events.iter().cloned());
        sweep(&history, Timestamp::from_ms(silent_since)).map(|sweep| sweep.last_news.ms())
    }

    fn customer(at: i64, topic: Topic, media: &str) -> Known {
        event(at, topic, &json!({"participantId": "p", "sessionId": "s", "mediaType": media}))
    }

    fn callback(at: i64, due: i64) -> Known {
        let body = json!({"participantId": "p", "sessionId": "b", "mediaType": "CALLBACK",
            "callbackScheduledTime": due});
        event(at, Topic::CustomerStart, &body)
    }

    // An open conversation is swept as of its last event, once that event is old enough.
    #[test]
    fn open_conversation_is_swept_after_silence() {
        let open = [customer(5_000, Topic::CustomerStart, "VOICE")];
        assert_eq!((swept(&open, 4_999), swept(&open, 5_000)), (None, Some(5_000)));
        let attributes = event(
            8_000,
            Topic::Attributes,
            &json!({"participantId": "p", "attributes": {"a": "b"}}),
        );
        let with_attributes = [open[0].clone(), attributes];
        assert_eq!(
            (swept(&with_attributes, 7_999), swept(&with_attributes, 8_000)),
            (None, Some(8_000)),
            "any event is news"
        );
    }

    // Not swept: one that has ended, was swept after its last event, or never had an episode.
    #[test]
    fn only_open_conversations_are_swept() {
        let start = customer(5_000, Topic::CustomerStart, "VOICE");
        assert_eq!(
            swept(&[start.clone(), customer(6_000, Topic::CustomerEnd, "VOICE")], 90_000),
            None
        );
        let sweep_event =
            |last_news: i64| event(last_news, Topic::Sweep, &json!({"lastNewsAt": last_news}));
        assert_eq!(swept(&[start.clone(), sweep_event(5_000)], 90_000), None);
        assert_eq!(
            swept(&[start, sweep_event(4_000)], 90_000),
            Some(5_000),
            "there was news since"
        );
        let attributes = event(
            5_000,
            Topic::Attributes,
            &json!({"participantId": "p", "attributes": {"a": "b"}}),
        );
        assert_eq!((swept(&[attributes], 90_000), swept(&[], 90_000)), (None, None));
        assert_eq!(
            swept(&[customer(5_000, Topic::CustomerStart, "SCREENSHARE")], 90_000),
            None,
            "no end to tell of"
        );
    }

    // The sweep waits until the time for which the callback is scheduled, and only while the
    // callback is open.
    #[test]
    fn sweep_waits_for_a_scheduled_callback() {
        let asked = [callback(5_000, 60_000)];
        assert_eq!((swept(&asked, 59_999), swept(&asked, 60_000)), (None, Some(5_000)));
        assert_eq!(
            swept(&[callback(5_000, 1_000)], 5_000),
            Some(5_000),
            "one that was due before plays no part"
        );
        let over = json!({"participantId": "p", "sessionId": "b", "mediaType": "CALLBACK"});
        let over = event(6_000, Topic::CustomerEnd, &over);
        let talk = event(
            5_500,
            Topic::CustomerStart,
            &json!({"participantId": "p", "sessionId": "v", "mediaType": "VOICE"}),
        );
        assert_eq!(
            swept(&[callback(5_000, 60_000), talk, over], 6_000),
            Some(6_000),
            "nor one that is over"
        );
    }

    #[test]
    fn documents_count_as_news_and_have_callbacks() {
        let start = customer(5_000, Topic::CustomerStart, "CALLBACK");
        let at = |ms: i64| Timestamp::from_ms(ms).to_string();
        let document = |session: Value| {
            let body = json!({"conversationId": "c-1", "participants": [
                {"participantId": "p", "purpose": "customer", "sessions": [session]}]});
            event(9_000, Topic::Details, &body)
        };
        let in_progress = json!({"sessionId": "s", "mediaType": "callback", "segments": [
            {"segmentStart": at(5_000), "segmentType": "interact"}]});
        let known = [start.clone(), document(in_progress.clone())];
        assert_eq!((swept(&known, 8_999), swept(&known, 9_000)), (None, Some(9_000)));
        let mut due = in_progress;
        due["callbackScheduledTime"] = json!(at(60_000));
        let known = [start, document(due)];
        assert_eq!((swept(&known, 59_999), swept(&known, 60_000)), (None, Some(9_000)));
    }
}
