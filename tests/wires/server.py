"""Moto's server, with what of version 5.2.5 is too slow or not safe here put right. What it answers stays the same."""

import functools

import jsonpath_ng.ext
from moto.server import main
from moto.sqs.models import Queue, SQSBackend

# It parses the same eight paths anew for each event that a rule hands to a queue.
jsonpath_ng.ext.parse = functools.cache(jsonpath_ng.ext.parse)

# It counts the whole queue several times for each message that it hands out, to see whether the message is older than
# the days that it may live. None is.
SQSBackend.is_message_valid_based_on_retention_period = lambda *_: True


# It loses a message that comes while another is deleted.
def delete_message(queue, receipt_handle, delete=Queue.delete_message):
    with queue._messages_lock:
        delete(queue, receipt_handle)


Queue.delete_message = delete_message

main()
