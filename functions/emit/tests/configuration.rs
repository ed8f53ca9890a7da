//! The binary refuses to start without its configuration, and names what is missing.

use testkit::refusal::assert_refusal;

const BINARY: &str = env!("CARGO_BIN_EXE_emit");

#[test]
fn hashes_without_a_key_publish_nothing() {
    let hashed = [
        ("BUS_NAME", "bus"),
        ("PUBLISHED_ADDRESSES", "hashed"),
        ("AWS_REGION", "eu-central-1"),
        ("AWS_ACCESS_KEY_ID", "x"),
        ("AWS_SECRET_ACCESS_KEY", "x"),
        ("AWS_MAX_ATTEMPTS", "1"),
        // Nothing listens there.
        ("AWS_ENDPOINT_URL", "http://127.0.0.1:9"),
    ];
    assert_refusal(BINARY, &hashed, "ADDRESS_KEY_SECRET is not set");
    let with_secret = [&hashed[..], &[("ADDRESS_KEY_SECRET", "key")]].concat();
    assert_refusal(BINARY, &with_secret, "the secret key could not be read");
}

#[test]
fn missing_bus_name_is_reported() {
    let reason = "BUS_NAME is not set: set it to the name or ARN of the event bus";
    assert_refusal(BINARY, &[], reason);
}
