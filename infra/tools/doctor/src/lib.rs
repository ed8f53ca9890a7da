//! `doctor`: whether a deployed stack works, and what to do if it does not.
//!
//! - [`examination`]: what the checks look at; [`checks`]: one file per check, in the order of an
//!   event's way; each reads what it needs and says what it found;
//! - [`finding`]: a line of the report; [`policy`]: whether a queue's policy lets a rule send;
//! - [`probe`]: sends a made-up conversation through the stack, and erases it again;
//! - [`aws`]: what is read from AWS.
//!
//! Only the probe writes. The checks read names, states and figures, and no events.

#![warn(missing_docs)]

pub mod args;
pub mod aws;
pub mod checks;
pub mod examination;
pub mod finding;
pub mod policy;
pub mod probe;

pub use args::Doctor;
pub use finding::{Check, Line, Status, is_well};

/// Why nothing could be checked.
#[derive(Debug, thiserror::Error)]
pub enum DoctorError {
    /// There is no such stack.
    #[error(
        "there is no stack {0} in this account and Region: name it with --stack, as `aws \
         cloudformation list-stacks` does, and choose account and Region with AWS_PROFILE and \
         AWS_REGION"
    )]
    NoStack(String),
    /// The stack cannot be described.
    #[error("stack {0} cannot be checked: {1}")]
    Stack(String, aws::error::CallError),
    /// The stack is not one of Switchboard.
    #[error("stack {0} has no output {1}: name a stack of infra/template.yaml")]
    OtherStack(String, &'static str),
}
