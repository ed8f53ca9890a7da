//! The size of an item as DynamoDB counts it ("Item sizes and formats", DynamoDB developer guide).

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;

/// DynamoDB's limit for one item, in bytes.
pub(crate) const MAX_ITEM_BYTES: usize = 400 * 1024;

/// Bytes of an item: names and values, in UTF-8. A number counts at most 21.
pub(crate) fn of_item(item: &HashMap<String, AttributeValue>) -> usize {
    item.iter().map(|(name, value)| name.len() + of_value(value)).sum()
}

/// Write units that an item of this size costs: one per kilobyte started.
#[must_use]
pub fn write_units(item: &HashMap<String, AttributeValue>) -> f64 {
    let kilobytes = of_item(item).div_ceil(1024).max(1);
    f64::from(u32::try_from(kilobytes).unwrap_or(u32::MAX))
}

fn of_value(value: &AttributeValue) -> usize {
    match value {
        AttributeValue::S(text) => text.len(),
        AttributeValue::B(bytes) => bytes.as_ref().len(),
        AttributeValue::N(digits) => (digits.len() / 2 + 2).min(21),
        AttributeValue::L(values) => {
            3 + values.iter().map(|inner| 1 + of_value(inner)).sum::<usize>()
        }
        AttributeValue::M(fields) => 3 + fields.len() + of_item(fields),
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_sdk_dynamodb::primitives::Blob;

    #[test]
    fn binary_and_text_count_by_their_length() {
        for value in
            [AttributeValue::B(Blob::new(vec![0; 1_025])), AttributeValue::S("x".repeat(1_025))]
        {
            let item = HashMap::from([("a".to_owned(), value)]);
            assert_eq!(of_item(&item), 1_026);
            assert_eq!(write_units(&item), 2.0);
        }
    }
}
