"""Writes java/src/switchboard/events/CommonEvents.java."""

import html
import re

from contract import Contract, Kind, Part, Property, Words

# The type of a scalar, where it is required and where it may be absent, and what reads it.
SCALARS = {
    "string": ("String", "String", "text"),
    "id": ("String", "String", "id"),
    "uuid": ("String", "String", "uuid"),
    "key": ("String", "String", "key"),
    "instant": ("Instant", "Instant", "instant"),
    "integer": ("long", "Long", "integer"),
    "positive": ("long", "Long", "positive"),
    "count": ("long", "Long", "count"),
    "version": ("long", "Long", "integer"),
    "number": ("double", "Double", "number"),
    "boolean": ("boolean", "Boolean", "flag"),
}
# What reads a required value that cannot be null.
REQUIRED = {"long": "requiredLong", "double": "requiredDouble", "boolean": "requiredFlag"}


def write(contract: Contract) -> str:
    """The text of CommonEvents.java."""
    common = contract.common.properties
    parts = sorted(contract.parts.values(), key=lambda one: one.name)
    blocks = [
        _comment("A Common Event: the `detail` of an event on the bus.")
        + "public sealed interface CommonEvent {\n"
        + _comment(contract.metadata.doc or "What every Common Event says of itself.", 4)
        + "    Metadata metadata();\n\n"
        + _comment("What happened.", 4)
        + "    CommonData data();\n}",
        _comment(contract.common.doc)
        + "public sealed interface CommonData {\n"
        + "\n\n".join(f"{_comment(one.doc, 4)}    {_type(contract, one)} {one.name}();" for one in common)
        + "\n}",
        *(_words(one) for one in contract.words.values()),
        _record(contract, contract.metadata, ""),
        *(_record(contract, one, "") for one in parts),
    ]
    for one in contract.types:
        data = Part(f"{one.name}Data", f"The data of `{one.name}`.", [*common, *one.properties])
        blocks.append(_record(contract, data, " implements CommonData"))
        blocks.append(_event(one.name, one.doc, data.name))
    blocks.append(
        _record(
            contract,
            Part("OtherData", "The data of a type that this version does not know.", common),
            " implements CommonData",
        )
    )
    doc = "A Common Event of a type that this version does not know."
    blocks.append(_event("OtherCommonEvent", doc, "OtherData"))
    cases = "\n".join(f'        case "{one.name}" -> {one.name}.read(json);' for one in contract.types)
    blocks.append(
        "static CommonEvent read(String type, Json json) {\n    return switch (type) {\n"
        f"{cases}\n        default -> OtherCommonEvent.read(json);\n    }};\n}}"
    )
    body = "\n\n".join(blocks)
    indented = re.sub(r"(?m)^(?=.)", "    ", body)
    return (
        "package switchboard.events;\n\nimport java.time.Instant;\nimport java.util.List;\n"
        "import java.util.Map;\n\n"
        "/**\n * The types of Common Events.\n *\n"
        " * <p>Generated from infra/schemas by {@code python3 infra/packages/generate}; CI fails when"
        " the two\n * differ. What an event does not have is {@code null}. Words of enumerations are"
        " texts, because\n * others may be added; the known ones are constants.\n */\n"
        "public final class CommonEvents {\n"
        "    /** The version of the contract that these types describe. */\n"
        f"    public static final long SCHEMA_VERSION = {contract.schema_version};\n\n"
        f"{indented}\n\n    private CommonEvents() {{}}\n}}\n"
    )


def _event(name: str, doc: str, data: str) -> str:
    return (
        f"{_comment(doc)}public record {name}(Metadata metadata, {data} data) implements CommonEvent {{\n"
        f"    static {name} read(Json json) {{\n"
        f"        return new {name}(\n"
        f'            json.required("metadata", Json.part(Metadata::read)),\n'
        f'            json.required("data", Json.part({data}::read)));\n    }}\n}}'
    )


def _words(words: Words) -> str:
    known = "\n".join(f'    public static final String {_constant(word)} = "{word}";' for word in words.known)
    return (
        f"{_comment(words.doc)}public static final class {words.name} {{\n{known}\n\n"
        f"    private {words.name}() {{}}\n}}"
    )


def _constant(word: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|[^A-Za-z0-9]+", "_", word).upper()


def _record(contract: Contract, part: Part, implements: str) -> str:
    fields = ",\n".join(f"    {_type(contract, one)} {one.name}" for one in part.properties)
    reads = ",\n".join(f"            {_read(contract, one)}" for one in part.properties)
    params = [f"@param {one.name} {one.doc}" if one.doc else "" for one in part.properties]
    doc = "\n".join([part.doc or f"{part.name}.", "", *(one for one in params if one)])
    return (
        f"{_comment(doc)}public record {part.name}(\n{fields}){implements} {{\n"
        f"    static {part.name} read(Json json) {{\n"
        f"        return new {part.name}(\n{reads});\n    }}\n}}"
    )


def _type(contract: Contract, one: Property) -> str:
    if one.kind.name in SCALARS:
        return SCALARS[one.kind.name][not one.required]
    return _boxed(contract, one.kind)


def _boxed(contract: Contract, kind: Kind) -> str:
    match kind:
        case Kind("list", of) if of:
            return f"List<{_boxed(contract, of)}>"
        case Kind("map", of) if of:
            return f"Map<String, {_boxed(contract, of)}>"
        case Kind(name) if name in SCALARS:
            return SCALARS[name][1]
    return "String" if kind.name in contract.words else kind.name


def _read(contract: Contract, one: Property) -> str:
    hint = _type(contract, one)
    verb = REQUIRED.get(hint, "required") if one.required else "optional"
    return f'json.{verb}("{one.name}", {_reader(contract, one.kind)})'


def _reader(contract: Contract, kind: Kind) -> str:
    if kind.of:
        return f"Json.{kind.name}({_reader(contract, kind.of)})"
    if kind.name in SCALARS:
        return f"Json::{SCALARS[kind.name][2]}"
    return "Json::text" if kind.name in contract.words else f"Json.part({kind.name}::read)"


def _comment(text: str, indent: int = 0) -> str:
    """The text as Javadoc."""
    if not text:
        return ""
    margin = " " * indent
    text = re.sub(r"`([^`]+)`", lambda found: f"{{@code {found[1]}}}", html.escape(text, quote=False))
    lines = text.split("\n")
    if len(lines) == 1:
        return f"{margin}/** {text} */\n"
    body = "\n".join(f"{margin} * {line}".rstrip() for line in lines)
    return f"{margin}/**\n{body}\n{margin} */\n"
