"""The Common Events on the bus, from lines of output. Only fingerprints are kept."""

import hashlib
import json

from process import Wrong


def fingerprint(text):
    return hashlib.blake2b(text, digest_size=12).digest()


class Heard:
    """Reads files of lines, one after the other. Checks that each line is complete, that the revisions of a Common
    Event come in order, and that repetitions of a revision are identical."""

    def __init__(self, *files):
        self.lines = self.repeated = 0
        # By id: the fingerprints of all revisions, in order.
        self.revisions = {}
        # By id: the fingerprint of the last revision without its number; None if it is withdrawn.
        self.stands = {}
        for file in files:
            with open(file, "rb") as lines:
                for number, line in enumerate(lines, 1):
                    try:
                        self.take(line)
                    except (ValueError, KeyError) as error:
                        raise Wrong(f"{file}:{number} is no Common Event ({error}): {line[:200]!r}") from error

    def take(self, line):
        if not line.endswith(b"\n"):
            raise ValueError("its end is missing")
        detail = json.loads(line)["Detail"]
        metadata = detail["metadata"]
        revisions = self.revisions.setdefault(metadata["id"], [])
        place = metadata["revision"] - 1
        self.lines += 1
        if place < len(revisions):
            self.repeated += 1
            if revisions[place] != fingerprint(line):
                raise ValueError("the same id and revision were heard with another content")
            return
        if place > len(revisions):
            raise ValueError(f"revision {len(revisions) + 1} was not heard")
        revisions.append(fingerprint(line))
        # The context, `data.conversation`, is as it was at publication and is never corrected.
        data = {name: value for name, value in detail["data"].items() if name != "conversation"}
        content = [metadata["type"], metadata["occurredAt"], data]
        is_active = metadata["status"] == "active"
        self.stands[metadata["id"]] = fingerprint(json.dumps(content).encode()) if is_active else None

    def compare(self, expected):
        """Checks that the last revisions are the expected ones; returns how many Common Events differ in their number of
        revisions."""
        ids = self.stands.keys() | expected.stands.keys()
        differ = [id for id in ids if self.stands.get(id) != expected.stands.get(id)]
        if differ:
            missing = sum(self.stands.get(id) is None for id in differ)
            besides = sum(expected.stands.get(id) is None for id in differ)
            raise Wrong(
                f"{len(differ)} of {len(ids)} Common Events differ, such as {differ[0]}: {missing} are missing, {besides} "
                f"should not be there, the rest says something else"
            )
        count = lambda heard, id: len(heard.revisions.get(id, []))
        return sum(count(self, id) != count(expected, id) for id in ids)
