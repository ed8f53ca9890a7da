//! The Platform API of Genesys Cloud: one call after the other, on behalf of an OAuth client.
//!
//! **Nothing is repeated that may have been done.** A call that changes something is sent again only where it surely had
//! no effect: there was no connection, the token was refused, or there were too many calls. Whatever else goes wrong
//! after it was sent is said as it is: [`PlatformError::Uncertain`].
//!
//! - [`call`]: what is asked; [`client`]: asks it, and repeats what may be repeated; `answer`: what one attempt came to;
//! - [`credentials`]: the OAuth client; [`token`]: its access token, kept until it expires;
//! - [`error`]: why there is no answer, and whether anything was done.

mod answer;
pub mod call;
pub mod client;
pub mod credentials;
pub mod error;
pub mod token;

pub use call::{Call, Method, Path};
pub use client::{Limits, NoClient, Platform};
pub use credentials::{ClientCredentials, Credentials, CredentialsError, Fixed, SecretsManager};
pub use error::{PlatformError, Refusal};
