"""From what a target receives to a typed event.

Unknown types, words and fields are let through; everything else that is not as the contract says
is refused.
"""

import json
from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import ValidationError

from .base import Envelope, Model
from .types import BUS_EVENTS, COMMON_EVENTS, SCHEMA_VERSION, BusEvent, CommonData, CommonEvent, Metadata

M = TypeVar("M", bound=Model)


class OtherCommonEvent(Model):
    """A Common Event of a type that this version of the package does not know."""

    metadata: Metadata[str]
    data: CommonData


class OtherBusEvent(Envelope):
    """An event on the bus, of a type that this version of the package does not know."""

    detail_type: str
    detail: OtherCommonEvent


class InvalidEventError(ValueError):
    """An event is not what the contract says.

    `problems` says what is wrong, each with the path of the field.
    """

    def __init__(self, problems: list[str]) -> None:
        super().__init__(f"not an event of Switchboard: {'; '.join(problems)}")
        self.problems = problems


def parse_sqs_record(record: Mapping[str, Any]) -> BusEvent | OtherBusEvent:
    """The event in an SQS record. The record's body is the whole event, as JSON.

    Takes a record of the Lambda event, or Powertools' `SQSRecord`. Raises `InvalidEventError` if
    the body is no such event.
    """
    try:
        event = json.loads(record["body"])
    except ValueError as error:
        raise InvalidEventError([f"the body of the record is not JSON: {error}"]) from error
    return parse_bus_event(event)


def parse_bus_event(event: object) -> BusEvent | OtherBusEvent:
    """The event that a Lambda function or another target of a rule received.

    Raises `InvalidEventError` if it is no event of Switchboard.
    """
    detail_type = event.get("detail-type") if isinstance(event, Mapping) else None
    if not isinstance(event, Mapping) or not isinstance(detail_type, str):
        raise InvalidEventError(
            [
                "it has no detail-type: the target must receive whole events, "
                "without InputPath or InputTransformer"
            ]
        )
    _check_version(event.get("detail"))
    model: type[BusEvent | OtherBusEvent] = BUS_EVENTS.get(detail_type, OtherBusEvent)
    parsed = _validated(model, event)
    if parsed.detail.metadata.type != detail_type:
        raise InvalidEventError([f"detail.metadata.type is not the detail-type, {detail_type}"])
    return parsed


def parse_common_event(detail: object) -> CommonEvent | OtherCommonEvent:
    """The Common Event in the `detail` of an event. Raises `InvalidEventError` if it is none."""
    _check_version(detail)
    metadata = detail.get("metadata") if isinstance(detail, Mapping) else None
    named = metadata.get("type") if isinstance(metadata, Mapping) else None
    model: type[CommonEvent | OtherCommonEvent] = COMMON_EVENTS.get(str(named), OtherCommonEvent)
    return _validated(model, detail)


def _check_version(detail: object) -> None:
    metadata = detail.get("metadata") if isinstance(detail, Mapping) else None
    version = metadata.get("schemaVersion") if isinstance(metadata, Mapping) else None
    if isinstance(version, bool):
        # To Python, True is 1.
        raise InvalidEventError(["its schemaVersion is no number"])
    if isinstance(version, int) and version != SCHEMA_VERSION:
        raise InvalidEventError(
            [
                f"its schemaVersion is {version}: install version {version} of this package, "
                f"which knows {SCHEMA_VERSION}"
            ]
        )


def _validated(model: type[M], value: object) -> M:
    try:
        return model.model_validate(value)
    except ValidationError as error:
        problems = [
            f"{'.'.join(str(one) for one in found['loc']) or 'the event'}: {found['msg']}"
            for found in error.errors()
        ]
        raise InvalidEventError(problems) from error
