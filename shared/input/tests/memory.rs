//! Memory does not grow with a file, whatever its layout, and a broken value is not kept either.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

use std::cell::Cell;
use std::io::{self, Cursor, Read};

use input::{Item, read};

/// A text that is repeated, without being in memory.
struct Repeated {
    text: Vec<u8>,
    times: usize,
    at: usize,
}

impl Read for Repeated {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.at == self.text.len() {
            self.at = 0;
            self.times -= 1;
        }
        if self.times == 0 {
            return Ok(0);
        }
        let count = buffer.len().min(self.text.len() - self.at);
        buffer[..count].copy_from_slice(&self.text[self.at..self.at + count]);
        self.at += count;
        Ok(count)
    }
}

/// The most bytes in use while a file is read, the number of its values, and of its refusals.
fn most_bytes(begin: &str, text: &str, times: usize) -> (u64, usize, usize) {
    let (values, refusals) = (Cell::new(0), Cell::new(0));
    let file = "f".into();
    let used = allocation_counter::measure(|| {
        let repeated = Repeated { text: text.as_bytes().to_vec(), times, at: 0 };
        let reader = Cursor::new(begin.as_bytes().to_vec()).chain(repeated);
        let _ = read(&file, reader, &|item| {
            let count = if matches!(item, Item::Message(..)) { &values } else { &refusals };
            count.set(count.get() + 1);
            true
        });
    });
    (used.bytes_max, values.get(), refusals.get())
}

#[test]
fn memory_does_not_grow_with_the_file() {
    let document = format!("    {{\n      \"a\": \"{}\"\n    }},\n", "x".repeat(4_000));
    let line = format!("{{\"a\":\"{}\"}}\n", "x".repeat(4_000));
    let quotes = format!("[\"{}\", oops\n", "x".repeat(4_000));
    for (name, begin, text) in [
        ("lines", "", &*line),
        ("an array", "[\n", &*document),
        ("a page", "{\"conversations\": [\n", &*document),
        ("an array of pages", "[{\"conversations\": [\n", &*document),
        ("blanks", "[1,\n", &*" ".repeat(4_000)),
        ("one line that is no JSON", "", &*"x".repeat(4_000)),
        ("brackets that never close", "{]", "{\n[[["),
        ("broken lines", "", &*quotes),
    ] {
        let (few, ..) = most_bytes(begin, text, 500);
        let (many, values, refusals) = most_bytes(begin, text, 5_000);
        assert!(values + refusals > 0, "{name}");
        assert!(many < few + 200_000 && many < 2_000_000, "{name}: {few}, then {many} bytes");
    }
}
