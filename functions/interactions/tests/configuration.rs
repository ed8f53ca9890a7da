//! The binary refuses to start without its configuration, and names what is missing.

use testkit::refusal::assert_refusal;

const BINARY: &str = env!("CARGO_BIN_EXE_interactions");

#[test]
fn missing_variable_is_named() {
    assert_refusal(BINARY, &[], "TABLE_NAME is not set");
    let half = [("TABLE_NAME", "t"), ("GENESYS_CREDENTIALS_SECRET", "s")];
    assert_refusal(BINARY, &half, "GENESYS_API_URL is not set");
}
