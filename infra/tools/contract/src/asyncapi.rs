//! AsyncAPI 3.0.0: the bus as one channel, with one message per type.

use common_events::{EventType, SCHEMA_VERSION};
use serde_json::{Map, Value, json};

use crate::received::envelope_schema;
use crate::samples::{Sample, by_type};

/// The document. It refers to the schema files and contains every sample as an example.
#[must_use]
pub fn asyncapi(schemas: &[(EventType, Value)], samples: &[(Sample, Value)]) -> Value {
    let samples = by_type(samples);
    let (mut messages, mut of_channel, mut of_operation) = (Map::new(), Map::new(), Vec::new());
    for (event_type, schema) in schemas {
        let examples: Vec<Value> =
            samples.get(event_type).into_iter().flatten().map(|sample| example(sample)).collect();
        let detail = json!({"$ref": format!("./{event_type}.json")});
        let message = json!({
            "name": event_type,
            "title": event_type,
            "summary": schema["description"],
            "contentType": "application/json",
            "payload": envelope_schema(*event_type, &detail),
            "examples": examples,
        });
        messages.insert(event_type.to_string(), message);
        of_channel.insert(
            event_type.to_string(),
            json!({"$ref": format!("#/components/messages/{event_type}")}),
        );
        of_operation
            .push(json!({"$ref": format!("#/channels/commonEvents/messages/{event_type}")}));
    }
    json!({
        "asyncapi": "3.0.0",
        "info": {
            "title": "Switchboard",
            "version": format!("{SCHEMA_VERSION}.0.0"),
            "description": "What happens in Genesys Cloud conversations, as Common Events on an \
                            EventBridge bus. Delivery is at least once; `metadata.id` and \
                            `metadata.revision` make it exactly once in effect.",
        },
        "defaultContentType": "application/json",
        "channels": {
            "commonEvents": {
                "address": null,
                "title": "The bus",
                "description": "A custom EventBridge bus, whose name the deployment defines. \
                                Subscribe with a rule on it.",
                "messages": of_channel,
            },
        },
        "operations": {
            "publishCommonEvents": {
                "action": "send",
                "channel": {"$ref": "#/channels/commonEvents"},
                "summary": "Switchboard publishes what happened.",
                "messages": of_operation,
            },
        },
        "components": {"messages": messages},
    })
}

fn example((sample, event): &(Sample, Value)) -> Value {
    json!({"name": sample.variant_name().unwrap_or("plain"), "payload": event})
}
