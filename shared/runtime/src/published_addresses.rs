//! The variables that say how addresses are published: `PUBLISHED_ADDRESSES` and the key for it.

use crate::config::{ConfigError, Environment};

/// How phone numbers and e-mail addresses are published.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum PublishedAddresses {
    /// As they are.
    #[default]
    Clear,
    /// The last four digits of a number, the domain of an e-mail address.
    Masked,
    /// Their HMAC with a secret key: equal for equal addresses.
    Hashed,
    /// Not at all.
    None,
}

impl Environment {
    /// `PUBLISHED_ADDRESSES`: how addresses are published; `clear` by default.
    ///
    /// # Errors
    /// The value is no such word.
    pub fn published_addresses(&self) -> Result<PublishedAddresses, ConfigError> {
        let name = "PUBLISHED_ADDRESSES";
        match self.get(name).as_deref() {
            None | Some("clear") => Ok(PublishedAddresses::Clear),
            Some("masked") => Ok(PublishedAddresses::Masked),
            Some("hashed") => Ok(PublishedAddresses::Hashed),
            Some("none") => Ok(PublishedAddresses::None),
            Some(other) => Err(ConfigError::Invalid {
                name,
                value: other.to_owned(),
                wanted: "clear, masked, hashed or none",
            }),
        }
    }

    /// `ADDRESS_KEY_SECRET`: the secret that holds the key of hashed addresses, by name or ARN;
    /// none by default.
    #[must_use]
    pub fn address_key_secret(&self) -> Option<String> {
        self.get("ADDRESS_KEY_SECRET")
    }

    /// `ADDRESS_KEY`: the key itself, if it is not in a secret. Only the command reads it.
    #[must_use]
    pub fn address_key(&self) -> Option<String> {
        self.get("ADDRESS_KEY")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_four_words_are_taken() {
        let of = |word| Environment::of([("PUBLISHED_ADDRESSES", word)]).published_addresses();
        assert_eq!(of(" "), Ok(PublishedAddresses::Clear));
        assert_eq!(of("clear"), Ok(PublishedAddresses::Clear));
        assert_eq!(of("masked"), Ok(PublishedAddresses::Masked));
        assert_eq!(of("hashed"), Ok(PublishedAddresses::Hashed));
        assert_eq!(of("none"), Ok(PublishedAddresses::None));
        let refused = of("Masked").unwrap_err().to_string();
        assert!(refused.ends_with("set it to clear, masked, hashed or none"), "{refused}");
    }

    #[test]
    fn keys_are_none_by_default() {
        let empty = Environment::of([]);
        assert_eq!((empty.address_key(), empty.address_key_secret()), (None, None));
    }
}
