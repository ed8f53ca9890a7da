//! The OAuth client that calls the Platform API.

use std::fmt;

use async_trait::async_trait;
use serde::Deserialize;

/// An OAuth client with the grant *client credentials*.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ClientCredentials {
    /// Id of the client.
    pub client_id: String,
    /// Secret of the client.
    pub client_secret: String,
}

impl fmt::Debug for ClientCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientCredentials")
            .field("client_id", &self.client_id)
            .finish_non_exhaustive()
    }
}

/// Why no access token could be obtained.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CredentialsError {
    /// The secret does not exist or has no value.
    #[error(
        "the secret {secret_id} does not exist or has no value: create it, or set \
         GENESYS_CREDENTIALS_SECRET to one that exists"
    )]
    NoSuchSecret {
        /// The secret.
        secret_id: String,
    },
    /// The function may not read the secret.
    #[error(
        "reading the secret {secret_id} was denied: allow secretsmanager:GetSecretValue, and \
         kms:Decrypt if it has a key of its own"
    )]
    Denied {
        /// The secret.
        secret_id: String,
    },
    /// The secret does not contain an OAuth client.
    #[error(
        r#"the secret {secret_id} is not {{"clientId": "…", "clientSecret": "…"}}: set it to that"#
    )]
    NotCredentials {
        /// The secret.
        secret_id: String,
    },
    /// Secrets Manager did not answer.
    #[error("the secret {secret_id} could not be read: try again")]
    Unavailable {
        /// The secret.
        secret_id: String,
    },
    /// The login of Genesys Cloud refused the OAuth client.
    #[error(
        "the login of Genesys Cloud refused the OAuth client with {status}: check its id, its \
         secret and its grant, client credentials"
    )]
    NotAccepted {
        /// HTTP status.
        status: u16,
    },
}

/// A source of the OAuth client.
#[async_trait]
pub trait Credentials: Send + Sync {
    /// The current OAuth client. The secret may have been rotated since the last call.
    ///
    /// # Errors
    /// The OAuth client could not be read; the error says what to do.
    async fn credentials(&self) -> Result<ClientCredentials, CredentialsError>;
}

/// A fixed OAuth client.
#[derive(Debug, Clone)]
pub struct Fixed(pub ClientCredentials);

#[async_trait]
impl Credentials for Fixed {
    async fn credentials(&self) -> Result<ClientCredentials, CredentialsError> {
        Ok(self.0.clone())
    }
}
