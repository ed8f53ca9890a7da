"""Runs every block of infra/docs/FIRST-EVENT.md as it is written, in one shell, and prints the seconds of each.

A release is made of built binaries and served over HTTP, as GitHub does. The stack of the release runs on this machine.
Genesys Cloud sends a conversation as soon as there is a stack.

Usage: run.py URL SWITCHBOARD    the URL of tests/stopwatch/server.py, and the command; the functions are beside it
"""

import functools
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import threading
import time
import zipfile
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import boto3

ROOT = Path(__file__).resolve().parents[2]
sys.path[1:1] = [str(ROOT / "tests/runbook"), str(ROOT / "infra")]
import release  # noqa: E402
from document import CREDENTIALS, REGION, Shell, blocks  # noqa: E402
from runtime import Lambda  # noqa: E402

DOCUMENT = ROOT / "infra/docs/FIRST-EVENT.md"
SOURCE = "aws.partner/genesys.com/cloud/6f1d3c52-9a0e-8b41-a7d4-0c2f58e6b913/suffix"
# The archives that the document names. Inside are the binaries of this machine, whatever it is.
ARCHITECTURE, TRIPLE = "arm64", "x86_64-unknown-linux-gnu"
# A person's time for one block: to read it, to fill in what it asks for, and to run it. In seconds.
PERSON, LIMIT = 60, 600


class Account:
    """The AWS account, on moto."""

    def __init__(self, url):
        self.url, self.clients, self.conversations = url, {}, 0
        self.client("events").create_partner_event_source(Name=SOURCE, Account="123456789012")

    def client(self, service):
        # Threads share clients, which boto3 allows; it does not allow them to make some at once.
        if service not in self.clients:
            self.clients[service] = boto3.Session().client(
                service, endpoint_url=self.url, region_name=REGION, aws_access_key_id="x", aws_secret_access_key="x",
            )
        return self.clients[service]

    def log_group(self, function):
        """The log group of a function of the stack, by the function's name."""
        pages = self.client("cloudformation").get_paginator("list_stack_resources").paginate(StackName="switchboard")
        resources = [each for page in pages for each in page["StackResourceSummaries"]]
        names = {each["PhysicalResourceId"]: each["LogicalResourceId"] for each in resources}
        logs = names[function].replace("Function", "Logs")
        return next(each["PhysicalResourceId"] for each in resources if each["LogicalResourceId"] == logs)

    def converse(self, switchboard):
        """Genesys Cloud sends the events of a made-up conversation, each time of another."""
        self.conversations += 1
        simulate = [switchboard, "simulate", "--conversations", "1", "--seed", str(self.conversations)]
        simulated = subprocess.run(simulate, capture_output=True, check=True)
        events = [json.loads(line) for line in simulated.stdout.splitlines()]
        entries = [
            {"EventBusName": SOURCE, "Source": SOURCE, "DetailType": each["detail-type"], "Detail": json.dumps(each["detail"])}
            for each in events
        ]
        for start in range(0, len(entries), 10):
            answer = self.client("events").put_events(Entries=entries[start : start + 10])
            assert answer["FailedEntryCount"] == 0, answer


def make_release(built, folder):
    """The files that the document takes, as the workflow makes them, from the binaries of a folder."""
    out, zips = folder / f"releases/v{release.version()}", folder / "zips"
    out.mkdir(parents=True)
    zips.mkdir()
    for name in (*release.FUNCTIONS, "switchboard"):
        subprocess.run(["strip", "-o", zips / name, built / name], check=True)
    for name in release.FUNCTIONS:
        with zipfile.ZipFile(zips / f"{name}.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
            file.write(zips / name, "bootstrap")
        (zips / f"{name}.cdx.json").write_text("{}\n")
    release.functions(ARCHITECTURE, out, zips)
    top = f"switchboard-{release.version()}-{TRIPLE}"
    # Packed in a fraction of the time that `release.command` takes.
    with tarfile.open(out / f"{top}.tar.gz", "w:gz", compresslevel=1) as file:
        file.add(zips / "switchboard", f"{top}/switchboard")
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-deps"]
    subprocess.run([*pip, "--wheel-dir", out, ROOT / "infra/packages/python"], check=True)
    release.checksums(out)
    shutil.rmtree(zips)
    return out.parent


def serve(folder):
    """Serves a folder, and returns the URL."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return "http://{}:{}".format(*server.server_address)


class Steps:
    """What a person fills into each block, and what must hold after it."""

    def __init__(self, account, folder, switchboard, releases):
        self.account, self.folder, self.switchboard, self.releases = account, folder, switchboard, releases
        self.running = None

    def of(self, section, number):
        names = {
            ("From here to the first Common Event", 0): (self.names, None),
            ("1. Deploy", 0): (None, self.deployed),
            ("2. Get the command and the types", 0): (None, self.command),
            ("2. Get the command and the types", 1): (None, None),
            ("3. Subscribe", 0): (None, self.subscribed),
            ("4. Check", 0): (None, self.checked),
            ("5. The first Common Event", 0): (None, self.first),
        }
        assert (section, number) in names, f"block {number} of {section!r} is no step of {__file__}"
        return names[section, number]

    def names(self, text):
        assert f"release={release.version()}\n" in text, "the document names another release than Cargo.toml"
        text, count = re.subn(r"https://github\S+", self.releases, text)
        text, more = re.subn(r"aws\.partner\S+", SOURCE, text)
        assert (count, more) == (1, 1), text
        return text

    def deployed(self, out):
        assert "is the file that SHA256SUMS names" in out, out
        self.running = Lambda(self.account, self.folder, CREDENTIALS | {"AWS_ENDPOINT_URL": self.account.url})
        self.account.converse(self.switchboard)

    def command(self, _):
        said = self.folder / "first-event/switchboard"
        assert release.version() in subprocess.run([said, "--version"], capture_output=True, text=True, check=True).stdout

    def subscribed(self, _):
        # Of that which came before, the new rule has seen nothing.
        self.account.converse(self.switchboard)

    def checked(self, out):
        lines = [json.loads(line) for line in out.splitlines() if line.startswith("{")]
        found = {line["check"]: line["status"] for line in lines}
        assert found["probe"] == found["flow"] == "ok" and set(found.values()) == {"ok"}, out

    def first(self, out):
        name, _, event = out.partition("\n")
        event = json.loads(event)
        assert name == event["detail-type"] + "Event", out
        assert event["source"] == "switchboard.conversations" and event["detail"]["metadata"]["conversationId"], out


def main(url, switchboard):
    switchboard = Path(switchboard).resolve()
    with tempfile.TemporaryDirectory() as name:
        folder, begun = Path(name), time.monotonic()
        releases = serve(make_release(switchboard.parent, folder))
        print(f"stopwatch: {time.monotonic() - begun:5.1f} s to make a release of what is built", flush=True)
        python, here = sys.executable, Path(__file__).resolve().parent
        programs = {
            "sam": f'#!/bin/sh\nexec {python} {here}/sam.py "$@"\n',
            "python3": f'#!/bin/sh\nexec {python} "$@"\n',
        }
        shell, account = Shell(folder, url, programs), Account(url)
        steps, count, machine = Steps(account, folder, switchboard, releases), 0, 0.0
        for section, number, language, text in blocks(DOCUMENT):
            assert language == "sh", language
            before, after = steps.of(section, number)
            begun = time.monotonic()
            out = shell.run(before(text) if before else text)
            seconds = time.monotonic() - begun
            print(f"stopwatch: {seconds:5.1f} s  {section}", flush=True)
            if after:
                after(out)
            count, machine = count + 1, machine + seconds
        shell.bash.stdin.close()
        shell.bash.wait(timeout=10)
        steps.running.stop()
    total = machine + count * PERSON
    print(f"stopwatch: {machine:.0f} s for {count} blocks; with a minute of a person's time for each {total:.0f} s")
    assert total <= LIMIT, f"that is more than {LIMIT} s"


if __name__ == "__main__":
    main(*sys.argv[1:])
