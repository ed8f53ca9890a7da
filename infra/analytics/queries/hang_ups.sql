-- Who ended the conversations of each day, and how they ended. Where an agent did, which agent: the
-- last one who hung up in that episode.
WITH ends AS (
  SELECT
    day,
    conversation_id,
    episode,
    json_extract_scalar(data, '$.endedBy') AS ended_by,
    json_extract_scalar(data, '$.outcome') AS outcome,
    CAST(json_extract_scalar(data, '$.durationMs') AS bigint) AS duration_ms
  FROM common_events
  WHERE status = 'active' AND type = 'ConversationEnded'
),
hang_ups AS (
  SELECT conversation_id, episode, max_by(user_id, occurred_at) AS agent
  FROM common_events
  WHERE status = 'active' AND type = 'AgentDisconnected'
  GROUP BY conversation_id, episode
)
SELECT
  ends.day,
  ended_by,
  CASE WHEN ended_by = 'agent' THEN hang_ups.agent END AS agent,
  outcome,
  count(*) AS episodes,
  round(avg(duration_ms) / 1000, 1) AS seconds_on_average
FROM ends
LEFT JOIN hang_ups
  ON hang_ups.conversation_id = ends.conversation_id AND hang_ups.episode = ends.episode
GROUP BY ends.day, ended_by, CASE WHEN ended_by = 'agent' THEN hang_ups.agent END, outcome
ORDER BY ends.day, episodes DESC, ended_by, agent, outcome;
