"""Counts transfers from one queue to another, as CloudWatch metrics.

Each transfer is counted once, whatever revisions follow. The metric is a line of the log in the
embedded metric format, so counting needs no call and no permission. It is written before the
transfer counts as done: after a crash between the two, a transfer may count twice.
"""

import os

from aws_lambda_powertools.metrics import MetricUnit, single_metric
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.idempotency import (
    DynamoDBPersistenceLayer,
    IdempotencyConfig,
    idempotent_function,
)
from aws_lambda_powertools.utilities.typing import LambdaContext

from switchboard_events import AgentTransferredConversationEvent, parse_sqs_record

NAMESPACE = "Switchboard"

processor = BatchProcessor(event_type=EventType.SQS)
remembered = DynamoDBPersistenceLayer(table_name=os.environ["REMEMBERED_TABLE"])
# Corrections can come as late as the last event of a conversation.
config = IdempotencyConfig(expires_after_seconds=14 * 24 * 3600)


def handler(event: dict[str, object], context: LambdaContext) -> PartialItemFailureResponse:
    """Takes a batch from the queue. Returns the records that failed: only they come again."""
    config.register_lambda_context(context)
    return process_partial_response(event=event, record_handler=receive, processor=processor, context=context)


def receive(record: SQSRecord) -> None:
    """Takes one record."""
    event = parse_sqs_record(record)
    if not isinstance(event, AgentTransferredConversationEvent):
        return
    metadata, data = event.detail.metadata, event.detail.data
    # A transfer whose destination is not known yet comes again, as a later revision. A colleague who
    # was found through a queue counts for that queue.
    if metadata.status == "active" and data.queue_id and data.to and data.to.queue_id:
        count(transfer=metadata.id, source=data.queue_id, target=data.to.queue_id, kind=data.kind)


@idempotent_function(data_keyword_argument="transfer", persistence_store=remembered, config=config)
def count(*, transfer: str, source: str, target: str, kind: str) -> None:
    """Counts a transfer, by queues and kind. CloudWatch charges for each combination that occurs."""
    with single_metric("Transfers", MetricUnit.Count, 1, namespace=NAMESPACE) as metric:
        metric.add_dimension("FromQueue", source)
        metric.add_dimension("ToQueue", target)
        metric.add_dimension("Kind", kind)
        metric.add_metadata("transfer", transfer)
