"""The same handler, which prints the capacity that DynamoDB reports to standard output after each batch.

Every request asks for its consumed capacity. Requests are counted when they are sent, so that retries count as well.
"""

import json

from botocore import handlers

READS = {"BatchGetItem", "GetItem", "Query", "Scan"}
consumed = {"requests": 0, "readUnits": 0.0, "writeUnits": 0.0}


def ask(params, **_):
    """Before a request is made."""
    params["ReturnConsumedCapacity"] = "TOTAL"


def sent(**_):
    """Before a request is sent."""
    consumed["requests"] += 1


def answered(parsed, model, **_):
    """After a request was answered."""
    units = parsed.get("ConsumedCapacity", {}).get("CapacityUnits", 0.0)
    consumed["readUnits" if model.name in READS else "writeUnits"] += units


# The handlers that every client of this process starts with.
handlers.BUILTIN_HANDLERS += [
    ("provide-client-params.dynamodb.*", ask),
    ("before-send.dynamodb.*", sent),
    ("after-call.dynamodb.*", answered),
]

import handler as peer  # noqa: E402, after the hooks


def handler(event, context):
    """One batch."""
    response = peer.handler(event, context)
    print("consumed", json.dumps(consumed), flush=True)
    return response
