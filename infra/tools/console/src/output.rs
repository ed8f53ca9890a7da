//! Prints results on standard output, for a person or for a program; everything else on standard
//! error.

use std::fmt;
use std::io::{self, IsTerminal, Write};

use render::Style;
use serde::Serialize;

/// Where results go.
#[derive(Debug, Clone, Copy)]
pub struct Output {
    json: bool,
    style: Style,
}

impl Output {
    /// JSON Lines when `json` is set, or when standard output is not a terminal.
    #[must_use]
    pub fn new(json: bool) -> Self {
        let json = json || !io::stdout().is_terminal();
        Self { json, style: Style::of_stdout() }
    }

    /// Whether results are JSON Lines.
    #[must_use]
    pub const fn is_json(&self) -> bool {
        self.json
    }

    /// How results are formatted for a person.
    #[must_use]
    pub const fn style(&self) -> &Style {
        &self.style
    }

    /// Prints a result as a line of JSON.
    ///
    /// # Errors
    /// Standard output cannot be written.
    pub fn line(&self, result: &impl Serialize) -> io::Result<()> {
        write_line(&mut io::stdout().lock(), result)
    }

    /// Prints text as it is.
    ///
    /// # Errors
    /// Standard output cannot be written.
    pub fn text(&self, text: &str) -> io::Result<()> {
        let mut out = io::stdout().lock();
        out.write_all(text.as_bytes())?;
        if text.ends_with('\n') { Ok(()) } else { out.write_all(b"\n") }
    }

    /// Prints a note on standard error. A failure to write it is ignored.
    pub fn note(&self, text: &str) {
        let _ = writeln!(io::stderr().lock(), "{text}");
    }
}

/// A count with its noun, in the singular or the plural.
#[must_use]
pub fn counted<N: fmt::Display + PartialEq + From<u8>>(count: N, one: &str) -> String {
    if count == N::from(1) { format!("1 {one}") } else { format!("{count} {one}s") }
}

/// Writes a line with a single write. A process that is killed then leaves whole lines, so the
/// output of the next run starts on its own line.
fn write_line(out: &mut impl Write, result: &impl Serialize) -> io::Result<()> {
    let mut line = serde_json::to_vec(result)?;
    line.push(b'\n');
    out.write_all(&line)
}

#[cfg(test)]
mod tests {
    use std::io::LineWriter;

    use super::*;

    /// The length of every write.
    struct Writes(Vec<usize>);

    impl Write for Writes {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.push(bytes.len());
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// Standard output is a [`LineWriter`], too.
    #[test]
    fn every_line_is_a_single_write() {
        let mut out = LineWriter::new(Writes(Vec::new()));
        for length in [1, 1_000, 5_000] {
            write_line(&mut out, &"x".repeat(length)).unwrap();
        }
        assert_eq!(out.get_ref().0, [4, 1_003, 5_003]);
    }
}
