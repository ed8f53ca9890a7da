"""Who owns a case: from the tree of its conversation, and from the Common Events known so far.

Neither uses code of the examples or of the packages.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Stint:
    """A session of an agent: when it began, when they answered, and when it ended."""

    agent: str
    medium: str
    start: str
    answer: str | None
    end: str
    of_queue: bool


def by_tree(tree: dict[str, Any]) -> str | None:
    """The last agent who was offered the conversation, or who stayed alone with it.

    An agent whose session begins beside one who talks was called for help; the conversation is
    theirs only if the others leave before they do. Without a customer, only a queue makes a user an
    agent.
    """
    stints = [stint for one in tree["participants"] for stint in _stints(one)]
    if not any(one["purpose"] == "customer" for one in tree["participants"]):
        stints = [one for one in stints if one.of_queue]
    assigned = []
    for one in stints:
        others = [other for other in stints if other.agent != one.agent and other.medium == one.medium]
        engaged = [other for other in others if other.answer and other.answer < one.start < other.end]
        if not engaged:
            assigned.append((one.start, one.agent))
        elif one.answer and (last := max(other.end for other in engaged)) < one.end:
            assigned.append((max(one.answer, last), one.agent))
    return max(assigned, default=(None, None))[1]


def _stints(participant: dict[str, Any]) -> list[Stint]:
    if participant["purpose"] not in ("agent", "user") or "userId" not in participant:
        return []
    stints = []
    for session in participant["sessions"]:
        segments = [one for one in session.get("segments", []) if one["segmentType"] != "wrapup"]
        # An agent who called or wrote first was not assigned: their session does not alert.
        if not any(one["segmentType"] == "alert" for one in segments):
            continue
        talks = [one["segmentStart"] for one in segments if one["segmentType"] == "interact"]
        start = min(one["segmentStart"] for one in segments)
        end = max(one.get("segmentEnd", "9999") for one in segments)
        answer = min(talks, default=None)
        of_queue = any("queueId" in one for one in segments)
        stints.append(Stint(participant["userId"], session["mediaType"], start, answer, end, of_queue))
    return stints


def by_events(events: list[dict[str, Any]]) -> dict[str, str]:
    """The owner of each case, from the assignments that were delivered: its newest that holds."""
    newest: dict[str, dict[str, Any]] = {}
    for detail in (event["detail"] for event in events):
        known = newest.setdefault(detail["metadata"]["id"], detail)
        if detail["metadata"]["revision"] > known["metadata"]["revision"]:
            newest[detail["metadata"]["id"]] = detail
    holding = [one for one in newest.values() if one["metadata"]["status"] == "active"]
    holding.sort(key=lambda one: (one["metadata"]["occurredAt"], one["metadata"]["id"]))
    return {one["metadata"]["conversationId"]: one["data"]["userId"] for one in holding}
