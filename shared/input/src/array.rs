//! Reads one JSON array, element by element.

use std::cell::Cell;
use std::fmt;
use std::io::{self, BufRead, Read};

use serde::de::{DeserializeSeed, Deserializer, SeqAccess, Visitor};
use serde_json::value::RawValue;

use crate::{Item, MAX_VALUE_BYTES, Origin, Refusal, Sink};

/// The error that stops the parser after the sink stopped the reading.
const NOT_WANTED: &str = "not wanted";
/// The parser's error for an element that is well-formed except for bytes that are not UTF-8. The
/// parser then stands behind the element, so the next one can be read. No other error begins with
/// these words here, because the parser does not look into raw values.
const NO_UTF_8: &str = "invalid unicode code point";

pub(super) fn read(reader: impl BufRead, origin: &Origin, sink: Sink<'_>) -> Option<()> {
    let (lines, bytes, element) = (Cell::new(0), Cell::new(0), Cell::new(None));
    let mut parser =
        serde_json::Deserializer::from_reader(Counted { reader, lines: &lines, bytes: &bytes });
    let elements = Elements { origin, sink, lines: &lines, bytes: &bytes, element: &element };
    let outcome = elements.deserialize(&mut parser).and_then(|()| parser.end());
    let Err(error) = outcome else { return Some(()) };
    let line = origin.line + error.line().saturating_sub(1) as u64;
    let at = Origin { line, element: element.get(), ..origin.clone() };
    let refusal = match error.classify() {
        serde_json::error::Category::Io if bytes.get() > MAX_VALUE_BYTES => Refusal::Element,
        serde_json::error::Category::Io => {
            Refusal::Unreadable(error.io_error_kind().unwrap_or(io::ErrorKind::Other))
        }
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
    /// The number of the element being read; `None` before the first and after the last.
    element: &'a Cell<Option<u64>>,
}

impl Elements<'_> {
    /// The position of a text that was just read.
    fn origin(&self, text: &str) -> Origin {
        let within = text.bytes().filter(|byte| *byte == b'\n').count() as u64;
        let line = self.origin.line + self.lines.get().saturating_sub(within);
        Origin { line, element: self.element.get(), ..self.origin.clone() }
    }
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
        for number in 1.. {
            self.element.set(Some(number));
            let item = match elements.next_element::<Box<RawValue>>() {
                Ok(Some(element)) => {
                    Item::Message(self.origin(element.get()), element.get().to_owned())
                }
                Ok(None) => break,
                Err(error) if error.to_string().starts_with(NO_UTF_8) => {
                    Item::Refused(self.origin(""), Refusal::NotText)
                }
                Err(error) => return Err(error),
            };
            self.bytes.set(0);
            if !(self.sink)(item) {
                return Err(serde::de::Error::custom(NOT_WANTED));
            }
        }
        self.element.set(None);
        Ok(())
    }
}

/// Counts line feeds, and bytes since the last element. The parser reads byte by byte, so the
/// counts are those of the parser's position.
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
        if self.bytes.get() > MAX_VALUE_BYTES {
            Err(io::ErrorKind::FileTooLarge.into())
        } else {
            Ok(read)
        }
    }
}
