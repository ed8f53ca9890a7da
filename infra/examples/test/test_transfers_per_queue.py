"""The transfers-per-queue function on real conversations: each transfer counts once."""

from __future__ import annotations

import importlib.util
import json
import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

import worker
from aws import EXAMPLES, LAMBDA, LossyDynamoDb
from conversations import Conversations
from delivery import Queue

TALK = ("interact", "hold")


@pytest.fixture
def dynamo(monkeypatch: pytest.MonkeyPatch) -> Iterator[LossyDynamoDb]:
    made = LossyDynamoDb(seed=1)
    made.table("remembered", "id")
    for name, value in (LAMBDA | {"AWS_ENDPOINT_URL": made.url, "REMEMBERED_TABLE": "remembered"}).items():
        monkeypatch.setenv(name, value)
    yield made
    made.close()


def test_each_transfer_counts_once(
    real: Conversations, dynamo: LossyDynamoDb, capsys: pytest.CaptureFixture[str]
) -> None:
    function = load()
    queue = Queue(real.of_type("AgentTransferredConversation"), seed=1, duplicates=0.5)
    while queue:
        batch = queue.take()
        queue.settle(batch, worker.answer(function.handler, batch))
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    metrics = [line for line in lines if "_aws" in line]
    for metric in metrics:
        (described,) = metric["_aws"]["CloudWatchMetrics"]
        assert described["Namespace"] == "Switchboard"
        assert described["Metrics"] == [{"Name": "Transfers", "Unit": "Count"}]
        assert set(described["Dimensions"][0]) >= {"FromQueue", "ToQueue", "Kind"}
        assert metric["Transfers"] == [1.0]
    ids = [metric["transfer"] for metric in metrics]
    assert len(ids) == len(set(ids))
    counted = Counter((metric["FromQueue"], metric["ToQueue"]) for metric in metrics)
    assert counted == by_tree(real.trees)
    assert counted.total() >= 2


def by_tree(trees: dict[str, dict[str, Any]]) -> Counter[tuple[str, str]]:
    """Sessions of agents that ended by a transfer, with the queue that the conversation then entered."""
    counted = Counter[tuple[str, str]]()
    for tree in trees.values():
        stays: dict[str, list[list[dict[str, Any]]]] = {"agent": [], "acd": []}
        for participant in tree["participants"]:
            for session in participant["sessions"]:
                segments = [one for one in session.get("segments", []) if one["segmentType"] in TALK]
                if participant["purpose"] in stays and segments:
                    stays[participant["purpose"]].append(segments)
        for segments in stays["agent"]:
            if "transfer" in segments[-1].get("disconnectType", "").lower():
                # A consultation enters the queue while the agent still talks.
                entered = min(
                    (
                        (queue[0]["segmentStart"], queue[0]["queueId"])
                        for queue in stays["acd"]
                        if segments[0]["segmentStart"] < queue[0]["segmentStart"]
                    ),
                    default=None,
                )
                if entered is not None:
                    counted[segments[0]["queueId"], entered[1]] += 1
    return counted


def load() -> Any:
    """The module of the function, which reads its environment when it is imported."""
    path = EXAMPLES / "transfers-per-queue/handler.py"
    spec = importlib.util.spec_from_file_location("transfers_per_queue", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module
