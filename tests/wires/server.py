"""The server of moto 5.2.5, with fixes for what is too slow or unsafe here. Its responses stay the same."""

import functools

import jsonpath_ng.ext
from moto.server import main
from moto.sqs.models import Queue, SQSBackend

# moto parses the same eight paths again for each event that a rule sends to a queue.
jsonpath_ng.ext.parse = functools.cache(jsonpath_ng.ext.parse)

# moto counts the whole queue several times for each message that it delivers, to check its
# retention period. No message here is older than that.
SQSBackend.is_message_valid_based_on_retention_period = lambda *_: True


# moto loses a message that arrives while another one is deleted.
def delete_message(queue, receipt_handle, delete=Queue.delete_message):
    with queue._messages_lock:
        delete(queue, receipt_handle)


Queue.delete_message = delete_message

main()
