//! Files of conversation-details documents, laid out in any way that [`input`] reads; `-` is
//! standard input.

use std::cell::RefCell;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use genesys::details::{ConversationDetails, Part, documents as documents_of};
use input::{Item, Origin, Rejections};

/// Why a value of a file cannot be compared or simulated. Never quotes it.
const NAMELESS: &str = "a document has no conversation id: give each a conversationId of 1 to 64 \
                        letters, digits or hyphens";

/// Why a file of documents cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DocumentsError {
    /// The file cannot be read.
    #[error("cannot read {file}: {source}", file = .file.display())]
    Read {
        /// The file.
        file: PathBuf,
        /// The error of the system.
        source: io::Error,
    },
    /// The file holds no document.
    #[error("{file}: no conversation-details document in it", file = .file.display())]
    Empty {
        /// The file.
        file: PathBuf,
    },
}

/// What a file holds.
#[derive(Debug, Default)]
pub struct Documents {
    /// The documents, in order.
    pub documents: Vec<ConversationDetails>,
    /// How many values are not documents.
    pub rejected: u64,
    /// Why: the first of each kind, with their positions.
    pub reasons: Vec<String>,
    rejections: Rejections,
}

impl Documents {
    fn take(&mut self, item: Item) {
        match item {
            Item::Message(origin, text) => {
                for document in documents_of(&text) {
                    match document.map(ConversationDetails::from_fields) {
                        Ok(Some(document)) => self.documents.push(document),
                        Ok(None) => self.reject(&origin, NAMELESS, false),
                        Err(none) => self.reject(&origin, &none.to_string(), none.is_about_file()),
                    }
                }
            }
            Item::Refused(origin, refusal) => {
                self.reject(&origin, &refusal.to_string(), refusal.is_about_file());
            }
        }
    }

    fn reject(&mut self, origin: &Origin, reason: &str, once: bool) {
        self.rejected += 1;
        if self.rejections.add(origin, reason, once) {
            self.reasons.push(format!("{origin}: {reason}"));
        }
    }
}

/// Reads the documents of a file. A value that is not a document is left out.
///
/// # Errors
/// See [`DocumentsError`].
pub fn documents(file: &Path) -> Result<Documents, DocumentsError> {
    let reader: Box<dyn Read> = if file.as_os_str() == "-" {
        Box::new(io::stdin())
    } else {
        let opened = File::open(file)
            .map_err(|source| DocumentsError::Read { file: file.to_owned(), source })?;
        Box::new(opened)
    };
    let name: Arc<str> = file.display().to_string().into();
    let found = RefCell::new(Documents::default());
    // The result may be ignored: this sink never stops the reading.
    let _ = input::read(&name, reader, &|item| {
        found.borrow_mut().take(item);
        true
    });
    let mut found = found.into_inner();
    let more = found.rejections.unprinted();
    let more: Vec<String> =
        more.map(|(first, more)| format!("{name}: {more} more like {first}")).collect();
    found.reasons.extend(more);
    if found.documents.is_empty() && found.rejected == 0 {
        Err(DocumentsError::Empty { file: file.to_owned() })
    } else {
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The ids of the documents in a file, and the reasons why other values are not.
    fn read(text: &str) -> (Vec<String>, Vec<String>) {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        let name = file.path().display().to_string();
        let read = documents(file.path()).unwrap();
        let ids = read.documents.iter().map(|one| one.conversation_id.to_string()).collect();
        (ids, read.reasons.iter().map(|reason| reason.replace(&name, "FILE")).collect())
    }

    /// GIVEN a document, an array, a page or lines of them WHEN read THEN the documents come in
    /// order.
    #[test]
    fn every_form_of_document_file_is_read() {
        let (a, b) = (r#"{"conversationId":"a"}"#, "{\n \"conversationId\": \"b\"\n}");
        for (text, ids) in [
            (a.to_owned(), &["a"][..]),
            (format!("[{a},{b}]"), &["a", "b"]),
            (format!("{{\"conversations\":[{b},{a}],\"totalHits\":2}}"), &["b", "a"]),
            (format!("{a}\n\n{b}\n"), &["a", "b"]),
        ] {
            assert_eq!(read(&text), (ids.iter().map(ToString::to_string).collect(), Vec::new()));
        }
    }

    /// GIVEN values that are not documents WHEN read THEN each is reported with its position, and
    /// the documents beside them are read.
    #[test]
    fn other_values_are_left_out() {
        let (ids, reasons) = read(
            "{\"conversationId\":\"a\"}\n{oops\n[{\"conversationId\":\"b\"},{}]\n{\"jobId\":1}",
        );
        assert_eq!((ids.len(), reasons.len()), (2, 3), "{reasons:?}");
        assert!(reasons[0].starts_with("FILE:2: not JSON from line 2, column 2"), "{reasons:?}");
        assert!(reasons[1].starts_with("FILE:3: element 2: not a conv"), "{reasons:?}");
        assert!(reasons[2].starts_with("FILE:4: the state of a job"), "{reasons:?}");
    }

    /// GIVEN a file that is absent or empty WHEN read THEN the error names it.
    #[test]
    fn errors_name_the_file() {
        let missing = documents(Path::new("no/such/file")).unwrap_err();
        assert!(missing.to_string().starts_with("cannot read no/such/file"));
        let file = tempfile::NamedTempFile::new().unwrap();
        let empty = documents(file.path()).unwrap_err().to_string();
        assert!(empty.ends_with(": no conversation-details document in it"), "{empty}");
    }
}
