-- Transfers by day: from which agent and queue, how, to which agent, queue, flow or number, how many
-- of them an agent answered, and after how many seconds on average.
WITH transfers AS (
  SELECT
    day,
    conversation_id,
    session_id,
    coalesce(stretch, 1) AS stretch,
    queue_id AS from_queue,
    user_id AS from_agent,
    json_extract_scalar(data, '$.kind') AS kind,
    coalesce(json_extract_scalar(data, '$.to.type'), 'unknown') AS to_type,
    json_extract_scalar(data, '$.to.queueId') AS to_queue,
    json_extract_scalar(data, '$.to.userId') AS to_agent
  FROM common_events
  WHERE status = 'active' AND type = 'AgentTransferredConversation'
),
answers AS (
  SELECT
    conversation_id,
    session_id,
    coalesce(stretch, 1) AS stretch,
    CAST(json_extract_scalar(data, '$.waitedMs') AS bigint) AS waited_ms
  FROM common_events
  WHERE status = 'active' AND type = 'TransferAnswered'
)
SELECT
  transfers.day,
  from_queue,
  from_agent,
  kind,
  to_type,
  to_queue,
  to_agent,
  count(*) AS transfers,
  count(answers.waited_ms) AS answered,
  round(avg(answers.waited_ms) / 1000, 1) AS seconds_to_answer
FROM transfers
LEFT JOIN answers
  ON answers.conversation_id = transfers.conversation_id
  AND answers.session_id = transfers.session_id
  AND answers.stretch = transfers.stretch
GROUP BY transfers.day, from_queue, from_agent, kind, to_type, to_queue, to_agent
ORDER BY transfers.day, transfers DESC, from_queue, from_agent, kind, to_type, to_queue, to_agent;
