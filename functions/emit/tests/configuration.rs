//! The binary refuses to start without its configuration, and names what is missing.

use testkit::refusal::refusal;

const BINARY: &str = env!("CARGO_BIN_EXE_emit");

#[test]
fn missing_bus_name_is_reported() {
    let said = refusal(BINARY, &[]);
    assert!(
        said.contains("BUS_NAME is not set: set it to the name or ARN of the event bus"),
        "{said}"
    );
}
