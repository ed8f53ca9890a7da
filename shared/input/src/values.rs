//! Reads the values of a text, in whatever way they are laid out: one after another, in arrays, and
//! in pages.
//!
//! The text is read once, from begin to end. Only one value is in memory at a time, so neither an
//! array nor a page needs memory for its length. A value ends where its brackets say. `recovery`
//! finds where reading goes on after a value that is broken.

use std::io::Read;
use std::sync::Arc;

use serde::de::IgnoredAny;

use crate::foreign::{self, FIRST_BYTES};
use crate::grammar::{Fault, Grammar, Part};
use crate::item::{Item, Origin, Refusal, Sink};
use crate::window::{TextEnd, Window};

/// The field of a page that lists its documents.
const DOCUMENTS: &[u8] = b"\"conversations\"";
/// The field that makes an object a document, whatever else it has.
const DOCUMENT_ID: &[u8] = b"\"conversationId\"";
/// How deep arrays may lie in one another to be read element by element.
const MAX_ARRAYS: usize = 2;

/// What is being read around the next value.
pub(crate) enum Frame {
    /// An array, or the list of documents in a page.
    List(List),
    /// An object around such a list.
    Page(Page),
}

pub(crate) struct List {
    of_page: bool,
    /// How many elements have begun.
    elements: u64,
    /// The column of an element that is the first of its line.
    pub column: Option<u64>,
    pub after: After,
}

/// What the last thing in a list is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum After {
    Begin,
    Element,
    Comma,
}

pub(crate) struct Page {
    origin: Origin,
    /// The text of the page without its documents.
    shell: Vec<u8>,
    grammar: Grammar,
    column: Option<u64>,
}

/// How reading a value ended.
enum Scanned {
    Whole,
    /// At the bracket that begins the documents of a page.
    Documents,
    Broken(Refusal),
}

/// A broken value, from its begin.
#[derive(Debug, Default)]
pub(crate) struct Broken {
    /// Its column if it is the first of its line.
    pub column: Option<u64>,
    /// The brackets that are already open.
    pub open: Vec<u8>,
}

pub(crate) struct Values<'a, R> {
    pub window: Window<R>,
    file: Arc<str>,
    sink: Sink<'a>,
    pub frames: Vec<Frame>,
    /// Whether an array or a page was left in the middle, so that its rest may follow.
    pub has_left: bool,
    /// Whether the end of the input in the middle of a value was reported.
    was_cut: bool,
}

impl<'a, R: Read> Values<'a, R> {
    pub const fn new(reader: R, file: Arc<str>, sink: Sink<'a>) -> Self {
        let window = Window::new(reader);
        Self { window, file, sink, frames: Vec::new(), has_left: false, was_cut: false }
    }

    /// Passes everything to the sink; `None` if the sink stopped the reading.
    pub fn read(mut self) -> Option<()> {
        self.window.skip_between();
        if !matches!(self.window.peek(), Some(b'{' | b'[') | None)
            && let Some(what) = foreign::by_first_lines(self.window.ahead(FIRST_BYTES))
        {
            let origin = self.origin();
            return self.refuse(origin, Refusal::Foreign(what));
        }
        loop {
            self.window.skip_between();
            let Some(byte) = self.window.peek() else { return self.end() };
            let Some(Frame::List(list)) = self.frames.last_mut() else {
                match byte {
                    // Objects are sometimes written like the elements of an array without its
                    // brackets.
                    b',' => self.window.skip(),
                    b']' | b'}' | b'"' if self.has_left => self.window.skip_to_line_feed(),
                    _ => self.value()?,
                }
                continue;
            };
            match (byte, list.after) {
                (b',', After::Element) => {
                    list.after = After::Comma;
                    self.window.skip();
                }
                (b']', After::Begin | After::Element) => self.close()?,
                (b',' | b']', _) => {
                    self.refuse_here()?;
                    if byte == b']' {
                        self.close()?;
                    } else {
                        self.window.skip();
                    }
                }
                (_, After::Begin | After::Comma) => self.value()?,
                // A comma is missing, which costs nothing, or something else is too much.
                (b'{' | b'[', After::Element) => {
                    list.after = After::Comma;
                    self.refuse_here()?;
                }
                (_, After::Element) => {
                    self.refuse_here()?;
                    self.recover(Broken::default());
                }
            }
        }
    }

    /// Reads a value: the elements of an array and the documents of a page one by one.
    fn value(&mut self) -> Option<()> {
        let column = self.window.is_first().then(|| self.window.column());
        list_of(&mut self.frames, |list| {
            list.elements += 1;
            list.column = list.column.or(column);
            list.after = After::Element;
        });
        if self.window.peek() == Some(b'[') && self.frames.len() < MAX_ARRAYS && !self.is_in_page()
        {
            self.window.skip();
            self.open(false);
            return Some(());
        }
        let origin = self.origin();
        let mut grammar = Grammar::new();
        let broken = Broken { column, ..Broken::default() };
        match self.scan(&mut grammar, !self.is_in_page()) {
            Scanned::Whole => {
                let is_in_brackets = matches!(self.window.kept().first(), Some(b'{' | b'['));
                // The text after a word that is no JSON belongs to that word.
                if !self.pass(origin)? && !is_in_brackets {
                    self.recover(broken);
                }
                Some(())
            }
            Scanned::Documents => {
                let shell = self.window.kept().to_vec();
                let page = Page { origin, shell, grammar, column };
                self.frames.push(Frame::Page(page));
                self.open(true);
                Some(())
            }
            Scanned::Broken(refusal) => self.give_way(origin, refusal, broken),
        }
    }

    /// Closes a list. Where it was that of a page, reads the rest of the page.
    fn close(&mut self) -> Option<()> {
        self.window.mark();
        self.window.skip();
        self.frames.pop();
        let Some(Frame::Page(mut page)) = self.frames.pop_if(|top| matches!(top, Frame::Page(_)))
        else {
            return Some(());
        };
        let Ok(_) = page.grammar.take(b']') else { return Some(()) };
        match self.scan(&mut page.grammar, false) {
            Scanned::Whole => {
                page.shell.extend_from_slice(self.window.kept());
                match serde_json::from_slice::<IgnoredAny>(&page.shell) {
                    Ok(_) => Some(()),
                    Err(_) => self.refuse(page.origin, self.fault()),
                }
            }
            Scanned::Documents => Some(()),
            Scanned::Broken(refusal) => {
                let broken = Broken { column: page.column, open: vec![b'{', b'['] };
                self.give_way(page.origin, refusal, broken)
            }
        }
    }

    /// Reads to the end of a value, or to its first fault.
    fn scan(&mut self, grammar: &mut Grammar, may_be_page: bool) -> Scanned {
        let (mut lists_documents, mut is_document) = (false, !may_be_page);
        loop {
            self.window.skip_blanks();
            let Some(byte) = self.window.peek() else { return Scanned::Broken(Refusal::Cut) };
            if self.window.is_over_full() {
                return Scanned::Broken(Refusal::Long);
            }
            match grammar.take(byte) {
                Ok(Part::Mark) => {
                    self.window.skip();
                    if byte == b'[' && lists_documents && !is_document && grammar.open().len() == 2
                    {
                        return Scanned::Documents;
                    }
                }
                Ok(Part::Text) => {
                    let from = self.window.kept().len();
                    match self.window.skip_text() {
                        TextEnd::Quote => {}
                        TextEnd::LineFeed => return Scanned::Broken(self.fault()),
                        TextEnd::Input => return Scanned::Broken(Refusal::Cut),
                        TextEnd::TooLong => return Scanned::Broken(Refusal::Long),
                    }
                    if grammar.is_after_outer_name() {
                        let name = &self.window.kept()[from..];
                        lists_documents = name == DOCUMENTS;
                        is_document |= name == DOCUMENT_ID;
                    }
                }
                Ok(Part::Word) => self.window.skip_word(),
                Err(Fault::Syntax) if byte == b'\'' => return Scanned::Broken(Refusal::Quotes),
                Err(Fault::Syntax) => return Scanned::Broken(self.fault()),
                Err(Fault::Deep) => return Scanned::Broken(Refusal::Deep),
            }
            if self.window.is_over_full() {
                return Scanned::Broken(Refusal::Long);
            }
            if grammar.is_done() {
                return Scanned::Whole;
            }
        }
    }

    /// Passes the kept text to the sink, if it is JSON. Returns whether it is.
    fn pass(&self, origin: Origin) -> Option<bool> {
        let Ok(text) = str::from_utf8(self.window.kept()) else {
            return self.refuse(origin, Refusal::NotText).map(|()| false);
        };
        match serde_json::from_str::<IgnoredAny>(text) {
            Ok(_) => (self.sink)(Item::Message(origin, text.to_owned())).then_some(true),
            Err(error) => {
                let line = origin.line + error.line().saturating_sub(1) as u64;
                let before = if error.line() == 1 { self.window.marked_column() } else { 0 };
                let column = before + error.column() as u64;
                self.refuse(origin, Refusal::Json { line, column }).map(|()| false)
            }
        }
    }

    /// Reports a broken value and goes on behind it.
    fn give_way(&mut self, origin: Origin, refusal: Refusal, broken: Broken) -> Option<()> {
        let is_cut = refusal == Refusal::Cut;
        self.was_cut |= is_cut;
        // Where reading failed, that is the cause, which is reported in the end.
        if !(is_cut && self.window.failure().is_some()) {
            self.refuse(origin, refusal)?;
        }
        self.window.rewind();
        self.recover(broken);
        Some(())
    }

    fn end(&mut self) -> Option<()> {
        let origin = self.origin();
        match self.window.failure() {
            Some(kind) => self.refuse(origin, Refusal::Unreadable(kind)),
            None if !self.frames.is_empty() && !self.was_cut => self.refuse(origin, Refusal::Cut),
            None => Some(()),
        }
    }

    fn open(&mut self, of_page: bool) {
        let list = List { of_page, elements: 0, column: None, after: After::Begin };
        self.frames.push(Frame::List(list));
    }

    fn is_in_page(&self) -> bool {
        self.frames.iter().any(|frame| matches!(frame, Frame::Page(_)))
    }

    fn fault(&self) -> Refusal {
        Refusal::Json { line: self.window.line(), column: self.window.column() + 1 }
    }

    fn refuse_here(&self) -> Option<()> {
        self.refuse(self.origin(), self.fault())
    }

    fn refuse(&self, origin: Origin, refusal: Refusal) -> Option<()> {
        (self.sink)(Item::Refused(origin, refusal)).then_some(())
    }

    /// The position of the next byte.
    fn origin(&self) -> Origin {
        let mut origin = Origin::of_line(Arc::clone(&self.file), self.window.line());
        for frame in &self.frames {
            match frame {
                Frame::List(List { of_page: true, elements, .. }) => {
                    origin.conversation = Some(*elements);
                }
                Frame::List(List { elements, .. }) => origin.element = Some(*elements),
                Frame::Page(_) => {}
            }
        }
        origin
    }
}

/// Changes the innermost list, if a list is being read.
fn list_of(frames: &mut [Frame], change: impl FnOnce(&mut List)) {
    if let Some(Frame::List(list)) = frames.last_mut() {
        change(list);
    }
}
