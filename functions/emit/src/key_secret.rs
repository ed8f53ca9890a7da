//! Secrets Manager as the source of the key of hashed addresses.

use async_trait::async_trait;
use aws_config::SdkConfig;
use aws_sdk_secretsmanager::Client;
use aws_sdk_secretsmanager::error::ProvideErrorMetadata;

use crate::address_key::{AddressKey, AddressKeys, KeyError};

/// A key in AWS Secrets Manager: a secret whose text is the key. The client is created when the key
/// is read, because most deployments never read one.
#[derive(Debug, Clone)]
pub struct KeySecret {
    configuration: SdkConfig,
    secret_id: Option<String>,
}

impl KeySecret {
    /// The key in a secret, by name or ARN.
    #[must_use]
    pub const fn new(configuration: SdkConfig, secret_id: Option<String>) -> Self {
        Self { configuration, secret_id }
    }
}

#[async_trait]
impl AddressKeys for KeySecret {
    async fn address_key(&self) -> Result<AddressKey, KeyError> {
        let secret_id = self.secret_id.clone().ok_or(KeyError::NotNamed)?;
        let client = Client::new(&self.configuration);
        let answer = client.get_secret_value().secret_id(&secret_id).send().await;
        let answer = answer.map_err(|error| match error.code() {
            Some("ResourceNotFoundException") => KeyError::NoSuchSecret(secret_id.clone()),
            Some("AccessDeniedException" | "DecryptionFailure") => {
                KeyError::Denied(secret_id.clone())
            }
            _ => KeyError::Unavailable(secret_id.clone()),
        })?;
        AddressKey::new(answer.secret_string().ok_or(KeyError::NoSuchSecret(secret_id))?)
    }
}
