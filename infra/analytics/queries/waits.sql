-- Waits by day and queue: how many were answered and abandoned, how many of the abandoned within ten
-- seconds, and how long customers waited, in seconds.
SELECT
  day,
  queue_id,
  count(*) AS waits,
  sum(CASE WHEN outcome = 'answered' THEN 1 ELSE 0 END) AS answered,
  sum(CASE WHEN outcome = 'abandoned' THEN 1 ELSE 0 END) AS abandoned,
  sum(CASE WHEN outcome = 'abandoned' AND waited_ms < 10000 THEN 1 ELSE 0 END) AS abandoned_early,
  round(
    100.0 * sum(CASE WHEN outcome = 'answered' AND waited_ms <= 20000 THEN 1 ELSE 0 END) / count(*),
    1
  ) AS percent_answered_in_20_seconds,
  round(avg(waited_ms) / 1000, 1) AS seconds_on_average,
  round(approx_percentile(waited_ms, 0.9) / 1000, 1) AS seconds_of_nine_in_ten,
  round(max(waited_ms) / 1000, 1) AS seconds_at_most
FROM (
  SELECT
    day,
    queue_id,
    json_extract_scalar(data, '$.outcome') AS outcome,
    CAST(json_extract_scalar(data, '$.waitedMs') AS double) AS waited_ms
  FROM common_events
  WHERE status = 'active' AND type = 'ConversationDequeued'
) AS waits
GROUP BY day, queue_id
ORDER BY day, waits DESC, queue_id;
