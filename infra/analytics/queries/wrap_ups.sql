-- How conversations were concluded: wrap-up codes by day and queue, how many agents set them, and
-- how long the after-call work took, in seconds. A code is an id; its name is in Genesys Cloud.
SELECT
  day,
  queue_id,
  json_extract_scalar(data, '$.wrapUpCode') AS wrap_up_code,
  count(*) AS wrap_ups,
  count(DISTINCT user_id) AS agents,
  sum(CASE WHEN json_extract_scalar(data, '$.hasNote') = 'true' THEN 1 ELSE 0 END) AS with_note,
  round(avg(CAST(json_extract_scalar(data, '$.durationMs') AS double)) / 1000, 1) AS seconds_on_average
FROM common_events
WHERE status = 'active' AND type = 'WrapUpCompleted'
GROUP BY day, queue_id, json_extract_scalar(data, '$.wrapUpCode')
ORDER BY day, wrap_ups DESC, queue_id, wrap_up_code;
