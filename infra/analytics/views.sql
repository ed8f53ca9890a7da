-- The views on the Iceberg table. Run one statement at a time, once, in the workgroup of the stack.
-- The first has the columns of `common_events` of an export, so the same queries run on both.
CREATE OR REPLACE VIEW common_events AS
SELECT
  id, type, schema_version, revision, status, conversation_id, organization_id, occurred_at,
  CAST(occurred_at AS date) AS day,
  known_events, causes, replay, inferred, episode, conversation_media_type, conversation_direction,
  division_id, campaign_id, customer_participant_id, customer_session_id, participant_id, session_id,
  stretch, media_type, direction, user_id, queue_id, data
FROM (
  SELECT
    *,
    row_number() OVER (
      PARTITION BY conversation_id, id ORDER BY revision DESC, known_events DESC
    ) AS from_last
  FROM common_event_revisions
) AS revisions
WHERE from_last = 1;

-- Each episode that ended, with its totals: what `conversations` of an export has of the last one.
CREATE OR REPLACE VIEW ended_episodes AS
SELECT
  conversation_id,
  organization_id,
  episode,
  occurred_at AS ended_at,
  day,
  conversation_media_type AS media_type,
  conversation_direction AS direction,
  division_id,
  json_extract_scalar(data, '$.outcome') AS outcome,
  json_extract_scalar(data, '$.endedBy') AS ended_by,
  CAST(json_extract_scalar(data, '$.durationMs') AS bigint) AS lasted_ms,
  CAST(json_extract_scalar(data, '$.phases.flowMs') AS bigint) AS flow_ms,
  CAST(json_extract_scalar(data, '$.phases.queueMs') AS bigint) AS queue_ms,
  CAST(json_extract_scalar(data, '$.phases.alertMs') AS bigint) AS alert_ms,
  CAST(json_extract_scalar(data, '$.phases.talkMs') AS bigint) AS talk_ms,
  CAST(json_extract_scalar(data, '$.phases.holdMs') AS bigint) AS hold_ms,
  CAST(json_extract_scalar(data, '$.phases.wrapUpMs') AS bigint) AS wrap_up_ms
FROM common_events
WHERE status = 'active' AND type = 'ConversationEnded';
