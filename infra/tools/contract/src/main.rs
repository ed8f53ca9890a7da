//! Writes the documents of the contract to `infra/schemas`: `cargo run -p contract`.

use std::process::ExitCode;

use contract::{ContractError, PROMISES, files, folder};

fn main() -> ExitCode {
    match write() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn write() -> Result<(), ContractError> {
    let folder = folder::folder();
    folder::write(&folder, &files(&folder::read(&folder, PROMISES)?)?)
}
