//! The binary refuses to start without its configuration, and names what is missing.

use testkit::refusal::refusal;

const BINARY: &str = env!("CARGO_BIN_EXE_import");

#[test]
fn missing_table_name_is_reported() {
    let said = refusal(BINARY, &[]);
    assert!(
        said.contains("TABLE_NAME is not set: set it to the name of the DynamoDB table"),
        "{said}"
    );
}
