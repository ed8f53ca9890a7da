//! An event built from a fuzzer's bytes.

use arbitrary::{Arbitrary, Result, Unstructured};
use conversation::Known;
use genesys::time::MAX_EVENT_TIME_MS;
use genesys::vocabulary::{AcdOutcome, DisconnectType, FlowType, MediaType};
use genesys::{Event, EventKey, Timestamp, Topic};
use serde_json::{Map, Value, json};

const T0: i64 = 1_772_442_000_000;
const HOUR_MS: i64 = 3_600_000;

/// Names that arbitrary JSON bodies use now and then, so that rules find their fields.
const NAMES: [&str; 16] = [
    "participantId",
    "sessionId",
    "mediaType",
    "direction",
    "disconnectType",
    "userId",
    "queueId",
    "attributes",
    "interactingDurationMs",
    "connectedDurationMs",
    "wrapupDurationMs",
    "flowMilestones",
    "metric",
    "value",
    "scoringSet",
    "externalContactId",
];

/// One event.
#[derive(Debug, Arbitrary)]
pub struct Told {
    topic: u8,
    at: At,
    participant: u8,
    session: u8,
    body: Body,
}

/// An event time: near the others, whole hours away from them, at a limit, or any.
#[derive(Debug, Arbitrary)]
enum At {
    Near(u8),
    After(u16),
    Hours(i8, u8),
    First,
    Last,
    Any(u64),
}

/// A duration, or another value in its place.
#[derive(Debug, Arbitrary)]
enum Length {
    Absent,
    Zero,
    Short(u16),
    Hours(u8),
    Longest,
    Any(i64),
}

#[derive(Debug, Arbitrary)]
enum Body {
    Usual(Box<Usual>),
    Odd(Vec<(Name, Json)>),
}

/// The fields that rules read.
#[derive(Debug, Arbitrary)]
struct Usual {
    media_type: u8,
    direction: Option<bool>,
    disconnect_type: u8,
    user: u8,
    queue: u8,
    acd_outcome: u8,
    flow_type: u8,
    lengths: [Length; 4],
    metric: u8,
    text: u8,
}

#[derive(Debug, Arbitrary)]
enum Name {
    Known(u8),
    Any(String),
}

/// Arbitrary JSON, a few levels deep.
#[derive(Debug)]
struct Json(Value);

impl<'a> Arbitrary<'a> for Json {
    fn arbitrary(bytes: &mut Unstructured<'a>) -> Result<Self> {
        any_json(bytes, 3).map(Self)
    }
}

fn any_json(bytes: &mut Unstructured<'_>, levels: u8) -> Result<Value> {
    Ok(match bytes.int_in_range(0..=if levels == 0 { 5 } else { 7 })? {
        0 => Value::Null,
        1 => json!(bool::arbitrary(bytes)?),
        2 => json!(i64::arbitrary(bytes)?),
        3 => json!(f64::arbitrary(bytes)?),
        4 => json!(String::arbitrary(bytes)?),
        5 => json!(
            ["p1", "s1", "u1", "VOICE", "tTalk", "Finished"]
                [usize::from(bytes.int_in_range(0..=5_u8)?)]
        ),
        6 => {
            let length = bytes.int_in_range(0..=4_u8)?;
            Value::Array((0..length).map(|_| any_json(bytes, levels - 1)).collect::<Result<_>>()?)
        }
        _ => {
            let length = bytes.int_in_range(0..=4_u8)?;
            let field = |_| Ok((Name::arbitrary(bytes)?.text(), any_json(bytes, levels - 1)?));
            Value::Object((0..length).map(field).collect::<Result<_>>()?)
        }
    })
}

impl Name {
    fn text(self) -> String {
        match self {
            Self::Known(index) => NAMES[usize::from(index) % NAMES.len()].to_owned(),
            Self::Any(text) => text,
        }
    }
}

impl At {
    const fn ms(&self) -> i64 {
        match *self {
            Self::Near(seconds) => T0 + seconds as i64 * 500,
            Self::After(ms) => T0 + ms as i64,
            Self::Hours(hours, seconds) => T0 + hours as i64 * HOUR_MS + seconds as i64 * 500,
            Self::First => 1,
            Self::Last => MAX_EVENT_TIME_MS - 1,
            Self::Any(ms) => (ms % MAX_EVENT_TIME_MS.cast_unsigned()).cast_signed(),
        }
    }
}

impl Length {
    fn value(&self) -> Value {
        match *self {
            Self::Absent => Value::Null,
            Self::Zero => json!(0),
            Self::Short(ms) => json!(ms),
            Self::Hours(hours) => json!(i64::from(hours) * HOUR_MS),
            Self::Longest => json!(MAX_EVENT_TIME_MS - 1),
            Self::Any(ms) => json!(ms),
        }
    }
}

/// One of `values`, or `None`.
fn some<T: Clone>(values: &[T], index: u8) -> Option<T> {
    values.get(usize::from(index) % (values.len() + 1)).cloned()
}

impl Usual {
    fn body(&self) -> Map<String, Value> {
        let text = ["a", "b", "Finished", "Retracted", "TRANSFER"][usize::from(self.text) % 5];
        let metrics = [
            "tTalk",
            "tHeld",
            "tAcw",
            "tAlert",
            "tPark",
            "tIvr",
            "tConnected",
            "nConnected",
            "nOffered",
        ];
        let [talk, held, alert, dial] = self.lengths.each_ref().map(Length::value);
        let body = json!({
            "mediaType": some(MediaType::KNOWN, self.media_type)
                .map(|media| media.wire().to_owned()),
            "direction": self.direction.map(|inbound| if inbound { "INBOUND" } else { "OUTBOUND" }),
            "disconnectType": some(DisconnectType::KNOWN, self.disconnect_type)
                .map(|how| how.wire().to_owned()),
            "userId": some(&["u1", "u2"], self.user),
            "answeredUserId": some(&["u1", "u2"], self.user),
            "queueId": some(&["q1", "q2"], self.queue),
            "acdOutcome": some(AcdOutcome::KNOWN, self.acd_outcome)
                .map(|outcome| outcome.wire().to_owned()),
            "flowType": some(FlowType::KNOWN, self.flow_type).map(|flow| flow.wire().to_owned()),
            "interactingDurationMs": talk, "heldDurationMs": held, "alertingDurationMs": alert,
            "dialingDurationMs": dial, "connectedDurationMs": talk, "voicemailDurationMs": talk,
            "wrapupDurationMs": held, "callbackDurationMs": alert, "value": held,
            "wrapupCode": text, "attributes": {text: text}, "flowOutcomeId": text,
            "externalContactId": text,
            "exitReason": text, "metric": metrics[usize::from(self.metric) % metrics.len()],
            "id": text, "status": text, "callbackScheduledTime": talk,
        });
        body.as_object().cloned().unwrap_or_default()
    }
}

impl Told {
    /// The event as it is read from the log; `None` if no event can have such a time.
    pub fn known(self) -> Option<Known> {
        let topic =
            some(Topic::KNOWN, self.topic).unwrap_or_else(|| Topic::Unknown("hologram".to_owned()));
        let time = Timestamp::from_ms(self.at.ms());
        let mut body = match self.body {
            Body::Usual(usual) => usual.body(),
            Body::Odd(fields) => {
                fields.into_iter().map(|(name, Json(value))| (name.text(), value)).collect()
            }
        };
        if let Some(participant) = some(&["p1", "p2", "p3", "p4"], self.participant) {
            body.insert("participantId".to_owned(), json!(participant));
        }
        if let Some(session) = some(&["s1", "s2", "s3", "s4", "s5"], self.session) {
            body.insert("sessionId".to_owned(), json!(session));
        }
        body.insert("eventTime".to_owned(), json!(time.ms()));
        let key = EventKey::new(&topic, &body).ok()?;
        time.is_event_time().then(|| Event::new(topic, time, key, body).into())
    }
}
