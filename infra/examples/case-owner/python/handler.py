"""Gives a case to the agent to whom Genesys assigns its conversation."""

import os

import boto3
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.idempotency import (
    DynamoDBPersistenceLayer,
    IdempotencyConfig,
    idempotent_function,
)
from aws_lambda_powertools.utilities.typing import LambdaContext

from cases import Cases
from switchboard_events import AgentAssigned, AgentAssignedEvent, idempotency_key, parse_sqs_record

cases = Cases(boto3.client("dynamodb"), os.environ["CASES_TABLE"])
processor = BatchProcessor(event_type=EventType.SQS)
remembered = DynamoDBPersistenceLayer(table_name=os.environ["REMEMBERED_TABLE"])
# EventBridge tries to deliver for a day, and the queue keeps what it got for four.
config = IdempotencyConfig(expires_after_seconds=5 * 24 * 3600)


def handler(event: dict[str, object], context: LambdaContext) -> PartialItemFailureResponse:
    """Takes a batch from the queue. Returns the records that failed: only they come again."""
    config.register_lambda_context(context)
    return process_partial_response(event=event, record_handler=receive, processor=processor, context=context)


def receive(record: SQSRecord) -> None:
    """Takes one record. An `InvalidEventError` makes it a dead letter after some attempts."""
    event = parse_sqs_record(record)
    if isinstance(event, AgentAssignedEvent):
        assign(key=idempotency_key(event), assigned=event.detail)


@idempotent_function(
    data_keyword_argument="key", persistence_store=remembered, config=config, key_prefix="case-owner"
)
def assign(*, key: str, assigned: AgentAssigned) -> None:
    """Records an assignment, once per id and revision: a repetition ends here.

    After a crash it runs again with the same revision, which must do no harm. If you call your CRM
    here, let it ignore an owner whose `occurredAt` is older than what it has.
    """
    cases.assign(assigned)
