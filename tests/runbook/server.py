"""The server of tests/replay, with what the runbook needs besides.

moto 5.2.5 has no message move tasks. Here such a task moves every message to the queue whose dead-letter queue it is,
at once. Archives are as old as the archived events need.
"""

import json
import pathlib
import runpy
import uuid

from moto.core.responses import ActionResult
from moto.events.models import Archive, EventBus, EventsBackend
from moto.sqs.responses import SQSResponse

# 2026-01-01, so that a replay of March finds an archive that existed then.
CREATED = 1_767_225_600


def start_message_move_task(self):
    name = self._get_param("SourceArn").split(":")[-1]
    source = self.sqs_backend.get_queue(name)
    # A queue whose letters come from somewhere else cannot be redriven.
    queues = list(self.sqs_backend.queues.values())
    [target] = [queue for queue in queues if (queue.redrive_policy or {}).get("deadLetterTargetArn") == source.queue_arn]
    for message in list(source._messages):
        self.sqs_backend.send_message(queue_name=target.name, message_body=message.body)
    self.sqs_backend.purge_queue(name)
    return ActionResult({"TaskHandle": str(uuid.uuid4())})


def archive_in_time(self, *arguments, init=Archive.__init__, **named):
    init(self, *arguments, **named)
    self.creation_time = CREATED


# CloudFormation gives a pattern as an object, and moto wants a text.
def create_archive(backend, name, source_arn, description, pattern, retention, create=EventsBackend.create_archive):
    text = json.dumps(pattern) if isinstance(pattern, dict) else pattern
    return create(backend, name, source_arn, description, text, retention)


# `Ref` of both returns the name.
EventBus.physical_resource_id = Archive.physical_resource_id = property(lambda self: self.name)


# An archive takes what its rule matches, and moto leaves the rule as it was.
def update(archive, *arguments, update=Archive.update):
    update(archive, *arguments)
    archive.rule.event_pattern = archive.event_pattern


SQSResponse.start_message_move_task = start_message_move_task
Archive.__init__ = archive_in_time
Archive.update = update
EventsBackend.create_archive = create_archive

runpy.run_path(str(pathlib.Path(__file__).parent.parent / "replay/server.py"), run_name="__main__")
