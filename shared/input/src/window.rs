//! The bytes of the input that are in memory: those of the value being read, and what was read
//! ahead.

use std::io::{self, Read};

use memchr::{memchr, memchr3};

use crate::item::MAX_VALUE_BYTES;

/// Bytes per read.
const CHUNK_BYTES: usize = 1 << 17;
/// The byte order mark, with which some editors begin a text, and with which every file begins that
/// was appended to another.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// How a text between quotes ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TextEnd {
    /// With a quote, which was skipped.
    Quote,
    /// With a line feed, which is next. JSON has none in a text.
    LineFeed,
    /// With the input.
    Input,
    /// Not yet: more than [`MAX_VALUE_BYTES`] are in memory.
    TooLong,
}

/// A position in the input.
#[derive(Debug, Clone, Copy)]
struct Position {
    /// The line, from 1.
    line: u64,
    /// How many bytes of the input come before the line.
    line_begin: u64,
    /// Whether only blanks come before it on its line.
    is_first: bool,
}

/// A reader of bytes that keeps them from a mark on.
pub(crate) struct Window<R> {
    reader: R,
    bytes: Vec<u8>,
    /// Where the kept bytes begin.
    begin: usize,
    /// The next byte.
    next: usize,
    /// How many bytes of the input come before `bytes`.
    dropped: u64,
    at: Position,
    /// The position of `begin`.
    marked: Position,
    has_ended: bool,
    failure: Option<io::ErrorKind>,
}

impl<R: Read> Window<R> {
    pub const fn new(reader: R) -> Self {
        let at = Position { line: 1, line_begin: 0, is_first: true };
        Self {
            reader,
            bytes: Vec::new(),
            begin: 0,
            next: 0,
            dropped: 0,
            at,
            marked: at,
            has_ended: false,
            failure: None,
        }
    }

    /// The line of the next byte, from 1.
    pub const fn line(&self) -> u64 {
        self.at.line
    }

    /// How many bytes come before the next on its line.
    pub const fn column(&self) -> u64 {
        self.dropped + self.next as u64 - self.at.line_begin
    }

    /// How many bytes come before the mark on its line.
    pub const fn marked_column(&self) -> u64 {
        self.dropped + self.begin as u64 - self.marked.line_begin
    }

    /// Whether only blanks come before the next byte on its line.
    pub const fn is_first(&self) -> bool {
        self.at.is_first
    }

    /// Why the input could not be read to its end.
    pub const fn failure(&self) -> Option<io::ErrorKind> {
        self.failure
    }

    /// The bytes from the mark to the next byte.
    pub fn kept(&self) -> &[u8] {
        &self.bytes[self.begin..self.next]
    }

    /// Keeps bytes from the next one on.
    pub const fn mark(&mut self) {
        self.begin = self.next;
        self.marked = self.at;
    }

    /// Returns to the mark.
    pub const fn rewind(&mut self) {
        self.next = self.begin;
        self.at = self.marked;
    }

    /// The next byte; `None` at the end.
    pub fn peek(&mut self) -> Option<u8> {
        if self.next == self.bytes.len() && !self.fill() {
            return None;
        }
        self.bytes.get(self.next).copied()
    }

    /// The next bytes, as many as asked for; fewer at the end.
    pub fn ahead(&mut self, count: usize) -> &[u8] {
        while self.bytes.len() - self.next < count && self.fill() {}
        let rest = &self.bytes[self.next..];
        &rest[..rest.len().min(count)]
    }

    /// Skips a byte that is neither a blank nor a line feed.
    pub const fn skip(&mut self) {
        self.next += 1;
        self.at.is_first = false;
    }

    /// Whether more than [`MAX_VALUE_BYTES`] are kept.
    pub const fn is_over_full(&self) -> bool {
        self.next - self.begin > MAX_VALUE_BYTES
    }

    /// Skips a blank.
    pub const fn skip_blank(&mut self) {
        self.next += 1;
    }

    /// Skips blanks and line feeds, and keeps them, until too much is kept.
    pub fn skip_blanks(&mut self) {
        while !self.is_over_full()
            && let Some(byte) = self.peek()
        {
            match byte {
                b'\n' => self.skip_line_feed(),
                b' ' | b'\t' | b'\r' => self.next += 1,
                _ => return,
            }
        }
    }

    /// Skips what may come between values: blanks, line feeds and byte order marks. Marks what
    /// comes next.
    pub fn skip_between(&mut self) {
        loop {
            self.skip_blanks_unkept();
            if self.peek() != Some(BYTE_ORDER_MARK[0]) || self.ahead(3) != BYTE_ORDER_MARK {
                return self.mark();
            }
            self.next += 3;
            self.at.line_begin += 3;
        }
    }

    fn skip_blanks_unkept(&mut self) {
        loop {
            self.mark();
            match self.peek() {
                Some(b'\n') => self.skip_line_feed(),
                Some(b' ' | b'\t' | b'\r') => self.next += 1,
                _ => return,
            }
        }
    }

    /// Skips a line feed.
    pub const fn skip_line_feed(&mut self) {
        self.next += 1;
        self.at = Position {
            line: self.at.line + 1,
            line_begin: self.dropped + self.next as u64,
            is_first: true,
        };
    }

    /// Skips a text, from the quote with which it begins.
    pub fn skip_text(&mut self) -> TextEnd {
        self.skip();
        loop {
            let Some(found) = memchr3(b'"', b'\\', b'\n', &self.bytes[self.next..]) else {
                self.next = self.bytes.len();
                if self.is_over_full() {
                    return TextEnd::TooLong;
                }
                if !self.fill() {
                    return TextEnd::Input;
                }
                continue;
            };
            self.next += found;
            match self.bytes[self.next] {
                b'\n' => return TextEnd::LineFeed,
                b'"' => {
                    self.next += 1;
                    return TextEnd::Quote;
                }
                // A backslash, and the byte after it unless that ends the line.
                _ => {
                    self.next += 1;
                    match self.peek() {
                        None => return TextEnd::Input,
                        Some(b'\n') => return TextEnd::LineFeed,
                        Some(_) => self.next += 1,
                    }
                }
            }
        }
    }

    /// Skips a number or a literal.
    pub fn skip_word(&mut self) {
        while let Some(byte) = self.peek()
            && (byte.is_ascii_alphanumeric() || b"+-._".contains(&byte))
            && !self.is_over_full()
        {
            self.skip();
        }
    }

    /// Skips the rest of a line, without its line feed, and keeps nothing of it.
    pub fn skip_to_line_feed(&mut self) {
        loop {
            if let Some(found) = memchr(b'\n', &self.bytes[self.next..]) {
                self.next += found;
                return self.mark();
            }
            self.next = self.bytes.len();
            self.at.is_first = false;
            self.mark();
            if !self.fill() {
                return;
            }
        }
    }

    /// Reads more. Returns whether any bytes came.
    fn fill(&mut self) -> bool {
        if self.has_ended {
            return false;
        }
        self.bytes.drain(..self.begin);
        self.dropped += self.begin as u64;
        self.next -= self.begin;
        self.begin = 0;
        let held = self.bytes.len();
        if held < CHUNK_BYTES && self.bytes.capacity() > 8 * CHUNK_BYTES {
            self.bytes.shrink_to(2 * CHUNK_BYTES);
        }
        self.bytes.resize(held + CHUNK_BYTES, 0);
        let read = loop {
            match self.reader.read(&mut self.bytes[held..]) {
                Ok(read) => break read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.failure = Some(error.kind());
                    break 0;
                }
            }
        };
        self.bytes.truncate(held + read);
        self.has_ended = read == 0;
        read > 0
    }
}
