"""What all models share: how they read JSON, and the scalars of the contract."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
)
from pydantic.alias_generators import to_camel


def format_instant(instant: datetime) -> str:
    """An instant as the contract writes it: ISO 8601 in UTC with milliseconds."""
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _no_number(value: object) -> object:
    """Refuses numbers, which pydantic would read as seconds since 1970."""
    if isinstance(value, int | float):
        raise ValueError("an instant is a text")
    return value


Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,64}\z")]
Uuid = Annotated[
    str, StringConstraints(pattern=r"(?i)^(urn:uuid:)?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\z")
]
EventKey = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}\z")]
Instant = Annotated[
    AwareDatetime, BeforeValidator(_no_number), PlainSerializer(format_instant, when_used="json")
]
Integer = Annotated[int, Field(strict=True)]
Positive = Annotated[int, Field(strict=True, ge=1)]
Count = Annotated[int, Field(strict=True, ge=0)]
Number = Annotated[float, Field(strict=True)]
Flag = Annotated[bool, Field(strict=True)]


class Model(BaseModel):
    """A part of an event. Fields that this version does not know are kept in `model_extra`."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        # A function that reads one type builds the validators of that type only.
        defer_build=True,
        extra="allow",
        frozen=True,
        populate_by_name=True,
    )


def _envelope_name(field: str) -> str:
    return field.replace("_", "-")


class Envelope(Model):
    """What EventBridge puts around a Common Event."""

    model_config = ConfigDict(alias_generator=_envelope_name)

    version: str
    id: str
    """Id that EventBridge gave this delivery. A repetition of a Common Event has another one."""
    source: str
    account: str
    time: AwareDatetime
    """When the Common Event happened, to the second."""
    region: str
    resources: list[str]
    replay_name: str | None = None
    """Name of the replay, only if the archive of the bus is replayed."""
