//! JSON values from a reader, one at a time: memory does not grow with what is read.
//!
//! What begins with `[` as its first non-blank byte is one JSON array. Otherwise each line stands alone and holds one or
//! more values, so a broken line costs nothing but itself. Gzip is known by its magic bytes, whatever the name.

#![warn(missing_docs)]

mod array;
mod gzip;
mod lines;

use std::fmt;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::sync::Arc;

use self::gzip::Members;

/// What is longer than this, on a line or in an array, is none of what is read here: it has room for a page of thousands of
/// conversation-details documents.
pub const MAX_VALUE_BYTES: usize = 64 * 1_048_576;
/// How much is read at a time.
const BUFFER_BYTES: usize = 1 << 17;
/// What gzip begins with.
const GZIP: &[u8] = &[0x1f, 0x8b];
/// What some editors begin a text with.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// Where something stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The file, as it was named.
    pub file: Arc<str>,
    /// The line, from 1.
    pub line: u64,
    /// Which element of an array it is, from 1; `None` where it is on a line of its own.
    pub element: Option<u64>,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)?;
        self.element.map_or(Ok(()), |element| write!(f, ": element {element}"))
    }
}

/// What was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// The text of one JSON value.
    Message(Origin, String),
    /// Something that is no JSON value.
    Refused(Origin, Refusal),
}

/// Why a part of a file is no JSON value. Never quotes the file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// A value on a line does not parse from the column where it begins; what stood before was taken.
    #[error("not JSON from column {0} on: write one or more whole JSON objects on a line")]
    Line(usize),
    /// A line is longer than any should be.
    #[error("longer than {MAX_VALUE_BYTES} bytes: put the objects on lines of their own")]
    Long,
    /// The array does not parse; what stood before was taken.
    #[error("not a JSON array from here on (column {0}): the rest of the file was not read")]
    Array(usize),
    /// An element of the array is JSON but for bytes that are no UTF-8.
    #[error("not text: write it in UTF-8")]
    NotText,
    /// The whole is in another encoding.
    #[error(
        "UTF-16, not UTF-8: convert it first, as with `iconv -f UTF-16 -t UTF-8`; the file was not read"
    )]
    Utf16,
    /// An element of the array is longer than any should be; what stood before was taken.
    #[error(
        "an element of the array is longer than {MAX_VALUE_BYTES} bytes: the rest of the file was not read"
    )]
    Element,
    /// The file cannot be read any further.
    #[error("cannot be read any further ({0}): the rest of the file was not read")]
    Unreadable(io::ErrorKind),
}

/// Takes an item; `false` when nobody wants any more.
pub type Sink<'a> = &'a dyn Fn(Item) -> bool;

/// Gives all that the reader of a file holds, in order; `None` when nobody wants any more.
pub fn read(file: &Arc<str>, reader: impl Read, sink: Sink<'_>) -> Option<()> {
    let origin = Origin { file: Arc::clone(file), line: 1, element: None };
    let outcome = decompressed(reader).and_then(|plain| text(plain, &origin, sink));
    outcome.unwrap_or_else(|error| {
        sink(Item::Refused(origin.clone(), Refusal::Unreadable(error.kind()))).then_some(())
    })
}

/// What the reader of a file holds, decompressed where it begins as gzip does.
///
/// # Errors
/// Its first bytes cannot be read.
pub fn decompressed<'a>(reader: impl Read + 'a) -> io::Result<Box<dyn Read + 'a>> {
    let (first, reader) = first(reader)?;
    let is_gzip = first.starts_with(GZIP);
    let whole = buffered(Cursor::new(first).chain(reader));
    Ok(if is_gzip { Box::new(Members::new(whole)) } else { Box::new(whole) })
}

/// Gives all that a text holds.
///
/// # Errors
/// It cannot be read up to where its first value would begin.
fn text(reader: impl Read, origin: &Origin, sink: Sink<'_>) -> io::Result<Option<()>> {
    let (first, reader) = first(reader)?;
    if is_utf_16(&first) {
        return Ok(sink(Item::Refused(origin.clone(), Refusal::Utf16)).then_some(()));
    }
    let begin = if first == BYTE_ORDER_MARK { Vec::new() } else { first };
    let mut reader = buffered(Cursor::new(begin).chain(reader));
    let mut origin = origin.clone();
    loop {
        match reader.fill_buf()?.first() {
            None => return Ok(Some(())),
            Some(b'[') => return Ok(array::read(reader, &origin, sink)),
            Some(byte) if byte.is_ascii_whitespace() => {
                origin.line += u64::from(*byte == b'\n');
                reader.consume(1);
            }
            Some(_) => return Ok(lines::read(reader, origin, sink)),
        }
    }
}

/// Whether a text begins as JSON does in UTF-16, of either order, with a byte order mark or without.
fn is_utf_16(first: &[u8]) -> bool {
    let begins_json = |byte: &u8| byte.is_ascii_whitespace() || b"[{".contains(byte);
    match first {
        [0xff, 0xfe, byte] | [byte, 0, _] | [0, byte, 0] => begins_json(byte),
        [0xfe, 0xff, 0] => true,
        _ => false,
    }
}

/// The first three bytes, or all where there are fewer, however little the reader gives at a time; and the rest.
fn first<R: Read>(mut reader: R) -> io::Result<(Vec<u8>, R)> {
    let mut first = Vec::new();
    reader.by_ref().take(3).read_to_end(&mut first)?;
    Ok((first, reader))
}

fn buffered<R: Read>(reader: R) -> BufReader<R> {
    BufReader::with_capacity(BUFFER_BYTES, reader)
}

#[cfg(test)]
mod tests;
