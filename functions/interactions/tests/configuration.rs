//! The binary refuses to start without its configuration, and names what is missing.

use testkit::refusal::refusal;

const BINARY: &str = env!("CARGO_BIN_EXE_interactions");

#[test]
fn missing_variable_is_named() {
    let said = refusal(BINARY, &[]);
    assert!(said.contains("TABLE_NAME is not set"), "{said}");
    let half = [("TABLE_NAME", "t"), ("GENESYS_CREDENTIALS_SECRET", "s")];
    let said = refusal(BINARY, &half);
    assert!(said.contains("GENESYS_API_URL is not set"), "{said}");
}
