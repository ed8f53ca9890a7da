"""The contract, read from infra/schemas: types, their fields, and what several types share.

Every keyword of JSON Schema that the reader does not know is an error: generated code must not
leave out a part of the contract.
"""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

SCHEMAS = Path(__file__).resolve().parents[2] / "schemas"

# The files of infra/schemas that are not the schema of a type.
OTHER_FILES = {"asyncapi", "openapi", "registry"}

KEYWORDS = {
    "$comment",
    "$defs",
    "$ref",
    "$schema",
    "additionalProperties",
    "anyOf",
    "const",
    "description",
    "enum",
    "examples",
    "format",
    "items",
    "minimum",
    "pattern",
    "properties",
    "required",
    "title",
    "type",
}

# Names of open words whose property has a name that says too little.
WORD_NAMES = {"value": "FlowOutcomeValue"}


class UnreadableSchemaError(Exception):
    """A schema uses what the generator does not know."""


@dataclass(frozen=True)
class Kind:
    """The type of a value: `name` of a scalar, a part or words; `list` or `map` of another."""

    name: str
    of: "Kind | None" = None


@dataclass(frozen=True)
class Property:
    """A field of an object, named as in JSON."""

    name: str
    doc: str
    kind: Kind
    required: bool


@dataclass(frozen=True)
class Part:
    """An object with fields."""

    name: str
    doc: str
    properties: list[Property]


@dataclass
class Words:
    """An open enumeration: the words that are known; others may be added."""

    name: str
    doc: str
    known: list[str]


@dataclass
class Contract:
    """Everything that the packages are generated from."""

    schema_version: int
    edition: int
    metadata: Part
    common: Part
    types: list[Part] = field(default_factory=list)
    parts: dict[str, Part] = field(default_factory=dict)
    words: dict[str, Words] = field(default_factory=dict)


def type_names() -> list[str]:
    """The types of Common Events, by the alphabet."""
    return sorted(path.stem for path in SCHEMAS.glob("*.json") if path.stem not in OTHER_FILES)


def read() -> Contract:
    """Reads all schemas.

    Raises `UnreadableSchemaError` if one has an unknown form, or if two types disagree on what they
    share.
    """
    schemas = {name: json.loads((SCHEMAS / f"{name}.json").read_text("utf-8")) for name in type_names()}
    for schema in schemas.values():
        _known_keywords(schema)
    reader = _Reader()
    for schema in schemas.values():
        for name, definition in schema["$defs"].items():
            reader.define(name, definition)

    metadata: list[Part] = []
    versions: set[int] = set()
    datas: dict[str, list[Property]] = {}
    for name, schema in schemas.items():
        described = schema["properties"]["metadata"]
        if described["properties"]["type"].pop("const") != name:
            raise UnreadableSchemaError(f"{name}: metadata.type is another type")
        versions.add(described["properties"]["schemaVersion"]["const"])
        metadata.append(reader.part("Metadata", described))
        datas[name] = reader.part(f"{name}Data", schema["properties"]["data"]).properties
    if any(one != metadata[0] for one in metadata) or len(versions) != 1:
        raise UnreadableSchemaError("the types differ in their metadata")

    first = next(iter(datas.values()))
    common = [one for one in first if all(one in properties for properties in datas.values())]
    doc = "The fields of `data` that every type of Common Event has."
    contract = Contract(versions.pop(), _edition(), metadata[0], Part("CommonData", doc, common))
    for name, properties in datas.items():
        own = [one for one in properties if one not in common]
        contract.types.append(Part(name, schemas[name]["description"], own))
    contract.parts, contract.words = reader.parts, dict(sorted(reader.words.items()))
    return contract


def _edition() -> int:
    """The newest edition in promises.txt: raised when an existing type gets a field."""
    text = (SCHEMAS / "promises.txt").read_text("utf-8")
    return max(int(one) for one in re.findall(r"\(edition (\d+)\)", text))


class _Reader:
    def __init__(self) -> None:
        self.parts: dict[str, Part] = {}
        self.words: dict[str, Words] = {}

    def define(self, name: str, schema: dict) -> None:
        """Reads a definition that several types may have, always the same."""
        if schema["type"] == "object":
            part = self.part(name, schema)
            if self.parts.setdefault(name, part) != part:
                raise UnreadableSchemaError(f"two types define {name} differently")
            return
        if [sorted(one) for one in schema["anyOf"]] != [["enum", "type"], ["type"]]:
            raise UnreadableSchemaError(f"{name} is neither an object nor an open enumeration")
        words = Words(name, schema["description"], schema["anyOf"][0]["enum"])
        if self.words.setdefault(name, words) != words:
            raise UnreadableSchemaError(f"two types define {name} differently")

    def part(self, name: str, schema: dict) -> Part:
        required = schema.get("required", [])
        properties = [
            Property(key, one.get("description", ""), self._kind(f"{name}.{key}", key, one), key in required)
            for key, one in schema["properties"].items()
        ]
        return Part(name, schema.get("description", ""), properties)

    def _kind(self, place: str, key: str, schema: dict) -> Kind:
        if "$ref" in schema:
            return Kind(schema["$ref"].removeprefix("#/$defs/"))
        match schema:
            case {"type": "array", "items": items}:
                return Kind("list", self._kind(place, key, items))
            case {"type": "object", "additionalProperties": values}:
                return Kind("map", self._kind(place, key, values))
            case {"type": "integer", "const": _}:
                return Kind("version")
            case {"type": "integer", "minimum": minimum}:
                return Kind("positive" if minimum == 1 else "count")
            case {"type": "string", "examples": known}:
                return Kind(self._open_words(key, known))
            case {"type": "string", "pattern": pattern}:
                return Kind({"^[A-Za-z0-9-]{1,64}$": "id", "^[0-9a-f]{32}$": "key"}[pattern])
            case {"type": "string", "format": form}:
                return Kind({"date-time": "instant", "uuid": "uuid"}[form])
            case {"type": "string" | "integer" | "boolean" | "number" as scalar}:
                return Kind(scalar)
        raise UnreadableSchemaError(f"{place}: {json.dumps(schema)}")

    def _open_words(self, key: str, known: list[str]) -> str:
        """Genesys' own words: one name for all properties with the same key."""
        name = WORD_NAMES.get(key, key[0].upper() + key[1:])
        words = self.words.setdefault(
            name, Words(name, f"Words of Genesys for `{key}`. Genesys may add others.", [])
        )
        words.known += [word for word in sorted(known) if word not in words.known]
        return name


def _known_keywords(schema: dict) -> None:
    unknown = set(schema) - KEYWORDS
    if unknown:
        raise UnreadableSchemaError(f"unknown keywords: {', '.join(sorted(unknown))}")
    for key in ("properties", "$defs"):
        for one in schema.get(key, {}).values():
            _known_keywords(one)
    for one in [schema.get("items"), schema.get("additionalProperties"), *schema.get("anyOf", [])]:
        if one is not None:
            _known_keywords(one)
