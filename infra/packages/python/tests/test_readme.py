"""The functions in the README, which check.sh writes to files."""

import json
from typing import Any

import switchboard_events as events
from readme import readme_1, readme_2
from support import SAMPLES


def test_handler_reads_every_sample(capsys: Any) -> None:
    records = [{"messageId": name, "body": json.dumps(sample)} for name, sample in SAMPLES.items()]
    answer = readme_1.handler({"Records": [{"messageId": "bad", "body": "{}"}, *records]}, None)
    assert answer == {"batchItemFailures": [{"itemIdentifier": "bad"}]}
    transfers = [one for one in SAMPLES.values() if one["detail-type"] == "AgentTransferredConversation"]
    assert len(capsys.readouterr().out.splitlines()) == len(transfers)


def test_every_sample_is_described() -> None:
    told = {name: readme_2.describe(events.parse_bus_event(sample)) for name, sample in SAMPLES.items()}
    assert told["AgentAssigned.handover"].endswith("has it, via handover")
    assert told["ConversationEnded"].startswith("ended by ")
    assert told["AgentLeft"] == "AgentLeft"
