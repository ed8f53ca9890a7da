"""The tables of an export in DuckDB, set up as infra/analytics/duckdb.sql says."""

import base64
import json
import re
import sys
from datetime import date, datetime, timezone
from pathlib import Path

import duckdb

ANALYTICS = Path("infra/analytics").resolve()
sys.path.append(str(ANALYTICS / "transform"))
import transform  # noqa: E402


def plain(value):
    """A value as the events have it: instants and days are texts."""
    if isinstance(value, datetime):
        # Iceberg's timestamps have no zone; they are in UTC.
        at = value.astimezone(timezone.utc) if value.tzinfo else value
        return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03}Z"
    return value.isoformat() if isinstance(value, date) else value


class Tables:
    """The tables of an export."""

    def __init__(self, folder: Path):
        self.connection = duckdb.connect()
        setup = (ANALYTICS / "duckdb.sql").read_text()
        # Its paths are those within the folder of an export.
        self.connection.execute(re.sub(r"'(?=\w+/\*\.parquet')", lambda _: f"'{folder}/", setup))

    def select(self, query: str) -> list:
        answer = self.connection.execute(query)
        names = [column[0] for column in answer.description]
        return [dict(zip(names, map(plain, row))) for row in answer.fetchall()]

    def rows(self, table: str, order: str) -> list:
        return self.select(f"SELECT * FROM {table} ORDER BY {order}")

    def count(self, table: str) -> int:
        return self.select(f"SELECT count(*) AS rows FROM {table}")[0]["rows"]

    def query(self, name: str) -> list:
        return self.select((ANALYTICS / "queries" / f"{name}.sql").read_text())


class Iceberg(Tables):
    """The Iceberg table after Firehose delivered these entries of the bus, with the views on it."""

    def __init__(self, entries: list, exported: Tables):
        self.connection = duckdb.connect()
        functions = (ANALYTICS / "duckdb.sql").read_text().split("CREATE OR REPLACE VIEW")[0]
        self.connection.execute(functions)
        columns = exported.select("SELECT column_name, column_type FROM (DESCRIBE common_events)")
        columns = {one["column_name"]: one["column_type"].removesuffix(" WITH TIME ZONE") for one in columns if one["column_name"] != "day"}
        self.connection.execute(f"CREATE TABLE common_event_revisions ({', '.join(f'{name} {kind}' for name, kind in columns.items())})")
        values = ", ".join("make_timestamp(?)" if kind == "TIMESTAMP" else "?" for kind in columns.values())
        rows = delivered(entries)
        unknown = set().union(*rows) - columns.keys()
        assert not unknown, f"the table has no columns {unknown}"
        self.connection.executemany(f"INSERT INTO common_event_revisions VALUES ({values})", [[row.get(name) for name in columns] for row in rows])
        self.connection.execute((ANALYTICS / "views.sql").read_text())


def delivered(entries: list) -> list:
    """What the transformation makes of these entries, which Firehose hands over in base64."""
    encoded = [base64.b64encode(json.dumps(entry["Detail"]).encode()).decode() for entry in entries]
    probe = {**entries[0]["Detail"]["metadata"], "organizationId": transform.PROBE}
    made_up = {**entries[0]["Detail"], "metadata": probe}
    others = [base64.b64encode(text).decode() for text in (b"no JSON", b"{}", json.dumps(made_up).encode())]
    records = [{"recordId": str(number), "data": data} for number, data in enumerate([*encoded, *others])]
    answers = transform.handler({"records": records}, None)["records"]
    assert [answer["recordId"] for answer in answers] == [record["recordId"] for record in records]
    kept = [(answer["result"], answer["data"]) for answer in answers[-3:]]
    assert kept == list(zip(["ProcessingFailed", "ProcessingFailed", "Dropped"], others)), kept
    answers = answers[:-3]
    assert {answer["result"] for answer in answers} == {"Ok"}
    return [json.loads(base64.b64decode(answer["data"])) for answer in answers]
