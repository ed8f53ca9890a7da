"""Writes typescript/src/types.ts."""

from contract import Contract, Kind, Part, Property, Words

SCALARS = {
    "string": "string",
    "id": "string",
    "uuid": "string",
    "key": "string",
    "instant": "string",
    "integer": "number",
    "positive": "number",
    "count": "number",
    "number": "number",
    "boolean": "boolean",
    "version": "typeof SCHEMA_VERSION",
}


def write(contract: Contract) -> str:
    """The text of types.ts."""
    blocks = [
        "// Generated from infra/schemas by `python3 infra/packages/generate`; CI fails when the two differ.",
        "/** The version of the contract that these types describe. */\n"
        f"export const SCHEMA_VERSION = {contract.schema_version};",
        "/** A word that a later version may add, or Genesys. */\nexport type OtherWord = string & {};",
        *(_words(one) for one in contract.words.values()),
        _interface(contract.metadata, "Metadata<T extends string = EventType>", {"type": "T"}),
        *(_interface(one, one.name) for one in sorted(contract.parts.values(), key=lambda one: one.name)),
        _interface(contract.common, "CommonData"),
    ]
    for one in contract.types:
        data = Part(f"{one.name}Data", f"The data of `{one.name}`.", one.properties)
        if one.properties:
            blocks.append(_interface(data, f"{data.name} extends CommonData"))
        else:
            blocks.append(f"{_comment(data.doc)}export type {data.name} = CommonData;")
        blocks.append(
            f"{_comment(one.doc)}export interface {one.name} {{\n"
            f"  metadata: Metadata<'{one.name}'>;\n  data: {one.name}Data;\n}}"
        )
    members = "\n".join(f"  {one.name}: {one.name};" for one in contract.types)
    blocks.append(
        f"/** Every type of Common Event, by its name. */\nexport interface CommonEvents {{\n{members}\n}}"
    )
    names = "\n".join(f"  '{one.name}'," for one in contract.types)
    blocks.append("/** The name of a type of Common Event. */\nexport type EventType = keyof CommonEvents;")
    blocks.append(
        f"/** The names of all types. */\nexport const EVENT_TYPES: readonly EventType[] = [\n{names}\n];"
    )
    return "\n\n".join(blocks) + "\n"


def _words(words: Words) -> str:
    known = "".join(f"  | '{word}'\n" for word in words.known)
    return f"{_comment(words.doc)}export type {words.name} =\n{known}  | OtherWord;"


def _interface(part: Part, head: str, types: dict[str, str] | None = None) -> str:
    fields = "".join(_field(one, (types or {}).get(one.name)) for one in part.properties)
    return f"{_comment(part.doc)}export interface {head} {{\n{fields}}}"


def _field(one: Property, given: str | None) -> str:
    mark = "" if one.required else "?"
    return f"{_comment(one.doc, '  ')}  {one.name}{mark}: {given or _type(one.kind)};\n"


def _type(kind: Kind) -> str:
    if kind.of is None:
        return SCALARS.get(kind.name, kind.name)
    return f"{_type(kind.of)}[]" if kind.name == "list" else f"Record<string, {_type(kind.of)}>"


def _comment(text: str, indent: str = "") -> str:
    lines = text.replace("*/", "*\\/").split("\n")
    if len(lines) == 1 and len(lines[0]) + len(indent) <= 110:
        return f"{indent}/** {lines[0]} */\n" if text else ""
    inner = "".join(f"{indent} * {line}".rstrip() + "\n" for line in lines)
    return f"{indent}/**\n{inner}{indent} */\n"
