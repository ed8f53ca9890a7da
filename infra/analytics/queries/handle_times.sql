-- Handle times by day, agent, queue and medium, in seconds: talk, hold and after-call work of each
-- session in which the agent talked.
WITH talks AS (
  SELECT
    day,
    conversation_id,
    session_id,
    coalesce(stretch, 1) AS stretch,
    user_id,
    queue_id,
    media_type,
    CAST(json_extract_scalar(data, '$.talkMs') AS double) AS talk_ms,
    CAST(json_extract_scalar(data, '$.holdMs') AS double) AS hold_ms
  FROM common_events
  WHERE status = 'active' AND type = 'AgentLeft'
),
wrap_ups AS (
  SELECT
    conversation_id,
    session_id,
    coalesce(stretch, 1) AS stretch,
    sum(CAST(json_extract_scalar(data, '$.durationMs') AS double)) AS wrap_up_ms
  FROM common_events
  WHERE status = 'active' AND type = 'WrapUpCompleted'
  GROUP BY conversation_id, session_id, coalesce(stretch, 1)
)
SELECT
  talks.day,
  user_id,
  queue_id,
  media_type,
  count(*) AS handled,
  round(avg(talk_ms) / 1000, 1) AS talk,
  round(avg(hold_ms) / 1000, 1) AS hold,
  round(avg(coalesce(wrap_up_ms, 0)) / 1000, 1) AS wrap_up,
  round(avg(talk_ms + hold_ms + coalesce(wrap_up_ms, 0)) / 1000, 1) AS handle_time
FROM talks
LEFT JOIN wrap_ups
  ON wrap_ups.conversation_id = talks.conversation_id
  AND wrap_ups.session_id = talks.session_id
  AND wrap_ups.stretch = talks.stretch
GROUP BY talks.day, user_id, queue_id, media_type
ORDER BY talks.day, handled DESC, user_id, queue_id, media_type;
