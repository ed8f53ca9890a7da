//! The catalogue for subscribers: every type with its fields, a sample, and the rule to subscribe
//! to it.

mod fields;

use std::fmt::Write;

use common_events::EventType;
use serde_json::{Value, json};

use crate::json::{compact, pretty};
use crate::samples::{Sample, by_type};
use crate::told::SOURCE;
use fields::{Part, table};

const OPENING: &str = "\
<!-- Written by `cargo run -p contract` from the Rust types: what is changed here is lost. -->

# Common Events

What other teams are told of Genesys Cloud conversations, by an EventBridge bus: the events, their \
fields, a sample of each
and the rule to subscribe to it.

## What to rely on

- **At least once.** `metadata.id` is the same for the same fact, forever. What has the `id` and \
the `revision` of something
  you know is a repetition.
- **Corrections.** When more becomes known, a statement is said again with the same `id` and the \
next `revision`; when it no
  longer follows, once more with `status: \"withdrawn\"`. Who does not care subscribes with
  `\"detail\": {\"metadata\": {\"revision\": [1]}}`.
- **No order.** `metadata.occurredAt` says when something happened; of two statements about a \
conversation, the one with the
  larger `knownEvents` knew more.
- **Ignore what you do not know.** Fields, values of enumerations and types may be added at any \
time. What is promised here
  is not taken back under the same `schemaVersion`; `promises.txt` keeps it line by line.
- **Absent, never null.** A field that has nothing to say is not there.
- **Size.** What would be larger than 192 KB is cut: first long texts, then the largest fields, \
even those that are always
  there otherwise. `participantId`, `sessionId`, `userId` and `queueId` stay.
- Ids are texts of 1 to 64 letters, digits and hyphens, instants ISO 8601 in UTC with \
milliseconds, fields that end in `Ms`
  durations in milliseconds. Words of Genesys' own (`disconnectType`, `flowType` …) are open: \
  Genesys may add to them.

| file | what it is |
|---|---|
| `<Type>.json` | JSON Schema 2020-12 of `detail`, for validators and code generators |
| [`samples/`](samples) | whole events as a rule hands them over, for tests |
| [`asyncapi.json`](asyncapi.json) | the bus in AsyncAPI 3.0 |
| [`registry.json`](registry.json) | a CloudFormation template of the EventBridge schema registry, \
for code bindings |
| [`promises.txt`](promises.txt) | what subscribers rely on, line by line, and since which edition |
";

/// The page in Markdown.
///
/// # Errors
/// A schema or a sample never causes one.
pub fn catalogue(
    schemas: &[(EventType, Value)],
    samples: &[(Sample, Value)],
) -> Result<String, serde_json::Error> {
    let samples = by_type(samples);
    let mut page = OPENING.to_owned();
    page.push_str("\n## Types\n\n| Common Event | when |\n|---|---|\n");
    for (event_type, schema) in schemas {
        let anchor = event_type.as_str().to_lowercase();
        line(&mut page, &format!("| [`{event_type}`](#{anchor}) | {} |", text(schema)));
    }
    if let Some((_, schema)) = schemas.first() {
        page.push_str(
            "\n## Every event\n\n\"Always\" and \"sometimes\" are meant within what a \
                       field lies in.\n\n",
        );
        page.push_str(&table(schema, Part::Common));
    }
    for (event_type, schema) in schemas {
        let samples = samples.get(event_type).map(Vec::as_slice).unwrap_or_default();
        line(&mut page, &format!("\n## {event_type}\n\n{}\n", text(schema)));
        page.push_str(&of_type(*event_type, schema, samples)?);
    }
    Ok(page)
}

fn of_type(
    event_type: EventType,
    schema: &Value,
    samples: &[&(Sample, Value)],
) -> Result<String, serde_json::Error> {
    let mut part = String::new();
    let own = table(schema, Part::Own);
    if own.is_empty() {
        part.push_str("It says nothing besides what [every event](#every-event) says.\n");
    } else {
        part.push_str(&own);
    }
    let pattern = compact(&json!({"source": [SOURCE], "detail-type": [event_type]}))?;
    line(&mut part, &format!("\nThe rule to subscribe to it:\n\n```json\n{pattern}\n```\n"));
    if let Some((_, event)) = samples.first() {
        let detail = pretty(&event["detail"])?;
        line(
            &mut part,
            &format!(
                "<details><summary>A sample</summary>\n\n```json\n{detail}\n```\n\n</details>\n"
            ),
        );
    }
    let name = |sample: &Sample| sample.variant_name().unwrap_or("plain");
    let link =
        |(sample, _): &&(Sample, Value)| format!("[{}](samples/{})", name(sample), sample.file());
    let links: Vec<String> = samples.iter().map(link).collect();
    line(
        &mut part,
        &format!(
            "Whole events: {}. Schema: [`{event_type}.json`]({event_type}.json).",
            links.join(", ")
        ),
    );
    Ok(part)
}

fn text(schema: &Value) -> &str {
    schema["description"].as_str().unwrap_or_default()
}

fn line(page: &mut String, line: &str) {
    // Writing to a text cannot fail.
    let _ = writeln!(page, "{line}");
}
