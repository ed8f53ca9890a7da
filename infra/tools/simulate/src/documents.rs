//! Files of conversation-details documents: one document, an array of them, a page of a details
//! query (`{"conversations": […]}`), or a sequence of these, such as JSON Lines; plain or gzip; `-`
//! is standard input.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use genesys::details::ConversationDetails;
use serde_json::Value;

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
    /// The file is not JSON.
    #[error(
        "{file}, line {line}, column {column}: not JSON; give one conversation-details document, \
         an array of them, a page {{\"conversations\": […]}} or JSON Lines",
        file = .file.display()
    )]
    NotJson {
        /// The file.
        file: PathBuf,
        /// Line of the first error, from 1.
        line: usize,
        /// Column of the first error, from 1.
        column: usize,
    },
    /// A value in the file is JSON, but not a conversation-details document.
    #[error(
        "{file}: its {position}. document is not a conversation-details document; it must be an \
         object with a conversationId",
        file = .file.display()
    )]
    NotADocument {
        /// The file.
        file: PathBuf,
        /// The number of the document in the file, from 1.
        position: usize,
    },
    /// The file holds no document.
    #[error("{file}: no conversation-details document in it", file = .file.display())]
    Empty {
        /// The file.
        file: PathBuf,
    },
}

/// Reads the documents of a file, in order.
///
/// # Errors
/// See [`DocumentsError`]. If one document is invalid, none of the file is returned.
pub fn documents(file: &Path) -> Result<Vec<ConversationDetails>, DocumentsError> {
    let text =
        text(file).map_err(|source| DocumentsError::Read { file: file.to_owned(), source })?;
    let mut documents = Vec::new();
    for value in serde_json::Deserializer::from_str(&text).into_iter::<Value>() {
        let value = value.map_err(|error| DocumentsError::NotJson {
            file: file.to_owned(),
            line: error.line(),
            column: error.column(),
        })?;
        for value in listed(value) {
            let position = documents.len() + 1;
            let document = serde_json::from_value(value)
                .map_err(|_| DocumentsError::NotADocument { file: file.to_owned(), position })?;
            documents.push(document);
        }
    }
    if documents.is_empty() {
        Err(DocumentsError::Empty { file: file.to_owned() })
    } else {
        Ok(documents)
    }
}

/// The text of a file or of standard input, decompressed.
fn text(file: &Path) -> io::Result<String> {
    let reader: Box<dyn Read> =
        if file.as_os_str() == "-" { Box::new(io::stdin()) } else { Box::new(File::open(file)?) };
    io::read_to_string(input::decompressed(reader)?)
}

fn listed(value: Value) -> Vec<Value> {
    match value {
        Value::Array(values) => values,
        Value::Object(mut page) if !page.contains_key("conversationId") => {
            match page.remove("conversations") {
                Some(Value::Array(values)) => values,
                _ => vec![Value::Object(page)],
            }
        }
        document => vec![document],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<String>, String> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        let ids = |read: Vec<ConversationDetails>| {
            read.iter().map(|one| one.conversation_id.to_string()).collect()
        };
        let name = file.path().display().to_string();
        documents(file.path()).map(ids).map_err(|error| error.to_string().replace(&name, "FILE"))
    }

    /// GIVEN a document, an array, a page or lines of them WHEN read THEN the documents come in
    /// order.
    #[test]
    fn every_form_of_document_file_is_read() {
        let (a, b) = (r#"{"conversationId":"a"}"#, r#"{"conversationId":"b"}"#);
        assert_eq!(read(a).unwrap(), ["a"]);
        assert_eq!(read(&format!("[{a},{b}]")).unwrap(), ["a", "b"]);
        assert_eq!(
            read(&format!("{{\"conversations\":[{b},{a}],\"totalHits\":2}}")).unwrap(),
            ["b", "a"]
        );
        assert_eq!(read(&format!("{a}\n\n{b}\n")).unwrap(), ["a", "b"]);
    }

    /// GIVEN a file without documents WHEN read THEN the error names the file and the position.
    #[test]
    fn errors_name_the_file_and_the_position() {
        assert!(
            read("{\"conversationId\":\"a\"}\n{oops")
                .unwrap_err()
                .starts_with("FILE, line 2, column 2: not JSON")
        );
        assert!(
            read("[{\"conversationId\":\"a\"},{}]")
                .unwrap_err()
                .starts_with("FILE: its 2. document is no")
        );
        assert!(read("7").unwrap_err().contains("1. document"));
        assert!(read(" \n").unwrap_err().contains("FILE: no conversation-details document"));
        let missing = documents(Path::new("no/such/file")).unwrap_err();
        assert!(missing.to_string().starts_with("cannot read no/such/file"));
    }
}
