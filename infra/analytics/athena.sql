-- The tables of an export in S3, for Athena. Replace BUCKET, and run one statement at a time.
-- Written by `cargo run -p export --example columns`.

CREATE EXTERNAL TABLE common_events (
  `id` string,
  `type` string,
  `schema_version` bigint,
  `revision` bigint,
  `status` string,
  `conversation_id` string,
  `organization_id` string,
  `occurred_at` timestamp,
  `day` date,
  `known_events` bigint,
  `causes` array<string>,
  `replay` string,
  `inferred` boolean,
  `episode` bigint,
  `conversation_media_type` string,
  `conversation_direction` string,
  `division_id` string,
  `campaign_id` string,
  `customer_participant_id` string,
  `customer_session_id` string,
  `participant_id` string,
  `session_id` string,
  `stretch` bigint,
  `media_type` string,
  `direction` string,
  `user_id` string,
  `queue_id` string,
  `data` string
)
STORED AS PARQUET
LOCATION 's3://BUCKET/switchboard/common_events/';

CREATE EXTERNAL TABLE conversations (
  `conversation_id` string,
  `organization_id` string,
  `status` string,
  `state` string,
  `state_since` timestamp,
  `started_at` timestamp,
  `day` date,
  `ended_at` timestamp,
  `wrapped_up_at` timestamp,
  `lasted_ms` bigint,
  `timed_out` boolean,
  `direction` string,
  `directions` array<string>,
  `media_types` array<string>,
  `division_ids` array<string>,
  `external_contact_ids` array<string>,
  `customer` string,
  `queue_id` string,
  `user_ids` array<string>,
  `waited_ms` bigint,
  `waits_since` timestamp,
  `callback_at` timestamp,
  `callback_origin` string,
  `participants` bigint,
  `sessions` bigint,
  `transfers` bigint,
  `episodes` bigint,
  `known_events` bigint,
  `source` string,
  `outcome` string,
  `ended_by` string,
  `flow_ms` bigint,
  `queue_ms` bigint,
  `alert_ms` bigint,
  `talk_ms` bigint,
  `hold_ms` bigint,
  `wrap_up_ms` bigint
)
STORED AS PARQUET
LOCATION 's3://BUCKET/switchboard/conversations/';

CREATE EXTERNAL TABLE participants (
  `conversation_id` string,
  `participant_id` string,
  `purpose` string,
  `user_id` string,
  `external_contact_id` string,
  `external_organization_id` string,
  `started_at` timestamp,
  `ended_at` timestamp,
  `sessions` bigint,
  `attribute_names` array<string>
)
STORED AS PARQUET
LOCATION 's3://BUCKET/switchboard/participants/';

CREATE EXTERNAL TABLE segments (
  `conversation_id` string,
  `participant_id` string,
  `session_id` string,
  `number` bigint,
  `purpose` string,
  `user_id` string,
  `queue_id` string,
  `media_type` string,
  `direction` string,
  `type` string,
  `started_at` timestamp,
  `day` date,
  `ended_at` timestamp,
  `lasted_ms` bigint,
  `disconnect_type` string,
  `wrap_up_code` string,
  `synthetic` boolean
)
STORED AS PARQUET
LOCATION 's3://BUCKET/switchboard/segments/';
