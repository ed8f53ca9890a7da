//! The brackets, commas and colons of one JSON value. They find its end, and the first byte that
//! cannot be right; `serde_json` parses the value once its end is known.

/// The deepest nesting that is read. The parser of bodies allows 127 levels in a body, which is two
/// levels down in an event.
pub(crate) const MAX_DEPTH: usize = 160;

/// What a byte begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// A bracket, a comma or a colon: the byte is all of it.
    Mark,
    /// A text in quotes.
    Text,
    /// A number or a literal.
    Word,
}

/// Why a byte cannot come next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// JSON does not allow it there.
    Syntax,
    /// The byte opens one bracket more than [`MAX_DEPTH`].
    Deep,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expects {
    Value,
    ValueOrEnd,
    Name,
    NameOrEnd,
    Colon,
    CommaOrEnd,
    Nothing,
}

/// How far a value has been read.
#[derive(Debug)]
pub(crate) struct Grammar {
    /// The brackets that are open: `{` and `[`.
    open: Vec<u8>,
    expects: Expects,
}

impl Grammar {
    pub const fn new() -> Self {
        Self { open: Vec::new(), expects: Expects::Value }
    }

    /// Takes the first byte of the next part.
    pub fn take(&mut self, byte: u8) -> Result<Part, Fault> {
        use Expects::{Colon, CommaOrEnd, Name, NameOrEnd, Nothing, Value, ValueOrEnd};
        match (self.expects, byte) {
            (Value | ValueOrEnd, b'{' | b'[') if self.open.len() == MAX_DEPTH => {
                return Err(Fault::Deep);
            }
            (Value | ValueOrEnd, b'{' | b'[') => {
                self.open.push(byte);
                self.expects = if byte == b'{' { NameOrEnd } else { ValueOrEnd };
            }
            (Value | ValueOrEnd, b'"') => {
                self.end_value();
                return Ok(Part::Text);
            }
            (Value | ValueOrEnd, b'-' | b'0'..=b'9' | b't' | b'f' | b'n') => {
                self.end_value();
                return Ok(Part::Word);
            }
            (Name | NameOrEnd, b'"') => {
                self.expects = Colon;
                return Ok(Part::Text);
            }
            (Colon, b':') => self.expects = Value,
            (CommaOrEnd, b',') => {
                self.expects = if self.open.last() == Some(&b'{') { Name } else { Value };
            }
            (NameOrEnd | CommaOrEnd, b'}') if self.open.last() == Some(&b'{') => self.close(),
            (ValueOrEnd | CommaOrEnd, b']') if self.open.last() == Some(&b'[') => self.close(),
            (Value | ValueOrEnd | Name | NameOrEnd | Colon | CommaOrEnd | Nothing, _) => {
                return Err(Fault::Syntax);
            }
        }
        Ok(Part::Mark)
    }

    /// The brackets that are open.
    pub fn open(&self) -> &[u8] {
        &self.open
    }

    /// Whether the value is complete.
    pub fn is_done(&self) -> bool {
        self.expects == Expects::Nothing
    }

    /// Whether a name of the outermost object was just read.
    pub fn is_after_outer_name(&self) -> bool {
        self.expects == Expects::Colon && self.open.len() == 1
    }

    fn close(&mut self) {
        self.open.pop();
        self.end_value();
    }

    fn end_value(&mut self) {
        self.expects = if self.open.is_empty() { Expects::Nothing } else { Expects::CommaOrEnd };
    }
}
