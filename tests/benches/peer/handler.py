"""Stores each event of an SQS batch in DynamoDB, once: what `receive` does, with boto3 and Powertools for AWS Lambda.

An item has the same key and attributes as those of `receive`. A message that fails is named in the response and comes
again, the others do not; an event that comes twice is stored once.
"""

import hashlib
import json
import os
import time
from datetime import datetime, timezone

import boto3
from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.idempotency import (
    DynamoDBPersistenceLayer,
    IdempotencyConfig,
    idempotent_function,
)

RETENTION_SECONDS = int(os.environ.get("EVENT_RETENTION_DAYS", "400")) * 86_400
PARTNER = "aws.partner/genesys.com/cloud/"
TOPIC = "v2.detail.events.conversation.{id}."

logger = Logger(service="store")
table = boto3.resource("dynamodb").Table(os.environ["TABLE_NAME"])
processor = BatchProcessor(event_type=EventType.SQS)
persistence = DynamoDBPersistenceLayer(table_name=os.environ["IDEMPOTENCY_TABLE_NAME"])
config = IdempotencyConfig(event_key_jmespath="id", expires_after_seconds=86_400)


def item_of(event: dict) -> dict:
    """The item of an EventBridge event."""
    body = event["detail"]["eventBody"]
    topic = event["detail-type"].removeprefix(TOPIC)
    canonical = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    digest = hashlib.sha256(f"{topic}\n{canonical}".encode()).hexdigest()[:32]
    received = time.time()
    at = datetime.fromtimestamp(received, timezone.utc).isoformat(timespec="milliseconds")
    return {
        "pk": f"CONVERSATION#{body['conversationId']}",
        "sk": f"EVENT#{body['eventTime']:013}#{topic}#{digest}",
        "topic": topic,
        "eventBody": json.dumps(body, separators=(",", ":"), ensure_ascii=False),
        "organizationId": event["source"].removeprefix(PARTNER).split("/")[0],
        "envelopeId": event["id"],
        "receivedAt": at.replace("+00:00", "Z"),
        "expiresAt": int(max(received, body["eventTime"] / 1_000)) + RETENTION_SECONDS,
    }


@idempotent_function(data_keyword_argument="event", config=config, persistence_store=persistence)
def store(event: dict) -> None:
    """Stores a new event."""
    table.put_item(Item=item_of(event))


def record_handler(record: SQSRecord) -> None:
    """One message of the batch."""
    store(event=json.loads(record.body))


@logger.inject_lambda_context
def handler(event, context):
    """One batch."""
    config.register_lambda_context(context)
    return process_partial_response(event, record_handler, processor, context)
