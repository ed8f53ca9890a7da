"""Runs every block of infra/docs/RUNBOOK.md as it is written, in one shell, against moto.

Each block has a situation below: what is wrong before it, and what must hold after it. A block without a situation, and
a command that fails within a block, fails the test.

Usage: run.py URL SWITCHBOARD    the URL of tests/runbook/server.py, and the command
"""

import gzip
import hashlib
import json
import re
import sys
import tempfile
from pathlib import Path

import boto3
import stack
from document import Shell, blocks

ROOT = Path(__file__).resolve().parents[2]
RUNBOOK = ROOT / "infra/docs/RUNBOOK.md"
STACK = "switchboard"
REGION = "eu-central-1"
# The time of the events, in ms: 2026-03-02T09:00:00Z, within the interval that the runbook replays.
NOW = 1_772_442_000_000
# Letters of one queue: more than a call of receive-message returns.
LETTERS = 12


class Account:
    """The AWS account with the stack."""

    def __init__(self, url):
        self.options = {"endpoint_url": url, "region_name": REGION, "aws_access_key_id": "x", "aws_secret_access_key": "x"}
        self.client("events").create_event_bus(Name="genesys")
        self.outputs = stack.create(self.client("cloudformation"), STACK)

    def client(self, service):
        return boto3.client(service, **self.options)

    def deploy_again(self):
        self.outputs = stack.create(self.client("cloudformation"), STACK)

    def send(self, output, bodies):
        for body in bodies:
            self.client("sqs").send_message(QueueUrl=self.outputs[output], MessageBody=json.dumps(body))

    def messages(self, output):
        """How many messages a queue has, hidden ones included."""
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        answer = self.client("sqs").get_queue_attributes(QueueUrl=self.outputs[output], AttributeNames=names)
        return sum(int(answer["Attributes"][name]) for name in names)

    def purge(self, output):
        """Empties a queue. PurgeQueue may be called once a minute, so this takes the messages."""
        sqs, url = self.client("sqs"), self.outputs[output]
        while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
            entries = [{"Id": each["MessageId"], "ReceiptHandle": each["ReceiptHandle"]} for each in messages]
            sqs.delete_message_batch(QueueUrl=url, Entries=entries)

    def store(self, conversations):
        """Puts the events of conversations into the log, as receive does: a call that has ended."""
        for conversation in conversations:
            for offset, topic in ((0, "customer.start"), (60_000, "customer.end")):
                body = json.dumps(event_body(conversation, offset))
                key = hashlib.sha256((topic + body).encode()).hexdigest()[:32]
                item = {
                    "pk": f"CONVERSATION#{conversation}",
                    "sk": f"EVENT#{NOW + offset:013}#{topic}#{key}",
                    "topic": topic,
                    "eventBody": body,
                    "receivedAt": "2026-03-02T09:05:00.000Z",
                }
                self.put(item | {"expiresAt": 2_000_000_000})

    def put(self, item):
        typed = {name: {"N": str(value)} if isinstance(value, int) else {"S": value} for name, value in item.items()}
        self.client("dynamodb").put_item(TableName=self.outputs["TableName"], Item=typed)

    def keys(self, conversation):
        """The sort keys of a conversation."""
        answer = self.client("dynamodb").query(
            TableName=self.outputs["TableName"],
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": f"CONVERSATION#{conversation}"}},
        )
        return [item["sk"]["S"] for item in answer["Items"]]

    def ledger_pages(self, conversation):
        return sum(key.startswith("COMMON_EVENT#") for key in self.keys(conversation))


def event_body(conversation, offset):
    ids = {"conversationId": conversation, "participantId": f"p-{conversation}", "sessionId": f"s-{conversation}"}
    ended = {"disconnectType": "ENDPOINT", "interactingDurationMs": offset} if offset else {}
    return ids | {"eventTime": NOW + offset, "mediaType": "VOICE", "direction": "INBOUND"} | ended


def record(conversation):
    """A record of the stream, as in a dead letter of reconstruct."""
    keys = {"pk": {"S": f"CONVERSATION#{conversation}"}, "sk": {"S": "EVENT#0"}}
    return {"eventName": "INSERT", "dynamodb": {"Keys": keys}}


class Situations:
    """What is wrong before each block, and what must hold after it. Each generator yields once, for the block."""

    def __init__(self, account, shell):
        self.account, self.shell, self.stdin = account, shell, ""

    def of(self, section, number):
        names = {
            ("Runbook", 0): self.settings,
            ("Runbook", 1): self.functions,
            ("From an event to its Common Events", 0): self.logs_of_one,
            ("Events that never reached the queue", 0): self.purged,
            ("Messages that cannot be stored", 0): lambda: self.redriven("ReceiveDeadLettersUrl", "IntakeQueueUrl"),
            ("Dead letters of reconstruct", 0): self.letters_of_reconstruct,
            ("Dead letters of wake-ups", 0): lambda: self.redriven("WakeUpDeadLetterQueueUrl", "WakeUpQueueUrl"),
            ("Dead letters of wake-ups", 1): self.letters_of_wake_ups,
            ("Dead letters of emit", 0): self.letters_of_emit,
            ("Dead letters of import", 0): lambda: self.redriven("ImportDeadLettersUrl", "ImportQueueUrl"),
            ("Notifications that do not arrive", 0): lambda: self.redriven("NotifyDeadLettersUrl", "NotifyQueueUrl"),
            ("Records in the bucket", 0): self.records_in_the_bucket,
            ("Records that are lost", 0): self.records_that_are_lost,
            ("Replay", 0): self.replay_plan,
            ("Replay", 1): self.replay,
            ("Import", 0): self.documents,
            ("Auditing the feed", 0): self.log_group,
            ("Auditing the feed", 1): self.audit,
            ("Turning on operations", 0): self.credentials,
            ("Deleting and deploying again", 0): self.outputs_and_rules,
            ("Deleting and deploying again", 1): self.deletion,
            ("Deleting and deploying again", 2): self.old_archive,
            ("Deleting and deploying again", 3): self.old_archive_stops,
            ("Deleting and deploying again", 4): self.leftovers,
            ("Addresses that subscribers receive", 0): self.address_key,
            ("A key of your own", 0): self.key_policy,
        }
        assert (section, number) in names, f"block {number} of {section!r} has no situation in {__file__}"
        return names[section, number]()

    # ── The first blocks ─────────────────────────────────────────────────────────────────────────

    def settings(self):
        yield
        names = ["COMMON_EVENT_TYPES", "OPEN_SHARDS", "SETTLE_SECONDS", "EVENT_RETENTION_DAYS", "TableName"]
        out = self.shell.run("\n".join(f'echo "${name}"' for name in names) + "\n")
        assert out.split() == ["all", "1", "5", "400", self.account.outputs["TableName"]], out

    def functions(self):
        yield
        out = self.shell.run("declare -F redrive purge collect discard\n")
        assert out.split() == ["redrive", "purge", "collect", "discard"], out

    def logs_of_one(self):
        out = yield
        logs = self.account.client("logs")
        groups = {group["logGroupName"] for group in logs.describe_log_groups()["logGroups"]}
        [query] = logs.describe_queries(logGroupName=next(iter(groups)))["queries"]
        assert "causes like '445744cc-ec8b-8cf0-8d25-2b0262acf5f7'" in query["queryString"], query
        # Every function that always exists has a log, and moto takes no query of a group that does not exist.
        assert len(groups) == 5 and '"status": "Complete"' in out, (groups, out)

    # ── Dead letters ─────────────────────────────────────────────────────────────────────────────

    def purged(self):
        self.account.send("IntakeRuleDeadLettersUrl", [{}])
        yield
        assert self.account.messages("IntakeRuleDeadLettersUrl") == 0

    def redriven(self, source, target):
        self.account.send(source, [{"number": number} for number in range(LETTERS)])
        yield
        assert (self.account.messages(source), self.account.messages(target)) == (0, LETTERS)
        self.account.purge(target)

    def letters(self, output, letters, conversations):
        """Letters of conversations that have no tree yet."""
        self.account.store(conversations)
        self.account.send(output, letters)
        out = yield
        assert out.splitlines()[0] == str(LETTERS), out
        assert self.account.messages(output) == 0, "all of them are collected and deleted"
        assert not (self.shell.folder / "letters").exists()
        for conversation in conversations:
            assert "TREE" in self.account.keys(conversation), conversation
            assert self.account.ledger_pages(conversation), conversation

    def letters_of_reconstruct(self):
        conversations = [f"reconstruct-{number}" for number in range(LETTERS)]
        letters = [{"reason": "too large", "record": record(each)} for each in conversations]
        return self.letters("ReconstructDeadLettersUrl", letters, conversations)

    def letters_of_wake_ups(self):
        conversations = [f"wake-up-{number}" for number in range(LETTERS)]
        letters = [{"conversationId": each, "dueAt": "2026-03-02T09:05:00.000Z"} for each in conversations]
        return self.letters("WakeUpDeadLetterQueueUrl", letters, conversations)

    def letters_of_emit(self):
        # These have trees and a ledger, from the block of reconstruct.
        conversations = [f"reconstruct-{number}" for number in range(LETTERS)]
        before = [self.account.ledger_pages(each) for each in conversations]
        entries = [{"reason": "refused", "entry": {"Detail": {"metadata": {"conversationId": each}}}} for each in conversations]
        self.account.send("EmitDeadLettersUrl", entries)
        yield
        assert self.account.messages("EmitDeadLettersUrl") == 0
        assert [self.account.ledger_pages(each) for each in conversations] == [pages + 1 for pages in before]

    # ── Records ──────────────────────────────────────────────────────────────────────────────────

    def records_in_the_bucket(self):
        s3, bucket = self.account.client("s3"), self.account.outputs["FailedRecordsBucket"]
        self.account.store(["in-bucket"])
        pages = self.account.ledger_pages("reconstruct-1")
        for function, conversation in (("ReconstructFunction", "in-bucket"), ("EmitFunction", "reconstruct-1")):
            arn = f"arn:aws:lambda:{REGION}:123456789012:function:{STACK}-{function}-1A2B3C"
            batch = json.dumps({"Records": [record(conversation)]})
            body = {"requestContext": {"functionArn": arn, "condition": "RetryAttemptsExhausted"}, "payload": batch}
            s3.put_object(Bucket=bucket, Key=f"aws/lambda/{function}/2026/03/02/1", Body=json.dumps(body))
        yield
        assert "Contents" not in s3.list_objects_v2(Bucket=bucket), "the bucket is empty"
        assert not (self.shell.folder / "failed").exists()
        assert "TREE" in self.account.keys("in-bucket")
        assert self.account.ledger_pages("reconstruct-1") == pages + 1

    def records_that_are_lost(self):
        pages = self.account.ledger_pages("reconstruct-2")
        yield
        assert self.account.ledger_pages("reconstruct-2") == pages + 1

    # ── Replay and import ────────────────────────────────────────────────────────────────────────

    def replay_plan(self):
        self.send_from_genesys("replayed", 12)
        out = yield
        plan = json.loads(out.splitlines()[0])
        assert plan["archive"]["events"] == 12, plan

    def send_from_genesys(self, conversation, count):
        """Events of March on the partner bus: the archive keeps them, the rule puts them into the queue."""
        for number in range(count):
            body = event_body(f"{conversation}-{number}", 0)
            detail = {"topicName": "v2.detail.events.conversation.{id}.customer.start", "eventBody": body}
            entry = {"EventBusName": "genesys", "Source": "genesys", "DetailType": detail["topicName"]}
            entry |= {"Time": NOW / 1000 + 60 * number, "Detail": json.dumps(detail)}
            self.account.client("events").put_events(Entries=[entry])
        self.account.purge("IntakeQueueUrl")

    def replay(self):
        yield
        assert self.account.messages("IntakeQueueUrl") == 12
        self.account.purge("IntakeQueueUrl")

    def documents(self):
        [document] = list((ROOT / "tests/fixtures/cases").glob("user-outbound-conference.json"))
        text = document.read_text("utf-8")
        conversation = json.loads(text)["conversationId"]
        with gzip.open(self.shell.folder / "details-1.json.gz", "wt") as file:
            file.write(json.dumps(json.loads(text)) + "\n")
        yield
        objects = self.account.client("s3").list_objects_v2(Bucket=self.account.outputs["ImportBucketName"])
        assert [each["Key"] for each in objects["Contents"]] == ["details-1.json.gz"]
        assert any("#details#" in key for key in self.account.keys(conversation))

    def log_group(self):
        yield
        [group] = self.account.client("logs").describe_log_groups(logGroupNamePrefix="/switchboard/reconcile")["logGroups"]
        assert group["logGroupName"] == "/switchboard/reconcile"

    def audit(self):
        yield
        logs, group = self.account.client("logs"), "/switchboard/reconcile"
        [stream] = logs.describe_log_streams(logGroupName=group)["logStreams"]
        events = logs.get_log_events(logGroupName=group, logStreamName=stream["logStreamName"])["events"]
        lines = [json.loads(event["message"]) for event in events]
        [whole] = [line for line in lines if "ConversationsCompared" in line]
        assert whole["table"] == self.account.outputs["TableName"]
        assert whole["EventsLost"] == whole["EventsExpected"] > 0, "the log has the document alone"
        assert whole["EventsLostPerMillion"] == 1_000_000
        assert {"customer.start", "user.end"} <= {line.get("topic") for line in lines}

    def credentials(self):
        self.stdin = "the-client\nthe secret\n"
        yield
        self.stdin = ""
        secret = self.account.client("secretsmanager").get_secret_value(SecretId="switchboard/genesys")
        assert json.loads(secret["SecretString"]) == {"clientId": "the-client", "clientSecret": "the secret"}

    # ── Deleting and deploying again ─────────────────────────────────────────────────────────────

    def outputs_and_rules(self):
        events, bus = self.account.client("events"), self.account.outputs["BusName"]
        events.put_rule(Name="case-owner", EventBusName=bus, EventPattern='{"source": ["switchboard.conversations"]}')
        out = yield
        assert re.fullmatch(r"case-owner\tarn:\S+\n", out), out
        events.delete_rule(Name="case-owner", EventBusName=bus)

    def deletion(self):
        self.old = dict(self.account.outputs)
        yield
        assert self.old["ArchiveName"] in self.archives(), "the archive is kept"
        self.account.deploy_again()
        first = next(text for section, number, _, text in blocks(RUNBOOK) if (section, number) == ("Runbook", 0))
        self.shell.run(first)

    def archives(self):
        archives = self.account.client("events").list_archives(EventSourceArn=self.old["PartnerBusArn"])["Archives"]
        return {archive["ArchiveName"]: archive["EventCount"] for archive in archives}

    def old_archive(self):
        assert set(self.archives()) == {self.old["ArchiveName"], self.account.outputs["ArchiveName"]}
        out = yield
        assert self.old["ArchiveName"] in out and self.account.outputs["ArchiveName"] in out
        plan = json.loads(next(line for line in out.splitlines() if line.startswith("{")))
        assert plan["archive"]["events"] == 12, plan

    def old_archive_stops(self):
        yield
        self.send_from_genesys("after", 3)
        assert self.archives() == {self.old["ArchiveName"]: 12, self.account.outputs["ArchiveName"]: 3}

    def leftovers(self):
        yield
        assert set(self.archives()) == {self.account.outputs["ArchiveName"]}
        tables = self.account.client("dynamodb").list_tables()["TableNames"]
        assert tables == [self.account.outputs["TableName"]], tables

    # ── Keys ──────────────────────────────────────────────────────────────────────────────────

    def address_key(self):
        out = yield
        secret = self.account.client("secretsmanager").get_secret_value(SecretId="switchboard/address-key")
        assert len(secret["SecretString"]) == 48 and out.strip() == secret["ARN"], out

    def key_policy(self):
        yield
        text = next(text for section, _, _, text in blocks(RUNBOOK) if section == "A key of your own")
        text = text.replace("<account>", "123456789012").replace("<region>", REGION)
        root = {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::123456789012:root"}, "Action": "kms:*", "Resource": "*"}
        policy = {"Version": "2012-10-17", "Statement": [root, *json.loads(text)]}
        self.account.client("kms").create_key(Policy=json.dumps(policy))
        assert "<" not in text


def programs(switchboard):
    """The command, and what installs it."""
    return {
        "switchboard": f'#!/bin/sh\nexec {switchboard} "$@"\n',
        # The command is there already; only what is asked of cargo is checked.
        "cargo": '#!/bin/sh\n[ "$*" = "install --locked --path infra/tools/cli" ] && [ -f infra/tools/cli/Cargo.toml ]\n',
    }


def main(url, switchboard):
    account = Account(url)
    count = 0
    with tempfile.TemporaryDirectory() as folder:
        shell = Shell(Path(folder), url, programs(Path(switchboard).resolve()))
        situations = Situations(account, shell)
        for section, number, language, text in blocks(RUNBOOK):
            situation = situations.of(section, number)
            next(situation)
            out = shell.run(text, situations.stdin) if language == "sh" else ""
            try:
                situation.send(out)
                raise AssertionError(f"the situation of {section!r} yields twice")
            except StopIteration:
                count += 1
                print(f"runbook: {section}, block {number}", flush=True)
        shell.bash.stdin.close()
        shell.bash.wait(timeout=10)
    print(f"runbook: {count} blocks do what they say")


if __name__ == "__main__":
    main(*sys.argv[1:])
