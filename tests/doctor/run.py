"""Plants faults in the stack of infra/template.yaml on moto, one after another, and asks the doctor after each.

Each fault gives its finding and no other; a stack that is well gives none.

Usage: run.py URL SWITCHBOARD    the URL of tests/doctor/server.py, and the command
"""

import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import boto3

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "runbook"))
import stack  # noqa: E402

STACK = "switchboard"
REGION = "eu-central-1"
SOURCE = "aws.partner/genesys.com/cloud/6f1d3c52-9a0e-8b41-a7d4-0c2f58e6b913/suffix"
MINUTE = 60
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x", "AWS_REGION": REGION, "AWS_EC2_METADATA_DISABLED": "true"}
CHECKS = "stack source rule policy functions mappings lag dead-letters alarms flow versions".split()


class Account:
    def __init__(self, url, switchboard):
        self.url, self.switchboard = url, switchboard
        self.clients = {}
        self.client("events").create_partner_event_source(Name=SOURCE, Account="123456789012")
        self.client("events").create_event_bus(Name=SOURCE, EventSourceName=SOURCE)
        self.outputs = self.create()
        pages = self.client("cloudformation").get_paginator("list_stack_resources").paginate(StackName=STACK)
        self.resources = {
            each["LogicalResourceId"]: each["PhysicalResourceId"] for page in pages for each in page["StackResourceSummaries"]
        }

    def create(self):
        self.client("cloudformation").create_stack(
            StackName=STACK,
            TemplateBody=json.dumps(stack.whole()),
            Capabilities=["CAPABILITY_IAM"],
            Parameters=[
                {"ParameterKey": "PartnerEventSourceName", "ParameterValue": SOURCE},
                {"ParameterKey": "PartnerBus", "ParameterValue": "reuse"},
                {"ParameterKey": "SettleSeconds", "ParameterValue": "0"},
            ],
        )
        return stack.outputs(self.client("cloudformation"), STACK)

    def client(self, service):
        if service not in self.clients:
            self.clients[service] = boto3.client(
                service, endpoint_url=self.url, region_name=REGION, aws_access_key_id="x", aws_secret_access_key="x",
            )
        return self.clients[service]

    def doctor(self, *options, name=STACK, **environment):
        """Asks the doctor. Returns its exit status, its lines, and what it wrote to standard error."""
        variables = os.environ | CREDENTIALS | {"AWS_ENDPOINT_URL": self.url} | environment
        run = subprocess.run(
            [self.switchboard, "doctor", "--stack", name, *options],
            env={name: value for name, value in variables.items() if value is not None},
            capture_output=True, text=True, timeout=300,
        )
        return run.returncode, [json.loads(line) for line in run.stdout.splitlines()], run.stderr

    def findings(self, *options):
        status, lines, error = self.doctor(*options)
        assert status in (0, 1), f"{status}: {error}"
        found = [line for line in lines if line["status"] != "ok"]
        assert status == (1 if found else 0), (status, found)
        # Each check says something, whatever the others find.
        assert {line["check"] for line in lines} >= set(CHECKS) - {"policy"}, lines
        return found

    def expect(self, check, pattern, *options, status="finding", count=1):
        found = self.findings(*options)
        assert len(found) == count, found
        for line in found:
            assert (line["check"], line["status"]) == (check, status), found
            assert re.search(pattern, line["message"]), (pattern, line["message"])
            # It says what to do, in one sentence.
            assert ": " in line["message"] and not line["message"].endswith("."), line["message"]
        return found

    # ── What a healthy stack has ─────────────────────────────────────────────────────────────────

    def count(self, metric, function, ago, value, namespace="Switchboard", dimension="function"):
        """A value of a metric, some minutes ago."""
        self.client("cloudwatch").put_metric_data(Namespace=namespace, MetricData=[{
            "MetricName": metric, "Value": value, "Timestamp": time.time() - ago * MINUTE,
            "Dimensions": [{"Name": dimension, "Value": self.resources[function]}],
        }])

    def log(self, function, **fields):
        group, stream = self.resources[function.replace("Function", "Logs")], "2026/03/02/[$LATEST]1"
        logs = self.client("logs")
        try:
            logs.create_log_stream(logGroupName=group, logStreamName=stream)
        except logs.exceptions.ResourceAlreadyExistsException:
            pass
        line = {"timestamp": "2026-03-02T09:00:00Z", "level": "INFO", "message": "Switchboard starts", "target": "runtime::version"}
        event = {"timestamp": int(time.time() * 1000), "message": json.dumps(line | fields)}
        logs.put_log_events(logGroupName=group, logStreamName=stream, logEvents=[event])

    def alarm(self, name, state):
        self.client("cloudwatch").set_alarm_state(AlarmName=self.resources[name], StateValue=state, StateReason="a test")

    def drain(self, output):
        """Empties a queue. PurgeQueue may be called once a minute."""
        sqs, url = self.client("sqs"), self.outputs[output]
        while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
            for message in messages:
                sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])

    def keys(self, conversation):
        answer = self.client("dynamodb").query(
            TableName=self.outputs["TableName"], KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": f"CONVERSATION#{conversation}"}},
        )
        return [item["sk"]["S"] for item in answer["Items"]]


# ── Faults of the flow, before there is one ──────────────────────────────────────────────────────

def flow(account):
    """CloudWatch forgets nothing here, so what was quiet comes first."""
    account.expect("flow", "no event has come in within the last 15 days: .*integration active")
    account.count("EventsReceived", "ReceiveFunction", 70, 30)
    account.expect("flow", r"no event has come in since \S+ \(7\d min ago\), and QuietMinutes is 60: ")
    account.count("EventsReceived", "ReceiveFunction", 1, 3)
    account.count("EventsStored", "ReceiveFunction", 30, 30)
    [line] = account.expect("flow", "30 events were stored in three hours, and no Common Event went out: ")
    assert line["lastCommonEventAt"] is None, line
    account.count("CommonEventsPublished", "EmitFunction", 29, 4)
    assert account.findings() == []
    account.count("CommonEventsPublished", "EmitFunction", 0, 4)
    _, lines, _ = account.doctor()
    [line] = [line for line in lines if line["check"] == "flow"]
    assert 0 <= line["secondsBetween"] <= 2 * MINUTE, line


# ── Faults that are planted and undone ───────────────────────────────────────────────────────────

@contextmanager
def pending_source(account):
    account.client("events").deactivate_event_source(Name=SOURCE)
    yield
    account.client("events").activate_event_source(Name=SOURCE)


@contextmanager
def deleted_source(account):
    account.client("events").delete_partner_event_source(Name=SOURCE, Account="123456789012")
    yield
    account.client("events").activate_event_source(Name=SOURCE)


@contextmanager
def disabled_rule(account):
    of = {"Name": account.outputs["IntakeRuleName"], "EventBusName": SOURCE}
    account.client("events").disable_rule(**of)
    yield
    account.client("events").enable_rule(**of)


@contextmanager
def other_pattern(account, pattern):
    of = {"Name": account.outputs["IntakeRuleName"], "EventBusName": SOURCE}
    client = account.client("events")
    before = client.describe_rule(**of)["EventPattern"]
    client.put_rule(**of, EventPattern=json.dumps(pattern))
    yield
    client.put_rule(**of, EventPattern=before)


@contextmanager
def no_target(account):
    of = {"Rule": account.outputs["IntakeRuleName"], "EventBusName": SOURCE}
    client = account.client("events")
    targets = client.list_targets_by_rule(**of)["Targets"]
    client.remove_targets(**of, Ids=[target["Id"] for target in targets])
    yield
    client.put_targets(**of, Targets=targets)


@contextmanager
def attribute(account, output, name, value):
    client, url = account.client("sqs"), account.outputs[output]
    before = client.get_queue_attributes(QueueUrl=url, AttributeNames=[name])["Attributes"][name]
    client.set_queue_attributes(QueueUrl=url, Attributes={name: value})
    yield
    client.set_queue_attributes(QueueUrl=url, Attributes={name: before})


@contextmanager
def stopped(account, function):
    client, name = account.client("lambda"), account.resources[function]
    client.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=0)
    yield
    client.delete_function_concurrency(FunctionName=name)


@contextmanager
def disabled_mapping(account, name):
    client, uuid = account.client("lambda"), account.resources[name]
    client.update_event_source_mapping(UUID=uuid, Enabled=False)
    yield
    client.update_event_source_mapping(UUID=uuid, Enabled=True)


@contextmanager
def letters(account, output, number):
    client, url = account.client("sqs"), account.outputs[output]
    for _ in range(number):
        client.send_message(QueueUrl=url, MessageBody="{}")
    yield
    account.drain(output)


@contextmanager
def failed_record(account):
    client, bucket = account.client("s3"), account.outputs["FailedRecordsBucket"]
    client.put_object(Bucket=bucket, Key="aws/lambda/1", Body="{}")
    yield
    client.delete_object(Bucket=bucket, Key="aws/lambda/1")


@contextmanager
def raised(account, name):
    account.alarm(name, "ALARM")
    yield
    account.alarm(name, "OK")


@contextmanager
def late(account, metric, dimension, resource, value):
    """A lag of now, which is over a minute later."""
    names = {"QueueName": account.resources[resource].rsplit("/")[-1], "FunctionName": account.resources[resource]}
    put = account.client("cloudwatch").put_metric_data
    namespace = {"QueueName": "AWS/SQS", "FunctionName": "AWS/Lambda"}[dimension]
    datum = {"MetricName": metric, "Dimensions": [{"Name": dimension, "Value": names[dimension]}]}
    put(Namespace=namespace, MetricData=[datum | {"Value": value, "Timestamp": time.time() - 2 * MINUTE}])
    yield
    put(Namespace=namespace, MetricData=[datum | {"Value": 0, "Timestamp": time.time()}])


@contextmanager
def denied(operation):
    path = Path(os.environ["DOCTOR_DENIED"])
    path.write_text(operation)
    yield
    path.unlink()


def faults(account):
    """Each fault with its finding: how to plant it, the check, the sentence, how many findings."""
    name = re.escape(account.outputs["IntakeRuleName"])
    nobody = {"Version": "2012-10-17", "Statement": []}
    one = lambda kind, *rest: kind(account, *rest)  # noqa: E731
    yield one(pending_source), "source", "is pending, because it has no bus: deploy with PartnerBus=create"
    yield one(deleted_source), "source", "Genesys Cloud has deleted .*: activate"
    yield one(disabled_rule), "rule", f"the rule {name} is disabled: `aws events enable-rule"
    yield one(other_pattern, {"source": ["aws.partner/genesys.com/cloud/other"]}), "rule", f"pattern of the rule {name} does not match"
    yield one(no_target), "rule", f"the rule {name} does not send to the intake queue"
    yield one(attribute, "IntakeQueueUrl", "Policy", json.dumps(nobody)), "policy", "queue Intake does not let the rule send.*: restore what was deployed"
    yield one(attribute, "IntakeRuleDeadLettersUrl", "Policy", ""), "policy", "queue IntakeRuleDeadLetters does not let"
    yield one(stopped, "EmitFunction"), "functions", "emit is stopped, .*delete-function-concurrency"
    for mapping, what in (
        ("ReceiveQueue", "invokes receive"), ("ReconstructStream", "invokes reconstruct"),
        ("ReconstructWakeUps", "the wake-up queue invokes reconstruct"), ("EmitStream", "invokes emit"), ("ImportMessages", "invokes import"),
    ):
        yield one(disabled_mapping, mapping), "mappings", f"{mapping} is disabled, .*{what}: `aws lambda update"
    for output, section in (
        ("IntakeRuleDeadLettersUrl", "Events that never reached the queue"),
        ("ReceiveDeadLettersUrl", "Messages that cannot be stored"),
        ("ReconstructDeadLettersUrl", "Dead letters of reconstruct"),
        ("WakeUpDeadLetterQueueUrl", "Dead letters of wake-ups"),
        ("EmitDeadLettersUrl", "Dead letters of emit"),
        ("ImportDeadLettersUrl", "Dead letters of import"),
        ("SweepDeadLettersUrl", "Runs of sweep that failed"),
    ):
        yield one(letters, output, 2), "dead-letters", f'^2 dead letters .*: see "{section}" in'
    yield one(failed_record), "dead-letters", 'holds records that failed .*: see "Records in the bucket"'
    yield one(raised, "ReconstructAgeAlarm"), "alarms", r'ReconstructAgeAlarm\S* is raised \(.*: see "It lags" in infra'
    yield one(late, "IteratorAge", "FunctionName", "EmitFunction", 150_000), "lag", 'emit is behind .* by 2 min: see "It lags"'
    yield one(late, "ApproximateAgeOfOldestMessage", "QueueName", "Intake", 90), "lag", "receive is behind .* by 90 s: "
    yield one(late, "ApproximateAgeOfOldestMessage", "QueueName", "WakeUpQueue", 190), "lag", 'Wake-ups that are late'


def planted(account):
    sections = set(re.findall(r"^#+ (.+)$", (stack.TEMPLATE.parent / "docs/RUNBOOK.md").read_text("utf-8"), re.MULTILINE))
    count = 0
    for fault, check, sentence in faults(account):
        with fault:
            for line in account.expect(check, sentence):
                for section in re.findall('see "([^"]+)"', line["message"]):
                    assert section in sections, f"the runbook has no section {section!r}"
        assert account.findings() == [], (check, sentence)
        count += 1
    with denied("TestEventPattern"):
        account.expect("rule", "not checked: allow yourself events:TestEventPattern", status="unchecked")
    return count + 1


def versions(account):
    version = subprocess.run([account.switchboard, "--version"], capture_output=True, text=True, check=True).stdout.split()[1]
    account.log("ReceiveFunction", version=version)
    account.log("EmitFunction", version=version)
    _, lines, _ = account.doctor()
    [line] = [line for line in lines if line["check"] == "versions"]
    assert line["functions"] == {"emit": version, "receive": version}, line
    account.log("ReconstructFunction", version="9.9.9", commit="abc")
    account.expect("versions", r"run different releases \(.*reconstruct 9.9.9 \(abc\)")


def unreachable(account):
    status, lines, error = account.doctor(name="other")
    assert (status, lines) == (2, []) and "there is no stack other" in error, error
    status, lines, error = account.doctor(AWS_REGION=None, AWS_DEFAULT_REGION=None, AWS_CONFIG_FILE="/dev/null")
    assert (status, lines) == (2, []) and "set AWS_REGION" in error, error


# ── The probe ────────────────────────────────────────────────────────────────────────────────────

class Receive(threading.Thread):
    """Stores what comes into the intake queue, and nothing more: the probe stops after it."""

    def __init__(self, account):
        super().__init__(daemon=True)
        self.account, self.ended = account, threading.Event()

    def run(self):
        sqs, url = self.account.client("sqs"), self.account.outputs["IntakeQueueUrl"]
        while not self.ended.is_set():
            for message in sqs.receive_message(QueueUrl=url, WaitTimeSeconds=1).get("Messages", []):
                event = json.loads(message["Body"])
                assert event["source"].split("/")[3] == "00000000-0000-4000-8000-0000000070be", event["source"]
                body, topic = event["detail"]["eventBody"], event["detail-type"].split("}.")[1]
                key = hashlib.sha256(json.dumps(body).encode()).hexdigest()[:32]
                self.account.client("dynamodb").put_item(TableName=self.account.outputs["TableName"], Item={
                    "pk": {"S": f"CONVERSATION#{body['conversationId']}"},
                    "sk": {"S": f"EVENT#{body['eventTime']:013}#{topic}#{key}"},
                    "topic": {"S": topic}, "eventBody": {"S": json.dumps(body)},
                    "receivedAt": {"S": "2026-03-02T09:05:00.000Z"}, "expiresAt": {"N": "2000000000"},
                })
                sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])


class Reconstruct(Receive):
    """Also derives what follows, with the command; nothing publishes it."""

    def run(self):
        threading.Thread(target=super().run, daemon=True).start()
        # The command keeps its position in the working directory.
        folder = tempfile.mkdtemp()
        while not self.ended.wait(0.5):
            subprocess.run(
                [self.account.switchboard, "reproject", "--table", self.account.outputs["TableName"], "--publish"],
                env=os.environ | CREDENTIALS | {"AWS_ENDPOINT_URL": self.account.url, "SETTLE_SECONDS": "0"},
                capture_output=True, check=False, cwd=folder,
            )


def nothing_is_left(account):
    rules = account.client("events").list_rules(EventBusName=account.outputs["BusName"])["Rules"]
    assert not [rule["Name"] for rule in rules if "probe" in rule["Name"]], rules
    queues = account.client("sqs").list_queues().get("QueueUrls", [])
    assert not [url for url in queues if "switchboard-probe" in url], queues


def probes(account):
    """The probe says after which function the made-up conversation stopped."""
    for functions, seconds, sentence in (
        (None, 3, "receive did not store the probe: "),
        (Receive, 15, "receive stored the probe, and reconstruct did not derive .*ConversationCreated.*: "),
        (Reconstruct, 30, "reconstruct derived .*ConversationEnded.*, and emit did not publish it on the bus switchboard: "),
    ):
        thread = functions and functions(account)
        if thread:
            thread.start()
        found = [line for line in account.findings("--probe", "--within", str(seconds)) if line["check"] == "probe"]
        if thread:
            thread.ended.set()
            thread.join()
        assert len(found) == 2, found
        assert re.match(sentence, found[0]["message"]), found
        assert "`switchboard forget --table" in found[1]["message"], found
        nothing_is_left(account)
        assert account.keys(found[0]["conversationId"]) == [], "it is erased"
        account.drain("IntakeQueueUrl")


def main(url, switchboard):
    account = Account(url, str(Path(switchboard).resolve()))
    flow(account)
    count = planted(account)
    probes(account)
    versions(account)
    unreachable(account)
    print(f"doctor: {count} faults planted, each gave its finding and no other")


if __name__ == "__main__":
    main(*sys.argv[1:])
