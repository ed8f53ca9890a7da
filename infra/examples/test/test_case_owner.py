"""The case-owner functions, in both languages, on real conversations.

Messages come twice and in any order, two instances work at the same time, requests and answers of
DynamoDB get lost, and so do answers of the function. Whenever every message about a conversation
that has come so far is acknowledged, its case has the right owner.
"""

from __future__ import annotations

import itertools
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import owners
from aws import EXAMPLES, Hold, Instances, LossyDynamoDb
from conversations import COUNT, SEED, Conversations
from delivery import Queue, message

FUNCTIONS = {
    "python": [sys.executable, "worker.py", str(EXAMPLES / "case-owner/python")],
    "typescript": ["node", "worker.mjs", str(EXAMPLES / "case-owner/typescript/dist/handler.mjs")],
}


@pytest.fixture
def dynamo() -> Iterator[LossyDynamoDb]:
    made = LossyDynamoDb(SEED)
    made.table("cases", "caseId")
    made.table("remembered", "id")
    yield made
    made.close()


@pytest.fixture(params=FUNCTIONS)
def function(request: pytest.FixtureRequest, dynamo: LossyDynamoDb) -> Iterator[Instances]:
    command = FUNCTIONS[request.param]
    environment = {
        "AWS_ENDPOINT_URL": dynamo.url,
        "CASES_TABLE": "cases",
        "REMEMBERED_TABLE": "remembered",
        "POWERTOOLS_LOG_LEVEL": "CRITICAL",
    }
    command = [command[0], str(Path(__file__).parent / command[1]), *command[2:]]
    made = Instances(command, environment, count=2)
    yield made
    made.close()


def test_owner_is_right_at_every_moment(
    real: Conversations, dynamo: LossyDynamoDb, function: Instances
) -> None:
    assignments = real.of_type("AgentAssigned")
    queue = Queue(assignments, SEED)
    acknowledged: list[dict[str, Any]] = []
    comparisons = Counter[str]()
    dynamo.losses = 0.05
    while queue:
        batches = [batch for batch in (queue.take(), queue.take()) if batch["Records"]]
        came = []
        for batch, answer in zip(batches, function.invoke(batches), strict=True):
            came += queue.settle(batch, answer)
        acknowledged += came
        expected = owners.by_events(acknowledged)
        actual = owned(dynamo)
        uncertain = queue.failed()
        for case in {one["detail"]["metadata"]["conversationId"] for one in acknowledged} - uncertain:
            assert actual.get(case) == expected.get(case), case
            comparisons["equal"] += 1
    assert comparisons["equal"] > 3 * COUNT
    # Otherwise the test would not show what it says.
    assert min(queue.failures, *dynamo.lost.values()) > 5, (queue.failures, dynamo.lost)

    dynamo.losses = 0
    by_tree = {case: owner for case, tree in real.trees.items() if (owner := owners.by_tree(tree))}
    assert owned(dynamo) == by_tree


def test_slow_instance_overwrites_no_later_owner(
    real: Conversations, dynamo: LossyDynamoDb, function: Instances
) -> None:
    earlier, later = two_assignments(real)
    case = later["detail"]["metadata"]["conversationId"]
    dynamo.hold = hold = Hold(b"SET #owner")
    function.send(0, {"Records": [message(0, earlier)]})
    assert hold.arrived.wait(60), "it sets no owner"
    function.send(1, {"Records": [message(1, later)]})
    assert function.receive(1) == {"answer": {"batchItemFailures": []}}
    assert owned(dynamo) == {case: later["detail"]["data"]["userId"]}
    # A write that had to be put right would come after it.
    dynamo.hold = correction = Hold(b"SET #owner")
    correction.released.set()
    hold.released.set()
    assert function.receive(0) == {"answer": {"batchItemFailures": []}}
    assert not correction.arrived.is_set(), "for a moment, the earlier agent was the owner"
    assert owned(dynamo) == {case: later["detail"]["data"]["userId"]}


def two_assignments(real: Conversations) -> list[dict[str, Any]]:
    """Two assignments of one conversation to different agents, the earlier one first."""
    first = [one for one in real.of_type("AgentAssigned") if one["detail"]["metadata"]["status"] == "active"]
    first.sort(key=lambda one: str(one["detail"]["metadata"]["occurredAt"]))
    for one, other in itertools.combinations(first, 2):
        same = one["detail"]["metadata"]["conversationId"] == other["detail"]["metadata"]["conversationId"]
        if same and one["detail"]["data"]["userId"] != other["detail"]["data"]["userId"]:
            return [one, other]
    raise AssertionError("no conversation has two agents")


def test_conversations_show_every_kind_of_assignment(real: Conversations) -> None:
    details = [event["detail"] for event in real.of_type("AgentAssigned")]
    assert {one["data"]["via"] for one in details} >= {"queue", "transfer", "handover"}
    if max(one["metadata"]["revision"] for one in details) > 1:
        assert {one["metadata"]["status"] for one in details} == {"active", "withdrawn"}


def owned(dynamo: LossyDynamoDb) -> dict[str, str]:
    """The owner of each case that has one."""
    losses, dynamo.losses = dynamo.losses, 0
    items = dynamo.client.scan(TableName="cases", ConsistentRead=True)["Items"]
    dynamo.losses = losses
    return {item["caseId"]["S"]: item["owner"]["S"] for item in items if "owner" in item}
