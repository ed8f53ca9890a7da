//! The same conversation at another time and faster, for people who watch it.
//!
//! Every instant of the document moves; lengths of metrics follow. The order of instants stays, and
//! those that differ still differ. A long pause, such as the night before a callback, is shortened.

use genesys::Timestamp;
use genesys::details::ConversationDetails;
use serde_json::Value;

/// The longest pause, in milliseconds before the speed is applied.
const LONGEST_PAUSE_MS: i64 = 120_000;

/// The conversation as if it began at `start` and went `speed` times as fast.
///
/// `None` if the document has no instant.
#[must_use]
pub fn paced(
    details: &ConversationDetails,
    start: Timestamp,
    speed: u32,
) -> Option<ConversationDetails> {
    let mut document = serde_json::to_value(details).ok()?;
    let mut instants = Vec::new();
    collect(&document, &mut instants);
    let mut pace = Pace::new(instants, start, speed)?;
    if let Some(begin) = details.conversation_start {
        pace.begin(begin, start);
    }
    pace.apply(&mut document);
    serde_json::from_value(document).ok()
}

/// Where the instants of a conversation move: pairs of before and after, ascending, in
/// milliseconds.
struct Pace {
    moved: Vec<(i64, i64)>,
    speed: i64,
}

impl Pace {
    fn new(mut instants: Vec<i64>, start: Timestamp, speed: u32) -> Option<Self> {
        let speed = i64::from(speed.max(1));
        instants.sort_unstable();
        instants.dedup();
        let mut moved = vec![(*instants.first()?, start.ms())];
        for pair in instants.windows(2) {
            let pause = (pair[1] - pair[0]).min(LONGEST_PAUSE_MS);
            let last = moved.last().map_or(0, |(_, after)| *after);
            moved.push((pair[1], last + (pause / speed).max(1)));
        }
        Some(Self { moved, speed })
    }

    /// Moves everything so that `at` becomes `wanted`. The first instant may be before the start of
    /// the conversation.
    fn begin(&mut self, at: Timestamp, wanted: Timestamp) {
        let ahead = self.of(at.ms()) - wanted.ms();
        self.moved.iter_mut().for_each(|(_, after)| *after -= ahead);
    }

    /// Where any instant moves: between its neighbours, in proportion.
    fn of(&self, at: i64) -> i64 {
        let next = self.moved.partition_point(|(before, _)| *before <= at);
        let last = self.moved.get(next.max(1) - 1).copied().unwrap_or_default();
        match self.moved.get(next).filter(|_| next > 0) {
            Some(next) => last.1 + (at - last.0) * (next.1 - last.1) / (next.0 - last.0),
            None => last.1 + (at - last.0) / self.speed,
        }
    }

    fn apply(&self, value: &mut Value) {
        match value {
            Value::String(text) => {
                if let Some(at) = instant(text) {
                    *text = Timestamp::from_ms(self.of(at)).to_string();
                }
            }
            Value::Array(values) => values.iter_mut().for_each(|value| self.apply(value)),
            Value::Object(fields) => {
                if let Some(length) =
                    metric(fields).map(|(end, ms)| self.of(end) - self.of(end - ms))
                {
                    fields.insert("value".to_owned(), length.into());
                }
                fields.values_mut().for_each(|value| self.apply(value));
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
}

/// The end and the length in milliseconds of a metric that measures time.
fn metric(fields: &serde_json::Map<String, Value>) -> Option<(i64, i64)> {
    let measures_time = fields.get("name")?.as_str()?.starts_with('t');
    let end = instant(fields.get("emitDate")?.as_str()?)?;
    let ms = fields.get("value")?.as_i64()?;
    measures_time.then_some((end, ms))
}

fn collect(value: &Value, instants: &mut Vec<i64>) {
    match value {
        Value::String(text) => instants.extend(instant(text)),
        Value::Array(values) => values.iter().for_each(|value| collect(value, instants)),
        Value::Object(fields) => fields.values().for_each(|value| collect(value, instants)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The milliseconds of an instant such as `2026-03-02T09:00:00.000Z`.
fn instant(text: &str) -> Option<i64> {
    let is_instant = text.len() >= "2026-03-02T09:00:00Z".len() && text.ends_with('Z');
    Some(text.parse::<Timestamp>().ok().filter(|_| is_instant)?.ms())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Kind, conversation, events_of, kinds};

    const START: Timestamp = Timestamp::from_ms(1_800_000_000_000);

    /// Every kind of conversation keeps its events, their topics and their order; it begins at the
    /// start, and no pause is longer than the longest at that speed.
    #[test]
    fn paced_conversation_keeps_events_and_order() {
        for kind in kinds() {
            let original = conversation(*kind, 1);
            for speed in [1, 10, 60] {
                let fast = paced(&original, START, speed).unwrap();
                assert_eq!(fast.conversation_start, Some(START), "{kind:?}");
                let topics = |details| {
                    let events = events_of(details, true).events.into_iter();
                    events.map(|event| event.topic).collect::<Vec<_>>()
                };
                // A session that starts again goes on instead where the pause becomes too short.
                if *kind != Kind::MessageSessionAgain {
                    assert_eq!(topics(&fast), topics(&original), "{kind:?}");
                }
                let mut instants = Vec::new();
                collect(&serde_json::to_value(&fast).unwrap(), &mut instants);
                instants.sort_unstable();
                let longest = instants.windows(2).map(|pair| pair[1] - pair[0]).max().unwrap();
                assert!(longest <= LONGEST_PAUSE_MS / i64::from(speed), "{kind:?}: {longest} ms");
            }
        }
    }

    /// A metric that measures time is as long as the time that it measures.
    #[test]
    fn lengths_of_metrics_follow_their_instants() {
        let pace = Pace::new(vec![0, 10_000, 10_000_000], START, 10).unwrap();
        assert_eq!([0, 5_000, 10_000].map(|at| pace.of(at) - START.ms()), [0, 500, 1_000]);
        assert_eq!(pace.of(10_000_000) - START.ms(), 1_000 + LONGEST_PAUSE_MS / 10);
        assert_eq!([-10, 10_000_010].map(|at| pace.of(at) - START.ms()), [-1, 13_001]);
        let mut held = serde_json::json!({"name": "tHeld", "value": 4_000,
            "emitDate": "1970-01-01T00:00:08.000Z"});
        let mut count = serde_json::json!({"name": "nError", "value": 4_000,
            "emitDate": "1970-01-01T00:00:08.000Z"});
        pace.apply(&mut held);
        pace.apply(&mut count);
        assert_eq!((&held["value"], &count["value"]), (&400.into(), &4_000.into()));
        assert_eq!(held["emitDate"], "2027-01-15T08:00:00.800Z");
    }
}
