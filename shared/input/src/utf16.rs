//! Turns UTF-16 into UTF-8.

use std::io::{self, Read};

/// Bytes per read.
const CHUNK_BYTES: u64 = 1 << 16;
/// What half of a surrogate pair, and half of a unit, becomes. No UTF-8 has this byte, so the value
/// around it is refused, and no other.
const NO_TEXT: u8 = 0xff;

/// The order of the two bytes of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    LittleEndian,
    BigEndian,
}

/// Reads UTF-16 as UTF-8. A byte order mark stays.
pub(crate) struct Utf16<R> {
    reader: R,
    order: Order,
    /// Bytes that were read and not decoded: at most half of a surrogate pair.
    waiting: Vec<u8>,
    /// The decoded text, and how much of it was returned.
    text: Vec<u8>,
    returned: usize,
}

impl<R: Read> Utf16<R> {
    pub const fn new(reader: R, order: Order) -> Self {
        Self { reader, order, waiting: Vec::new(), text: Vec::new(), returned: 0 }
    }

    /// Decodes more. Returns whether the input goes on.
    fn decode(&mut self) -> io::Result<bool> {
        let waited = self.waiting.len();
        self.waiting.resize(waited + CHUNK_BYTES as usize, 0);
        let read = self.reader.read(&mut self.waiting[waited..]);
        self.waiting.truncate(waited + *read.as_ref().unwrap_or(&0));
        let has_ended = read? == 0;
        let unit = |pair: &[u8]| match (self.order, pair) {
            (Order::LittleEndian, &[low, high]) | (Order::BigEndian, &[high, low]) => {
                u16::from_be_bytes([high, low])
            }
            _ => 0,
        };
        let mut units: Vec<u16> = self.waiting.chunks_exact(2).map(unit).collect();
        if !has_ended {
            units.pop_if(|last| (0xd800..0xdc00).contains(last));
        }
        self.text.clear();
        self.returned = 0;
        for decoded in char::decode_utf16(units.iter().copied()) {
            match decoded {
                Ok(letter) => {
                    self.text.extend(letter.encode_utf8(&mut [0; 4]).as_bytes());
                }
                Err(_) => self.text.push(NO_TEXT),
            }
        }
        self.waiting.drain(..units.len() * 2);
        if has_ended && !self.waiting.is_empty() {
            self.waiting.clear();
            self.text.push(NO_TEXT);
        }
        Ok(!has_ended)
    }
}

impl<R: Read> Read for Utf16<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.returned == self.text.len() {
            if !self.decode()? && self.text.is_empty() {
                return Ok(0);
            }
        }
        let rest = &self.text[self.returned..];
        let count = rest.len().min(buffer.len());
        buffer[..count].copy_from_slice(&rest[..count]);
        self.returned += count;
        Ok(count)
    }
}
