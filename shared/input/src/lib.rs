//! Reads JSON values one at a time, so that memory does not grow with the input.
//!
//! The values may be laid out in any way: on lines of their own, one directly after another, over
//! many lines, in an array, in an array of arrays, or in pages of the analytics API
//! (`{"conversations": […], "totalHits": 25}`). Each document of a page is a value. An object is
//! such a page if its field `conversations` is a list and no `conversationId` comes before it; its
//! other fields are not passed on. A page without that field is a value like any other.
//!
//! Gzip is recognized by its magic bytes, whatever the file's name. Text is UTF-8 or UTF-16, with
//! or without a byte order mark.
//!
//! A broken value costs only itself where that can be known. `recovery` has the rule.

#![warn(missing_docs)]

mod foreign;
mod grammar;
mod gzip;
mod item;
mod recovery;
mod rejections;
mod utf16;
mod values;
mod window;

use std::io::{self, BufReader, Cursor, Read};
use std::sync::Arc;

use self::gzip::Members;
use self::utf16::{Order, Utf16};
use self::values::Values;

pub use item::{Item, MAX_VALUE_BYTES, Origin, Refusal, Sink};
pub use rejections::Rejections;

/// Bytes per read of a compressed file.
const BUFFER_BYTES: usize = 1 << 17;
/// The magic bytes of gzip.
const GZIP: &[u8] = &[0x1f, 0x8b];
/// How many bytes are read to recognize what a file is.
const FIRST_BYTES: usize = 8;

/// Passes everything in `reader` to `sink`, in order. Returns `None` if the sink stopped the
/// reading.
pub fn read(file: &Arc<str>, reader: impl Read, sink: Sink<'_>) -> Option<()> {
    let refuse = |refusal| {
        let origin = Origin::of_line(Arc::clone(file), 1);
        sink(Item::Refused(origin, refusal)).then_some(())
    };
    let (first, reader) = first(decompressed(reader));
    if let Some(what) = foreign::by_first_bytes(&first) {
        return refuse(Refusal::Foreign(what));
    }
    let order = byte_order(&first);
    let whole = Cursor::new(first).chain(reader);
    match order {
        Some(order) => Values::new(Utf16::new(whole, order), Arc::clone(file), sink).read(),
        None => Values::new(whole, Arc::clone(file), sink).read(),
    }
}

/// The content of `reader`, decompressed if it begins with the magic bytes of gzip.
fn decompressed<'a>(reader: impl Read + 'a) -> Box<dyn Read + 'a> {
    let (first, reader) = first(reader);
    let is_gzip = first.starts_with(GZIP);
    let whole = Cursor::new(first).chain(reader);
    if is_gzip {
        Box::new(Members::new(BufReader::with_capacity(BUFFER_BYTES, whole)))
    } else {
        Box::new(whole)
    }
}

/// The byte order of a text that begins like JSON in UTF-16, with or without a byte order mark.
fn byte_order(first: &[u8]) -> Option<Order> {
    let begins_json = |byte: &u8| byte.is_ascii_whitespace() || b"[{".contains(byte);
    match first {
        [0xff, 0xfe] | [0xff, 0xfe, _, 0, ..] => Some(Order::LittleEndian),
        [0xfe, 0xff] | [0xfe, 0xff, 0, ..] => Some(Order::BigEndian),
        [byte, 0, _, ..] if begins_json(byte) => Some(Order::LittleEndian),
        [0, byte, 0, ..] if begins_json(byte) => Some(Order::BigEndian),
        _ => None,
    }
}

/// The first bytes of `reader`, fewer only if there are fewer, and the rest. A failure comes after
/// the bytes that could be read.
fn first<R: Read>(mut reader: R) -> (Vec<u8>, Rest<R>) {
    let mut first = Vec::new();
    let outcome = reader.by_ref().take(FIRST_BYTES as u64).read_to_end(&mut first);
    (first, Rest { failure: outcome.err(), reader })
}

/// The reader after the first bytes.
struct Rest<R> {
    failure: Option<io::Error>,
    reader: R,
}

impl<R: Read> Read for Rest<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.failure.take().map_or_else(|| self.reader.read(buffer), Err)
    }
}

#[cfg(test)]
mod tests;
