//! The client of the Platform API of Genesys Cloud. It calls as an OAuth client, one call at a
//! time.
//!
//! **A call that may have taken effect is never repeated.** A call that changes something is sent
//! again only if it certainly had no effect: there was no connection, the token was refused, or
//! there were too many calls. Every other failure after the call was sent is reported as
//! [`PlatformError::Uncertain`].
//!
//! - [`call`]: a call; [`client`]: sends it, and retries what may be retried; `answer`: the outcome
//!   of one attempt;
//! - [`credentials`]: the OAuth client, which `secrets_manager` reads; [`token`]: its access token,
//!   cached until it expires;
//! - [`error`]: why a call failed, and whether it took effect.

mod answer;
pub mod call;
pub mod client;
pub mod credentials;
pub mod error;
mod retry_budget;
#[cfg(feature = "aws")]
mod secrets_manager;
pub mod token;

pub use call::{Call, Method, Path};
pub use client::{NoClient, Platform};
pub use credentials::{ClientCredentials, Credentials, CredentialsError, Fixed};
pub use error::{PlatformError, Refusal};
pub use retry_budget::Limits;
#[cfg(feature = "aws")]
pub use secrets_manager::SecretsManager;
