//! How phone numbers and e-mail addresses are published. The contract marks the fields that hold
//! them, so no field is listed here.

use std::collections::BTreeMap;

use common_events::EventType;
use runtime::published_addresses::PublishedAddresses as Setting;
use serde_json::Value;

use crate::address_key::{AddressKey, AddressKeys, KeyError};

/// Digits of a number that a mask shows.
const SHOWN_DIGITS: usize = 4;
/// What a mask shows in place of the rest.
const MASK: &str = "***";

/// How addresses are published.
#[derive(Debug, Clone, PartialEq)]
pub struct PublishedAddresses {
    way: Way,
    /// The paths of the addresses in `data`, by type. Types without addresses are left out.
    paths: BTreeMap<EventType, Vec<String>>,
}

#[derive(Debug, Clone, PartialEq)]
enum Way {
    Clear,
    Masked,
    Hashed(AddressKey),
    Removed,
}

impl PublishedAddresses {
    /// Addresses are published as they are.
    #[must_use]
    pub fn clear() -> Self {
        Self::by(Way::Clear)
    }

    /// Addresses are published masked.
    #[must_use]
    pub fn masked() -> Self {
        Self::by(Way::Masked)
    }

    /// Addresses are published as their hash.
    #[must_use]
    pub fn hashed(key: AddressKey) -> Self {
        Self::by(Way::Hashed(key))
    }

    /// No address is published.
    #[must_use]
    pub fn none() -> Self {
        Self::by(Way::Removed)
    }

    /// As the setting wants it. Only [`Setting::Hashed`] reads the key.
    ///
    /// # Errors
    /// The key cannot be read.
    pub async fn of(setting: Setting, keys: &impl AddressKeys) -> Result<Self, KeyError> {
        Ok(match setting {
            Setting::Clear => Self::clear(),
            Setting::Masked => Self::masked(),
            Setting::Hashed => Self::hashed(keys.address_key().await?),
            Setting::None => Self::none(),
        })
    }

    fn by(way: Way) -> Self {
        let paths = EventType::ALL.iter().map(|event_type| (*event_type, event_type.addresses()));
        Self { way, paths: paths.filter(|(_, paths)| !paths.is_empty()).collect() }
    }

    /// Changes every address in the data of a Common Event.
    pub fn apply(&self, event_type: EventType, data: &mut Value) {
        if self.way == Way::Clear {
            return;
        }
        for path in self.paths.get(&event_type).into_iter().flatten() {
            let steps: Vec<&str> = path.split('/').skip(1).collect();
            self.change(data, &steps);
        }
    }

    /// The published form of an address; `None` if it is left out.
    #[must_use]
    pub fn address(&self, address: &str) -> Option<String> {
        match &self.way {
            Way::Clear => Some(address.to_owned()),
            Way::Masked => Some(masked(address)),
            Way::Hashed(key) => Some(key.hash(&normal(address))),
            Way::Removed => None,
        }
    }

    fn change(&self, value: &mut Value, steps: &[&str]) {
        match (steps, value) {
            (["*"], Value::Array(items)) => {
                let changed = items.iter().filter_map(|item| self.published(item)).collect();
                *items = changed;
            }
            (["*", rest @ ..], Value::Array(items)) => {
                items.iter_mut().for_each(|item| self.change(item, rest));
            }
            ([name], Value::Object(fields)) => {
                if let Some(field) = fields.get_mut(*name) {
                    match self.published(field) {
                        Some(published) => *field = published,
                        None => drop(fields.remove(*name)),
                    }
                }
            }
            ([name, rest @ ..], Value::Object(fields)) => {
                if let Some(field) = fields.get_mut(*name) {
                    self.change(field, rest);
                }
            }
            _ => {}
        }
    }

    /// The published form of an address. `None` if it is left out; a value that is no text always
    /// is.
    fn published(&self, address: &Value) -> Option<Value> {
        self.address(address.as_str()?).map(Value::from)
    }
}

/// An address without its scheme, and without the parameters of a SIP address.
fn bare(address: &str) -> &str {
    let address = address.trim();
    let rest = ["tel:", "sip:", "sips:", "mailto:"].iter().find_map(|scheme| {
        let begin = address.get(..scheme.len())?;
        begin.eq_ignore_ascii_case(scheme).then(|| &address[scheme.len()..])
    });
    rest.map_or(address, |rest| rest.split([';', '?']).next().unwrap_or(rest))
}

/// The digits of a phone number, which may have a host as in SIP. `None` for any other address.
fn digits(bare: &str) -> Option<String> {
    let user = bare.split('@').next().unwrap_or(bare);
    let is_number =
        user.chars().all(|letter| letter.is_ascii_digit() || " +-./()".contains(letter));
    let digits: String = user.chars().filter(char::is_ascii_digit).collect();
    (is_number && !digits.is_empty()).then_some(digits)
}

/// The last four digits of a number, the domain of an e-mail address, nothing of any other text. Of
/// a number with four digits or fewer, nothing.
fn masked(address: &str) -> String {
    let bare = bare(address);
    if let Some(digits) = digits(bare) {
        let hidden = digits.len().saturating_sub(SHOWN_DIGITS);
        return if hidden == 0 { MASK.to_owned() } else { format!("{MASK}{}", &digits[hidden..]) };
    }
    match bare.rsplit_once('@') {
        Some((_, domain)) if !domain.is_empty() => format!("{MASK}@{domain}"),
        _ => MASK.to_owned(),
    }
}

/// The spelling of an address that is hashed: a number's digits, any other text in lower case. So
/// equal addresses have equal hashes, however an event spells them.
fn normal(address: &str) -> String {
    let bare = bare(address);
    digits(bare).unwrap_or_else(|| bare.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use async_trait::async_trait;
    use serde_json::json;

    fn key() -> AddressKey {
        AddressKey::new("0123456789abcdef0123456789abcdef").unwrap()
    }

    #[test]
    fn masks_show_four_digits_or_a_domain() {
        for (address, shown) in [
            ("+4930123456", "***3456"),
            ("tel:+49 (30) 123-456", "***3456"),
            ("sip:+4930123456@edge.example.com;user=phone", "***3456"),
            ("1234", "***"),
            ("+1234", "***"),
            ("Kim.Lee@example.com", "***@example.com"),
            ("mailto:kim@example.com?subject=x", "***@example.com"),
            ("sip:kim@example.com", "***@example.com"),
            ("kim", "***"),
            ("kim@", "***"),
            ("", "***"),
            ("Kim 4930123456", "***"),
            ("٤٩٣٠١٢٣", "***"),
        ] {
            assert_eq!(masked(address), shown, "{address}");
        }
    }

    #[test]
    fn spellings_of_one_address_have_one_hash() {
        let spellings = ["+4930123456", "tel:+4930123456", "49 30 123456", "sip:4930123456@h;x=y"];
        assert!(spellings.iter().all(|spelling| normal(spelling) == "4930123456"));
        assert_eq!(normal("Kim@Example.com"), normal("mailto:kim@example.com"));
        assert_ne!(key().hash(&normal("+4930123456")), key().hash(&normal("+4930123457")));
    }

    fn created(published: &PublishedAddresses) -> Value {
        let mut data = json!({
            "ani": "tel:+4930123456", "dnis": 7, "addressFrom": "kim@example.com", "episode": 1,
        });
        published.apply(EventType::ConversationCreated, &mut data);
        data
    }

    #[test]
    fn each_way_changes_addresses_and_nothing_else() {
        assert_eq!(created(&PublishedAddresses::clear())["ani"], "tel:+4930123456");
        assert_eq!(
            created(&PublishedAddresses::masked()),
            json!({"ani": "***3456", "addressFrom": "***@example.com", "episode": 1})
        );
        assert_eq!(created(&PublishedAddresses::none()), json!({"episode": 1}));
        let hashed = created(&PublishedAddresses::hashed(key()));
        assert_eq!(hashed["ani"], json!(key().hash("4930123456")));
        assert_eq!(hashed["episode"], 1);
    }

    #[test]
    fn addresses_within_others_are_found() {
        let mut data = json!({"to": {"type": "number", "number": "+4930123456"}, "kind": "blind"});
        PublishedAddresses::masked().apply(EventType::AgentTransferredConversation, &mut data);
        assert_eq!(data["to"], json!({"type": "number", "number": "***3456"}));
    }

    #[test]
    fn elements_of_lists_are_changed() {
        let mut data = json!({"numbers": ["12345", 6], "all": [{"number": "12345"}, {}]});
        PublishedAddresses::masked().change(&mut data, &["numbers", "*"]);
        PublishedAddresses::none().change(&mut data, &["all", "*", "number"]);
        assert_eq!(data, json!({"numbers": ["***2345"], "all": [{}, {}]}));
    }

    struct NoKey;

    #[async_trait]
    impl AddressKeys for NoKey {
        async fn address_key(&self) -> Result<AddressKey, KeyError> {
            Err(KeyError::NotNamed)
        }
    }

    #[tokio::test]
    async fn only_hashes_need_a_key() {
        for setting in [Setting::Clear, Setting::Masked, Setting::None] {
            assert!(PublishedAddresses::of(setting, &NoKey).await.is_ok(), "{setting:?}");
        }
        let refused = PublishedAddresses::of(Setting::Hashed, &NoKey).await;
        assert_eq!(refused, Err(KeyError::NotNamed));
    }
}
