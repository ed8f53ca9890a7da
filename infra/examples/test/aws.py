"""DynamoDB of moto, whose requests and answers get lost, and instances of Lambda functions."""

from __future__ import annotations

import io
import json
import os
import random
import subprocess
import threading
import urllib.request
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import boto3
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import WSGIRequestHandler, make_server

EXAMPLES = Path(__file__).resolve().parents[1]
REGION = "eu-central-1"
# What Lambda gives to a function.
LAMBDA = {
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_REGION": REGION,
    "AWS_DEFAULT_REGION": REGION,
}


class Quiet(WSGIRequestHandler):
    """Logs no requests."""

    def log_request(self, *_: Any) -> None:
        pass


class Hold:
    """The next request whose body has a text waits, until it is released."""

    def __init__(self, text: bytes) -> None:
        self.text = text
        self.arrived = threading.Event()
        self.released = threading.Event()


class LossyDynamoDb:
    """One request at a time, so that conditional writes are atomic.

    A share of `losses` of the requests is not carried out, and of as many the answer is lost: the
    write happened, but the caller gets an error.
    """

    def __init__(self, seed: int) -> None:
        self.losses = 0.0
        self.lost = {"request": 0, "answer": 0}
        self.hold: Hold | None = None
        self._random = random.Random(seed)
        self._lock = threading.Lock()
        self._moto = DomainDispatcherApplication(create_backend_app)
        self._server = make_server("127.0.0.1", 0, self._answer, threaded=True, request_handler=Quiet)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self.client = boto3.client(
            "dynamodb",
            endpoint_url=self.url,
            region_name=REGION,
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )

    def table(self, name: str, key: str) -> None:
        """Makes an empty table."""
        self.client.create_table(
            TableName=name,
            KeySchema=[{"AttributeName": key, "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )

    def close(self) -> None:
        """Forgets all tables, which belong to the process."""
        self.losses = 0
        urllib.request.urlopen(urllib.request.Request(f"{self.url}/moto-api/reset", method="POST"))
        self._server.shutdown()

    def _answer(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = io.BytesIO(body)
        hold = self.hold
        if hold is not None and hold.text in body:
            self.hold = None
            hold.arrived.set()
            hold.released.wait()
        with self._lock:
            chance = self._random.random()
            if chance < self.losses:
                return self._lose("request", start_response)
            answer = list(self._moto(environ, start_response if chance >= 2 * self.losses else _ignore))
            return answer if chance >= 2 * self.losses else self._lose("answer", start_response)

    def _lose(self, what: str, start_response: Callable[..., Any]) -> Iterable[bytes]:
        self.lost[what] += 1
        start_response("500 Internal Server Error", [("Content-Type", "application/x-amz-json-1.0")])
        return [b'{"__type": "InternalServerError", "message": "lost"}']


def _ignore(*_: Any) -> Callable[[bytes], None]:
    return lambda _: None


class Instances:
    """Some instances of a function, which work at the same time."""

    def __init__(self, command: list[str], environment: dict[str, str], count: int) -> None:
        environment = {**os.environ, **LAMBDA, **environment, "AWS_MAX_ATTEMPTS": "1"}
        self._processes = [
            subprocess.Popen(
                command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
            )
            for _ in range(count)
        ]

    def invoke(self, batches: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Gives each instance a batch, then waits for all answers."""
        for number, batch in enumerate(batches):
            self.send(number, batch)
        return [self.receive(number) for number in range(len(batches))]

    def send(self, number: int, batch: dict[str, Any]) -> None:
        """Gives one instance a batch."""
        stdin = self._processes[number].stdin
        assert stdin is not None
        stdin.write(json.dumps(batch) + "\n")
        stdin.flush()

    def receive(self, number: int) -> dict[str, Any]:
        """Waits for the answer of one instance."""
        stdout = self._processes[number].stdout
        assert stdout is not None
        answer: dict[str, Any] = json.loads(stdout.readline())
        return answer

    def close(self) -> None:
        for process in self._processes:
            process.terminate()
            process.wait()
