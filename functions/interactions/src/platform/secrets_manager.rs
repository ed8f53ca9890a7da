//! Secrets Manager as the source of the OAuth client.

use async_trait::async_trait;
use aws_sdk_secretsmanager::Client;
use aws_sdk_secretsmanager::error::ProvideErrorMetadata;

use super::credentials::{ClientCredentials, Credentials, CredentialsError};

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
