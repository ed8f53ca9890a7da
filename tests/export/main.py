"""Compares exports with what follows from the events. See tests/export.sh."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import expected
import questions
from tables import Iceberg, Tables

SWITCHBOARD, CONVERSATIONS, SEED, FOLDER = sys.argv[1], sys.argv[2], int(sys.argv[3]), Path(sys.argv[4])
ENVIRONMENT = {
    "clear": {},
    "masked": {"PUBLISHED_ADDRESSES": "masked", "PUBLISHED_ATTRIBUTES": "*"},
}


def fail(reason: str) -> None:
    sys.exit(f"export: {reason}")


def switchboard(*arguments: str, form: str = "clear") -> list:
    environment = os.environ | ENVIRONMENT[form]
    ran = subprocess.run([SWITCHBOARD, *arguments], capture_output=True, text=True, env=environment)
    if ran.returncode != 0:
        fail(f"{' '.join(arguments)} ended with {ran.returncode}: {ran.stderr}")
    return [json.loads(line) for line in ran.stdout.splitlines()]


def killed_run(data: Path, events: Path, after: float, seed: str) -> list:
    """What a run printed before it was killed. Its last line may be cut."""
    command = [SWITCHBOARD, "run", "--data", str(data), "--shuffle", seed, str(events)]
    run = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    time.sleep(after)
    run.send_signal(signal.SIGKILL)
    printed, _ = run.communicate()
    return [json.loads(line) for line in printed.splitlines(keepends=True) if line.endswith("\n")]


def last_revisions(published: list) -> dict:
    last = {}
    for entry in published:
        event = entry["Detail"]
        before = last.get(event["metadata"]["id"])
        if before is None or before["metadata"]["revision"] <= event["metadata"]["revision"]:
            last[event["metadata"]["id"]] = event
    return last


def without_context(events: dict) -> dict:
    """The Common Events in force, without what depends on the order of arrival."""
    return {
        key: (event["metadata"]["occurredAt"], {**event["data"], "conversation": None})
        for key, event in events.items()
        if event["metadata"]["status"] == "active"
    }


def compare(name: str, found: list, wanted: list) -> None:
    """Both sorted by the same key."""
    if found == wanted:
        return
    for one, other in zip(found, wanted):
        differ = {key: (one.get(key), other.get(key)) for key in one.keys() | other.keys() if one.get(key) != other.get(key)}
        if differ:
            fail(f"{name} has (found, expected) {differ} in {one}")
    fail(f"{name} has {len(found)} rows, expected {len(wanted)}")


def check(data: Path, name: str, published: list, form: str = "clear") -> Tables:
    """Every row of an export of this folder."""
    out = FOLDER / f"export-{name}"
    written = switchboard("export", "--data", str(data), str(out), form=form)
    tables = Tables(out)
    for line in written:
        if tables.count(line["table"]) != line["rows"]:
            fail(f"{line} is said, but DuckDB reads {tables.count(line['table'])} rows")
    events = last_revisions(published)
    compare(f"{name}: common_events", tables.rows("common_events", "id"), expected.common_events(events))
    listed = {one["conversationId"]: one for one in switchboard("list", "--data", str(data))}
    shown = [switchboard("show", "--data", str(data), one)[0] for one in sorted(listed)]
    compare(f"{name}: conversations", expected.known(tables.rows("conversations", "conversation_id")), expected.conversations(listed, shown, events))
    participants = tables.rows("participants", "conversation_id, participant_id")
    compare(f"{name}: participants", [expected.party(row) for row in participants], expected.participants(shown))
    compare(f"{name}: segments", sorted(map(expected.piece, tables.rows("segments", "conversation_id")), key=str), expected.segments(shown))
    content = json.dumps([tables.rows(line["table"], "conversation_id") for line in written])
    names_and_notes = expected.names_and_notes(shown)
    if not names_and_notes:
        fail(f"{name}: no conversation has a name or a note to look for")
    for private in names_and_notes:
        if private in content:
            fail(f"{name}: a name or a note was exported: {private}")
    questions.check(tables, list(events.values()), lambda query, found, wanted: compare(f"{name}: {query}", found, wanted))
    return tables


def main() -> None:
    events = FOLDER / "events.jsonl"
    made_up = [SWITCHBOARD, "simulate", "--conversations", CONVERSATIONS, "--seed", str(SEED), "--jitter", "--duplicates", "0.1", "--metrics"]
    lines = subprocess.run(made_up, capture_output=True, text=True, check=True).stdout.splitlines(keepends=True)
    # The rest has not happened yet, so some conversations are open.
    events.write_text("".join(lines[: len(lines) * 19 // 20]))

    calm = FOLDER / "calm"
    published = switchboard("run", "--data", str(calm), "--clock", "events", str(events))
    tables = check(calm, "calm", published)
    in_force = without_context(last_revisions(published))

    chance = random.Random(SEED)
    for seed in ("1", "2"):
        data = FOLDER / f"killed-{seed}"
        told = []
        for _ in range(4):
            told += killed_run(data, events, chance.uniform(0.2, 2.0), seed)
        told += switchboard("run", "--data", str(data), "--shuffle", seed, str(events))
        check(data, f"killed-{seed}", told)
        if without_context(last_revisions(told)) != in_force:
            fail(f"after shuffle {seed} and crashes, other Common Events are in force")

        # The same from the bus: twice, in any order.
        arrivals = told + chance.sample(told, len(told) // 3)
        chance.shuffle(arrivals)
        exported = Tables(FOLDER / f"export-killed-{seed}")
        iceberg = Iceberg(arrivals, exported)
        compare(f"iceberg-{seed}: common_events", iceberg.rows("common_events", "id"), exported.rows("common_events", "id"))
        for query in questions.QUERIES:
            # An estimate depends on the order of rows.
            without = [[{name: value for name, value in row.items() if name != "seconds_of_nine_in_ten"} for row in tables.query(query)] for tables in (iceberg, exported)]
            compare(f"iceberg-{seed}: {query}", *without)
        ended = iceberg.select("SELECT outcome, ended_by, talk_ms, conversation_id FROM ended_episodes ORDER BY conversation_id, episode DESC")
        last = {row["conversation_id"]: row for row in reversed(ended)}
        wanted = exported.select("SELECT outcome, ended_by, talk_ms, conversation_id FROM conversations WHERE outcome IS NOT NULL ORDER BY conversation_id")
        compare(f"iceberg-{seed}: ended_episodes", [last[key] for key in sorted(last)], wanted)

    masked = switchboard("run", "--data", str(FOLDER / "masked"), str(events), form="masked")
    check(FOLDER / "masked", "masked", masked, form="masked")
    customers = {row["customer"] for row in Tables(FOLDER / "export-masked").rows("conversations", "conversation_id")} - {None}
    if not customers or not all(customer.startswith("***") for customer in customers):
        fail(f"customers are not masked: {sorted(customers)}")

    kinds = {event["metadata"]["type"] for event in last_revisions(published).values()}
    print(f"export: {tables.count('common_events')} Common Events of {len(kinds)} types, {tables.count('segments')} segments: in order, shuffled and killed, and masked; all rows and {len(questions.QUERIES)} queries agree")


main()
