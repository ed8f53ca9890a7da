//! The binary refuses to start without its configuration, and names what is missing.

use testkit::refusal::assert_refusal;

const BINARY: &str = env!("CARGO_BIN_EXE_notify");

#[test]
fn missing_variable_is_reported() {
    let reason = "TABLE_NAME is not set: set it to the name of the DynamoDB table";
    assert_refusal(BINARY, &[], reason);
    let reason = "EVENT_API_URL is not set: set it to the HTTP endpoint of the Event API";
    assert_refusal(BINARY, &[("TABLE_NAME", "t"), ("API_URL", "https://api")], reason);
}
