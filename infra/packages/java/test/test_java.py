"""The Java package reads every sample whole, and refuses exactly what the schemas refuse.

CLASSPATH names the compiled package and `Check`, to which the tests talk.
"""

import copy
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "python/tests"))
from support import SAMPLES, SCHEMAS, TYPES, changed


def check(asked: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What `Check` answers, in the order of what it is asked."""
    lines = "".join(json.dumps(one) + "\n" for one in asked)
    ran = subprocess.run(["java", "Check"], input=lines, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return [json.loads(line) for line in ran.stdout.splitlines()]


def of_body(event: object) -> dict[str, Any]:
    return {"body": json.dumps(event)}


def with_instants(value: Any) -> Any:
    """A copy in which every instant has milliseconds, as the contract writes it."""
    if isinstance(value, dict):
        return {name: with_instants(one) for name, one in value.items()}
    if isinstance(value, list):
        return [with_instants(one) for one in value]
    is_instant = isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", value)
    return value.replace("Z", ".000Z") if is_instant else value


def test_every_sample_is_read_whole() -> None:
    answers = check([of_body(one) for one in SAMPLES.values()])
    for sample, answer in zip(SAMPLES.values(), answers, strict=True):
        assert answer == {"class": sample["detail-type"], "json": with_instants(sample)}
    answers = check([{"detail": one["detail"]} for one in SAMPLES.values()])
    for sample, answer in zip(SAMPLES.values(), answers, strict=True):
        assert answer == {"class": sample["detail-type"], "json": sample["detail"]}


def test_check_and_schemas_agree() -> None:
    asked, verdicts = [], []
    for type_name in TYPES:
        schema = json.loads((SCHEMAS / f"{type_name}.json").read_text("utf-8"))
        checker = jsonschema.Draft202012Validator(
            schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
        )
        for sample in (one for one in SAMPLES.values() if one["detail-type"] == type_name):
            for detail in changed(sample["detail"]):
                metadata = detail.get("metadata")
                # The schema of this type does not apply to another type.
                if not isinstance(metadata, dict) or metadata.get("type") == type_name:
                    asked.append({"detail": detail})
                    verdicts.append(checker.is_valid(detail))
    assert min(verdicts.count(True), verdicts.count(False)) > 1_000
    for one, answer, valid in zip(asked, check(asked), verdicts, strict=True):
        assert valid == ("json" in answer), json.dumps([one, answer], indent=1)


def test_what_is_new_is_read() -> None:
    future = copy.deepcopy(SAMPLES["AgentTransferredConversation"])
    data = future["detail"]["data"]
    data["kind"], data["to"]["type"], data["futureField"] = "teleport", "robot", [1]
    other = copy.deepcopy(SAMPLES["AgentAssigned"])
    other["detail-type"] = other["detail"]["metadata"]["type"] = "AgentPromoted"
    [known, unknown] = check([of_body(future), of_body(other)])
    read = known["json"]["detail"]["data"]
    assert (known["class"], read["kind"], read["to"]["type"]) == (
        "AgentTransferredConversation",
        "teleport",
        "robot",
    )
    assert unknown["class"] == "OtherCommonEvent"
    assert unknown["json"]["detail"]["data"]["conversation"]["episode"] == 1


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda event: event.pop("detail-type"), "without InputPath or InputTransformer"),
        (lambda event: event.update({"detail-type": "AgentLeft"}), r"event\.detail\.data\.\w+ is missing"),
        (lambda event: event["detail"]["metadata"].update(schemaVersion=2), "install version 2"),
        (lambda event: event["detail"]["data"].pop("via"), "event.detail.data.via is missing"),
        (lambda event: event.pop("detail"), "event.detail is missing"),
    ],
)
def test_errors_say_what_to_do(change: Any, problem: str) -> None:
    event = copy.deepcopy(SAMPLES["AgentAssigned"])
    change(event)
    [answer] = check([of_body(event)])
    assert re.search(problem, "; ".join(answer["problems"])), answer


def test_other_bodies_are_refused() -> None:
    bodies = ["", "no JSON", "[]", "null", "7", '{"detail-type": 7}']
    for body, answer in zip(bodies, check([{"body": body} for body in bodies]), strict=True):
        assert answer.get("problems"), (body, answer)
