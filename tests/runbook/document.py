"""The blocks of a document, and a shell that runs them as they are written."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
REGION = "eu-central-1"
BLOCK = re.compile(r"^( *)```(\w+)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
CREDENTIALS = {
    "AWS_REGION": REGION, "AWS_DEFAULT_REGION": REGION, "AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x",
    "AWS_EC2_METADATA_DISABLED": "true",
}


def blocks(document):
    """The blocks of a document in order: section, number within it, language, text."""
    text = document.read_text("utf-8")
    count = {}
    for found in BLOCK.finditer(text):
        # A comment at the start of a line of a block looks like a heading; headings have none before.
        before = BLOCK.sub("", text[: found.start()])
        section = HEADING.findall(before)[-1]
        number = count[section] = count.get(section, -1) + 1
        indent = found[1]
        lines = [line.removeprefix(indent) for line in found[3].splitlines()]
        yield section, number, found[2], "\n".join(lines) + "\n"


class Shell:
    """One bash, in which every block is sourced in order. It finds `aws` and the given programs first: name and text."""

    def __init__(self, folder, url, programs):
        self.folder = folder
        # For SQS the command line ignores AWS_ENDPOINT_URL.
        aws = Path(sys.executable).parent / "aws"
        programs = {"aws": f'#!/bin/sh\nexec {aws} --endpoint-url {url} "$@"\n'} | programs
        found = folder / "bin"
        found.mkdir()
        for name, text in programs.items():
            (found / name).write_text(text)
            (found / name).chmod(0o755)
        (folder / "infra").symlink_to(ROOT / "infra")
        environment = CREDENTIALS | {
            "PATH": f"{found}:{os.environ['PATH']}", "HOME": str(folder), "AWS_ENDPOINT_URL": url,
        }
        self.bash = subprocess.Popen(
            ["bash", "--norc"], stdin=subprocess.PIPE, cwd=folder, env=environment, text=True,
        )
        self.number = 0
        self.run("set -uE\ntrap 'echo \"command failed: $BASH_COMMAND\" >>failures' ERR\n")

    def run(self, text, stdin=""):
        """Sources a block, and returns what it writes. Every command that fails is an error."""
        self.number += 1
        names = {name: self.folder / f"{name}-{self.number}" for name in ("block", "in", "out", "err", "done")}
        failures = self.folder / "failures"
        names["block"].write_text(text)
        names["in"].write_text(stdin)
        self.bash.stdin.write(
            f"source {names['block']} <{names['in']} >{names['out']} 2>{names['err']}; echo >{names['done']}\n"
        )
        self.bash.stdin.flush()
        while not names["done"].exists():
            try:
                code = self.bash.wait(timeout=0.05)
            except subprocess.TimeoutExpired:
                continue
            raise AssertionError(f"the shell ended with {code}:\n{text}\n{names['err'].read_text()}")
        failed = failures.read_text() if failures.exists() else ""
        failures.unlink(missing_ok=True)
        out, err = names["out"].read_text(), names["err"].read_text()
        assert not failed, f"{failed}in\n{text}\n{out}\n{err}"
        return out + err
