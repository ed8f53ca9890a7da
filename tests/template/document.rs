//! The template as CloudFormation sees it: short tags expanded, conditions evaluated, parameters
//! filled in.

use std::collections::BTreeMap;
use std::path::PathBuf;

use saphyr::{LoadableYamlNode, Scalar, Yaml};
use serde_json::{Map, Value, json};

/// The template with values for its parameters.
pub struct Template {
    document: Value,
    parameters: BTreeMap<String, Value>,
}

impl Template {
    /// Reads the template of the stack. Parameters that are not given have their defaults.
    pub fn with(given: &[(&str, &str)]) -> Self {
        Self::at("template.yaml", given)
    }

    /// Reads a template below `infra`.
    pub fn at(path: &str, given: &[(&str, &str)]) -> Self {
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../infra").join(path);
        let text = std::fs::read_to_string(path).unwrap();
        let document = json_of(&Yaml::load_from_str(&text).unwrap()[0]);
        let declared = document["Parameters"].as_object().unwrap();
        let mut parameters = BTreeMap::new();
        for (name, declaration) in declared {
            let value =
                given.iter().find(|(given, _)| given == name).map(|(_, value)| json!(value));
            let value = value.or_else(|| declaration.get("Default").cloned());
            let value = value.unwrap_or_else(|| panic!("{name} has no value"));
            let list = declaration["Type"] == "CommaDelimitedList";
            let parts = |text: &str| text.split(',').map(str::to_owned).collect::<Vec<_>>();
            parameters.insert(
                name.clone(),
                if list { json!(parts(value.as_str().unwrap())) } else { value },
            );
        }
        for (name, _) in given {
            assert!(declared.contains_key(*name), "{name} is no parameter");
        }
        Self { document, parameters }
    }

    /// A section of the template as written, with short tags expanded.
    pub fn written(&self, section: &str) -> &Value {
        &self.document[section]
    }

    /// The resources that exist, by name, with parameters filled in and conditions evaluated.
    pub fn resources(&self) -> BTreeMap<String, Value> {
        let resources = self.document["Resources"].as_object().unwrap();
        let exists =
            |resource: &&Value| resource.get("Condition").is_none_or(|name| self.holds(name));
        let existing = resources.iter().filter(|(_, resource)| exists(resource));
        existing.map(|(name, resource)| (name.clone(), self.settled(resource).unwrap())).collect()
    }

    /// The outputs that exist, in the same way.
    pub fn outputs(&self) -> BTreeMap<String, Value> {
        let outputs = self.document["Outputs"].as_object().unwrap();
        let exists = |output: &&Value| output.get("Condition").is_none_or(|name| self.holds(name));
        let existing = outputs.iter().filter(|(_, output)| exists(output));
        existing
            .map(|(name, output)| (name.clone(), self.settled(&output["Value"]).unwrap()))
            .collect()
    }

    /// The messages of the rules that the parameters violate; CloudFormation checks these before it
    /// creates anything.
    pub fn refusals(&self) -> Vec<String> {
        let mut refusals = Vec::new();
        for rule in self.document["Rules"].as_object().unwrap().values() {
            if rule
                .get("RuleCondition")
                .is_none_or(|condition| self.is_true(&self.settled(condition).unwrap()))
            {
                for assertion in rule["Assertions"].as_array().unwrap() {
                    if !self.is_true(&self.settled(&assertion["Assert"]).unwrap()) {
                        refusals.push(assertion["AssertDescription"].as_str().unwrap().to_owned());
                    }
                }
            }
        }
        refusals
    }

    /// The properties of the resources of a type, by name.
    pub fn of_type(&self, kind: &str) -> BTreeMap<String, Value> {
        let resources =
            self.resources().into_iter().filter(|(_, resource)| resource["Type"] == kind);
        resources.map(|(name, mut resource)| (name, resource["Properties"].take())).collect()
    }

    /// The properties of a resource.
    pub fn properties(&self, name: &str) -> Value {
        let mut resources = self.resources();
        resources.get_mut(name).unwrap_or_else(|| panic!("{name} is no resource"))["Properties"]
            .take()
    }

    fn holds(&self, condition: &Value) -> bool {
        let name = condition.as_str().unwrap();
        self.is_true(&self.settled(&self.document["Conditions"][name]).unwrap())
    }

    fn is_true(&self, expression: &Value) -> bool {
        match only_entry(expression) {
            Some(("Fn::Equals", sides)) => {
                let text =
                    |side: &Value| side.as_str().map_or_else(|| side.to_string(), str::to_owned);
                text(&sides[0]) == text(&sides[1])
            }
            Some(("Fn::Not", negated)) => !self.is_true(&negated[0]),
            Some(("Fn::And", all)) => all.as_array().unwrap().iter().all(|one| self.is_true(one)),
            Some(("Condition", name)) => self.holds(name),
            _ => panic!("no condition that is understood here: {expression}"),
        }
    }

    /// A text with its parameters filled in; other references stay.
    fn substituted(&self, text: &str) -> Value {
        let plain = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let text = self.parameters.iter().fold(text.to_owned(), |text, (name, value)| {
            text.replace(&format!("${{{name}}}"), &plain(value))
        });
        if text.contains("${") { json!({"Fn::Sub": text}) } else { json!(text) }
    }

    /// A value without conditions and parameters; `None` if nothing is left.
    fn settled(&self, value: &Value) -> Option<Value> {
        if let Some((function, argument)) = only_entry(value) {
            match (function, argument) {
                ("Ref", Value::String(name)) if name == "AWS::NoValue" => return None,
                ("Ref", Value::String(name)) if self.parameters.contains_key(name) => {
                    return Some(self.parameters[name].clone());
                }
                ("Fn::If", branches) => {
                    let branch = if self.holds(&branches[0]) { &branches[1] } else { &branches[2] };
                    return self.settled(branch);
                }
                ("Fn::Join", argument) => {
                    let settled = self.settled(argument)?;
                    let parts = settled[1].as_array()?.iter().map(Value::as_str);
                    return Some(match parts.collect::<Option<Vec<&str>>>() {
                        Some(parts) => json!(parts.join(settled[0].as_str()?)),
                        None => json!({"Fn::Join": settled}),
                    });
                }
                ("Fn::Split", argument) => {
                    let settled = self.settled(argument)?;
                    if let (Some(by), Some(text)) = (settled[0].as_str(), settled[1].as_str()) {
                        return Some(json!(text.split(by).collect::<Vec<_>>()));
                    }
                }
                ("Fn::Sub", Value::String(text)) => return Some(self.substituted(text)),
                _ => {}
            }
        }
        Some(match value {
            Value::Array(items) => items.iter().filter_map(|item| self.settled(item)).collect(),
            Value::Object(fields) => {
                let settled =
                    |(name, field): (&String, &Value)| Some((name.clone(), self.settled(field)?));
                Value::Object(fields.iter().filter_map(settled).collect())
            }
            plain => plain.clone(),
        })
    }
}

/// The only field of an object with one field.
pub fn only_entry(value: &Value) -> Option<(&str, &Value)> {
    let fields = value.as_object().filter(|fields| fields.len() == 1)?;
    fields.iter().next().map(|(name, field)| (name.as_str(), field))
}

/// The target of a reference: the resource of `Ref` and `Fn::GetAtt`, also inside `Fn::Select` or
/// `Fn::Split`.
pub fn target(reference: &Value) -> Option<&str> {
    let (function, argument) = only_entry(reference)?;
    match function {
        "Ref" => argument.as_str(),
        "Fn::GetAtt" => argument[0].as_str(),
        "Fn::Select" | "Fn::Split" => target(&argument[1]),
        _ => None,
    }
}

/// YAML as JSON, with CloudFormation's short tags expanded.
fn json_of(node: &Yaml) -> Value {
    match node {
        Yaml::Value(scalar) => match scalar {
            Scalar::Null => Value::Null,
            Scalar::Boolean(value) => json!(value),
            Scalar::Integer(value) => json!(value),
            Scalar::FloatingPoint(value) => json!(value.into_inner()),
            Scalar::String(value) => json!(value),
        },
        Yaml::Sequence(items) => items.iter().map(json_of).collect(),
        Yaml::Mapping(fields) => {
            let field =
                |(name, value): (&Yaml, &Yaml)| (name.as_str().unwrap().to_owned(), json_of(value));
            Value::Object(fields.iter().map(field).collect::<Map<_, _>>())
        }
        Yaml::Tagged(tag, value) => {
            let argument = json_of(value);
            match tag.suffix.as_str() {
                name @ ("Ref" | "Condition") => json!({name: argument}),
                "GetAtt" => {
                    let (resource, attribute) = argument.as_str().unwrap().split_once('.').unwrap();
                    json!({"Fn::GetAtt": [resource, attribute]})
                }
                name => json!({format!("Fn::{name}"): argument}),
            }
        }
        other => panic!("not understood: {other:?}"),
    }
}
