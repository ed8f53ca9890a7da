"""Lambda for tests: runs the functions that a stack on moto has, with their event source mappings.

Every mapping has a process of its own, which polls the Runtime API of 2018-06-01. Log lines and metrics go to CloudWatch.
"""

import base64
import io
import itertools
import json
import os
import queue
import subprocess
import threading
import time
import traceback
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from moto.events.models import EventPattern, EventPatternParser

# How long a mapping waits when there is no record, and an invocation may run, in seconds.
PAUSE, LIMIT = 0.1, 60


class Function:
    """A process of a function's zip."""

    def __init__(self, name, zipped, folder, variables, outlet):
        self.events, self.answers = queue.Queue(), queue.Queue()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self.handler())
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        folder.mkdir()
        with zipfile.ZipFile(io.BytesIO(zipped)) as file:
            bootstrap = file.extract("bootstrap", folder)
        os.chmod(bootstrap, 0o755)
        host, port = self.server.server_address
        variables = variables | {
            "AWS_LAMBDA_RUNTIME_API": f"{host}:{port}", "AWS_LAMBDA_FUNCTION_NAME": name,
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "256", "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
            "AWS_LAMBDA_LOG_GROUP_NAME": name, "AWS_LAMBDA_LOG_STREAM_NAME": "stand-in",
            "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        }
        self.process = subprocess.Popen([bootstrap], env=variables, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for stream, take in ((self.process.stdout, outlet.metrics), (self.process.stderr, outlet.log)):
            threading.Thread(target=lambda stream=stream, take=take: [take(line) for line in stream], daemon=True).start()

    def handler(function):
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            numbers = itertools.count()

            def do_GET(self):
                event, trace = function.events.get()
                self.answer(json.dumps(event).encode(), {
                    "Lambda-Runtime-Aws-Request-Id": f"00000000-0000-4000-8000-{next(self.numbers):012}",
                    "Lambda-Runtime-Deadline-Ms": str(int((time.time() + LIMIT) * 1000)),
                    "Lambda-Runtime-Invoked-Function-Arn": "arn:aws:lambda:eu-central-1:123456789012:function:f",
                    "Lambda-Runtime-Trace-Id": trace,
                })

            def do_POST(self):
                text = self.rfile.read(int(self.headers["Content-Length"]))
                self.answer(b"", {}, 202)
                function.answers.put((self.path.endswith("/response"), text))

            def answer(self, body, headers, status=200):
                self.send_response(status)
                for name, value in (headers | {"Content-Length": str(len(body))}).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        return Handler

    def invoke(self, records, trace):
        """The identifiers of the records that the function did not process."""
        self.events.put(({"Records": records}, trace))
        is_response, text = self.answers.get(timeout=LIMIT)
        assert is_response, text
        return {failure["itemIdentifier"] for failure in json.loads(text)["batchItemFailures"]}

    def stop(self):
        self.process.kill()
        self.process.wait()
        self.server.shutdown()
        self.server.server_close()


class Outlet:
    """CloudWatch, for the output of one function."""

    def __init__(self, account, group):
        self.account, self.group = account, group
        logs = account.client("logs")
        if not logs.describe_log_streams(logGroupName=group)["logStreams"]:
            logs.create_log_stream(logGroupName=group, logStreamName="stand-in")

    def log(self, line):
        event = {"timestamp": int(time.time() * 1000), "message": line.rstrip()}
        self.account.client("logs").put_log_events(logGroupName=self.group, logStreamName="stand-in", logEvents=[event])

    def metrics(self, line):
        written = json.loads(line)
        for directive in written["_aws"]["CloudWatchMetrics"]:
            names = directive["Dimensions"][0]
            dimensions = [{"Name": name, "Value": written[name]} for name in names]
            values = [
                {"MetricName": each["Name"], "Value": written[each["Name"]], "Dimensions": dimensions}
                for each in directive["Metrics"]
            ]
            self.account.client("cloudwatch").put_metric_data(Namespace=directive["Namespace"], MetricData=values)


class Mapping:
    """An event source mapping: it invokes its function with the next records, and again with those that failed."""

    def __init__(self, account, mapping, function):
        self.account, self.function = account, function
        self.arn, self.batch = mapping["EventSourceArn"], min(mapping["BatchSize"], 10)
        filters = (mapping.get("FilterCriteria") or {}).get("Filters", [])
        self.patterns = [EventPattern(each["Pattern"], EventPatternParser(each["Pattern"]).parse()) for each in filters]
        self.run = self.poll if ":sqs:" in self.arn else self.follow

    def poll(self):
        sqs = self.account.client("sqs")
        url = sqs.get_queue_url(QueueName=self.arn.split(":")[-1])["QueueUrl"]
        while True:
            got = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=self.batch, MessageSystemAttributeNames=["All"])
            messages = got.get("Messages", [])
            if not messages:
                yield
                continue
            records = [
                {
                    "messageId": each["MessageId"], "receiptHandle": each["ReceiptHandle"], "body": each["Body"],
                    "md5OfBody": each["MD5OfBody"], "attributes": each["Attributes"], "messageAttributes": {},
                    "eventSource": "aws:sqs", "eventSourceARN": self.arn, "awsRegion": "eu-central-1",
                }
                for each in messages
            ]
            failed = self.function.invoke(records, trace())
            for each in messages:
                if each["MessageId"] not in failed:
                    sqs.delete_message(QueueUrl=url, ReceiptHandle=each["ReceiptHandle"])

    def follow(self):
        streams = self.account.client("dynamodbstreams")
        [shard] = streams.describe_stream(StreamArn=self.arn)["StreamDescription"]["Shards"]
        of = {"StreamArn": self.arn, "ShardId": shard["ShardId"], "ShardIteratorType": "TRIM_HORIZON"}
        iterator = streams.get_shard_iterator(**of)["ShardIterator"]
        while True:
            got = streams.get_records(ShardIterator=iterator, Limit=self.batch)
            iterator = got["NextShardIterator"]
            records = [in_json(each) for each in got["Records"]]
            wanted = [each for each in records if any(pattern.matches_event(each) for pattern in self.patterns)]
            while wanted and (failed := self.function.invoke(wanted, trace())):
                numbers = [each["dynamodb"]["SequenceNumber"] for each in wanted]
                wanted = wanted[min(map(numbers.index, failed)):]
            if not records:
                yield


def in_json(record):
    """A record of a stream as Lambda writes it: bytes in base64, times in seconds."""
    encode = {bytes: lambda value: base64.b64encode(value).decode()}
    return json.loads(json.dumps(record, default=lambda value: encode.get(type(value), lambda time: time.timestamp())(value)))


def trace():
    return f"Root=1-{int(time.time()):08x}-{os.urandom(12).hex()};Parent={os.urandom(8).hex()};Sampled=1"


class Lambda:
    """All functions of an account that have event source mappings, until `stop`."""

    def __init__(self, account, folder, environment):
        client, s3 = account.client("lambda"), account.client("s3")
        self.functions, self.failures, self.ended = [], [], threading.Event()
        for number, mapping in enumerate(client.list_event_source_mappings()["EventSourceMappings"]):
            found = client.get_function(FunctionName=mapping["FunctionArn"])
            name, settings = found["Configuration"]["FunctionName"], found["Configuration"]["Environment"]
            key = found["Code"]["Location"].split(".amazonaws.com/")[1]
            zipped = s3.get_object(Bucket="sam-artifacts", Key=key)["Body"].read()
            outlet = Outlet(account, account.log_group(name))
            function = Function(name, zipped, folder / f"{number}", environment | settings["Variables"], outlet)
            self.functions.append(function)
            run = Mapping(account, mapping, function).run
            threading.Thread(target=self.until_stopped, args=(run,), daemon=True).start()

    def until_stopped(self, run):
        try:
            for _ in run():
                if self.ended.wait(PAUSE):
                    return
        except Exception:
            if not self.ended.is_set():
                self.failures.append(traceback.format_exc())

    def stop(self):
        self.ended.set()
        for function in self.functions:
            function.stop()
        assert not self.failures, "\n".join(self.failures)
