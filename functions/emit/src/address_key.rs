//! The key of hashed addresses. It is read once, when the function starts; without it the function
//! does not start, so no address is published in the clear by mistake.

use std::fmt;

use async_trait::async_trait;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Shortest key, in bytes. A shorter one could be guessed together with the numbers.
pub const SHORTEST_KEY: usize = 32;

/// Bytes of a hash that are published, as twice as many hexadecimal digits.
const HASH_BYTES: usize = 16;

/// Why addresses cannot be hashed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// No secret is named.
    #[error(
        "ADDRESS_KEY_SECRET is not set: set it to the secret that holds the key of hashed \
         addresses, or PUBLISHED_ADDRESSES to another word than hashed"
    )]
    NotNamed,
    /// The secret does not exist or has no text.
    #[error(
        "the secret {0} does not exist or has no text: create it, or set ADDRESS_KEY_SECRET to one \
         that exists"
    )]
    NoSuchSecret(String),
    /// The function may not read the secret.
    #[error(
        "reading the secret {0} was denied: allow secretsmanager:GetSecretValue, and kms:Decrypt \
         if it has a key of its own"
    )]
    Denied(String),
    /// The key is too short.
    #[error(
        "the key of hashed addresses has {0} bytes and needs at least {SHORTEST_KEY}: set it to \
         random text, as `aws secretsmanager get-random-password` returns it"
    )]
    TooShort(usize),
    /// Secrets Manager did not answer.
    #[error("the secret {0} could not be read: try again")]
    Unavailable(String),
}

/// The key of hashed addresses.
#[derive(Clone, PartialEq, Eq)]
pub struct AddressKey(Vec<u8>);

impl fmt::Debug for AddressKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AddressKey")
    }
}

impl AddressKey {
    /// Creates the key from its text. White space around it does not count.
    ///
    /// # Errors
    /// The text is shorter than [`SHORTEST_KEY`].
    pub fn new(text: &str) -> Result<Self, KeyError> {
        let key = text.trim().as_bytes().to_vec();
        if key.len() < SHORTEST_KEY { Err(KeyError::TooShort(key.len())) } else { Ok(Self(key)) }
    }

    /// The hash of a text: the first 128 bits of its HMAC-SHA-256, as 32 hexadecimal digits.
    #[must_use]
    pub fn hash(&self, text: &str) -> String {
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.0) else {
            unreachable!("HMAC takes keys of any length")
        };
        mac.update(text.as_bytes());
        let digest = mac.finalize().into_bytes();
        digest.iter().take(HASH_BYTES).map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Where the key is read from.
#[async_trait]
pub trait AddressKeys: Send + Sync {
    /// Reads the key.
    ///
    /// # Errors
    /// The key cannot be read or used; the error says what to do.
    async fn address_key(&self) -> Result<AddressKey, KeyError>;
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "0123456789abcdef0123456789abcdef";
    const HASH: &str = "24eebd3d980b94d526447c8f63d169fd";

    /// Pinned: subscribers store these hashes.
    #[test]
    fn hashes_are_pinned_and_depend_on_the_key() {
        let key = AddressKey::new(KEY).unwrap();
        assert_eq!(key.hash("493012345678"), HASH);
        assert_eq!(AddressKey::new(&format!(" {KEY}\n")), Ok(key));
        assert_ne!(AddressKey::new(&KEY.replace('0', "x")).unwrap().hash("493012345678"), HASH);
    }

    #[test]
    fn short_keys_are_refused_and_keys_never_shown() {
        assert_eq!(AddressKey::new(&KEY[1..]), Err(KeyError::TooShort(31)));
        assert_eq!(format!("{:?}", AddressKey::new(KEY).unwrap()), "AddressKey");
    }
}
