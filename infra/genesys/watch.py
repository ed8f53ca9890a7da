#!/usr/bin/env python3
"""Compares what Switchboard knows of Genesys Cloud with what Genesys Cloud publishes now.

  watch.py sdk FILE      a newer SDK for Python: its wheel, or the folder of the unpacked wheel.
                         Prints the topics, fields and words that model.json lacks, and those that
                         the SDK no longer has. Ends with 1 if there are any.
  watch.py sdk FILE --write
                         the same, and writes model.json anew.
  watch.py topics FILE   an answer of GET /api/v2/notifications/availabletopics
                         ?expand=description,transports. Prints each topic that the organization can
                         send to EventBridge, and which part of the stack takes it.

The newest SDK: pip download --no-deps PureCloudPlatformClientV2
"""

import argparse
import ast
import json
import re
import sys
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
MODEL = HERE / "model.json"
TEMPLATE = HERE.parent / "template.yaml"
MODELS = "PureCloudPlatformClientV2/models/"

DETAIL = "v2.detail.events.conversation.{id}."
# The topics that Switchboard decodes, with the class of the SDK for their body. The SDK does not
# name topics, so this table does.
TOPICS = {
    DETAIL + "acd.end": "AcdEndDetailEventTopicAcdEndEvent",
    DETAIL + "acd.start": "AcdStartDetailEventTopicAcdStartEvent",
    DETAIL + "acw": "AcwDetailEventTopicAfterCallWorkEvent",
    DETAIL + "attributes": "AttributeDetailEventTopicAttributeUpdateEvent",
    DETAIL + "contact": "ContactDetailEventTopicContactUpdateEvent",
    DETAIL + "customer.end": "CustomerEndDetailEventTopicCustomerEndEvent",
    DETAIL + "customer.start": "CustomerStartDetailEventTopicCustomerStartEvent",
    DETAIL + "flow.end": "FlowEndDetailEventTopicFlowEndEvent",
    DETAIL + "flow.outcome": "FlowOutcomeDetailEventTopicFlowOutcomeEvent",
    DETAIL + "flow.start": "FlowStartDetailEventTopicFlowStartEvent",
    DETAIL + "outbound": "OutboundDetailEventTopicOutboundInitEvent",
    DETAIL + "user.end": "UserEndDetailEventTopicUserEndEvent",
    DETAIL + "user.start": "UserStartDetailEventTopicUserStartEvent",
    DETAIL + "voicemail.end": "VoicemailEndDetailEventTopicVoicemailEndEvent",
    DETAIL + "voicemail.start": "VoicemailStartDetailEventTopicVoicemailStartEvent",
    DETAIL + "wrapup": "WrapupDetailEventTopicWrapupEvent",
    "v2.analytics.conversation.{id}.metrics": "ConversationMetricsTopicConversationMetricRecord",
    "v2.quality.evaluations": "EvaluationQualityV2TopicEvaluationV2",
}
# The conversation-details documents, which `import` reads.
DOCUMENTS = ["AnalyticsConversation", "AnalyticsConversationWithoutAttributes"]
# Classes with such a name are topics of conversations that the table above may lack.
OF_CONVERSATIONS = re.compile(r"\w+DetailEventTopic\w+Event|ConversationMetricsTopic\w+Record")
LEAVES = {"str", "int", "float", "bool", "datetime", "date", "object"}


class Unreadable(Exception):
    """What the person has to do about a file that cannot be read."""


# ── The SDK ──────────────────────────────────────────────────────────────────────────────────────


def read_sdk(path):
    """The version of an SDK, and the text of each of its models by the name of its file."""
    path = Path(path)
    if path.is_dir():
        models = {file.name: file.read_text("utf-8") for file in (path / MODELS).glob("*.py")}
        metadata = [file.read_text("utf-8") for file in path.glob("*.dist-info/METADATA")]
    elif zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as wheel:
            names = wheel.namelist()
            text = lambda name: wheel.read(name).decode("utf-8")
            models = {Path(name).name: text(name) for name in names if name.startswith(MODELS)}
            metadata = [text(name) for name in names if name.endswith(".dist-info/METADATA")]
    else:
        raise Unreadable(f"{path} is neither a wheel nor the folder of an unpacked one")
    if not models:
        raise Unreadable(f"{path} holds no {MODELS}: give the SDK of Genesys Cloud for Python")
    found = re.search(r"^Version: (\S+)$", "".join(metadata[:1]), re.MULTILINE)
    return (found[1] if found else "unknown"), models


def read_model(text):
    """The name of the class, and its fields: {"type": …} and, of an enumeration, {"values": […]}."""
    for node in ast.parse(text).body:
        if isinstance(node, ast.ClassDef):
            break
    else:
        return None
    types, names, values = {}, {}, {}
    for function in (each for each in node.body if isinstance(each, ast.FunctionDef)):
        for each in ast.walk(function):
            if not isinstance(each, ast.Assign):
                continue
            target = each.targets[0]
            if isinstance(target, ast.Attribute) and target.attr == "swagger_types":
                types = ast.literal_eval(each.value)
            elif isinstance(target, ast.Attribute) and target.attr == "attribute_map":
                names = ast.literal_eval(each.value)
            elif isinstance(target, ast.Name) and target.id == "allowed_values":
                values[function.name] = sorted(ast.literal_eval(each.value))
    fields = {}
    for attribute, kind in types.items():
        field = {"type": kind}
        if attribute in values:
            field["values"] = values[attribute]
        fields[names[attribute]] = field
    return node.name, fields


def model_of(path):
    """The model of an SDK: version, topics with their classes, and every class that they reach."""
    version, texts = read_sdk(path)
    # Only models that a topic or document can reach are parsed; the SDK has thousands.
    by_class = {class_name(file): text for file, text in texts.items()}
    topics = dict(TOPICS)
    for name in sorted(by_class):
        if OF_CONVERSATIONS.fullmatch(name) and name not in topics.values():
            topics[f"class {name}"] = name
    missing = [name for name in [*TOPICS.values(), *DOCUMENTS] if name not in by_class]
    classes, waiting = {}, [*topics.values(), *DOCUMENTS]
    while waiting:
        name = waiting.pop()
        if name in classes or name not in by_class:
            continue
        parsed = read_model(by_class[name])
        if parsed is None:
            continue
        classes[name] = parsed[1]
        for field in parsed[1].values():
            waiting += [part for part in re.findall(r"\w+", field["type"]) if part in by_class]
    return {
        "sdk": version,
        "topics": {topic: name for topic, name in sorted(topics.items()) if name not in missing},
        "classes": dict(sorted(classes.items())),
    }


def class_name(file):
    """`acd_end_detail_event_topic_acd_end_event.py` holds `AcdEndDetailEventTopicAcdEndEvent`."""
    return "".join(part[:1].upper() + part[1:] for part in file.removesuffix(".py").split("_"))


def differences(known, newer):
    """The lines that say what is new, and what is gone."""
    lines = []
    for topic in sorted(newer["topics"].keys() - known["topics"].keys()):
        lines.append(f"new topic: {topic}")
    for topic in sorted(known["topics"].keys() - newer["topics"].keys()):
        lines.append(f"topic is gone: {topic}")
    ours, theirs = known["classes"], newer["classes"]
    for name in sorted(ours.keys() | theirs.keys()):
        of = "".join(f" ({topic})" for topic, model in newer["topics"].items() if model == name)
        before, after = ours.get(name, {}), theirs.get(name, {})
        for field in sorted(before.keys() | after.keys()):
            lines += difference(f"{name}.{field}{of}", before.get(field), after.get(field))
    return lines


def difference(where, before, after):
    """The lines about one field."""
    if before is None:
        words = f", one of {', '.join(after['values'])}" if "values" in after else ""
        return [f"new field: {where}: {after['type']}{words}"]
    if after is None:
        return [f"field is gone: {where}"]
    lines = []
    if before["type"] != after["type"]:
        lines.append(f"other type: {where}: {after['type']}, was {before['type']}")
    old, new = set(before.get("values", [])), set(after.get("values", []))
    lines += [f"new word: {where}: {word}" for word in sorted(new - old)]
    lines += [f"word is gone: {where}: {word}" for word in sorted(old - new)]
    return lines


def written(model):
    """The text of model.json: a line for each field, so that a difference can be read."""
    lines = ["{", f'  "sdk": {json.dumps(model["sdk"])},', '  "topics": {']
    topics = [f"    {json.dumps(topic)}: {json.dumps(name)}" for topic, name in model["topics"].items()]
    lines += [",\n".join(topics), "  },", '  "classes": {']
    classes = []
    for name, fields in model["classes"].items():
        each = [f"      {json.dumps(field)}: {json.dumps(about)}" for field, about in fields.items()]
        classes.append(f"    {json.dumps(name)}: {{\n" + ",\n".join(each) + "\n    }")
    return "\n".join([*lines, ",\n".join(classes), "  }", "}"]) + "\n"


# ── The topics of an organization ────────────────────────────────────────────────────────────────


def intake_prefixes(template):
    """The prefixes of topics that the intake rule takes."""
    rule = re.search(r"^  IntakeRule:\n(.*?)^      Targets:", template, re.MULTILINE | re.DOTALL)
    prefixes = re.findall(r"- prefix: (\S+)", rule[1]) if rule else []
    if not prefixes:
        raise Unreadable(f"{TEMPLATE} has no prefixes of topics in IntakeRule")
    return prefixes


def topic_table(answer, prefixes):
    """A line for each topic that EventBridge can carry: who takes it, the topic, what it gives."""
    if not isinstance(answer, dict) or not isinstance(answer.get("entities"), list):
        raise Unreadable("the answer has no list `entities`: give that of availabletopics")
    lines = []
    for topic in sorted(answer["entities"], key=lambda each: each.get("id", "")):
        transports = topic.get("transports")
        if transports is None:
            raise Unreadable("the topics have no transports: ask with ?expand=description,transports")
        if not any(each.lower() in ("all", "eventbridge") for each in transports):
            continue
        name = topic.get("id", "")
        if name in TOPICS:
            taker = "decoded"
        elif name.startswith(tuple(prefixes)):
            taker = "log"
        else:
            taker = "archive"
        lines.append(f"{taker:8} {name}  {topic.get('description') or ''}".rstrip())
    return lines


# ── The command ──────────────────────────────────────────────────────────────────────────────────


def main(arguments):
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=["sdk", "topics"])
    parser.add_argument("file", type=Path)
    parser.add_argument("--write", action="store_true", help="write model.json anew (with sdk)")
    given = parser.parse_args(arguments)
    if not given.file.exists():
        raise Unreadable(f"there is no {given.file}")
    if given.what == "topics":
        try:
            answer = json.loads(given.file.read_text("utf-8-sig"))
        except ValueError as error:
            raise Unreadable(f"{given.file} is not JSON: {error}") from None
        print("\n".join(topic_table(answer, intake_prefixes(TEMPLATE.read_text("utf-8")))))
        return 0
    newer = model_of(given.file)
    known = json.loads(MODEL.read_text("utf-8"))
    lines = differences(known, newer)
    print("\n".join([*lines, f"{len(lines)} differences between {known['sdk']} and {newer['sdk']}"]))
    if given.write:
        MODEL.write_text(written(newer), "utf-8")
    return 1 if lines else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Unreadable as problem:
        sys.exit(f"watch: {problem}")
