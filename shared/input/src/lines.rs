//! Reads lines of JSON values.

use std::io::{BufRead, Read};

use serde_json::value::RawValue;

use crate::{Item, MAX_VALUE_BYTES, Origin, Refusal, Sink};

pub(super) fn read(mut reader: impl BufRead, mut origin: Origin, sink: Sink<'_>) -> Option<()> {
    let mut line = Vec::new();
    loop {
        line.clear();
        let whole =
            match reader.by_ref().take(MAX_VALUE_BYTES as u64 + 1).read_until(b'\n', &mut line) {
                Ok(0) => return Some(()),
                Ok(length) => length <= MAX_VALUE_BYTES,
                Err(error) => {
                    values(&line, &origin, sink)?;
                    return sink(Item::Refused(origin, Refusal::Unreadable(error.kind())))
                        .then_some(());
                }
            };
        if whole {
            values(&line, &origin, sink)?;
        } else {
            sink(Item::Refused(origin.clone(), Refusal::Long)).then_some(())?;
            if line.last() != Some(&b'\n')
                && let Err(error) = reader.skip_until(b'\n')
            {
                return sink(Item::Refused(origin, Refusal::Unreadable(error.kind())))
                    .then_some(());
            }
        }
        origin.line += 1;
    }
}

/// Passes the values of one line to `sink`.
fn values(line: &[u8], origin: &Origin, sink: Sink<'_>) -> Option<()> {
    let refused = |column| sink(Item::Refused(origin.clone(), Refusal::Line(column))).then_some(());
    let line = match std::str::from_utf8(line) {
        Ok(line) => line,
        Err(error) => return refused(error.valid_up_to() + 1),
    };
    let mut values = serde_json::Deserializer::from_str(line).into_iter::<&RawValue>();
    while let Some(value) = values.next() {
        match value {
            Ok(value) => {
                sink(Item::Message(origin.clone(), value.get().to_owned())).then_some(())?;
            }
            Err(_) => return refused(values.byte_offset() + 1),
        }
    }
    Some(())
}
