//! The published contract: for every type of Common Event, the shape of its EventBridge event, and
//! samples.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use common_events::EventType;
use include_dir::{Dir, include_dir};
use serde_json::{Value, json};

use super::event::Event;
use super::pattern::Pattern;
use super::shape::{Field, Leaf, Shape};

/// The folder of schemas, with events in its subfolder `samples`.
static PUBLISHED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../schemas");

/// The contract of this release.
static CONTRACT: LazyLock<Contract> = LazyLock::new(|| {
    let texts =
        PUBLISHED.files().chain(PUBLISHED.get_dir("samples").into_iter().flat_map(Dir::files));
    Contract::of(texts.filter_map(|file| Some((file.path().to_str()?, file.contents_utf8()?))))
});

/// The contract of all types.
#[derive(Debug, Default)]
pub struct Contract {
    types: BTreeMap<EventType, Type>,
}

/// The contract of a type.
#[derive(Debug)]
struct Type {
    shape: Shape,
    samples: Vec<Sample>,
}

/// An event as EventBridge delivers it.
#[derive(Debug)]
struct Sample {
    name: String,
    event: Event,
}

impl Contract {
    /// The contract of this release.
    #[must_use]
    pub fn published() -> &'static Self {
        &CONTRACT
    }

    /// Builds the contract from schemas `<Type>.json` and events `samples/<Type>.json` and
    /// `samples/<Type>.<variant>.json`. Other files are ignored.
    #[must_use]
    pub fn of<'f>(files: impl IntoIterator<Item = (&'f str, &'f str)>) -> Self {
        let mut schemas = BTreeMap::new();
        let mut samples: BTreeMap<EventType, Vec<(String, Value)>> = BTreeMap::new();
        for (path, text) in files {
            let Some(name) = path.strip_suffix(".json") else { continue };
            let Ok(value) = serde_json::from_str::<Value>(text) else { continue };
            match name.strip_prefix("samples/") {
                Some(name) => {
                    if let Ok(event_type) = name.split('.').next().unwrap_or_default().parse() {
                        samples.entry(event_type).or_default().push((name.to_owned(), value));
                    }
                }
                None => {
                    if let Ok(event_type) = name.parse::<EventType>() {
                        schemas.insert(event_type, value);
                    }
                }
            }
        }
        let types = schemas.into_iter().map(|(event_type, schema)| {
            let mut samples = samples.remove(&event_type).unwrap_or_default();
            samples.sort_by(|(one, _), (other, _)| one.cmp(other));
            let source = samples.first().map(|(_, event)| event["source"].clone());
            let shape = envelope(event_type, source, Shape::of_schema(&schema));
            let samples =
                samples.into_iter().map(|(name, event)| Sample { name, event: Event::new(&event) });
            (event_type, Type { shape, samples: samples.collect() })
        });
        Self { types: types.collect() }
    }

    /// The types, and the shapes of their events.
    pub(super) fn shapes(&self) -> impl Iterator<Item = (EventType, &Shape)> {
        self.types.iter().map(|(event_type, about)| (*event_type, &about.shape))
    }

    /// The samples of a type that a pattern matches.
    pub(super) fn matching<'c>(&'c self, event_type: EventType, pattern: &Pattern) -> Vec<&'c str> {
        let samples = self.types.get(&event_type).into_iter().flat_map(|about| &about.samples);
        samples
            .filter(|sample| sample.event.is_matched(pattern))
            .map(|sample| sample.name.as_str())
            .collect()
    }
}

/// Adds the fields that EventBridge puts around `detail`.
fn envelope(event_type: EventType, source: Option<Value>, detail: Shape) -> Shape {
    let only = |value: Value| Shape::leaf(Leaf::Only(value));
    let text = || Shape::leaf(Leaf::Text);
    let fields = [
        ("version", only(json!("0"))),
        ("id", text()),
        ("detail-type", only(json!(event_type))),
        ("source", source.map_or_else(text, only)),
        ("account", text()),
        ("time", text()),
        ("region", text()),
        ("resources", Shape { array: true, ..Shape::default() }),
        ("detail", detail),
    ];
    let mut shape = Shape::default();
    for (name, field) in fields {
        shape.fields.insert(name.to_owned(), Field { shape: field, required: true });
    }
    shape.fields.insert("replay-name".to_owned(), Field { shape: text(), required: false });
    shape
}
