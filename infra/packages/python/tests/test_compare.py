"""Revisions, keys, and how types narrow: the latter is checked by mypy."""

from dataclasses import dataclass
from typing import Literal, assert_type

import pytest

import switchboard_events as events
from support import SAMPLES


@dataclass
class Stored:
    id: str
    revision: int


def test_later_revision_is_newer() -> None:
    later = events.parse_bus_event(SAMPLES["AgentTransferredConversation.revised"])
    assert later.detail.metadata.revision > 1
    earlier = Stored(later.detail.metadata.id, later.detail.metadata.revision - 1)
    same = Stored(later.detail.metadata.id, later.detail.metadata.revision)
    for form in (later, later.detail, later.detail.metadata):
        assert events.is_newer(form, earlier)
        assert not events.is_newer(earlier, form)
        assert not events.is_newer(form, same)


def test_two_common_events_are_not_compared() -> None:
    with pytest.raises(ValueError, match="revisions of one Common Event"):
        events.is_newer(Stored("a", 2), Stored("b", 1))
    with pytest.raises(TypeError, match="AgentAssignedData has no id"):
        events.idempotency_key(events.parse_bus_event(SAMPLES["AgentAssigned"]).detail.data)


def test_key_is_id_and_revision() -> None:
    event = events.parse_bus_event(SAMPLES["ConversationEnded.withdrawn"])
    metadata = event.detail.metadata
    assert events.idempotency_key(event) == f"{metadata.id}#{metadata.revision}"
    assert events.idempotency_key(event.detail) == events.idempotency_key(event)


def test_union_narrows() -> None:
    event = events.parse_bus_event(SAMPLES["AgentAssigned.handover"])
    match event:
        case events.AgentAssignedEvent(detail=detail):
            assert_type(detail, events.AgentAssigned)
            assert detail.data.via == "handover"
        case events.OtherBusEvent():
            pytest.fail("it is known")
        case _:
            pytest.fail("it is another type")
    if not isinstance(event, events.OtherBusEvent) and event.detail_type == "AgentAssigned":
        assert_type(event, events.AgentAssignedEvent)
    if isinstance(event.detail, events.AgentAssigned):
        assert_type(event.detail.metadata.type, Literal["AgentAssigned"])


def test_facts_are_shared() -> None:
    for sample in SAMPLES.values():
        facts = events.parse_bus_event(sample).detail.data.conversation
        assert_type(facts, events.ConversationFacts)
        assert type(facts) is events.ConversationFacts


def test_instants_are_written_as_in_the_contract() -> None:
    event = events.parse_bus_event(SAMPLES["AgentAssigned"])
    written = SAMPLES["AgentAssigned"]["detail"]["metadata"]["occurredAt"]
    assert events.format_instant(event.detail.metadata.occurred_at) == written
