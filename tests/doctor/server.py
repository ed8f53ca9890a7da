"""The server of tests/runbook, with what the doctor reads besides.

moto 5.2.5 does not test patterns against events, answers with 500 for a partner event source that does not exist, cannot
activate one, and its CloudFormation makes no alarms and no policies of queues. A file that DOCTOR_DENIED names holds operations that are
denied, one a line, as IAM does for a caller without the permission.
"""

import json
import os
import pathlib
import runpy

from moto.cloudformation import parsing
from moto.cloudwatch.models import cloudwatch_backends
from moto.core.exceptions import JsonRESTError
from moto.dynamodb.models.table import Table
from moto.events.models import EventPattern, EventPatternParser, EventsBackend
from moto.events.responses import EventsHandler
from moto.sqs.models import Queue, sqs_backends

DENIED = pathlib.Path(os.environ["DOCTOR_DENIED"])


def test_event_pattern(self):
    if DENIED.exists() and "TestEventPattern" in DENIED.read_text().split():
        raise JsonRESTError("AccessDeniedException", "not authorized to perform: events:TestEventPattern")
    text = self._get_param("EventPattern")
    pattern = EventPattern(text, EventPatternParser(text).parse())
    return json.dumps({"Result": pattern.matches_event(json.loads(self._get_param("Event")))})


def describe_event_source(self, name):
    if name not in self.event_sources:
        raise JsonRESTError("ResourceNotFoundException", f"Event source {name} does not exist.")
    return self.event_sources[name]


def activate_event_source(self):
    self.events_backend.describe_event_source(self._get_param("Name")).state = "ACTIVE"
    return "{}"


def deactivate_event_source(self):
    self.events_backend.describe_event_source(self._get_param("Name")).state = "PENDING"
    return "{}"


# moto takes what follows the last slash for the name of a bus, and the name of a partner bus has slashes.
def create_event_bus(self, name, *arguments, create=EventsBackend.create_event_bus, **named):
    bus = create(self, name, *arguments, **named)
    self.event_buses[name.split("/")[-1]] = bus
    return bus


def name_of_bus(self, name_or_arn):
    return (name_or_arn or "default").split(":event-bus/")[-1]


class Made:
    """A resource of CloudFormation that another backend has, under its name."""

    def __init__(self, name):
        self.physical_resource_id = name

    @staticmethod
    def cloudformation_name_type():
        return ""

    @staticmethod
    def has_cfn_attr(attr):
        return False

    @staticmethod
    def is_created():
        return True


class Alarm(Made):
    @classmethod
    def create_from_cloudformation_json(cls, resource_name, cloudformation_json, account_id, region_name, **_):
        properties = cloudformation_json["Properties"]
        cloudwatch_backends[account_id][region_name].put_metric_alarm(
            name=resource_name,
            namespace=properties["Namespace"],
            metric_name=properties["MetricName"],
            comparison_operator=properties["ComparisonOperator"],
            evaluation_periods=int(properties["EvaluationPeriods"]),
            period=int(properties["Period"]),
            threshold=float(properties["Threshold"]),
            statistic=properties["Statistic"],
            description=properties["AlarmDescription"],
            dimensions=[],
            alarm_actions=[],
        )
        return cls(resource_name)


class QueuePolicy(Made):
    @classmethod
    def create_from_cloudformation_json(cls, resource_name, cloudformation_json, account_id, region_name, **_):
        properties = cloudformation_json["Properties"]
        for url in properties["Queues"]:
            queue = sqs_backends[account_id][region_name].get_queue(url.rsplit("/", 1)[-1])
            queue._set_attributes({"Policy": json.dumps(properties["PolicyDocument"])})
        return cls(resource_name)


# moto would run the functions in Docker. Here nothing invokes them.
Queue.lambda_event_source_mappings = property(lambda self: {}, lambda self, mappings: None)
Table.lambda_event_source_mappings = property(lambda self: {}, lambda self, mappings: None)
EventsHandler.test_event_pattern = test_event_pattern
EventsHandler.activate_event_source = activate_event_source
EventsHandler.deactivate_event_source = deactivate_event_source
EventsBackend.create_event_bus = create_event_bus
EventsBackend._normalize_event_bus_arn = name_of_bus
EventsBackend.describe_event_source = describe_event_source
parsing.get_model_map().update({"AWS::CloudWatch::Alarm": Alarm, "AWS::SQS::QueuePolicy": QueuePolicy})

runpy.run_path(str(pathlib.Path(__file__).parent.parent / "runbook/server.py"), run_name="__main__")
