"""The server of tests/doctor, with what a subscriber needs besides.

In EventBridge a bus for a partner event source makes the source active, and an event names the account; in moto 5.2.5 neither.
"""

import pathlib
import runpy

from moto.events.models import EventsBackend
from moto.events.utils import EventTemplateParser


def create_event_bus(self, name, event_source_name=None, *arguments, create=EventsBackend.create_event_bus, **named):
    bus = create(self, name, event_source_name, *arguments, **named)
    if event_source_name:
        self.describe_event_source(event_source_name).state = "ACTIVE"
    return bus


EventsBackend.create_event_bus = create_event_bus
template = EventTemplateParser.DEFAULT_EVENT_INPUT_TEMPLATE
EventTemplateParser.DEFAULT_EVENT_INPUT_TEMPLATE = template.replace("{", '{"account": "<account>", ', 1)

runpy.run_path(str(pathlib.Path(__file__).parent.parent / "doctor/server.py"), run_name="__main__")
