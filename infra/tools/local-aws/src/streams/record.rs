//! Converts a record of the streams API to a record as Lambda delivers it.

use std::time::SystemTime;

use aws_lambda_events::event::dynamodb::{EventRecord, StreamRecord, StreamViewType, UserIdentity};
use aws_sdk_dynamodbstreams::types::{Record, StreamViewType as View};

/// The record as Lambda delivers it, or the name of a missing field.
pub(super) fn event_record(record: Record, stream: &str) -> Result<EventRecord, &'static str> {
    let change = record.dynamodb.ok_or("dynamodb")?;
    let mut delivered = EventRecord::default();
    delivered.aws_region = record.aws_region.unwrap_or_default();
    delivered.change = stream_record(change)?;
    delivered.event_id = record.event_id.ok_or("eventID")?;
    delivered.event_name = record.event_name.ok_or("eventName")?.as_str().to_owned();
    delivered.event_source = record.event_source;
    delivered.event_version = record.event_version;
    delivered.event_source_arn = Some(stream.to_owned());
    delivered.user_identity = record.user_identity.map(|identity| {
        let mut user = UserIdentity::default();
        // Only expiry has an identity. The embedded engine spells its two fields as Lambda does,
        // not as the streams API does, so the SDK finds them empty.
        user.type_ = identity.r#type.unwrap_or_else(|| "Service".to_owned());
        user.principal_id =
            identity.principal_id.unwrap_or_else(|| "dynamodb.amazonaws.com".to_owned());
        user
    });
    Ok(delivered)
}

fn stream_record(
    change: aws_sdk_dynamodbstreams::types::StreamRecord,
) -> Result<StreamRecord, &'static str> {
    let mut delivered = StreamRecord::default();
    if let Some(at) =
        change.approximate_creation_date_time.and_then(|at| SystemTime::try_from(at).ok())
    {
        delivered.approximate_creation_date_time = at.into();
    }
    delivered.keys = change.keys.ok_or("Keys")?.into();
    delivered.new_image = change.new_image.unwrap_or_default().into();
    delivered.old_image = change.old_image.unwrap_or_default().into();
    delivered.sequence_number = Some(change.sequence_number.ok_or("SequenceNumber")?);
    delivered.size_bytes = change.size_bytes.unwrap_or_default();
    delivered.stream_view_type = change.stream_view_type.and_then(|view| match view {
        View::KeysOnly => Some(StreamViewType::KeysOnly),
        View::NewAndOldImages => Some(StreamViewType::NewAndOldImages),
        View::NewImage => Some(StreamViewType::NewImage),
        View::OldImage => Some(StreamViewType::OldImage),
        _ => None,
    });
    Ok(delivered)
}

/// Whether the write left its item unchanged. DynamoDB makes no record for such a write; the
/// embedded engine does.
pub(super) fn changes_nothing(record: &EventRecord) -> bool {
    let change = &record.change;
    record.event_name == "MODIFY"
        && !change.old_image.is_empty()
        && change.old_image == change.new_image
}

/// Whether `forget` has erased the record. The last record of a stream stays, without keys and
/// images, so that sequence numbers never repeat.
pub(super) fn is_erased(record: &EventRecord) -> bool {
    record.event_name == "REMOVE" && record.change.keys.is_empty()
}
