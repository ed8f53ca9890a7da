"""One instance of a Lambda function in Python.

Usage: worker.py DIRECTORY. Imports `handler` from the directory; reads a batch from each line of
standard input, and answers with a line: the answer of the handler, or its error. What the function
prints itself goes to standard error.
"""

import importlib
import json
import sys
from collections.abc import Callable
from typing import Any


class Context:
    """What the function asks of Lambda."""

    function_name = "example"
    function_version = "$LATEST"
    memory_limit_in_mb = 128
    invoked_function_arn = "arn:aws:lambda:eu-central-1:123456789012:function:example"
    aws_request_id = "a-request"

    @staticmethod
    def get_remaining_time_in_millis() -> int:
        """So little that an attempt that crashed does not block the next one for long."""
        return 20


def answer(handler: Callable[[Any, Any], Any], batch: dict[str, Any]) -> dict[str, Any]:
    """What Lambda learns from an invocation."""
    try:
        return {"answer": handler(batch, Context())}
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}


def main() -> None:
    answers, sys.stdout = sys.stdout, sys.stderr
    sys.path.insert(0, sys.argv[1])
    handler = importlib.import_module("handler").handler
    for line in sys.stdin:
        print(json.dumps(answer(handler, json.loads(line))), file=answers, flush=True)


if __name__ == "__main__":
    main()
