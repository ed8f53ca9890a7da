"""The same handler, with what DynamoDB accounts for written to standard output after each batch.

Every request asks for the capacity that it consumes; that no retry goes unseen, requests are counted as they are sent.
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


# Those that every client of this process begins with, whoever makes it.
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
