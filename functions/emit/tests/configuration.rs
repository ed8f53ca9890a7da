//! The binary refuses to start without its configuration, and names what is missing.

use testkit::refusal::assert_refusal;

const BINARY: &str = env!("CARGO_BIN_EXE_emit");

#[test]
fn missing_bus_name_is_reported() {
    let reason = "BUS_NAME is not set: set it to the name or ARN of the event bus";
    assert_refusal(BINARY, &[], reason);
}
