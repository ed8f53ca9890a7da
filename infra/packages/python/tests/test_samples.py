"""Every published sample, and what the contract allows beyond them."""

import copy
import json
from typing import Any

import pytest

import switchboard_events as events
from support import SAMPLES, SCHEMAS, TYPES

samples = pytest.mark.parametrize("sample", SAMPLES.values(), ids=list(SAMPLES))


def test_types_are_those_of_the_contract() -> None:
    schemas = {path.stem for path in SCHEMAS.glob("*.json")} - {"asyncapi", "openapi", "registry"}
    assert set(events.BUS_EVENTS) == set(events.COMMON_EVENTS) == schemas == set(TYPES)


@samples
def test_every_sample_is_read_whole(sample: dict[str, Any]) -> None:
    event = events.parse_sqs_record({"body": json.dumps(sample)})
    assert type(event) is events.BUS_EVENTS[sample["detail-type"]]
    assert event.model_dump(mode="json", by_alias=True, exclude_unset=True) == sample
    assert nothing_unknown(event), "a field of the sample has no field in the model"
    detail = events.parse_common_event(sample["detail"])
    assert detail == event.detail
    assert type(detail) is events.COMMON_EVENTS[sample["detail-type"]]


@samples
def test_words_and_fields_of_the_future_are_read(sample: dict[str, Any]) -> None:
    future = with_future(sample)
    future["detail"]["metadata"]["status"] = "disputed"
    event = events.parse_bus_event(future)
    assert type(event) is events.BUS_EVENTS[sample["detail-type"]]
    assert event.detail.metadata.status == "disputed"
    assert event.detail.model_extra == {"futureField": {"of": ["any", "kind"]}}
    assert event.model_dump(mode="json", by_alias=True, exclude_unset=True) == future


def test_future_words_of_enumerations_are_read() -> None:
    sample = copy.deepcopy(SAMPLES["AgentTransferredConversation"])
    data = sample["detail"]["data"]
    data["kind"], data["mediaType"], data["to"]["type"] = "teleport", "hologram", "robot"
    event = events.parse_bus_event(sample)
    assert isinstance(event, events.AgentTransferredConversationEvent)
    read = event.detail.data
    assert read.to is not None
    assert (read.kind, read.media_type, read.to.type) == ("teleport", "hologram", "robot")


def test_types_of_the_future_are_read() -> None:
    sample = copy.deepcopy(SAMPLES["AgentAssigned"])
    sample["detail-type"] = sample["detail"]["metadata"]["type"] = "AgentPromoted"
    event = events.parse_bus_event(sample)
    assert isinstance(event, events.OtherBusEvent)
    assert event.detail_type == "AgentPromoted"
    assert event.detail.data.conversation.episode == 1
    assert isinstance(events.parse_common_event(sample["detail"]), events.OtherCommonEvent)


def with_future(value: Any) -> Any:
    """A copy with one more field in each object, except in maps."""
    if isinstance(value, list):
        return [with_future(one) for one in value]
    if not isinstance(value, dict):
        return value
    inner = {key: one if key in ("values", "milestones") else with_future(one) for key, one in value.items()}
    return {**inner, "futureField": {"of": ["any", "kind"]}}


def nothing_unknown(model: Any) -> bool:
    """Whether no model inside has a field that its class does not declare."""
    if isinstance(model, list):
        return all(nothing_unknown(one) for one in model)
    if not hasattr(model, "model_extra"):
        return True
    return not model.model_extra and all(
        nothing_unknown(getattr(model, name)) for name in type(model).model_fields
    )
