//! Files of rules: patterns, alone or in the forms of CloudFormation and the AWS command line.

use super::invalid::Invalid;
use super::json::Json;
use super::pattern::Pattern;

/// An entry of a file that is or should be a pattern.
#[derive(Debug, PartialEq)]
pub struct Rule {
    /// The index in the array, from 0, if the file is an array.
    pub index: Option<usize>,
    /// The logical id in a template.
    pub name: Option<String>,
    /// The pattern.
    pub pattern: Result<Pattern, RuleError>,
}

/// Why a rule is invalid.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RuleError {
    /// The file is not JSON.
    #[error("not JSON: {0}")]
    NoJson(String),
    /// The text of an `EventPattern` is not JSON.
    #[error("the text of EventPattern is not JSON: {0}")]
    NoJsonWithin(String),
    /// The file holds no rule.
    #[error(
        "no rule in it: write an event pattern, an array of them, or a template with \
         AWS::Events::Rule"
    )]
    Empty,
    /// The pattern is invalid.
    #[error(transparent)]
    Invalid(#[from] Invalid),
}

impl Rule {
    /// Parses the rules of a file: a pattern or an array of them, each alone or as the
    /// `EventPattern` of an object; or the rules of a CloudFormation template.
    ///
    /// # Errors
    /// The file is not JSON, or holds no rule.
    pub fn read(text: &str) -> Result<Vec<Self>, RuleError> {
        let json: Json =
            serde_json::from_str(text).map_err(|error| RuleError::NoJson(error.to_string()))?;
        let rules: Vec<Self> = match &json {
            Json::Array(several) => {
                let rule =
                    |(index, json)| Self { index: Some(index), name: None, pattern: pattern(json) };
                several.iter().enumerate().map(rule).collect()
            }
            template if template.field("Resources").is_some() => of_template(template),
            one => vec![Self { index: None, name: None, pattern: pattern(one) }],
        };
        if rules.is_empty() { Err(RuleError::Empty) } else { Ok(rules) }
    }
}

/// The rules of a template, each with its logical id.
fn of_template(template: &Json) -> Vec<Rule> {
    let Some(Json::Object(resources)) = template.field("Resources") else { return Vec::new() };
    let is_rule = |resource: &Json| {
        resource.field("Type") == Some(&Json::Text("AWS::Events::Rule".to_owned()))
    };
    let rules = resources.iter().filter(|(_, resource)| is_rule(resource)).filter_map(
        |(name, resource)| {
            let properties = resource.field("Properties")?;
            properties.field("EventPattern")?;
            Some(Rule { index: None, name: Some(name.clone()), pattern: pattern(properties) })
        },
    );
    rules.collect()
}

/// Parses a pattern, or the one in `EventPattern`, which may be a text.
fn pattern(json: &Json) -> Result<Pattern, RuleError> {
    let within =
        json.field("EventPattern").or_else(|| json.field("Properties")?.field("EventPattern"));
    match within {
        Some(Json::Text(text)) => {
            let json = serde_json::from_str(text)
                .map_err(|error| RuleError::NoJsonWithin(error.to_string()))?;
            Ok(Pattern::read(&json)?)
        }
        other => Ok(Pattern::read(other.unwrap_or(json))?),
    }
}
