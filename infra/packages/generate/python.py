"""Writes python/src/switchboard_events/types.py."""

import re

from contract import Contract, Kind, Part, Property, Words

SCALARS = {
    "string": "str",
    "id": "Id",
    "uuid": "Uuid",
    "key": "EventKey",
    "instant": "Instant",
    "integer": "Integer",
    "positive": "Positive",
    "count": "Count",
    "number": "Number",
    "boolean": "Flag",
}


def write(contract: Contract) -> str:
    """The text of types.py."""
    scalars = dict(SCALARS, version=f"Literal[{contract.schema_version}]")
    names = sorted({name for name in SCALARS.values() if name != "str"})
    head = (
        '"""The types of Common Events.\n\n'
        "Generated from infra/schemas by `python3 infra/packages/generate`; CI fails when the two\n"
        'differ.\n"""\n\n'
        "from typing import Generic, Literal, TypeVar\n\n"
        f"from .base import {', '.join(sorted(['Envelope', 'Model', *names], key=str.lower))}\n\n"
        f"SCHEMA_VERSION = {contract.schema_version}\n"
        '"""The version of the contract that these types describe."""\n\n'
        'T = TypeVar("T", bound=str)'
    )
    # A part before the parts that use it: no forward references.
    parts = sorted(contract.parts.values(), key=lambda one: (_depth(contract, one), one.name))
    blocks = [
        head,
        *(_words(one) for one in contract.words.values()),
        _class(contract.metadata, "Metadata(Model, Generic[T])", scalars, {"type": "T"}),
        *(_class(one, f"{one.name}(Model)", scalars) for one in parts),
        _class(contract.common, "CommonData(Model)", scalars),
    ]
    for one in contract.types:
        data = Part(f"{one.name}Data", f"The data of `{one.name}`.", one.properties)
        blocks.append(_class(data, f"{data.name}(CommonData)", scalars))
        blocks.append(
            f"class {one.name}(Model):\n{_doc(one.doc)}\n\n"
            f'    metadata: Metadata[Literal["{one.name}"]]\n    data: {one.name}Data'
        )
        blocks.append(
            f"class {one.name}Event(Envelope):\n{_doc(f'`{one.name}` as a rule delivers it.')}\n\n"
            f'    detail_type: Literal["{one.name}"]\n    detail: {one.name}'
        )
    blocks.append(
        "CommonEvent = (\n    " + "\n    | ".join(one.name for one in contract.types) + "\n)\n"
        '"""A Common Event of a known type: the `detail` of an event on the bus."""\n\n'
        "BusEvent = (\n    " + "\n    | ".join(f"{one.name}Event" for one in contract.types) + "\n)\n"
        '"""An event on the bus, of a known type."""'
    )
    for constant, hint, suffix in [("COMMON_EVENTS", "CommonEvent", ""), ("BUS_EVENTS", "BusEvent", "Event")]:
        entries = "\n".join(f'    "{one.name}": {one.name}{suffix},' for one in contract.types)
        blocks.append(f"{constant}: dict[str, type[{hint}]] = {{\n{entries}\n}}")
    public = [
        "SCHEMA_VERSION",
        "BUS_EVENTS",
        "COMMON_EVENTS",
        "BusEvent",
        "CommonEvent",
        "CommonData",
        "Metadata",
    ]
    public += [*contract.words, *contract.parts]
    public += [f"{one.name}{suffix}" for one in contract.types for suffix in ("", "Data", "Event")]
    names = "\n".join(f'    "{name}",' for name in sorted(public))
    blocks.append(f"__all__ = [\n{names}\n]")
    return "\n\n\n".join(blocks) + "\n"


def _depth(contract: Contract, part: Part) -> int:
    kinds = [one.kind.of or one.kind for one in part.properties]
    used = [contract.parts[kind.name] for kind in kinds if kind.name in contract.parts]
    return 1 + max((_depth(contract, one) for one in used), default=0)


def _words(words: Words) -> str:
    known = "\n".join(f'        "{word}",' for word in words.known)
    return f"{words.name} = (\n    Literal[\n{known}\n    ]\n    | str\n)\n{_doc(words.doc, '')}"


def _class(part: Part, head: str, scalars: dict[str, str], types: dict[str, str] | None = None) -> str:
    # Required fields first, in the order of the contract.
    properties = sorted(part.properties, key=lambda one: not one.required)
    hints = {one.name: _type(one.kind, scalars) for one in properties} | (types or {})
    fields = "".join(_field(one, hints[one.name]) for one in properties)
    return f"class {head}:\n{_doc(part.doc)}" + (f"\n\n{fields}" if fields else "").rstrip("\n")


def _field(one: Property, hint: str) -> str:
    name = re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", one.name).lower()
    optional = "" if one.required else " | None = None"
    return f"    {name}: {hint}{optional}\n{_doc(one.doc)}\n"


def _type(kind: Kind, scalars: dict[str, str]) -> str:
    if kind.of is None:
        return scalars.get(kind.name, kind.name)
    of = _type(kind.of, scalars)
    return f"list[{of}]" if kind.name == "list" else f"dict[str, {of}]"


def _doc(text: str, indent: str = "    ") -> str:
    lines = text.split("\n")
    if len(lines) == 1:
        return f'{indent}"""{text}"""'
    body = "\n".join(f"{indent}{line}".rstrip() for line in lines)
    return f'{indent}"""{body.lstrip()}\n{indent}"""'
