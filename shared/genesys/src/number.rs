//! Numbers of JSON.

use serde_json_borrow::Value;

/// A whole number. `1.0` counts as one, too.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "checked to be whole and small"
)]
pub(crate) fn integer(value: &Value<'_>) -> Option<i64> {
    value.as_i64().or_else(|| {
        let float = value.as_f64()?;
        (float.fract() == 0.0 && float.abs() < (1_i64 << 53) as f64).then_some(float as i64)
    })
}
