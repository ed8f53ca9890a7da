//! A CloudFormation template of the EventBridge schema registry, with one schema per type.

use common_events::EventType;
use serde_json::{Map, Value, json};

use crate::json::compact;
use crate::openapi::openapi;
use crate::published::SOURCE;

/// The template, given the JSON Schema of each type's `detail`.
///
/// # Errors
/// A schema never causes one.
pub fn registry(schemas: &[(EventType, Value)]) -> Result<Value, serde_json::Error> {
    let mut resources = Map::new();
    resources.insert(
        "Registry".to_owned(),
        json!({
            "Type": "AWS::EventSchemas::Registry",
            "Properties": {
                "RegistryName": {"Ref": "RegistryName"},
                "Description": "The Common Events that Switchboard publishes.",
            },
        }),
    );
    for (event_type, schema) in schemas {
        let properties = json!({
            "RegistryName": {"Fn::GetAtt": ["Registry", "RegistryName"]},
            "SchemaName": format!("{SOURCE}@{event_type}"),
            "Type": "OpenApi3",
            "Description": schema["description"],
            "Content": compact(&openapi(*event_type, schema))?,
        });
        resources.insert(
            event_type.to_string(),
            json!({"Type": "AWS::EventSchemas::Schema", "Properties": properties}),
        );
    }
    Ok(json!({
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": "The EventBridge schema registry of Switchboard's Common Events.",
        "Parameters": {
            "RegistryName": {
                "Type": "String",
                "Default": SOURCE,
                "AllowedPattern": "[0-9A-Za-z_.@-]{1,64}",
                "Description": "Name of the registry.",
            },
        },
        "Resources": resources,
        "Outputs": {
            "RegistryName": {
                "Description": "Name of the registry.",
                "Value": {"Fn::GetAtt": ["Registry", "RegistryName"]},
            },
            "RegistryArn": {
                "Description": "ARN of the registry.",
                "Value": {"Fn::GetAtt": ["Registry", "RegistryArn"]},
            },
        },
    }))
}
