//! What the command prints: results on standard output, as a person or as a program reads them; everything else on
//! standard error.

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
    /// JSON Lines when asked for, or when standard output is no terminal.
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

    /// How a person reads them.
    #[must_use]
    pub const fn style(&self) -> &Style {
        &self.style
    }

    /// Prints a result as a line of JSON.
    ///
    /// # Errors
    /// Standard output takes no more.
    pub fn line(&self, result: &impl Serialize) -> io::Result<()> {
        write_line(&mut io::stdout().lock(), result)
    }

    /// Prints text as it is.
    ///
    /// # Errors
    /// Standard output takes no more.
    pub fn text(&self, text: &str) -> io::Result<()> {
        let mut out = io::stdout().lock();
        out.write_all(text.as_bytes())?;
        if text.ends_with('\n') { Ok(()) } else { out.write_all(b"\n") }
    }

    /// Tells something that is no result. Nobody to tell is no reason to stop.
    pub fn note(&self, text: &str) {
        let _ = writeln!(io::stderr().lock(), "{text}");
    }
}

/// So many of something, as it is said of one and of more.
#[must_use]
pub fn counted<N: fmt::Display + PartialEq + From<u8>>(count: N, one: &str) -> String {
    if count == N::from(1) { format!("1 {one}") } else { format!("{count} {one}s") }
}

/// Writes a line at once: a process that is killed leaves whole lines, so what the next one appends to them begins on a line
/// of its own.
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
    fn a_line_is_one_write_however_long_it_is() {
        let mut out = LineWriter::new(Writes(Vec::new()));
        for length in [1, 1_000, 5_000] {
            write_line(&mut out, &"x".repeat(length)).unwrap();
        }
        assert_eq!(out.get_ref().0, [4, 1_003, 5_003]);
    }
}
