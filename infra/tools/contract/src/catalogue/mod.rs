//! The catalogue for subscribers: every type with its fields, a sample, and the rule to subscribe
//! to it.

mod fields;

use std::fmt::Write;

use common_events::EventType;
use serde_json::{Value, json};

use crate::json::{compact, pretty};
use crate::published::SOURCE;
use crate::samples::{Sample, by_type};
use fields::{Part, table};

const OPENING: &str = "\
<!-- Written by `cargo run -p contract` from the Rust types: what is changed here is lost. -->

# Common Events

Switchboard publishes what happens in Genesys Cloud conversations on an EventBridge bus. This page \
lists the events, with
their fields, a sample of each and the rule to subscribe to it.

## What to rely on

- **At least once.** `metadata.id` is the same for the same fact, forever. A Common Event with an \
`id` and a `revision` that
  you have received before is a repetition.
- **Corrections.** When more events become known, a Common Event may be published again with the \
same `id` and the next
  `revision`. When it no longer follows, it is published once more with `status: \"withdrawn\"`. A \
subscriber that does not
  need corrections subscribes with `\"detail\": {\"metadata\": {\"revision\": [1]}}`.
- **No order.** `metadata.occurredAt` is when something happened. Of two Common Events about a \
conversation, the one with
  the larger `metadata.knownEvents` knew more.
- **Ignore what you do not know.** Fields, values of enumerations and types may be added at any \
time. What this page
  promises is not taken back under the same `schemaVersion`; `promises.txt` records it line by line.
- **Absent, never null.** A field without a value is absent.
- **Size.** Data larger than 192 KB is cut: first long texts, then the largest fields, even those \
that are otherwise always
  present. `participantId`, `sessionId`, `userId` and `queueId` stay.
- Ids are texts of 1 to 64 letters, digits and hyphens. Instants are ISO 8601 in UTC with \
milliseconds. Fields whose name
  ends in `Ms` are durations in milliseconds. Genesys' own words (`disconnectType`, `flowType` …) \
are open: Genesys may
  add to them.

| file | what it is |
|---|---|
| `<Type>.json` | JSON Schema 2020-12 of `detail`, for validators and code generators |
| [`samples/`](samples) | whole events as a rule delivers them, for tests |
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
            "\n## Every event\n\n\"Always\" and \"sometimes\" refer to the object that \
             contains the field.\n\n",
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
        part.push_str("This type has only the fields of [every event](#every-event).\n");
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
