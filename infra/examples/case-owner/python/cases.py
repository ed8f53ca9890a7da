"""The table of cases.

A case is one item. It has an attribute for each assignment of its conversation, named by the id of
the Common Event, with the highest revision that arrived. The owner follows from these attributes
alone, so no order of arrival matters, and a withdrawn assignment gives the case back to the agent
before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from switchboard_events import AgentAssigned, format_instant

if TYPE_CHECKING:
    # Of boto3-stubs, which is installed where the types are checked.
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

    Item = dict[str, AttributeValueTypeDef]

PREFIX = "assignment "


class Cases:
    """Reads and writes cases. Every write has a condition, so none can overwrite newer knowledge."""

    def __init__(self, client: DynamoDBClient, table: str) -> None:
        self.client = client
        self.table = table

    def assign(self, assigned: AgentAssigned) -> None:
        """Records a revision of an assignment, unless a later one is there, and sets the owner."""
        # Your own key of the case, if it is not the conversation.
        key: Item = {"caseId": {"S": assigned.metadata.conversation_id}}
        case = self._record(key, assigned) or self._read(key)
        while owner_in(case) != (owner := owner_of(case)):
            # Fails if another assignment was recorded since `case` was read.
            written = self._set_owner(key, case["version"], owner)
            case = written or self._read(key)

    def _record(self, key: Item, assigned: AgentAssigned) -> Item | None:
        metadata, data = assigned.metadata, assigned.data
        assignment: dict[str, AttributeValueTypeDef] = {
            "occurredAt": {"S": format_instant(metadata.occurred_at)},
            "revision": {"N": str(metadata.revision)},
            "status": {"S": metadata.status},
            "via": {"S": data.via},
        }
        if data.user_id is not None:
            assignment["agent"] = {"S": data.user_id}
        try:
            return self.client.update_item(
                TableName=self.table,
                Key=key,
                UpdateExpression="SET #assignment = :assignment ADD #version :one",
                ConditionExpression="attribute_not_exists(#assignment) OR #assignment.#revision < :revision",
                ExpressionAttributeNames={
                    "#assignment": PREFIX + metadata.id,
                    "#revision": "revision",
                    "#version": "version",
                },
                ExpressionAttributeValues={
                    ":assignment": {"M": assignment},
                    ":revision": assignment["revision"],
                    ":one": {"N": "1"},
                },
                ReturnValues="ALL_NEW",
            )["Attributes"]
        except self.client.exceptions.ConditionalCheckFailedException:
            return None

    def _set_owner(self, key: Item, version: AttributeValueTypeDef, owner: str | None) -> Item | None:
        try:
            return self.client.update_item(
                TableName=self.table,
                Key=key,
                UpdateExpression="REMOVE #owner" if owner is None else "SET #owner = :owner",
                ConditionExpression="#version = :version",
                ExpressionAttributeNames={"#owner": "owner", "#version": "version"},
                ExpressionAttributeValues={":version": version} | ({":owner": {"S": owner}} if owner else {}),
                ReturnValues="ALL_NEW",
            )["Attributes"]
        except self.client.exceptions.ConditionalCheckFailedException:
            return None

    def _read(self, key: Item) -> Item:
        return self.client.get_item(TableName=self.table, Key=key, ConsistentRead=True)["Item"]


def owner_in(case: Item) -> str | None:
    """The owner that the item names."""
    return case.get("owner", {}).get("S")


def owner_of(case: Item) -> str | None:
    """The owner that follows: the agent of the latest assignment that still holds."""
    latest = max(
        (
            (assignment["M"]["occurredAt"]["S"], name, assignment["M"]["agent"]["S"])
            for name, assignment in case.items()
            if name.startswith(PREFIX)
            and assignment["M"]["status"]["S"] != "withdrawn"
            and "agent" in assignment["M"]
        ),
        default=None,
    )
    return latest and latest[2]
