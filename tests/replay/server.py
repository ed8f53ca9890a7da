"""The server of tests/wires, with replays that are more like EventBridge's.

A replay of moto 5.2.5 is over before StartReplay returns. It delivers the whole archive whatever its times, to every rule
whatever its filter, it can be cancelled after it is complete, and any number may run. Here a replay delivers the events
of its times, minute by minute and with a pause for each minute, to the rules of its filter. It reports its progress, can
be cancelled while it runs, and at most ten run at once.
"""

import os
import pathlib
import runpy
import threading
import time
import uuid

from moto.core.exceptions import JsonRESTError
from moto.events import models
from moto.events.models import EventsBackend, Replay, ReplayState

AT_ONCE = 10
MINUTE = 60
# Duration of the replay of a minute of events, in seconds.
TAKES = float(os.environ.get("REPLAY_MINUTE_SECONDS", "0.02"))


def replay_events(replay, archive):
    threading.Thread(target=run, args=(replay, archive), daemon=True).start()


def run(replay, archive):
    backend = models.events_backends[replay.account_id][replay.region]
    bus = backend.describe_event_bus(replay.destination["Arn"].split("/")[-1])
    wanted = replay.destination.get("FilterArns")
    rules = [rule for rule in bus.rules.values() if not wanted or rule.arn in wanted]
    time.sleep(TAKES)
    if replay.state == ReplayState.STARTING:
        replay.state = ReplayState.RUNNING
    minute = float(replay.event_start_time)
    while minute < float(replay.event_end_time) and replay.state == ReplayState.RUNNING:
        for event in list(archive.events):
            if minute <= float(event["time"]) < min(minute + MINUTE, float(replay.event_end_time)):
                again = dict(event, **{"id": str(uuid.uuid4()), "replay-name": replay.name})
                for rule in rules:
                    rule.send_to_targets(again, transform_input=False)
                replay.last_replayed = float(event["time"])
        minute += MINUTE
        time.sleep(TAKES)
    was_cancelled = replay.state == ReplayState.CANCELLING
    replay.state = ReplayState.CANCELLED if was_cancelled else ReplayState.COMPLETED
    replay.end_time = time.time()


def describe(replay, describe=Replay.describe):
    return dict(describe(replay), EventLastReplayedTime=getattr(replay, "last_replayed", None))


def start_replay(backend, *arguments, start_replay=EventsBackend.start_replay, **named):
    at_work = [ReplayState.STARTING, ReplayState.RUNNING, ReplayState.CANCELLING]
    if sum(replay.state in at_work for replay in backend.replays.values()) >= AT_ONCE:
        raise JsonRESTError("LimitExceededException", "as many replays as may run are running")
    return start_replay(backend, *arguments, **named)


def cancel_replay(backend, name):
    replay = backend._get_replay(name)
    if replay.state not in [ReplayState.STARTING, ReplayState.RUNNING]:
        raise JsonRESTError("IllegalStatusException", f"Replay {name} is not in a valid state for this operation.")
    replay.state = ReplayState.CANCELLING
    return {"ReplayArn": replay.arn, "State": replay.state.value}


Replay.replay_events = replay_events
Replay.describe = describe
EventsBackend.start_replay = start_replay
EventsBackend.cancel_replay = cancel_replay

runpy.run_path(str(pathlib.Path(__file__).parent.parent / "wires" / "server.py"))
