"""What the check refuses is exactly what the schemas refuse."""

import copy
import json
from typing import Any

import jsonschema
import pytest

import switchboard_events as events
from support import SAMPLES, SCHEMAS, TYPES, changed


@pytest.mark.parametrize("type_name", TYPES)
def test_check_and_schema_agree(type_name: str) -> None:
    schema = json.loads((SCHEMAS / f"{type_name}.json").read_text("utf-8"))
    checker = jsonschema.Draft202012Validator(
        schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )
    verdicts = {True: 0, False: 0}
    for sample in (one for one in SAMPLES.values() if one["detail-type"] == type_name):
        for detail in changed(sample["detail"]):
            if other_type_or_version(detail, sample["detail"]):
                continue
            valid = checker.is_valid(detail)
            verdicts[valid] += 1
            assert valid == is_accepted(detail), json.dumps(detail, indent=1)
    assert min(verdicts.values()) > 20, verdicts


def other_type_or_version(detail: Any, original: Any) -> bool:
    """Whether it is a Common Event of another type: the schema of this type does not apply."""
    metadata = detail.get("metadata")
    return isinstance(metadata, dict) and metadata.get("type") != original["metadata"]["type"]


def is_accepted(detail: Any) -> bool:
    try:
        events.parse_common_event(detail)
    except events.InvalidEventError:
        return False
    return True


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda event: event.pop("detail-type"), "without InputPath or InputTransformer"),
        (
            lambda event: event.update({"detail-type": "AgentLeft"}),
            "metadata.type: Input should be 'AgentLeft'",
        ),
        (lambda event: event["detail"]["metadata"].update(schemaVersion=2), "install version 2"),
        (lambda event: event["detail"]["data"].pop("via"), "detail.data.via"),
        (lambda event: event.pop("detail"), "detail"),
    ],
)
def test_errors_say_what_to_do(change: Any, problem: str) -> None:
    event = copy.deepcopy(SAMPLES["AgentAssigned"])
    change(event)
    with pytest.raises(events.InvalidEventError, match=problem):
        events.parse_sqs_record({"body": json.dumps(event)})


@pytest.mark.parametrize("body", ["", "no JSON", "[]", "null", "7", '{"detail-type": 7}'])
def test_other_bodies_are_refused(body: str) -> None:
    with pytest.raises(events.InvalidEventError):
        events.parse_sqs_record({"body": body})
