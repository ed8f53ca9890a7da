"""Common Events as rows of the table `common_event_revisions`: the transformation of the Firehose
stream. Instants are microseconds, as Firehose wants them for a timestamp."""

import base64
import json
from datetime import datetime, timezone

# The conversations that `switchboard doctor --probe` makes up are of this organization.
PROBE = "00000000-0000-4000-8000-0000000070be"
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def microseconds(instant: str) -> int:
    since = datetime.fromisoformat(instant.replace("Z", "+00:00")) - EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def row(event: dict) -> dict:
    """The row of a Common Event: `detail` as EventBridge delivers it. What is absent is left out."""
    metadata, data = event["metadata"], event["data"]
    conversation = data["conversation"]
    values = {
        "id": metadata["id"],
        "type": metadata["type"],
        "schema_version": metadata["schemaVersion"],
        "revision": metadata["revision"],
        "status": metadata["status"],
        "conversation_id": metadata["conversationId"],
        "organization_id": metadata.get("organizationId"),
        "occurred_at": microseconds(metadata["occurredAt"]),
        "known_events": metadata["knownEvents"],
        "causes": metadata["causes"],
        "replay": metadata.get("replay"),
        "inferred": data.get("inferred", False),
        "episode": conversation["episode"],
        "conversation_media_type": conversation.get("mediaType"),
        "conversation_direction": conversation.get("direction"),
        "division_id": conversation.get("divisionId"),
        "campaign_id": conversation.get("campaignId"),
        "customer_participant_id": conversation.get("customerParticipantId"),
        "customer_session_id": conversation.get("customerSessionId"),
        "participant_id": data.get("participantId"),
        "session_id": data.get("sessionId"),
        "stretch": data.get("stretch"),
        "media_type": data.get("mediaType"),
        "direction": data.get("direction"),
        "user_id": data.get("userId"),
        "queue_id": data.get("queueId"),
        "data": json.dumps(data, ensure_ascii=False, separators=(",", ":")),
    }
    return {name: value for name, value in values.items() if value is not None}


def transformed(record: dict) -> dict:
    """The row of a record. A record that is no Common Event goes to the errors in the bucket, as it
    came; one of the probe goes nowhere."""
    try:
        event = json.loads(base64.b64decode(record["data"]))
        text = json.dumps(row(event))
    except (KeyError, TypeError, ValueError):
        return {"recordId": record["recordId"], "result": "ProcessingFailed", "data": record["data"]}
    if event["metadata"].get("organizationId") == PROBE:
        return {"recordId": record["recordId"], "result": "Dropped", "data": record["data"]}
    return {"recordId": record["recordId"], "result": "Ok", "data": base64.b64encode(text.encode()).decode()}


def handler(event: dict, _context: object) -> dict:
    return {"records": [transformed(record) for record in event["records"]]}
