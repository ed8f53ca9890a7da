//! Reads files one JSON value at a time, so that memory does not grow with a file.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::SystemTime;

use input::{Item, Sink};
use tokio::sync::mpsc;

/// How many items may wait between the reader and the functions.
const WAITING: usize = 8;

/// Why a file could not be opened.
#[derive(Debug, thiserror::Error)]
#[error("{file} cannot be read ({reason}): name files, or - for standard input")]
pub struct Unopened {
    file: String,
    reason: io::Error,
}

/// The items of the files, in order, and how many bytes were read so far.
#[derive(Debug)]
pub struct Input {
    items: mpsc::Receiver<Item>,
    bytes: Arc<AtomicU64>,
    total_bytes: Option<u64>,
    modified_at: HashMap<Arc<str>, SystemTime>,
}

impl Input {
    /// Opens all files before the first is read.
    ///
    /// # Errors
    /// A file cannot be opened.
    pub fn open(files: &[PathBuf]) -> Result<Self, Unopened> {
        let bytes = Arc::default();
        let sources =
            files.iter().map(|file| Source::open(file, &bytes)).collect::<Result<Vec<_>, _>>()?;
        let total_bytes = sources.iter().map(|source| source.bytes).sum();
        let modified_at = sources
            .iter()
            .filter_map(|source| Some((Arc::clone(&source.name), source.modified_at?)))
            .collect();
        let (sender, items) = mpsc::channel(WAITING);
        thread::spawn(move || {
            for source in sources {
                if source.read(&|item| sender.blocking_send(item).is_ok()).is_none() {
                    return;
                }
            }
        });
        Ok(Self { items, bytes, total_bytes, modified_at })
    }

    /// The next item; `None` at the end of the last file.
    pub async fn next(&mut self) -> Option<Item> {
        self.items.recv().await
    }

    /// Bytes read so far, before decompression.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    /// When a file was last modified; of standard input, when it was opened. `None` if the file
    /// system does not tell.
    #[must_use]
    pub fn modified_at(&self, file: &str) -> Option<SystemTime> {
        self.modified_at.get(file).copied()
    }

    /// Bytes of all files; `None` when standard input is among them.
    #[must_use]
    pub const fn total_bytes(&self) -> Option<u64> {
        self.total_bytes
    }
}

struct Source {
    name: Arc<str>,
    reader: Counted,
    bytes: Option<u64>,
    modified_at: Option<SystemTime>,
}

impl Source {
    fn open(file: &Path, bytes: &Arc<AtomicU64>) -> Result<Self, Unopened> {
        let name: Arc<str> = file.display().to_string().into();
        let unopened = |reason| Unopened { file: file.display().to_string(), reason };
        let is_stdin = file.as_os_str() == "-";
        let (reader, length, modified_at): (Box<dyn Read + Send>, _, _) = if is_stdin {
            (Box::new(io::stdin()), None, Some(SystemTime::now()))
        } else {
            let opened = File::open(file).map_err(unopened)?;
            let metadata = opened.metadata().map_err(unopened)?;
            if metadata.is_dir() {
                return Err(unopened(io::ErrorKind::IsADirectory.into()));
            }
            (Box::new(opened), Some(metadata.len()), metadata.modified().ok())
        };
        let reader = Counted { reader, bytes: Arc::clone(bytes) };
        Ok(Self { name, reader, bytes: length, modified_at })
    }

    /// Sends all items of the source to the sink; `None` when the sink takes no more.
    fn read(self, sink: Sink<'_>) -> Option<()> {
        input::read(&self.name, self.reader, sink)
    }
}

/// Counts what is read, for the progress bar.
struct Counted {
    reader: Box<dyn Read + Send>,
    bytes: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        self.bytes.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use input::Refusal;

    use super::*;

    // A truncated gzip file is reported.
    #[tokio::test]
    async fn gzip_is_detected_by_its_first_bytes() {
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

    #[tokio::test]
    async fn files_after_an_empty_one_are_read() {
        let folder = tempfile::tempdir().unwrap();
        let files = ["empty", "blank", "last"].map(|name| folder.path().join(name));
        for (file, text) in files.iter().zip(["", " \n", "7\n"]) {
            std::fs::write(file, text).unwrap();
        }
        let mut input = Input::open(&files).unwrap();
        assert!(matches!(input.next().await, Some(Item::Message(_, text)) if text == "7"));
        assert_eq!(input.next().await, None);
    }
}
