//! Reads JSON values one at a time, so that memory does not grow with the input.
//!
//! Input whose first non-blank byte is `[` is one JSON array. Otherwise each line holds one or more
//! values, and a broken line does not affect the other lines. Gzip is recognized by its magic
//! bytes, whatever the file's name.

#![warn(missing_docs)]

mod array;
mod gzip;
mod lines;

use std::fmt;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::sync::Arc;

use self::gzip::Members;

/// The longest line or array element that is read. A page of thousands of conversation-details
/// documents fits.
pub const MAX_VALUE_BYTES: usize = 64 * 1_048_576;
/// Bytes per read.
const BUFFER_BYTES: usize = 1 << 17;
/// The magic bytes of gzip.
const GZIP: &[u8] = &[0x1f, 0x8b];
/// The byte order mark with which some editors begin a text.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// The position of a value in the input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The name of the file, as the caller gave it.
    pub file: Arc<str>,
    /// The line, from 1.
    pub line: u64,
    /// The number of the array element, from 1; `None` if the value is on a line of its own.
    pub element: Option<u64>,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)?;
        self.element.map_or(Ok(()), |element| write!(f, ": element {element}"))
    }
}

/// The result of one read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// The text of one JSON value.
    Message(Origin, String),
    /// A part of the file that is not a JSON value.
    Refused(Origin, Refusal),
}

/// Why a part of a file is not a JSON value. The texts never quote the file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// A value on a line does not parse, from the column where it begins. Values before it were
    /// read.
    #[error("not JSON from column {0} on: write one or more whole JSON objects on a line")]
    Line(usize),
    /// A line is longer than [`MAX_VALUE_BYTES`].
    #[error("longer than {MAX_VALUE_BYTES} bytes: put the objects on lines of their own")]
    Long,
    /// The array does not parse. Elements before this column were read.
    #[error("not a JSON array from here on (column {0}): the rest of the file was not read")]
    Array(usize),
    /// An array element is JSON except for bytes that are not UTF-8.
    #[error("not text: write it in UTF-8")]
    NotText,
    /// The file is UTF-16.
    #[error(
        "UTF-16, not UTF-8: convert it first, as with `iconv -f UTF-16 -t UTF-8`; \
         the file was not read"
    )]
    Utf16,
    /// An array element is longer than [`MAX_VALUE_BYTES`]. Elements before it were read.
    #[error(
        "an element of the array is longer than {MAX_VALUE_BYTES} bytes: \
         the rest of the file was not read"
    )]
    Element,
    /// Reading the file failed.
    #[error("cannot be read any further ({0}): the rest of the file was not read")]
    Unreadable(io::ErrorKind),
}

/// Receives items; returns `false` to stop reading.
pub type Sink<'a> = &'a dyn Fn(Item) -> bool;

/// Passes everything in `reader` to `sink`, in order. Returns `None` if the sink stopped the
/// reading.
pub fn read(file: &Arc<str>, reader: impl Read, sink: Sink<'_>) -> Option<()> {
    let origin = Origin { file: Arc::clone(file), line: 1, element: None };
    let outcome = decompressed(reader).and_then(|plain| text(plain, &origin, sink));
    outcome.unwrap_or_else(|error| {
        sink(Item::Refused(origin.clone(), Refusal::Unreadable(error.kind()))).then_some(())
    })
}

/// The content of `reader`, decompressed if it begins with the magic bytes of gzip.
///
/// # Errors
/// If the first bytes cannot be read.
pub fn decompressed<'a>(reader: impl Read + 'a) -> io::Result<Box<dyn Read + 'a>> {
    let (first, reader) = first(reader)?;
    let is_gzip = first.starts_with(GZIP);
    let whole = buffered(Cursor::new(first).chain(reader));
    Ok(if is_gzip { Box::new(Members::new(whole)) } else { Box::new(whole) })
}

/// Passes everything in an uncompressed text to `sink`.
///
/// # Errors
/// If reading fails before the first value begins.
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

/// Whether a text begins like JSON in UTF-16, in either byte order, with or without a byte order
/// mark.
fn is_utf_16(first: &[u8]) -> bool {
    let begins_json = |byte: &u8| byte.is_ascii_whitespace() || b"[{".contains(byte);
    match first {
        [0xff, 0xfe, byte] | [byte, 0, _] | [0, byte, 0] => begins_json(byte),
        [0xfe, 0xff, 0] => true,
        _ => false,
    }
}

/// The first three bytes of `reader`, or all if there are fewer, and the rest. Keeps reading
/// until it has them, even if the reader returns one byte at a time.
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
