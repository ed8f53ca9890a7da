"""What a subscriber needs to know which of two events counts, and which it has seen."""

from typing import Protocol, runtime_checkable

from .base import Envelope, Model


@runtime_checkable
class Revision(Protocol):
    """The identity of one revision of one Common Event: metadata has it, and what you stored may."""

    @property
    def id(self) -> str: ...

    @property
    def revision(self) -> int: ...


def is_newer(a: Revision | Model, b: Revision | Model) -> bool:
    """Whether `a` is a later revision than `b` of the same Common Event.

    Takes events on the bus, Common Events, or anything with an id and a revision. Raises
    `ValueError` if they are two Common Events; `occurred_at` and `known_events` order those.
    """
    one, two = _revision(a), _revision(b)
    if one.id != two.id:
        raise ValueError(f"is_newer compares revisions of one Common Event, but {one.id} is not {two.id}")
    return one.revision > two.revision


def idempotency_key(event: Revision | Model) -> str:
    """The key to remember, so that nothing is done twice: `<id>#<revision>`.

    At-least-once delivery may bring the same revision again, with the same key.
    """
    found = _revision(event)
    return f"{found.id}#{found.revision}"


def _revision(value: object) -> Revision:
    detail = getattr(value, "detail", value) if isinstance(value, Envelope) else value
    found = getattr(detail, "metadata", detail)
    if not isinstance(found, Revision):
        raise TypeError(f"{type(value).__name__} has no id and revision")
    return found
