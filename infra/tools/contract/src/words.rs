//! Examples of Genesys' words. Common Events pass them on unchanged, and Genesys may add words. So
//! a schema gives only examples: the words that the field's description quotes, or the published
//! list.

use genesys::vocabulary::{DisconnectType, FlowType, MediaType};
use schemars::Schema;
use serde_json::{Map, Value, json};

/// Adds examples to the properties that are open texts of Genesys.
pub fn give_examples(schema: &mut Schema) {
    let Some(Value::Object(fields)) = schema.get_mut("properties") else { return };
    for (name, field) in fields.iter_mut() {
        let Some(field) = field.as_object_mut().filter(|field| is_open_text(field)) else {
            continue;
        };
        let description = field.get("description").and_then(Value::as_str).unwrap_or_default();
        if let Some(examples) = quoted(description).or_else(|| published(name)) {
            let open = format!("{description} Genesys may add others.");
            field.insert("description".to_owned(), json!(open));
            field.insert("examples".to_owned(), examples);
        }
    }
}

fn is_open_text(field: &Map<String, Value>) -> bool {
    field.get("type") == Some(&json!("string"))
        && !["anyOf", "enum", "const", "pattern", "format"]
            .iter()
            .any(|key| field.contains_key(*key))
}

/// The words between backticks, if the description has several.
fn quoted(description: &str) -> Option<Value> {
    let words: Vec<&str> = description.split('`').skip(1).step_by(2).collect();
    (words.len() > 1).then(|| json!(words))
}

fn published(field: &str) -> Option<Value> {
    Some(match field {
        "mediaType" => json!(MediaType::KNOWN),
        "disconnectType" => json!(DisconnectType::KNOWN),
        "flowType" => json!(FlowType::KNOWN),
        "exitReason" => json!(["TRANSFER", "DISCONNECT", "FLOW_DISCONNECT", "FLOW_EXIT"]),
        "transferType" => json!(["ACD", "ACD_VOICEMAIL"]),
        _ => return None,
    })
}
