//! The deployed table equals the table of the tests.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use testkit::invocations::TABLE;
use tests::deployment::Deployment;

use crate::by_default;

fn as_set(list: &Value) -> BTreeSet<String> {
    list.as_array().unwrap().iter().map(ToString::to_string).collect()
}

#[tokio::test]
async fn table_schema_is_that_of_the_code() {
    let deployment = Deployment::start().await;
    let client = deployment.embedded.dynamodb();
    let described = client.describe_table().table_name(TABLE).send().await.unwrap().table.unwrap();
    let key = |key: &aws_sdk_dynamodb::types::KeySchemaElement| {
        json!({"AttributeName": key.attribute_name(),
            "KeyType": key.key_type().as_str()})
    };
    let template = by_default().properties("Table");

    let attributes: Value = described
        .attribute_definitions()
        .iter()
        .map(|it| {
            json!({"AttributeName": it.attribute_name(),
                "AttributeType": it.attribute_type().as_str()})
        })
        .collect();
    assert_eq!(as_set(&template["AttributeDefinitions"]), as_set(&attributes));
    assert_eq!(template["KeySchema"], described.key_schema().iter().map(key).collect::<Value>());
    let indexes: Value = described
        .global_secondary_indexes()
        .iter()
        .map(|index| {
            let projection = index.projection().unwrap();
            let mut copied =
                json!({"ProjectionType": projection.projection_type().unwrap().as_str()});
            if !projection.non_key_attributes().is_empty() {
                copied["NonKeyAttributes"] = json!(projection.non_key_attributes());
            }
            json!({
                "IndexName": index.index_name().unwrap(),
                "KeySchema": index.key_schema().iter().map(key).collect::<Value>(),
                "Projection": copied,
            })
        })
        .collect();
    assert_eq!(as_set(&template["GlobalSecondaryIndexes"]), as_set(&indexes));
    let view = described.stream_specification().unwrap().stream_view_type().unwrap();
    assert_eq!(template["StreamSpecification"], json!({"StreamViewType": view.as_str()}));
    let expiry = client
        .describe_time_to_live()
        .table_name(TABLE)
        .send()
        .await
        .unwrap()
        .time_to_live_description;
    let attribute = expiry.unwrap().attribute_name.unwrap();
    assert_eq!(
        template["TimeToLiveSpecification"],
        json!({"AttributeName": attribute, "Enabled": true})
    );
}

#[test]
fn table_is_protected_from_loss() {
    let template = by_default();
    let table = template.properties("Table");
    assert_eq!(table["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"], true);
    assert_eq!(table["DeletionProtectionEnabled"], true);
    assert_eq!(table["SSESpecification"]["SSEEnabled"], true);
    // A table with deletion protection cannot be deleted when creating the stack fails; everything
    // else can.
    for (kept, deletion) in [
        ("Table", "Retain"),
        ("PartnerEventBus", "RetainExceptOnCreate"),
        ("Archive", "RetainExceptOnCreate"),
        ("FailedRecords", "RetainExceptOnCreate"),
        ("ImportBucket", "RetainExceptOnCreate"),
    ] {
        let resource = &template.resources()[kept];
        assert_eq!(
            (&resource["DeletionPolicy"], &resource["UpdateReplacePolicy"]),
            (&json!(deletion), &json!("Retain"))
        );
    }
}
