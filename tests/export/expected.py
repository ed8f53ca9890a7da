"""The rows that an export must have, from Common Events as `run` publishes them, from summaries as
`list` prints them, and from documents as `show` does."""

import json
from datetime import datetime

PHASES = ["flow", "queue", "alert", "talk", "hold", "wrapUp"]


def compact(value) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def common_events(events: dict) -> list:
    return [common_event(events[key]) for key in sorted(events)]


def common_event(event: dict) -> dict:
    metadata, data = event["metadata"], event["data"]
    conversation = data["conversation"]
    return {
        "id": metadata["id"],
        "type": metadata["type"],
        "schema_version": metadata["schemaVersion"],
        "revision": metadata["revision"],
        "status": metadata["status"],
        "conversation_id": metadata["conversationId"],
        "organization_id": metadata.get("organizationId"),
        "occurred_at": metadata["occurredAt"],
        "day": metadata["occurredAt"][:10],
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
        "data": compact(data),
    }


def known(rows: list) -> list:
    """The columns of `conversations` that summaries, documents and Common Events tell."""
    unknown = {"state_since", "customer", "queue_id", "waited_ms", "waits_since", "callback_at"}
    told = [{key: value for key, value in row.items() if key not in unknown} for row in rows]
    return [{**row, "state": row["state"] == "ended", "user_ids": sorted(row["user_ids"])} for row in told]


def conversations(listed: dict, shown: list, events: dict) -> list:
    users = {one["conversationId"]: sorted({party["userId"] for party in one["participants"] if "userId" in party}) for one in shown}
    organizations = {event["metadata"]["conversationId"]: event["metadata"].get("organizationId") for event in events.values()}
    ends = {}
    for event in sorted(events.values(), key=lambda event: event["metadata"]["occurredAt"]):
        if event["metadata"]["type"] == "ConversationEnded" and event["metadata"]["status"] == "active":
            ends[event["metadata"]["conversationId"]] = event["data"]
    told = {key: {"user_ids": users[key], "organization_id": organizations[key], "state": listed[key]["status"] == "ended"} for key in listed}
    return [conversation(listed[key], ends.get(key)) | told[key] for key in sorted(listed)]


def conversation(summary: dict, end: dict | None) -> dict:
    started, ended = summary.get("conversationStart"), summary.get("endedAt")
    phases = {column(phase): end["phases"][f"{phase}Ms"] if end else None for phase in PHASES}
    return {
        "conversation_id": summary["conversationId"],
        "status": summary["status"],
        "started_at": started,
        "day": started and started[:10],
        "ended_at": ended,
        "wrapped_up_at": summary.get("conversationEnd"),
        "lasted_ms": milliseconds(started, ended) if summary["status"] == "ended" else None,
        "timed_out": summary.get("timedOut", False),
        "direction": summary.get("originatingDirection"),
        "directions": summary["directions"],
        "media_types": summary["mediaTypes"],
        "division_ids": summary["divisionIds"],
        "external_contact_ids": summary["externalContactIds"],
        "callback_origin": summary.get("callbackOrigin"),
        "participants": summary["counts"]["participants"],
        "sessions": summary["counts"]["sessions"],
        "transfers": summary["counts"]["transfers"],
        "episodes": len(summary["episodes"]),
        "known_events": summary["knownEvents"],
        "source": "events",
        "outcome": end and end["outcome"],
        "ended_by": end and end["endedBy"],
        **phases,
    }


def column(phase: str) -> str:
    return {"wrapUp": "wrap_up"}.get(phase, phase) + "_ms"


def milliseconds(start: str, end: str) -> int:
    begun, ended = (datetime.fromisoformat(at.replace("Z", "+00:00")) for at in (start, end))
    return round((ended - begun).total_seconds() * 1000)


def party(row: dict) -> dict:
    names = ("conversation_id", "participant_id", "purpose", "user_id", "external_contact_id", "sessions")
    return {**{name: row[name] for name in names}, "attribute_names": sorted(row["attribute_names"])}


def participants(shown: list) -> list:
    rows = [
        {
            "conversation_id": document["conversationId"],
            "participant_id": participant["participantId"],
            "purpose": participant.get("purpose"),
            "user_id": participant.get("userId"),
            "external_contact_id": participant.get("externalContactId"),
            "sessions": len(participant.get("sessions", [])),
            "attribute_names": sorted(participant.get("attributes", {})),
        }
        for document in shown
        for participant in document["participants"]
    ]
    return sorted(rows, key=lambda row: (row["conversation_id"], row["participant_id"]))


def names_and_notes(shown: list) -> set:
    parties = [party for document in shown for party in document["participants"]]
    segments = [segment for party in parties for session in party.get("sessions", []) for segment in session.get("segments", [])]
    private = {party.get("participantName") for party in parties} | {segment.get("wrapUpNote") for segment in segments}
    return {text for text in private if text and len(text) > 5}


def piece(row: dict) -> dict:
    return {
        name: row[name]
        for name in ("conversation_id", "participant_id", "session_id", "type", "started_at", "ended_at", "wrap_up_code", "media_type", "user_id")
    }


def segments(shown: list) -> list:
    rows = [
        {
            "conversation_id": document["conversationId"],
            "participant_id": participant["participantId"],
            "session_id": session["sessionId"],
            "type": segment["segmentType"],
            "started_at": segment["segmentStart"],
            "ended_at": segment.get("segmentEnd"),
            "wrap_up_code": segment.get("wrapUpCode"),
            "media_type": session.get("mediaType"),
            "user_id": participant.get("userId"),
        }
        for document in shown
        for participant in document["participants"]
        for session in participant.get("sessions", [])
        for segment in session.get("segments", [])
    ]
    return sorted(rows, key=str)
