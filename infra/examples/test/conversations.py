"""Real conversations, made by the command `switchboard`: what its bus delivers, and its trees."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

COMMAND = os.environ["SWITCHBOARD"]
COUNT, SEED = 40, 7


@dataclass
class Conversations:
    """Events on the bus, in the order of their publication, and the tree of each conversation."""

    events: list[dict[str, Any]]
    trees: dict[str, dict[str, Any]]

    def of_type(self, name: str) -> list[dict[str, Any]]:
        """The events that a rule for one type delivers."""
        return [event for event in self.events if event["detail-type"] == name]


def simulate(directory: Path, count: int, seed: int, *, disorder: bool) -> Conversations:
    """Made-up conversations, through all functions.

    With `disorder` the events of Genesys arrive shuffled, and nothing is held back: many Common
    Events are then revised and withdrawn.
    """
    lines = _run("simulate", "--conversations", str(count), "--seed", str(seed), "--jitter")
    source, data = directory / "events.jsonl", directory / "data"
    source.write_text(lines, "utf-8")
    how = ["--settle", "0", "--shuffle", str(seed)] if disorder else ["--clock", "events"]
    published = _run("run", "--json", *how, "--data", str(data), str(source))
    entries = [json.loads(line) for line in published.splitlines()]
    listed = _run("list", "--json", "--data", str(data))
    ids = [json.loads(line)["conversationId"] for line in listed.splitlines()]
    trees = {one: json.loads(_run("show", "--json", "--data", str(data), one)) for one in ids}
    return Conversations([on_the_bus(entry, number) for number, entry in enumerate(entries)], trees)


def on_the_bus(entry: dict[str, Any], number: int) -> dict[str, Any]:
    """An entry of PutEvents as a rule delivers it."""
    return {
        "version": "0",
        "id": f"00000000-0000-4000-8000-{number:012}",
        "detail-type": entry["DetailType"],
        "source": entry["Source"],
        "account": "123456789012",
        "time": entry["Time"],
        "region": "eu-central-1",
        "resources": [],
        "detail": entry["Detail"],
    }


def _run(*arguments: str) -> str:
    return subprocess.run([COMMAND, *arguments], check=True, capture_output=True, text=True).stdout
