//! One JSON array, element by element.

use std::cell::Cell;
use std::fmt;
use std::io::{self, BufRead, Read};

use serde::de::{DeserializeSeed, Deserializer, SeqAccess, Visitor};
use serde_json::value::RawValue;

use crate::{Item, MAX_VALUE_BYTES, Origin, Refusal, Sink};

/// Stops the parser when nobody wants any more elements.
const NOT_WANTED: &str = "not wanted";

pub(super) fn read(reader: impl BufRead, origin: &Origin, sink: Sink<'_>) -> Option<()> {
    let (lines, bytes) = (Cell::new(0), Cell::new(0));
    let mut parser = serde_json::Deserializer::from_reader(Counted { reader, lines: &lines, bytes: &bytes });
    let elements = Elements { origin, sink, lines: &lines, bytes: &bytes };
    let outcome = elements.deserialize(&mut parser).and_then(|()| parser.end());
    let Err(error) = outcome else { return Some(()) };
    let at = Origin { line: origin.line + error.line().saturating_sub(1) as u64, ..origin.clone() };
    let refusal = match error.classify() {
        serde_json::error::Category::Io if bytes.get() > MAX_VALUE_BYTES => Refusal::Element,
        serde_json::error::Category::Io => Refusal::Unreadable(error.io_error_kind().unwrap_or(io::ErrorKind::Other)),
        serde_json::error::Category::Data => return None,
        _ => Refusal::Array(error.column()),
    };
    sink(Item::Refused(at, refusal)).then_some(())
}

struct Elements<'a> {
    origin: &'a Origin,
    sink: Sink<'a>,
    lines: &'a Cell<u64>,
    bytes: &'a Cell<usize>,
}

impl<'de> DeserializeSeed<'de> for Elements<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Elements<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<(), A::Error> {
        while let Some(element) = elements.next_element::<Box<RawValue>>()? {
            self.bytes.set(0);
            let text: String = element.get().to_owned();
            let within = text.bytes().filter(|byte| *byte == b'\n').count() as u64;
            let line = self.origin.line + self.lines.get().saturating_sub(within);
            if !(self.sink)(Item::Message(Origin { line, ..self.origin.clone() }, text)) {
                return Err(serde::de::Error::custom(NOT_WANTED));
            }
        }
        Ok(())
    }
}

/// Counts line feeds, and bytes since the last element. The parser reads byte by byte, so the counts are those of where
/// it stands.
struct Counted<'a, R> {
    reader: R,
    lines: &'a Cell<u64>,
    bytes: &'a Cell<usize>,
}

impl<R: BufRead> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        let feeds = buffer[..read].iter().filter(|byte| **byte == b'\n').count();
        self.lines.set(self.lines.get() + feeds as u64);
        self.bytes.set(self.bytes.get() + read);
        if self.bytes.get() > MAX_VALUE_BYTES { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(read) }
    }
}
