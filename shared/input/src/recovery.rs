//! Finds where reading goes on after a broken value, so that it costs as little else as can be
//! known.
//!
//! A broken value ends
//!
//! - where its brackets balance outside of texts in quotes: then at the comma or bracket that
//!   follows in an array, else at the next `{` or the end of the line;
//! - or else before the next line that begins a value: its first byte is `{` or `[`, and it is not
//!   indented, or no more than the broken value was. A text in quotes ends with its line at the
//!   latest.
//!
//! Both are looked for at once, from the begin of the broken value on, and the first is taken. So
//! only a broken value over many lines without any indentation may be taken for several, and one
//! that lost a bracket in an array on a single line costs the rest of that line.

use std::io::Read;

use crate::values::{After, Broken, Frame, Values};

/// More brackets than these are not counted, so that memory is bounded.
const MAX_BRACKETS: usize = 1 << 20;

/// The brackets that are open.
struct Brackets {
    open: Vec<u8>,
    /// How many of them are `{`.
    braces: usize,
}

impl Brackets {
    fn of(open: &[u8]) -> Self {
        let mut brackets = Self { open: Vec::new(), braces: 0 };
        open.iter().for_each(|bracket| brackets.push(*bracket));
        brackets
    }

    const fn is_empty(&self) -> bool {
        self.open.is_empty()
    }

    fn push(&mut self, bracket: u8) {
        if self.open.len() < MAX_BRACKETS {
            self.open.push(bracket);
            self.braces += usize::from(bracket == b'{');
        }
    }

    /// Closes the last bracket of this kind, and those in it. Returns whether one was open.
    fn close(&mut self, closing: u8) -> bool {
        let opening = if closing == b'}' { b'{' } else { b'[' };
        let of_kind = if opening == b'{' { self.braces } else { self.open.len() - self.braces };
        if of_kind == 0 {
            return false;
        }
        while let Some(bracket) = self.open.pop() {
            self.braces -= usize::from(bracket == b'{');
            if bracket == opening {
                break;
            }
        }
        true
    }
}

impl<R: Read> Values<'_, R> {
    /// Skips a broken value, from the next byte on.
    pub(crate) fn recover(&mut self, broken: Broken) {
        let Broken { column, open } = broken;
        let mut open = Brackets::of(&open);
        let (mut is_begin, mut is_balanced) = (true, false);
        let indent = column.or_else(|| self.list_column()).unwrap_or_default();
        loop {
            self.window.mark();
            let Some(byte) = self.window.peek() else {
                self.frames.clear();
                return;
            };
            let is_in_list = matches!(self.frames.last(), Some(Frame::List(_)));
            let begins_line = self.window.is_first() && self.window.column() <= indent;
            if begins_line && !is_begin && matches!(byte, b'{' | b'[') {
                return self.go_on_at(self.window.column());
            }
            match byte {
                b'\n' if open.is_empty() && self.frames.is_empty() => return,
                b'\n' => self.window.skip_line_feed(),
                b' ' | b'\t' | b'\r' => self.window.skip_blank(),
                b',' if open.is_empty() && is_in_list => return,
                b'{' if open.is_empty() && !is_in_list && !is_begin => return,
                b'"' => {
                    self.window.skip_text();
                }
                b'{' | b'[' => {
                    open.push(byte);
                    self.window.skip();
                }
                b'}' | b']' => {
                    let was_open = open.close(byte);
                    let is_whole = is_balanced && column.is_some();
                    if !was_open && byte == b']' && self.closes_list(is_whole) {
                        return;
                    }
                    self.window.skip();
                }
                _ => self.window.skip(),
            }
            is_begin = false;
            is_balanced = match byte {
                b'}' | b']' => open.is_empty(),
                b' ' | b'\t' | b'\r' | b'\n' => is_balanced,
                _ => false,
            };
        }
    }

    /// Whether the bracket that comes next closes the innermost list. If the elements are lines of
    /// their own, so is the bracket, and it is indented less, or it follows a whole element. Else
    /// it belongs to a value that lost something.
    fn closes_list(&self, is_after_whole: bool) -> bool {
        let is_list = matches!(self.frames.last(), Some(Frame::List(_)));
        let is_outside = |column| self.window.is_first() && self.window.column() < column;
        is_list && (is_after_whole || self.list_column().is_none_or(is_outside))
    }

    /// The column of the innermost list's elements, if they are lines of their own.
    fn list_column(&self) -> Option<u64> {
        let Some(Frame::List(list)) = self.frames.last() else { return None };
        list.column
    }

    /// Goes on with a value at the begin of a line, which belongs to the innermost list whose
    /// elements have this column.
    fn go_on_at(&mut self, column: u64) {
        while let Some(frame) = self.frames.last_mut() {
            if let Frame::List(list) = frame
                && list.column == Some(column)
            {
                list.after = After::Comma;
                return;
            }
            self.frames.pop();
            self.has_left = true;
        }
    }
}
