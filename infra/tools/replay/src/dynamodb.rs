//! The table, as DynamoDB describes it.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::DisplayErrorContext;
use aws_sdk_dynamodb::types::{BillingMode, TableDescription};

use super::error::ReplayError;
use super::plan::TableFacts;

/// Describes a table.
///
/// # Errors
/// The table cannot be described.
pub async fn table(client: &Client, name: &str) -> Result<TableFacts, ReplayError> {
    let failed = |reason| ReplayError::Table(name.to_owned(), reason);
    let described = client.describe_table().table_name(name).send().await;
    let described = described.map_err(|error| failed(DisplayErrorContext(error).to_string()))?;
    let expiry = client.describe_time_to_live().table_name(name).send().await;
    let expiry = expiry.map_err(|error| failed(DisplayErrorContext(error).to_string()))?;
    let expires_by = expiry.time_to_live_description.and_then(|expiry| expiry.attribute_name);
    Ok(facts(name, described.table.as_ref(), expires_by))
}

/// A table without a billing mode has provisioned throughput. An on-demand table may have limits,
/// or -1.
fn facts(name: &str, table: Option<&TableDescription>, expires_by: Option<String>) -> TableFacts {
    let mode = table.and_then(|table| table.billing_mode_summary.as_ref()?.billing_mode.clone());
    let mode = mode.unwrap_or(BillingMode::Provisioned);
    let provisioned = table.and_then(|table| table.provisioned_throughput.as_ref());
    let bounds = table.and_then(|table| table.on_demand_throughput.as_ref());
    let units = |units: Option<i64>| units.and_then(|units| u64::try_from(units).ok());
    let (write_units, read_units) = match mode {
        BillingMode::Provisioned => (
            units(provisioned.and_then(|units| units.write_capacity_units)),
            units(provisioned.and_then(|units| units.read_capacity_units)),
        ),
        _ => (
            units(bounds.and_then(|bounds| bounds.max_write_request_units)),
            units(bounds.and_then(|bounds| bounds.max_read_request_units)),
        ),
    };
    TableFacts {
        name: name.to_owned(),
        billing_mode: mode.as_str().to_owned(),
        write_units,
        read_units,
        expires_by,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_sdk_dynamodb::types::{
        BillingModeSummary, OnDemandThroughput, ProvisionedThroughputDescription,
    };

    #[test]
    fn throughput_is_the_provisioned_or_the_limit() {
        let units = ProvisionedThroughputDescription::builder()
            .write_capacity_units(5)
            .read_capacity_units(7)
            .build();
        let provisioned = TableDescription::builder().provisioned_throughput(units).build();
        let read = |table| {
            let facts = facts("t", Some(&table), None);
            (facts.billing_mode, facts.write_units, facts.read_units)
        };
        assert_eq!(read(provisioned), ("PROVISIONED".to_owned(), Some(5), Some(7)));
        let on_demand =
            BillingModeSummary::builder().billing_mode(BillingMode::PayPerRequest).build();
        let bounds = OnDemandThroughput::builder()
            .max_write_request_units(9)
            .max_read_request_units(-1)
            .build();
        let on_demand = TableDescription::builder()
            .billing_mode_summary(on_demand)
            .on_demand_throughput(bounds);
        assert_eq!(read(on_demand.build()), ("PAY_PER_REQUEST".to_owned(), Some(9), None));
    }
}
