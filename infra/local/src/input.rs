//! Events from files, one at a time: memory does not grow with a file.
//!
//! A file whose first non-blank byte is `[` is one JSON array. Otherwise each line stands alone and holds one or more
//! objects, so a broken line costs nothing but itself. Gzip is known by its magic bytes, whatever the name.

mod array;
pub mod documents;
mod lines;

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;

use flate2::bufread::MultiGzDecoder;
use tokio::sync::mpsc;

/// How many items wait between the reader and the functions.
const WAITING: usize = 32;
/// A line longer than this is no line of events: it has room for eight of the largest.
const MAX_LINE_BYTES: usize = 8 * 1_048_576;

/// Where something stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The file, as it was named.
    pub file: Arc<str>,
    /// The line, from 1.
    pub line: u64,
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

/// What a file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// The text of one JSON value, an event unless it is none.
    Message(Origin, String),
    /// Something that is no JSON value.
    Refused(Origin, Refusal),
}

/// Why a part of a file is no JSON value. Never quotes the file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// A value on a line does not parse from the column where it begins; what stood before was taken.
    #[error("not JSON from column {0} on: write one or more whole EventBridge events on a line")]
    Line(usize),
    /// A line is longer than any events are.
    #[error("longer than {MAX_LINE_BYTES} bytes: put events on lines of their own")]
    Long,
    /// The array does not parse; what stood before was taken.
    #[error("not a JSON array from here on (column {0}): the rest of the file was not read")]
    Array(usize),
    /// The file cannot be read any further.
    #[error("cannot be read any further ({0}): the rest of the file was not read")]
    Unreadable(io::ErrorKind),
}

/// Why no file could be read at all.
#[derive(Debug, thiserror::Error)]
#[error("{file} cannot be read ({reason}): name files of EventBridge events, or - for standard input")]
pub struct Unopened {
    file: String,
    reason: io::Error,
}

/// What the files hold, in order; and how many bytes of them were read so far.
#[derive(Debug)]
pub struct Input {
    items: mpsc::Receiver<Item>,
    bytes: Arc<std::sync::atomic::AtomicU64>,
    total_bytes: Option<u64>,
}

impl Input {
    /// Opens the files, every one of them before the first is read.
    ///
    /// # Errors
    /// A file cannot be opened.
    pub fn open(files: &[PathBuf]) -> Result<Self, Unopened> {
        let bytes = Arc::default();
        let sources = files.iter().map(|file| Source::open(file, &bytes)).collect::<Result<Vec<_>, _>>()?;
        let total_bytes = sources.iter().map(|source| source.bytes).sum();
        let (sender, items) = mpsc::channel(WAITING);
        thread::spawn(move || {
            for source in sources {
                if source.read(&|item| sender.blocking_send(item).is_ok()).is_none() {
                    return;
                }
            }
        });
        Ok(Self { items, bytes, total_bytes })
    }

    /// The next item; `None` at the end of the last file.
    pub async fn next(&mut self) -> Option<Item> {
        self.items.recv().await
    }

    /// Bytes read so far, before decompression.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.bytes.load(std::sync::atomic::Ordering::Relaxed)
    }

    /// Bytes of all files; `None` when standard input is among them.
    #[must_use]
    pub const fn total_bytes(&self) -> Option<u64> {
        self.total_bytes
    }
}

/// Takes an item; `false` when nobody wants any more.
type Sink<'a> = &'a dyn Fn(Item) -> bool;

struct Source {
    name: Arc<str>,
    reader: Box<dyn BufRead + Send>,
    bytes: Option<u64>,
}

impl Source {
    fn open(file: &Path, bytes: &Arc<std::sync::atomic::AtomicU64>) -> Result<Self, Unopened> {
        let name: Arc<str> = file.display().to_string().into();
        let unopened = |reason| Unopened { file: file.display().to_string(), reason };
        let (reader, length): (Box<dyn Read + Send>, _) = if file.as_os_str() == "-" {
            (Box::new(io::stdin()), None)
        } else {
            let opened = File::open(file).map_err(unopened)?;
            let metadata = opened.metadata().map_err(unopened)?;
            if metadata.is_dir() {
                return Err(unopened(io::ErrorKind::IsADirectory.into()));
            }
            (Box::new(opened), Some(metadata.len()))
        };
        let counted = Counted { reader, bytes: Arc::clone(bytes) };
        Ok(Self { name, reader: Box::new(BufReader::with_capacity(1 << 17, counted)), bytes: length })
    }

    /// Gives all that the source holds; `None` when nobody wants any more.
    fn read(mut self, sink: Sink<'_>) -> Option<()> {
        let origin = Origin { file: Arc::clone(&self.name), line: 1 };
        let gzip = match self.reader.fill_buf() {
            Ok(start) => start.starts_with(&[0x1f, 0x8b]),
            Err(error) => return sink(Item::Refused(origin, Refusal::Unreadable(error.kind()))).then_some(()),
        };
        if gzip {
            read_text(BufReader::with_capacity(1 << 17, MultiGzDecoder::new(self.reader)), origin, sink)
        } else {
            read_text(self.reader, origin, sink)
        }
    }
}

fn read_text(mut reader: impl BufRead, mut origin: Origin, sink: Sink<'_>) -> Option<()> {
    loop {
        let start = match reader.fill_buf() {
            Ok(start) => start,
            Err(error) => return sink(Item::Refused(origin, Refusal::Unreadable(error.kind()))).then_some(()),
        };
        let mark = "\u{feff}".as_bytes();
        let blank =
            if start.starts_with(mark) { mark.len() } else { usize::from(start.first()?.is_ascii_whitespace()) };
        match (blank, start.first()) {
            (0, Some(b'[')) => return array::read(reader, &origin, sink),
            (0, _) => return lines::read(reader, origin, sink),
            (blank, first) => {
                origin.line += u64::from(first == Some(&b'\n'));
                reader.consume(blank);
            }
        }
    }
}

/// Counts what is read, for the progress bar.
struct Counted {
    reader: Box<dyn Read + Send>,
    bytes: Arc<std::sync::atomic::AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        self.bytes.fetch_add(read as u64, std::sync::atomic::Ordering::Relaxed);
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::io::Write;

    use super::*;

    fn read(text: &[u8]) -> Vec<String> {
        let items = RefCell::new(Vec::new());
        let origin = Origin { file: "f".into(), line: 1 };
        read_text(BufReader::with_capacity(7, text), origin, &|item| {
            items.borrow_mut().push(match item {
                Item::Message(origin, text) => format!("{} {}", origin.line, text),
                Item::Refused(origin, refusal) => format!("{} {refusal:?}", origin.line),
            });
            true
        });
        items.into_inner()
    }

    #[test]
    fn lines_stand_alone_and_hold_one_or_more_values() {
        let text = b"\xef\xbb\xbf\n {\"a\":1}\n\n{\"b\":2}{\"c\":3} {\"d\":\n5\nnull\n\xff\xfe\n{\"e\":4}";
        assert_eq!(
            read(text),
            ["2 {\"a\":1}", "4 {\"b\":2}", "4 {\"c\":3}", "4 Line(16)", "5 5", "6 null", "7 Line(1)", "8 {\"e\":4}"]
        );
    }

    #[test]
    fn an_array_is_read_element_by_element() {
        assert_eq!(read(b"\n [\n{\"a\":\n1},\n7, null]\n"), ["3 {\"a\":\n1}", "5 7", "5 null"]);
        assert_eq!(read(b"[{\"a\":1},\n{\"b\":]"), ["1 {\"a\":1}", "2 Array(6)"]);
        assert_eq!(read(b"[{\"a\":1}] x"), ["1 {\"a\":1}", "1 Array(11)"]);
        assert_eq!(read(b"[]"), Vec::<String>::new());
        assert_eq!(read(b" \n"), Vec::<String>::new());
    }

    #[test]
    fn a_line_that_is_too_long_costs_nothing_but_itself() {
        let mut text = vec![b'x'; MAX_LINE_BYTES + 10];
        text.extend(b"\n{}");
        assert_eq!(read(&text), ["1 Long", "2 {}"]);
    }

    #[tokio::test]
    async fn gzip_is_known_by_its_first_bytes_and_a_cut_file_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("events");
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(b"{\"a\":1}\n").unwrap();
        let mut whole = encoder.finish().unwrap();
        let length = whole.len();
        whole.extend_from_within(..length - 4);
        std::fs::write(&file, &whole).unwrap();
        let mut input = Input::open(&[file]).unwrap();
        assert_eq!(input.total_bytes(), Some(whole.len() as u64));
        assert!(matches!(input.next().await, Some(Item::Message(_, text)) if text == "{\"a\":1}"));
        assert!(matches!(input.next().await, Some(Item::Message(_, text)) if text == "{\"a\":1}"));
        assert!(matches!(input.next().await, Some(Item::Refused(_, Refusal::Unreadable(_)))));
        assert_eq!(input.next().await, None);
        assert!(Input::open(&[folder.path().join("none")]).is_err());
        assert!(Input::open(&[folder.path().to_path_buf()]).is_err());
    }
}
