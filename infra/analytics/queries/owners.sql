-- Who owns each open conversation now: the agent whom it was offered or handed over to last.
-- A conversation is open while it began or reopened more often than it ended.
WITH open_conversations AS (
  SELECT conversation_id, min(occurred_at) AS began_at
  FROM common_events
  WHERE status = 'active'
    AND type IN ('ConversationCreated', 'ConversationReopened', 'ConversationEnded')
  GROUP BY conversation_id
  HAVING sum(CASE WHEN type = 'ConversationEnded' THEN -1 ELSE 1 END) > 0
),
assignments AS (
  SELECT
    conversation_id,
    user_id,
    queue_id,
    occurred_at,
    json_extract_scalar(data, '$.via') AS via,
    row_number() OVER (
      PARTITION BY conversation_id ORDER BY occurred_at DESC, known_events DESC, id
    ) AS from_last
  FROM common_events
  WHERE status = 'active' AND type = 'AgentAssigned'
)
SELECT
  open_conversations.conversation_id,
  open_conversations.began_at,
  assignments.user_id AS owner,
  assignments.queue_id,
  assignments.via,
  assignments.occurred_at AS owner_since
FROM open_conversations
LEFT JOIN assignments
  ON assignments.conversation_id = open_conversations.conversation_id
  AND assignments.from_last = 1
ORDER BY open_conversations.began_at, open_conversations.conversation_id;
