"""What was heard on the bus: lines of Common Events, of which no more is kept than fingerprints."""

import hashlib
import json

from process import Wrong


def fingerprint(text):
    return hashlib.blake2b(text, digest_size=12).digest()


class Heard:
    """Reads files of lines, one after the other, and holds that each is whole, that the revisions of a statement come
    one by one, and that nothing is said twice in different words."""

    def __init__(self, *files):
        self.lines = self.repeated = 0
        # By id of the statement: fingerprints of its revisions, in their order.
        self.revisions = {}
        # By id: what it says in the end, without how often it was said before; None for what was withdrawn.
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
        statement = [metadata["type"], metadata["occurredAt"], detail["data"]]
        is_active = metadata["status"] == "active"
        self.stands[metadata["id"]] = fingerprint(json.dumps(statement).encode()) if is_active else None

    def compare(self, expected):
        """Holds that this says in the end what was expected; of how many statements the number of revisions differs."""
        ids = self.stands.keys() | expected.stands.keys()
        differ = [id for id in ids if self.stands.get(id) != expected.stands.get(id)]
        if differ:
            missing = sum(self.stands.get(id) is None for id in differ)
            besides = sum(expected.stands.get(id) is None for id in differ)
            raise Wrong(
                f"{len(differ)} of {len(ids)} statements differ, such as {differ[0]}: {missing} are missing, {besides} "
                f"should not be there, the rest says something else"
            )
        count = lambda heard, id: len(heard.revisions.get(id, []))
        return sum(count(self, id) != count(expected, id) for id in ids)
