//! Which participant attributes are published with their values. Values are personal data: a value
//! is published only if a pattern allows its name. Names are always published, so that a subscriber
//! knows which values they can request.

use serde_json::{Map, Value};
use wildmatch::WildMatch;

/// Patterns of attribute names: `*` matches any number of characters, `?` matches one, every other
/// character matches itself.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PublishedAttributes(Vec<WildMatch>);

impl PublishedAttributes {
    /// Creates the filter from its patterns.
    #[must_use]
    pub fn new(patterns: &[String]) -> Self {
        Self(patterns.iter().map(|pattern| WildMatch::new(pattern)).collect())
    }

    /// Whether the value of the attribute `name` may be published.
    #[must_use]
    pub fn allow(&self, name: &str) -> bool {
        self.0.iter().any(|pattern| pattern.matches(name))
    }

    /// Removes every value that may not be published from `attributes.values`, at any depth of
    /// `data`.
    pub fn filter(&self, data: &mut Value) {
        match data {
            Value::Object(fields) => {
                if let Some(values) = fields.get_mut("attributes").and_then(values) {
                    values.retain(|name, _| self.allow(name));
                }
                fields.values_mut().for_each(|inner| self.filter(inner));
            }
            Value::Array(items) => items.iter_mut().for_each(|inner| self.filter(inner)),
            _ => {}
        }
    }
}

fn values(attributes: &mut Value) -> Option<&mut Map<String, Value>> {
    attributes.get_mut("values")?.as_object_mut()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn filtered(patterns: &[&str]) -> Value {
        let patterns: Vec<String> = patterns.iter().map(|pattern| (*pattern).to_owned()).collect();
        let values = json!({"order.id": "7", "order.sum": "9", "tier": "gold"});
        let attributes = json!({"names": ["order.id", "order.sum", "tier"], "values": values});
        let mut data = json!({"attributes": attributes, "inner": [{"attributes": attributes}]});
        PublishedAttributes::new(&patterns).filter(&mut data);
        assert_eq!(data["attributes"], data["inner"][0]["attributes"]);
        assert_eq!(
            data["attributes"]["names"].as_array().map(Vec::len),
            Some(3),
            "names always leave"
        );
        data["attributes"]["values"].clone()
    }

    #[test]
    fn no_value_is_published_by_default() {
        assert_eq!(filtered(&[]), json!({}));
    }

    #[test]
    fn pattern_publishes_values_by_name() {
        assert_eq!(filtered(&["order.*"]), json!({"order.id": "7", "order.sum": "9"}));
        assert_eq!(filtered(&["t?er"]), json!({"tier": "gold"}));
        assert_eq!(filtered(&["*"]), json!({"order.id": "7", "order.sum": "9", "tier": "gold"}));
        assert_eq!(filtered(&["order", "Tier"]), json!({}));
    }
}
