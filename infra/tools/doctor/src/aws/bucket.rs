//! S3: whether a bucket holds anything.

use super::call::{Call, Caller, Service};
use super::error::CallError;

const S3: Service = Service { host: "s3", name: "s3", id: "S3" };

/// Whether a bucket holds an object.
pub(super) async fn holds_objects(caller: &Caller, bucket: &str) -> Result<bool, CallError> {
    let path = format!("/{bucket}?list-type=2&max-keys=1");
    // IAM names the permission after the bucket, not after the call.
    let answer = caller.xml(S3, Call::get("ListBucket", path)).await?;
    Ok(answer.text("KeyCount").is_some_and(|count| count != "0"))
}
