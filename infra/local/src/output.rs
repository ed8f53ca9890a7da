//! What the command prints: results on standard output, as a person or as a program reads them; everything else on
//! standard error.

use std::io::{self, IsTerminal, Write};

use serde::Serialize;

use crate::render::Style;

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
        let mut out = io::stdout().lock();
        serde_json::to_writer(&mut out, result)?;
        out.write_all(b"\n")
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
