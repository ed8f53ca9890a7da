//! Lenient readers of JSON values: a value of an odd type counts as absent and costs nothing else of its event.

use serde_json::Value;

use crate::time::{MAX_EVENT_TIME_MS, Timestamp};

/// A text that says something: absent when empty.
pub(crate) fn text(value: Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text),
        _ => None,
    }
}

/// The texts of a list; `None` when it is no list or names nothing.
pub(crate) fn texts(value: Value) -> Option<Vec<String>> {
    let Value::Array(values) = value else {
        return None;
    };
    let texts: Vec<String> = values.into_iter().filter_map(text).collect();
    (!texts.is_empty()).then_some(texts)
}

pub(crate) fn boolean(value: &Value) -> Option<bool> {
    value.as_bool()
}

/// A whole number, also where it is spelled `1.0`.
#[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "checked to be whole and small")]
pub(crate) fn integer(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| {
        let float = value.as_f64()?;
        (float.fract() == 0.0 && float.abs() < (1_i64 << 53) as f64).then_some(float as i64)
    })
}

/// A length of time in milliseconds, not negative and no longer than any event time.
pub(crate) fn duration(value: &Value) -> Option<i64> {
    integer(value).filter(|ms| (0..MAX_EVENT_TIME_MS).contains(ms))
}

/// An instant in epoch milliseconds.
pub(crate) fn epoch(value: &Value) -> Option<Timestamp> {
    integer(value).map(Timestamp::from_ms).filter(|time| time.is_event_time())
}

/// An instant in ISO 8601.
pub(crate) fn iso(value: &Value) -> Option<Timestamp> {
    value.as_str()?.parse().ok().filter(|time: &Timestamp| time.is_event_time())
}

pub(crate) fn id<T: TryFrom<String>>(value: Value) -> Option<T> {
    text(value).and_then(|text| T::try_from(text).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_of_odd_types_are_absent() {
        assert_eq!(text(json!("")), None);
        assert_eq!(text(json!(7)), None);
        assert_eq!(texts(json!(["a", 1, null, ""])), Some(vec!["a".to_owned()]));
        assert_eq!(texts(json!([])), None);
        assert_eq!(duration(&json!(-1)), None);
        assert_eq!(duration(&json!(12.0)), Some(12));
        assert_eq!(duration(&json!(12.5)), None);
        assert_eq!(duration(&json!("12")), None);
        assert_eq!(epoch(&json!(0)), None);
        assert_eq!(epoch(&json!(1e300)), None);
        assert_eq!(iso(&json!("2026-03-02T09:00:00Z")), Some(Timestamp::from_ms(1_772_442_000_000)));
    }
}
