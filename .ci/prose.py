#!/usr/bin/env python3
"""Checks the style of what people read: comments, documents and names.

It counts the lines of comments and documents that use a phrase of the list below, prints
them, and fails above one line in a hundred. It fails on any line of Rust over 100 columns, any
test name over 50 characters, any Rust file over 400 lines, and any gendered pronoun.

Usage: .ci/prose.py [PATH ...]    (default: every file that git knows)
"""

import re
import subprocess
import sys
from pathlib import Path

PHRASES = [
    r"who(m)?ever",
    r"of which",
    r"of whom",
    r"as of what",
    r"told of",
    r"heard (of|from)",
    r"given? up",
    r"giving up",
    r"stands? for",
    r"there (is|are|was) (nothing |something |no \w+ )?to (be )?\w+",
    r"(is|are|was|were) said",
    r"what is said",
    r"holds? .{1,40} against",
    r"for good",
    r"(is|are) told(?! (to|by))",
    r"that there (is|are)\b",
    r"to be had",
    r"nobody's",
    r"as (it|they) really",
    r"what (it|they) (is|are) (like|called)",
]
PHRASE = re.compile(r"\b(" + "|".join(PHRASES) + r")\b", re.IGNORECASE)
DANGLING = re.compile(r"^\s*(///|//!)\s+(It|They) ")
GENDERED = re.compile(r"\b(he|she|his|him|hers|himself|herself)\b", re.IGNORECASE)
TEST = re.compile(r"#\[(?:tokio::)?test[^\]]*\](?:\s*#\[[^\]]*\])*\s*(?:pub )?(?:async )?fn (\w+)")
COMMENT = {
    ".rs": re.compile(r"^\s*//"),
    ".sh": re.compile(r"^\s*#(?!!)"),
    ".py": re.compile(r"^\s*#(?!!)"),
    ".yaml": re.compile(r"^\s*#"),
    ".yml": re.compile(r"^\s*#"),
    ".toml": re.compile(r"^\s*#"),
    ".ts": re.compile(r"^\s*(//|/?\*)"),
}
LIMIT = 0.01


def prose(path: Path, lines: list[str]):
    """The numbered lines that people read as text."""
    if path.suffix == ".md":
        return list(enumerate(lines, 1))
    comment = COMMENT.get(path.suffix)
    return [(n, line) for n, line in enumerate(lines, 1) if comment and comment.match(line)]


def first_of_paragraph(lines: list[str], number: int) -> bool:
    before = lines[number - 2].strip() if number > 1 else ""
    return not before.startswith(("///", "//!")) or before in ("///", "//!")


def main() -> int:
    files = sys.argv[1:] or subprocess.run(
        ["git", "ls-files"], capture_output=True, text=True, check=True
    ).stdout.split("\n")
    counted, found, faults = 0, [], []
    for name in filter(None, files):
        path = Path(name)
        if path.name == "prose.py" or path.suffix not in {*COMMENT, ".md"} or not path.is_file():
            continue
        text = path.read_text(encoding="utf-8")
        lines = text.splitlines()
        for number, line in prose(path, lines):
            counted += 1
            dangling = DANGLING.match(line) and first_of_paragraph(lines, number)
            if dangling or PHRASE.search(line):
                found.append(f"{name}:{number}: {line.strip()}")
            if GENDERED.search(line):
                faults.append(f"{name}:{number}: write they: {line.strip()}")
        if path.suffix == ".rs":
            faults += [
                f"{name}:{n}: {len(line)} columns"
                for n, line in enumerate(lines, 1)
                if len(line) > 100
            ]
            faults += [
                f"{name}: test name of {len(test)} characters: {test}"
                for test in TEST.findall(text)
                if len(test) > 50
            ]
            if len(lines) > 400:
                faults.append(f"{name}: {len(lines)} lines")
    print("\n".join(found + faults))
    share = len(found) / max(counted, 1)
    print(f"{len(found)} of {counted} lines use a phrase to avoid: {share:.2%} (limit {LIMIT:.0%})")
    print(f"{len(faults)} other faults")
    return 1 if share > LIMIT or faults else 0


if __name__ == "__main__":
    sys.exit(main())
