"""Types and a runtime check for the Common Events of Switchboard."""

from .base import format_instant
from .compare import Revision, idempotency_key, is_newer
from .parse import (
    InvalidEventError,
    OtherBusEvent,
    OtherCommonEvent,
    parse_bus_event,
    parse_common_event,
    parse_sqs_record,
)
from .types import *
from .types import __all__ as _types

__all__ = [
    "InvalidEventError",
    "OtherBusEvent",
    "OtherCommonEvent",
    "Revision",
    "format_instant",
    "idempotency_key",
    "is_newer",
    "parse_bus_event",
    "parse_common_event",
    "parse_sqs_record",
    *_types,
]
