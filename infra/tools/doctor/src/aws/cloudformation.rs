//! CloudFormation: the stack, its parameters and outputs, and the names of its resources.

use std::collections::BTreeMap;

use super::call::{Call, Caller, Service};
use super::error::CallError;
use super::xml::Element;

const CLOUDFORMATION: Service =
    Service { host: "cloudformation", name: "cloudformation", id: "CloudFormation" };
const VERSION: &str = "2010-05-15";

/// A stack.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stack {
    /// Its name.
    pub name: String,
    /// Its id, an ARN.
    pub id: String,
    /// Its status, such as `UPDATE_COMPLETE`.
    pub status: String,
    /// The reason of the status, if there is one.
    pub reason: Option<String>,
    /// The values of its parameters.
    pub parameters: BTreeMap<String, String>,
    /// Its outputs.
    pub outputs: BTreeMap<String, String>,
    /// The names of its resources, by their names in the template.
    pub resources: BTreeMap<String, String>,
}

impl Stack {
    /// Describes a stack.
    pub(super) async fn describe(caller: &Caller, name: &str) -> Result<Self, CallError> {
        let call = Call::query("DescribeStacks", VERSION, &[("StackName", name)]);
        let answer = caller.xml(CLOUDFORMATION, call).await?;
        let mut stack = Self::read(&answer);
        name.clone_into(&mut stack.name);
        let mut next: Option<String> = None;
        loop {
            let mut parameters = vec![("StackName", name)];
            parameters.extend(next.as_deref().map(|token| ("NextToken", token)));
            let call = Call::query("ListStackResources", VERSION, &parameters);
            let page = caller.xml(CLOUDFORMATION, call).await?;
            next = stack.add_resources(&page);
            if next.is_none() {
                return Ok(stack);
            }
        }
    }

    fn read(answer: &Element) -> Self {
        let stack = answer
            .child("DescribeStacksResult")
            .and_then(|result| result.members("Stacks").next())
            .cloned()
            .unwrap_or_default();
        let text = |name: &str| stack.text(name).map(ToOwned::to_owned);
        Self {
            name: String::new(),
            id: text("StackId").unwrap_or_default(),
            status: text("StackStatus").unwrap_or_default(),
            reason: text("StackStatusReason"),
            parameters: pairs(&stack, "Parameters", "ParameterKey", "ParameterValue"),
            outputs: pairs(&stack, "Outputs", "OutputKey", "OutputValue"),
            resources: BTreeMap::new(),
        }
    }

    /// Adds a page of resources. Returns the token of the next page.
    fn add_resources(&mut self, answer: &Element) -> Option<String> {
        let result = answer.child("ListStackResourcesResult")?;
        let list = "StackResourceSummaries";
        self.resources.extend(pairs(result, list, "LogicalResourceId", "PhysicalResourceId"));
        result.text("NextToken").map(ToOwned::to_owned)
    }

    /// The value of a parameter; empty if the template has none of that name.
    #[must_use]
    pub fn parameter(&self, name: &str) -> &str {
        self.parameters.get(name).map_or("", String::as_str)
    }

    /// An output.
    #[must_use]
    pub fn output(&self, name: &str) -> Option<&str> {
        self.outputs.get(name).map(String::as_str)
    }

    /// The name of a resource, by its name in the template.
    #[must_use]
    pub fn resource(&self, name: &str) -> Option<&str> {
        self.resources.get(name).map(String::as_str)
    }
}

fn pairs(of: &Element, list: &str, key: &str, value: &str) -> BTreeMap<String, String> {
    of.members(list)
        .filter_map(|member| {
            let key = member.text(key)?.to_owned();
            Some((key, member.text(value).unwrap_or_default().to_owned()))
        })
        .collect()
}
