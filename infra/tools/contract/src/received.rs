//! The event that a subscriber receives: EventBridge's envelope around an entry of the bus.

use common_events::EventType;
use emit::Entry;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::published::SOURCE;

/// The account id and region of every sample.
const ACCOUNT: &str = "123456789012";
const REGION: &str = "eu-central-1";

/// The event that a subscriber receives for an entry. EventBridge generates a random `id`. Here the
/// id is derived from the Common Event, so that samples are stable. `time` has no fractions of
/// seconds.
///
/// # Errors
/// A valid entry never causes one.
pub fn received(entry: &Entry) -> Result<Value, serde_json::Error> {
    let detail: Value = serde_json::from_str(entry.detail.get())?;
    let time = entry.time.to_string();
    let seconds = time.split('.').next().unwrap_or_default();
    Ok(json!({
        "version": "0",
        "id": Uuid::new_v5(&entry.id, entry.revision.to_string().as_bytes()),
        "detail-type": entry.detail_type,
        "source": entry.source,
        "account": ACCOUNT,
        "time": format!("{seconds}Z"),
        "region": REGION,
        "resources": [],
        "detail": detail,
    }))
}

/// JSON Schema of the received event, given the schema of its `detail`.
#[must_use]
pub fn envelope_schema(event_type: EventType, detail: &Value) -> Value {
    json!({
        "type": "object",
        "properties": {
            "version": {"type": "string"},
            "id": {"type": "string", "format": "uuid",
                "description": "EventBridge's own id. Every publication has another one."},
            "detail-type": {"type": "string", "enum": [event_type]},
            "source": {"type": "string",
                "description": format!("`{SOURCE}`, unless the operator configured another.")},
            "account": {"type": "string"},
            "time": {"type": "string", "format": "date-time",
                "description": "`occurredAt`, without fractions of seconds."},
            "region": {"type": "string"},
            "resources": {"type": "array", "items": {"type": "string"}},
            "detail": detail,
        },
        "required": ["version", "id", "detail-type", "source", "account", "time", "region",
            "resources", "detail"],
    })
}
