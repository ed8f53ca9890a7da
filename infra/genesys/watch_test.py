"""Tests of watch.py, on a made-up SDK that is newer than model.json."""

import contextlib
import io
import json
import re
import tempfile
import unittest
import zipfile
from pathlib import Path

import watch

KNOWN = json.loads(watch.MODEL.read_text("utf-8"))
PACKAGE = "PureCloudPlatformClientV2/models/"


def snake(name):
    """The attribute and file name that the SDK gives to a field or class."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[a-z])(?=[0-9])", "_", name).lower()


def source(name, fields):
    """The text of a class, as the SDK has it."""
    attributes = {snake(field): field for field in fields}
    types = {attribute: fields[field]["type"] for attribute, field in attributes.items()}
    lines = [f"class {name}(object):", "    def __init__(self) -> None:", f"        self.swagger_types = {types!r}"]
    lines.append(f"        self.attribute_map = {attributes!r}")
    for attribute, field in attributes.items():
        if "values" in fields[field]:
            lines += [f"    def {attribute}(self, {attribute}):", f"        allowed_values = {fields[field]['values']!r}"]
    return "\n".join(lines) + "\n"


def sdk(folder, classes, version="999.0.0"):
    """Writes an SDK with the given classes as a wheel."""
    path = Path(folder) / "newer.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr("newer-1.dist-info/METADATA", f"Metadata-Version: 2.1\nVersion: {version}\n\n")
        for name, fields in classes.items():
            wheel.writestr(f"{PACKAGE}{file_name(name)}", source(name, fields))
    return path


def file_name(name):
    """The file of a class: the inverse of watch.class_name for the classes of the model."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower() + ".py"


class Sdk(unittest.TestCase):
    def compared(self, change):
        classes = json.loads(json.dumps(KNOWN["classes"]))
        change(classes)
        with tempfile.TemporaryDirectory() as folder:
            return watch.differences(KNOWN, watch.model_of(sdk(folder, classes)))

    def test_same_model_has_no_differences(self):
        self.assertEqual(self.compared(lambda classes: None), [])

    def test_everything_new_is_printed(self):
        def change(classes):
            of_users = classes["UserEndDetailEventTopicUserEndEvent"]
            of_users["hologram"] = {"type": "str", "values": ["BLUE", "RED"]}
            of_users["disconnectType"]["values"].append("BEAMED_UP")
            of_users["eventTime"]["type"] = "str"
            del of_users["ani"]
            classes["AnalyticsSession"]["auras"] = {"type": "list[AnalyticsAura]"}
            classes["AnalyticsAura"] = {"colour": {"type": "str"}}
            classes["HologramDetailEventTopicHologramStartEvent"] = {"eventTime": {"type": "int"}}

        at = "UserEndDetailEventTopicUserEndEvent"
        topic = "(v2.detail.events.conversation.{id}.user.end)"
        hologram = "HologramDetailEventTopicHologramStartEvent"
        self.assertEqual(
            self.compared(change),
            [
                f"new topic: class {hologram}",
                "new field: AnalyticsAura.colour: str",
                "new field: AnalyticsSession.auras: list[AnalyticsAura]",
                f"new field: {hologram}.eventTime (class {hologram}): int",
                f"field is gone: {at}.ani {topic}",
                f"new word: {at}.disconnectType {topic}: BEAMED_UP",
                f"other type: {at}.eventTime {topic}: str, was int",
                f"new field: {at}.hologram {topic}: str, one of BLUE, RED",
            ],
        )

    def test_a_topic_that_is_gone_is_printed(self):
        lines = self.compared(lambda classes: classes.pop("WrapupDetailEventTopicWrapupEvent"))
        self.assertIn("topic is gone: v2.detail.events.conversation.{id}.wrapup", lines)

    def test_model_json_is_what_write_writes(self):
        self.assertEqual(watch.MODEL.read_text("utf-8"), watch.written(KNOWN))

    def test_a_folder_is_read_like_its_wheel(self):
        with tempfile.TemporaryDirectory() as folder:
            wheel = sdk(folder, KNOWN["classes"])
            zipfile.ZipFile(wheel).extractall(Path(folder) / "unpacked")
            self.assertEqual(watch.model_of(Path(folder) / "unpacked"), watch.model_of(wheel))

    def test_other_files_are_refused(self):
        with tempfile.TemporaryDirectory() as folder:
            with self.assertRaisesRegex(watch.Unreadable, "holds no"):
                watch.model_of(folder)
            (Path(folder) / "text").write_text("text", "utf-8")
            with self.assertRaisesRegex(watch.Unreadable, "neither a wheel"):
                watch.model_of(Path(folder) / "text")

    def test_exit_status_says_whether_anything_is_new(self):
        with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()) as out:
            same = sdk(folder, KNOWN["classes"])
            self.assertEqual(watch.main(["sdk", str(same)]), 0)
            newer = sdk(folder, KNOWN["classes"] | {"OddDetailEventTopicOddEvent": {}})
            self.assertEqual(watch.main(["sdk", str(newer)]), 1)
        self.assertIn(f"1 differences between {KNOWN['sdk']} and 999.0.0", out.getvalue())


class Topics(unittest.TestCase):
    PREFIXES = watch.intake_prefixes(watch.TEMPLATE.read_text("utf-8"))

    def test_each_topic_of_eventbridge_has_a_taker(self):
        def topic(name, *transports):
            return {"id": name, "transports": transports, "description": "d"}

        answer = {
            "entities": [
                topic("v2.users.{id}.presence", "All"),
                topic("v2.conversations.{id}.transcription", "EventBridge", "Websocket"),
                topic("v2.detail.events.conversation.{id}.acw", "EventBridge"),
                topic("v2.users.{id}.conversations", "Websocket"),
            ]
        }
        self.assertEqual(
            watch.topic_table(answer, self.PREFIXES),
            [
                "log      v2.conversations.{id}.transcription  d",
                "decoded  v2.detail.events.conversation.{id}.acw  d",
                "archive  v2.users.{id}.presence  d",
            ],
        )

    def test_an_answer_without_transports_is_refused(self):
        with self.assertRaisesRegex(watch.Unreadable, "expand"):
            watch.topic_table({"entities": [{"id": "v2.users.{id}.presence"}]}, self.PREFIXES)
        with self.assertRaisesRegex(watch.Unreadable, "entities"):
            watch.topic_table([], self.PREFIXES)


if __name__ == "__main__":
    unittest.main()
