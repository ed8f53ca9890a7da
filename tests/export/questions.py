"""What the queries of infra/analytics must answer, counted from the Common Events themselves."""

from collections import defaultdict

QUERIES = ["handle_times", "hang_ups", "owners", "transfers", "waits", "wrap_ups"]


def check(tables, events: list, compare) -> None:
    active = [event for event in events if event["metadata"]["status"] == "active"]
    for name in QUERIES:
        wanted, columns = globals()[name](active)
        found = [near({column: row[column] for column in columns}, wanted) for row in tables.query(name)]
        compare(name, sorted(found, key=str), sorted(wanted, key=str))


def of(events: list, kind: str) -> list:
    return [event for event in events if event["metadata"]["type"] == kind]


def day(event: dict) -> str:
    return event["metadata"]["occurredAt"][:10]


def session(event: dict) -> tuple:
    data = event["data"]
    return event["metadata"]["conversationId"], data.get("sessionId"), data.get("stretch", 1)


def grouped(events: list, key) -> dict:
    groups = defaultdict(list)
    for event in events:
        groups[key(event)].append(event)
    return groups


def seconds(values: list) -> float:
    """On average, as it is: the queries round."""
    return sum(values) / len(values) / 1000


def near(found: dict, wanted: list) -> dict:
    """The same row, with a rounded number replaced by the exact one of the expected row."""
    key = [name for name, value in found.items() if not isinstance(value, float)]
    for row in wanted:
        if all(row[name] == found[name] for name in key):
            exact = {name: row[name] for name in found if isinstance(found[name], float)}
            return {name: exact[name] if name in exact and abs(exact[name] - value) <= 0.0501 else value for name, value in found.items()}
    return found


def rows(groups: dict, names: list, values) -> tuple:
    made = [dict(zip(names, key)) | values(group) for key, group in groups.items()]
    return made, [*names, *(values(next(iter(groups.values()))) if groups else {})]


def handle_times(events: list) -> tuple:
    wrapped = defaultdict(int)
    for event in of(events, "WrapUpCompleted"):
        wrapped[session(event)] += event["data"].get("durationMs", 0)
    def key(event):
        data = event["data"]
        return day(event), data.get("userId"), data.get("queueId"), data.get("mediaType")
    def values(group):
        talk, hold = ([event["data"][name] for event in group] for name in ("talkMs", "holdMs"))
        wrap_up = [wrapped[session(event)] for event in group]
        return {
            "handled": len(group),
            "talk": seconds(talk),
            "hold": seconds(hold),
            "wrap_up": seconds(wrap_up),
            "handle_time": seconds(talk) + seconds(hold) + seconds(wrap_up),
        }
    return rows(grouped(of(events, "AgentLeft"), key), ["day", "user_id", "queue_id", "media_type"], values)


def hang_ups(events: list) -> tuple:
    agents = {}
    for event in sorted(of(events, "AgentDisconnected"), key=lambda event: event["metadata"]["occurredAt"]):
        agents[event["metadata"]["conversationId"], event["data"]["conversation"]["episode"]] = event["data"].get("userId")
    def key(event):
        data = event["data"]
        agent = agents.get((event["metadata"]["conversationId"], data["conversation"]["episode"]))
        return day(event), data["endedBy"], agent if data["endedBy"] == "agent" else None, data["outcome"]
    def values(group):
        return {"episodes": len(group), "seconds_on_average": seconds([event["data"]["durationMs"] for event in group])}
    return rows(grouped(of(events, "ConversationEnded"), key), ["day", "ended_by", "agent", "outcome"], values)


def owners(events: list) -> tuple:
    changes = {"ConversationCreated": 1, "ConversationReopened": 1, "ConversationEnded": -1}
    balance, last = defaultdict(int), {}
    for event in events:
        balance[event["metadata"]["conversationId"]] += changes.get(event["metadata"]["type"], 0)
    order = lambda event: (event["metadata"]["occurredAt"], event["metadata"]["knownEvents"])
    for event in sorted(of(events, "AgentAssigned"), key=order):
        last[event["metadata"]["conversationId"]] = event
    made = []
    for conversation in (key for key, count in balance.items() if count > 0):
        event = last.get(conversation)
        made.append({
            "conversation_id": conversation,
            "owner": event and event["data"].get("userId"),
            "via": event and event["data"]["via"],
            "owner_since": event and event["metadata"]["occurredAt"],
        })
    return made, ["conversation_id", "owner", "via", "owner_since"]


def transfers(events: list) -> tuple:
    answered = {session(event) for event in of(events, "TransferAnswered")}
    def key(event):
        data = event["data"]
        to = data.get("to", {})
        return day(event), data.get("queueId"), data.get("userId"), data["kind"], to.get("type", "unknown"), to.get("queueId"), to.get("userId")
    names = ["day", "from_queue", "from_agent", "kind", "to_type", "to_queue", "to_agent"]
    return rows(
        grouped(of(events, "AgentTransferredConversation"), key),
        names,
        lambda group: {"transfers": len(group), "answered": sum(session(event) in answered for event in group)},
    )


def waits(events: list) -> tuple:
    def values(group):
        outcomes = [(event["data"]["outcome"], event["data"]["waitedMs"]) for event in group]
        return {
            "waits": len(group),
            "answered": sum(outcome == "answered" for outcome, _ in outcomes),
            "abandoned": sum(outcome == "abandoned" for outcome, _ in outcomes),
            "abandoned_early": sum(outcome == "abandoned" and waited < 10_000 for outcome, waited in outcomes),
            "percent_answered_in_20_seconds": 100 * sum(outcome == "answered" and waited <= 20_000 for outcome, waited in outcomes) / len(group),
            "seconds_on_average": seconds([waited for _, waited in outcomes]),
            "seconds_at_most": max(waited for _, waited in outcomes) / 1000,
        }
    return rows(grouped(of(events, "ConversationDequeued"), lambda event: (day(event), event["data"].get("queueId"))), ["day", "queue_id"], values)


def wrap_ups(events: list) -> tuple:
    def key(event):
        return day(event), event["data"].get("queueId"), event["data"].get("wrapUpCode")
    def values(group):
        return {
            "wrap_ups": len(group),
            "agents": len({event["data"]["userId"] for event in group if "userId" in event["data"]}),
            "with_note": sum(event["data"]["hasNote"] for event in group),
        }
    return rows(grouped(of(events, "WrapUpCompleted"), key), ["day", "queue_id", "wrap_up_code"], values)
