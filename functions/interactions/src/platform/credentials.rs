//! The OAuth client that calls the Platform API.

use std::fmt;

use async_trait::async_trait;
use aws_sdk_secretsmanager::Client;
use aws_sdk_secretsmanager::error::ProvideErrorMetadata;
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

/// An OAuth client in AWS Secrets Manager: a secret with the text
/// `{"clientId": "…", "clientSecret": "…"}`.
#[derive(Debug, Clone)]
pub struct SecretsManager {
    client: Client,
    secret_id: String,
}

impl SecretsManager {
    /// The OAuth client in a secret, by name or ARN.
    #[must_use]
    pub fn new(client: Client, secret_id: impl Into<String>) -> Self {
        Self { client, secret_id: secret_id.into() }
    }
}

#[async_trait]
impl Credentials for SecretsManager {
    async fn credentials(&self) -> Result<ClientCredentials, CredentialsError> {
        let secret_id = || self.secret_id.clone();
        let answer =
            self.client.get_secret_value().secret_id(&self.secret_id).send().await.map_err(
                |error| {
                    let code = error.code();
                    tracing::error!(code, "the secret with the OAuth client was not read");
                    match code {
                        Some("ResourceNotFoundException") => {
                            CredentialsError::NoSuchSecret { secret_id: secret_id() }
                        }
                        Some("AccessDeniedException" | "DecryptionFailure") => {
                            CredentialsError::Denied { secret_id: secret_id() }
                        }
                        _ => CredentialsError::Unavailable { secret_id: secret_id() },
                    }
                },
            )?;
        let text = answer.secret_string().unwrap_or_default();
        serde_json::from_str(text)
            .map_err(|_| CredentialsError::NotCredentials { secret_id: secret_id() })
    }
}
