"""The published samples and schemas, and changed copies of the samples."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SCHEMAS = Path(__file__).resolve().parents[3] / "schemas"
SAMPLES: dict[str, dict[str, Any]] = {
    path.stem: json.loads(path.read_text("utf-8")) for path in sorted((SCHEMAS / "samples").glob("*.json"))
}
TYPES = sorted({sample["detail-type"] for sample in SAMPLES.values()})

WRONG = [7, -1, 1.5, True, "", "no id!", "x" * 65, [], {}, [7], ["x"], {"a": 1}]
"""Values, each of the wrong type or form for some field. Not null, which the models read as absent."""


def changed(value: Any) -> Iterator[Any]:
    """Copies of a JSON value in which one field is missing or has another value, at any depth."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield {name: one for name, one in value.items() if name != key}
            for other in [*WRONG, *changed(inner)]:
                yield {**value, key: other}
    elif isinstance(value, list) and value:
        yield from ([other, *copy.deepcopy(value[1:])] for other in [*WRONG, *changed(value[0])])
