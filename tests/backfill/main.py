"""Feeds events and documents through the command, undisturbed and with kills, and compares the results."""

import gzip
import json
import random
import re
import shutil
import signal
import subprocess
import sys
import uuid
from pathlib import Path

from heard import Heard
from process import Moments, Process, Wrong, disturbed, on_terminal

# Events of a simulated conversation, on average; and the minimum number of Common Events for each
# event.
EVENTS_EACH, HEARD_EACH = 32, 0.6
# Number of times that a command is killed after a number of lines; three more kills come at other
# times.
KILLS = 9
# Maximum batch of emit: no more than this is published again after a kill.
BATCH = 100
# Maximum memory of the command, in MiB, whatever its input.
LIMIT = 96
# Number of conversations whose whole trees are compared.
SAMPLE = 250

FIXTURES = Path(__file__).parent.parent / "fixtures" / "cases"


class Backfill:
    def __init__(self, switchboard, events, seed, folder):
        self.switchboard, self.folder = switchboard, Path(folder)
        self.events, self.seed, self.draw = int(events), seed, random.Random(int(seed))

    def path(self, name):
        return str(self.folder / name)

    def command(self, *arguments):
        return [self.switchboard, *arguments]

    def output(self, *arguments):
        return subprocess.run(self.command(*arguments), stdout=subprocess.PIPE, check=True).stdout

    def run(self):
        """`run` with events: a tenth of them twice, all of them shuffled."""
        conversations = -(-self.events // EVENTS_EACH)
        made_up = ["--conversations", str(conversations), "--seed", self.seed]
        lines = self.simulate("events.gz", *made_up, "--metrics", "--duplicates", "0.1", "--shuffle")
        print(f"{lines:,} lines of events about {conversations:,} conversations")
        feed = lambda place: self.command("run", "--data", self.path(place), self.path("events.gz"))
        moments = Moments(self.draw, int(self.events * HEARD_EACH), KILLS)
        with self.process(feed("undisturbed"), "undisturbed.jsonl") as undisturbed:
            peak = disturbed(feed("killed"), self.path("killed.jsonl"), moments)
            undisturbed.complete()
        self.is_bare("run", undisturbed)
        expected, heard = Heard(self.path("undisturbed.jsonl")), Heard(self.path("killed.jsonl"))
        self.compare("run", moments, (expected, undisturbed.peak), (heard, peak))
        self.same_trees("undisturbed", "killed")
        rate = lines / undisturbed.seconds
        print(f"run: {rate:,.0f} lines/s, beside the one that was killed")
        again, said = on_terminal(feed("killed"), self.path("again.jsonl"))
        if Path(self.path("again.jsonl")).stat().st_size:
            raise Wrong("run: what is done already was said again")
        self.progressed(said)
        took, rate = again.seconds, lines / again.seconds
        print(f"run: a start with everything behind it says nothing and takes {took:.1f} s, {rate:,.0f} lines/s")

    def import_documents(self):
        """`import` with documents of conversations that lost every tenth event."""
        cases = [json.loads(file.read_text()) for file in sorted(FIXTURES.iterdir())]
        documents = len(cases) * max(40, self.events // 2000)
        with open(self.path("documents.jsonl"), "w") as file:
            for place in range(documents):
                id = uuid.UUID(int=self.draw.getrandbits(128), version=4)
                print(json.dumps(cases[place % len(cases)] | {"conversationId": str(id)}), file=file)
        self.simulate("lost.gz", "--details", self.path("documents.jsonl"))
        with gzip.open(self.path("lost.gz"), "rt") as events, open(self.path("some.jsonl"), "w") as some:
            some.writelines(line for line in events if self.draw.random() > 0.1)
        events = self.command("run", "--data", self.path("imported"), self.path("some.jsonl"))
        with self.process(events, "before.jsonl") as process:
            process.complete()
        shutil.copytree(self.path("imported"), self.path("import-killed"))
        feed = lambda place: self.command("import", "--data", self.path(place), self.path("documents.jsonl"))
        with self.process(feed("imported"), "imported.jsonl") as undisturbed:
            undisturbed.complete()
        self.is_bare("import", undisturbed)
        expected = Heard(self.path("before.jsonl"), self.path("imported.jsonl"))
        made_up_for = expected.lines - Heard(self.path("before.jsonl")).lines
        print(f"{documents:,} documents in {undisturbed.seconds:.1f} s: {made_up_for:,} lines heard of what was lost")
        moments = Moments(self.draw, int(made_up_for * 0.75), KILLS)
        peak = disturbed(feed("import-killed"), self.path("import-killed.jsonl"), moments)
        heard = Heard(self.path("before.jsonl"), self.path("import-killed.jsonl"))
        self.compare("import", moments, (expected, undisturbed.peak), (heard, peak))
        self.same_trees("imported", "import-killed")

    def process(self, arguments, name):
        with open(self.path(name), "ab") as out:
            return Process(arguments, out)

    def simulate(self, name, *options):
        """Writes simulated events to a file; returns their number."""
        arguments = self.command("simulate", *options)
        lines = 0
        with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
            with gzip.open(self.path(name), "wb", compresslevel=3) as file:
                for line in process.stdout:
                    file.write(line)
                    lines += 1
        if process.returncode != 0:
            raise Wrong(f"{arguments} ended with {process.returncode}")
        return lines

    def compare(self, verb, moments, undisturbed, killed):
        (expected, calm_peak), (heard, peak) = undisturbed, killed
        if expected.repeated:
            raise Wrong(f"{verb}: undisturbed, it said {expected.repeated} lines twice")
        other_revisions = heard.compare(expected)
        if heard.repeated > BATCH * len(moments):
            raise Wrong(f"{verb}: {heard.repeated} lines were said again after {len(moments)} kills")
        print(
            f"{verb}: {len(expected.stands):,} Common Events, heard in {expected.lines:,} lines; after {len(moments)} "
            f"kills the same ones, {heard.repeated} lines again, {other_revisions} with more or fewer revisions on the way"
        )
        if calm_peak is None or peak is None:
            print(f"{verb}: the memory of the process was not judged")
            return
        print(f"{verb}: at most {calm_peak} MiB of memory, {peak} when killed; {LIMIT} are allowed")
        if max(calm_peak, peak) > LIMIT:
            raise Wrong(f"{verb}: too much memory")

    def same_trees(self, one, other):
        listed = [sorted(self.output("list", "--data", self.path(place)).splitlines()) for place in (one, other)]
        if listed[0] != listed[1]:
            first = min(set(listed[0]) ^ set(listed[1])).decode()
            raise Wrong(f"the lists differ: {len(listed[0])} and {len(listed[1])} conversations, such as {first}")
        ids = [json.loads(line)["conversationId"] for line in listed[0]]
        sample = self.draw.sample(ids, min(SAMPLE, len(ids)))
        for id in sample:
            if len({self.output("show", "--data", self.path(place), id) for place in (one, other)}) != 1:
                raise Wrong(f"the trees of {id} differ")
        print(f"{len(ids):,} conversations are listed alike, and {len(sample)} trees are the same")

    @staticmethod
    def is_bare(verb, process):
        if "ETA" in process.said() or "\r" in process.said():
            raise Wrong(f"{verb}: a bar where there is no terminal: {process.said()}")

    @staticmethod
    def progressed(said):
        bars = re.findall(r"([\d.]+ \w*B)/([\d.]+ \w*B) (\d+) events \S+ ETA \S+", said)
        counts = [int(events) for _, _, events in bars]
        if len({read for read, _, _ in bars}) < 3 or len(set(counts)) < 3 or counts != sorted(counts):
            raise Wrong(f"there is no progress on a terminal: {bars[:10]} {said[:300]!r}")
        first, last = (f"{read} of {whole}" for read, whole, _ in (bars[0], bars[-1]))
        print(f"on a terminal: {len(bars)} bars, from {first} to {last}, with an ETA")


def main():
    # A shell without job control starts what runs in the background with SIGINT ignored, and so the commands would be.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    backfill = Backfill(*sys.argv[1:])
    try:
        backfill.run()
        backfill.import_documents()
    except Wrong as wrong:
        sys.exit(f"backfill: {wrong}")


main()
