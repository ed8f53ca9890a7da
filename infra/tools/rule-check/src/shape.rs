//! The shapes that a JSON Schema allows, as far as they decide whether a pattern can match.
//!
//! Keywords that this module does not know are ignored, so it may allow more than the schema.

use std::collections::BTreeMap;

use serde_json::Value;

use super::matcher::Matcher;
use super::number::Range;

/// The values that a path can have. Arrays leave no trace in a path, so the shape of an array is
/// that of its elements.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Shape {
    /// Fields of an object.
    pub fields: BTreeMap<String, Field>,
    /// The shape of all other fields of an object with free names.
    pub any_field: Option<Box<Shape>>,
    /// Values that contain no others.
    pub leaves: Vec<Leaf>,
    /// Whether this is an array, which may be empty.
    pub array: bool,
}

/// A field of an object.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Field {
    /// The shape of its value.
    pub shape: Shape,
    /// Whether every object has it.
    pub required: bool,
}

/// Values that contain no others.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Leaf {
    /// Any text.
    Text,
    /// Any number of a range.
    Number(Range),
    /// `true` or `false`.
    Bool,
    /// This value.
    Only(Value),
}

impl Leaf {
    /// Whether a matcher can match such a value.
    pub fn may_match(&self, matcher: &Matcher) -> bool {
        match (self, matcher) {
            (Self::Only(value), matcher) => matcher.matches(value),
            (Self::Text, Matcher::Is(wanted)) => wanted.is_string(),
            (Self::Bool, Matcher::Is(wanted)) => wanted.is_boolean(),
            (Self::Number(range), Matcher::Is(wanted)) => {
                wanted.as_f64().is_some_and(|wanted| range.has(wanted))
            }
            (Self::Number(range), Matcher::Number(wanted)) => range.meets(wanted),
            (_, Matcher::AnythingBut(_)) => true,
            (_, Matcher::Exists(there)) => *there,
            (leaf, Matcher::Text(_) | Matcher::Address(_)) => *leaf == Self::Text,
            _ => false,
        }
    }
}

impl Shape {
    /// The shape of a single kind of value.
    pub fn leaf(leaf: Leaf) -> Self {
        Self { leaves: vec![leaf], ..Self::default() }
    }

    /// The shape that a schema describes.
    pub fn of_schema(schema: &Value) -> Self {
        read(schema, schema)
    }

    fn and(mut self, other: Self) -> Self {
        for (name, field) in other.fields {
            let required =
                field.required || self.fields.get(&name).is_some_and(|before| before.required);
            self.fields.insert(name, Field { required, ..field });
        }
        self.any_field = self.any_field.or(other.any_field);
        for leaf in other.leaves {
            if !self.leaves.contains(&leaf) {
                self.leaves.push(leaf);
            }
        }
        self.array |= other.array;
        self
    }

    /// The union of two shapes.
    pub fn or(mut self, mut other: Self) -> Self {
        let mut fields = BTreeMap::new();
        for (name, mine) in std::mem::take(&mut self.fields) {
            let field = match other.fields.remove(&name) {
                Some(others) => Field {
                    required: mine.required && others.required,
                    shape: mine.shape.or(others.shape),
                },
                None => Field { required: false, ..mine },
            };
            fields.insert(name, field);
        }
        fields.extend(
            other
                .fields
                .into_iter()
                .map(|(name, field)| (name, Field { required: false, ..field })),
        );
        other.fields = BTreeMap::new();
        Self { fields, ..self.and(other) }
    }
}

fn read(schema: &Value, root: &Value) -> Shape {
    let Value::Object(keywords) = schema else { return anything() };
    if let Some(known) = known_words(schema) {
        return Shape {
            leaves: known.iter().cloned().map(Leaf::Only).collect(),
            ..Shape::default()
        };
    }
    let list =
        |name: &str| keywords.get(name).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let mut shape = own(schema, root);
    if let Some(pointer) =
        keywords.get("$ref").and_then(Value::as_str).and_then(|name| name.strip_prefix('#'))
    {
        shape = shape.and(root.pointer(pointer).map_or_else(anything, |target| read(target, root)));
    }
    for part in list("allOf") {
        shape = shape.and(read(part, root));
    }
    for name in ["anyOf", "oneOf"] {
        if let Some(either) = list(name).iter().map(|part| read(part, root)).reduce(Shape::or) {
            shape = shape.and(either);
        }
    }
    let silent = shape == Shape::default() && !keywords.contains_key("type");
    if silent { anything() } else { shape }
}

/// The words of an open enumeration. A later release may add words, but until then no other word
/// occurs.
fn known_words(schema: &Value) -> Option<&Vec<Value>> {
    let any = schema.get("anyOf")?.as_array()?;
    let [listed, open] = any.as_slice() else { return None };
    let is_open = open == &serde_json::json!({"type": "string"});
    listed.get("enum").and_then(Value::as_array).filter(|_| is_open)
}

/// The shape that the schema's own keywords describe.
fn own(schema: &Value, root: &Value) -> Shape {
    let mut shape = Shape::default();
    let only = schema
        .get("const")
        .into_iter()
        .chain(schema.get("enum").and_then(Value::as_array).into_iter().flatten());
    shape.leaves.extend(only.cloned().map(Leaf::Only));
    let types: Vec<&str> = match schema.get("type") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let enumerated = !shape.leaves.is_empty();
    for name in types {
        match name {
            "string" if !enumerated => shape.leaves.push(Leaf::Text),
            "integer" | "number" if !enumerated => {
                let bound = |name: &str| schema.get(name).and_then(Value::as_f64);
                shape.leaves.push(Leaf::Number(Range::between(bound("minimum"), bound("maximum"))));
            }
            "boolean" if !enumerated => shape.leaves.push(Leaf::Bool),
            "null" if !enumerated => shape.leaves.push(Leaf::Only(Value::Null)),
            "array" => {
                let items = schema.get("items").map(|items| read(items, root)).unwrap_or_default();
                shape = Shape { array: true, ..shape.and(items) };
            }
            _ => {}
        }
    }
    let required = schema.get("required").and_then(Value::as_array);
    for (name, field) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
        let required = required.is_some_and(|names| names.iter().any(|required| required == name));
        shape.fields.insert(name.clone(), Field { shape: read(field, root), required });
    }
    if shape.fields.is_empty() {
        let free = schema
            .get("additionalProperties")
            .filter(|free| free.as_object().is_some_and(|free| !free.is_empty()));
        shape.any_field = free.map(|free| Box::new(read(free, root)));
    }
    shape
}

/// The shape of an empty schema: any value.
fn anything() -> Shape {
    let leaves =
        vec![Leaf::Text, Leaf::Number(Range::default()), Leaf::Bool, Leaf::Only(Value::Null)];
    Shape { leaves, ..Shape::default() }
}
