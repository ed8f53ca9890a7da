//! An alternative: an element of an array in a pattern, and which values it matches.

use serde_json::Value;

use super::invalid::{Fault, OPERATORS};
use super::json::Json;
use super::number::{Block, NoRange, Range, is_compared};
use super::text::TextTest;

/// Larger whole numbers cannot be distinguished as floating-point numbers.
const LARGEST_WHOLE: u64 = 1 << 53;

/// The comparison that an alternative makes.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Matcher {
    /// Equal to this text or number, `true`, `false` or `null`.
    Is(Value),
    /// A number within a range that EventBridge can compare.
    Number(Range),
    /// A text that passes a test.
    Text(TextTest),
    /// An address of a block.
    Address(Block),
    /// Present, and none of these.
    AnythingBut(Vec<Matcher>),
    /// Present, or absent.
    Exists(bool),
}

impl Matcher {
    /// Whether a present value matches.
    pub fn matches(&self, value: &Value) -> bool {
        match self {
            Self::Is(wanted) => {
                wanted == value || (wanted.is_number() && wanted.as_f64() == value.as_f64())
            }
            Self::Number(range) => {
                value.as_f64().is_some_and(|number| is_compared(number) && range.has(number))
            }
            Self::Text(test) => value.as_str().is_some_and(|text| test.holds(text)),
            Self::Address(block) => value.as_str().is_some_and(|text| block.has(text)),
            Self::AnythingBut(those) => !those.iter().any(|matcher| matcher.matches(value)),
            Self::Exists(there) => *there,
        }
    }

    /// Parses an alternative.
    pub fn read(json: &Json) -> Result<Self, Fault> {
        match json {
            Json::Null => Ok(Self::Is(Value::Null)),
            Json::Bool(bool) => Ok(Self::Is(Value::Bool(*bool))),
            Json::Text(text) => Ok(Self::Is(Value::from(text.as_str()))),
            Json::Number(number) => {
                let whole = number.as_i64().filter(|whole| whole.unsigned_abs() <= LARGEST_WHOLE);
                let spelled = || Fault::Spelling(number.to_string());
                whole.map(|whole| Self::Is(whole.into())).ok_or_else(spelled)
            }
            Json::Array(_) => Err(Fault::InnerArray),
            Json::Object(fields) => match fields.as_slice() {
                [(operator, argument)] => Self::operator(operator, argument),
                _ => Err(Fault::OneOperator),
            },
        }
    }

    fn operator(operator: &str, argument: &Json) -> Result<Self, Fault> {
        let Some(operator) = OPERATORS.into_iter().find(|known| *known == operator) else {
            return Err(Fault::NoOperator(operator.to_owned()));
        };
        match (operator, argument) {
            ("exists", Json::Bool(there)) => Ok(Self::Exists(*there)),
            ("numeric", Json::Array(terms)) => match Range::read(terms) {
                Ok(range) => Ok(Self::Number(range)),
                Err(NoRange::NotCompared(bound)) => Err(Fault::NotCompared(bound.to_string())),
                Err(NoRange::Form) => Err(takes(operator)),
            },
            ("cidr", Json::Text(block)) => {
                Block::read(block).map(Self::Address).ok_or_else(|| takes(operator))
            }
            ("anything-but", argument) => anything_but(argument).map(Self::AnythingBut),
            ("prefix" | "suffix" | "wildcard" | "equals-ignore-case", argument) => {
                text(operator, argument).map(Self::Text)
            }
            _ => Err(takes(operator)),
        }
    }
}

/// Parses an operator on texts; `prefix` and `suffix` can ignore case.
fn text(operator: &'static str, argument: &Json) -> Result<TextTest, Fault> {
    match (operator, argument) {
        ("prefix", Json::Text(text)) => Ok(TextTest::Prefix(text.clone())),
        ("suffix", Json::Text(text)) => Ok(TextTest::Suffix(text.clone())),
        ("wildcard", Json::Text(text)) => TextTest::wildcard(text).ok_or_else(|| takes(operator)),
        ("equals-ignore-case", Json::Text(text)) => ascii(text).map(TextTest::IgnoringCase),
        ("prefix" | "suffix", Json::Object(fields)) => match fields.as_slice() {
            [(inner, Json::Text(text))] if inner == "equals-ignore-case" => {
                ascii(text).map(match operator {
                    "prefix" => TextTest::PrefixIgnoringCase,
                    _ => TextTest::SuffixIgnoringCase,
                })
            }
            _ => Err(takes(operator)),
        },
        _ => Err(takes(operator)),
    }
}

fn ascii(text: &str) -> Result<String, Fault> {
    if text.is_ascii() { Ok(text.to_owned()) } else { Err(Fault::BeyondAscii(text.to_owned())) }
}

/// Parses `anything-but`: the excluded texts, or numbers, or one operator on one or more texts.
fn anything_but(argument: &Json) -> Result<Vec<Matcher>, Fault> {
    let refused = || takes("anything-but");
    let several = |argument: &Json| match argument {
        Json::Array(those) => those.clone(),
        one => vec![one.clone()],
    };
    let (operator, those) = match argument {
        Json::Object(fields) => match fields.as_slice() {
            [(operator, inner)] => (Some(operator.as_str()), several(inner)),
            _ => return Err(refused()),
        },
        other => (None, several(other)),
    };
    let texts = those.iter().all(|json| matches!(json, Json::Text(_)));
    let numbers = those.iter().all(|json| matches!(json, Json::Number(_)));
    let empty = those.is_empty() || those.contains(&Json::Text(String::new()));
    match operator {
        None if !those.is_empty() && (texts || numbers) => {
            those.iter().map(number_or_text).collect()
        }
        Some(inner @ ("equals-ignore-case" | "wildcard")) if texts && !those.is_empty() => {
            nested(inner, &those)
        }
        Some(inner @ ("prefix" | "suffix")) if texts && !empty => nested(inner, &those),
        _ => Err(refused()),
    }
}

fn nested(operator: &str, those: &[Json]) -> Result<Vec<Matcher>, Fault> {
    those.iter().map(|json| Matcher::operator(operator, json)).collect()
}

/// Within `anything-but`, a number is compared by its value.
fn number_or_text(json: &Json) -> Result<Matcher, Fault> {
    match json {
        Json::Number(_) => Matcher::operator(
            "numeric",
            &Json::Array(vec![Json::Text("=".to_owned()), json.clone()]),
        ),
        other => Matcher::read(other),
    }
}

/// The error that says what an operator accepts.
fn takes(operator: &'static str) -> Fault {
    let takes = match operator {
        "prefix" | "suffix" => "a text, or {\"equals-ignore-case\": \"text\"}",
        "wildcard" => {
            "a text in which * matches any text, without **, and with no \\ but in \\* and \\\\"
        }
        "anything-but" => {
            "a text, a number, an array of only texts or only numbers, or one of prefix, suffix, \
             equals-ignore-case and wildcard with one or more texts, which are not empty for \
             prefix and suffix"
        }
        "numeric" => {
            "[\"=\", n], [\">\", n], [\">=\", n], [\"<\", n], [\"<=\", n], or a lower and then a \
             larger upper bound, such as [\">\", 0, \"<=\", 5]; numbers without quotes"
        }
        "cidr" => "a text with an address and a number of bits, such as \"10.0.0.0/24\"",
        "exists" => "true or false, without quotes",
        _ => "a text",
    };
    Fault::Argument { operator, takes }
}
