"""Waits for the first Common Event of a stack of template.yaml, and prints it as its type.

Usage: first_event.py STACK    the name of the stack
"""

import sys
import time

import boto3

from switchboard_events import BusEvent, OtherBusEvent, parse_sqs_record

# How long to wait for a Common Event, in seconds.
LIMIT = 300


def first_event(stack: str) -> BusEvent | OtherBusEvent | None:
    """The first event of the queue, which is then deleted from it. None if none comes in time."""
    queue = boto3.client("cloudformation").describe_stack_resource(
        StackName=stack, LogicalResourceId="Events"
    )
    url = queue["StackResourceDetail"]["PhysicalResourceId"]
    sqs = boto3.client("sqs")
    until = time.monotonic() + LIMIT
    while time.monotonic() < until:
        for message in sqs.receive_message(QueueUrl=url, WaitTimeSeconds=10).get("Messages", []):
            event = parse_sqs_record({"body": message["Body"]})
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
            return event
    return None


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    event = first_event(sys.argv[1])
    if event is None:
        sys.exit(f"no Common Event came within {LIMIT} s: ask switchboard doctor what is missing")
    print(type(event).__name__)
    print(event.model_dump_json(by_alias=True, exclude_unset=True, indent=2))


if __name__ == "__main__":
    main()
