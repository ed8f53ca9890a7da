"""A queue that delivers at least once, in no order, and what failed again."""

from __future__ import annotations

import json
import random
from typing import Any


def message(number: int, event: dict[str, Any]) -> dict[str, Any]:
    """An SQS record, as a function receives it."""
    return {
        "messageId": f"{number}",
        "receiptHandle": f"{number}",
        "body": json.dumps(event),
        "attributes": {},
        "messageAttributes": {},
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:eu-central-1:123456789012:assigned",
        "awsRegion": "eu-central-1",
    }


class Queue:
    """Holds messages; a share of `duplicates` of them twice."""

    def __init__(self, events: list[dict[str, Any]], seed: int, duplicates: float = 0.2) -> None:
        self._random = random.Random(seed)
        twice = [event for event in events if self._random.random() < duplicates]
        self._waiting = [message(number, event) for number, event in enumerate([*events, *twice])]
        self._random.shuffle(self._waiting)
        self._failed: set[str] = set()
        self.failures = 0

    def __bool__(self) -> bool:
        return bool(self._waiting)

    def take(self) -> dict[str, Any]:
        """A batch for one invocation: up to four messages."""
        size = min(self._random.randint(1, 4), len(self._waiting))
        return {"Records": [self._waiting.pop() for _ in range(size)]}

    def settle(self, batch: dict[str, Any], answer: dict[str, Any]) -> list[dict[str, Any]]:
        """What Lambda does with the answer: what failed is delivered again, later.

        Returns the events that are acknowledged. After an error, or when Lambda never learns the
        answer, that is none.
        """
        failed = {record["messageId"] for record in batch["Records"]}
        if "answer" in answer and self._random.random() > 0.05:
            failed = {one["itemIdentifier"] for one in answer["answer"]["batchItemFailures"]}
        acknowledged = []
        for record in batch["Records"]:
            if record["messageId"] in failed:
                self.failures += 1
                self._failed.add(record["messageId"])
                self._waiting.insert(self._random.randrange(len(self._waiting) + 1), record)
            else:
                acknowledged.append(json.loads(record["body"]))
        return acknowledged

    def failed(self) -> set[str]:
        """The conversations about which a message failed that has not been acknowledged since.

        It may have had its effect, or not.
        """
        return {
            json.loads(one["body"])["detail"]["metadata"]["conversationId"]
            for one in self._waiting
            if one["messageId"] in self._failed
        }
