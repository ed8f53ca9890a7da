//! The folder of generated files. Writes it, or compares it with its expected content.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::ContractError;

/// File contents by path in the folder, with `/` as the separator.
pub type Files = BTreeMap<String, String>;

/// What is wrong with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    /// The file is missing.
    Missing,
    /// The content differs.
    Stale,
    /// The file is not generated.
    Superfluous,
}

/// Path of the folder.
#[must_use]
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas")
}

/// The content of a file. Empty if the file does not exist.
///
/// # Errors
/// The file cannot be read.
pub fn read(folder: &Path, file: &str) -> Result<String, ContractError> {
    let path = folder.join(file);
    match fs::read_to_string(&path) {
        Ok(text) => Ok(text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(String::new()),
        Err(source) => Err(ContractError::File { path, source }),
    }
}

/// Writes exactly these files to the folder and removes all others.
///
/// # Errors
/// A file cannot be read, written or removed.
pub fn write(folder: &Path, files: &Files) -> Result<(), ContractError> {
    for (file, wrong) in differences(folder, files)? {
        let path = folder.join(&file);
        let done = match (wrong, files.get(&file)) {
            (Wrong::Missing | Wrong::Stale, Some(text)) => {
                let parent = path.parent().unwrap_or(folder);
                fs::create_dir_all(parent).and_then(|()| fs::write(&path, text))
            }
            _ => fs::remove_file(&path),
        };
        done.map_err(|source| ContractError::File { path, source })?;
    }
    Ok(())
}

/// The differences between the folder and these files.
///
/// # Errors
/// A file cannot be read.
pub fn differences(folder: &Path, files: &Files) -> Result<BTreeMap<String, Wrong>, ContractError> {
    let mut there = BTreeSet::new();
    list(folder, "", &mut there)?;
    let mut wrong = BTreeMap::new();
    for (file, text) in files {
        if !there.remove(file) {
            wrong.insert(file.clone(), Wrong::Missing);
        } else if &read(folder, file)? != text {
            wrong.insert(file.clone(), Wrong::Stale);
        }
    }
    wrong.extend(there.into_iter().map(|file| (file, Wrong::Superfluous)));
    Ok(wrong)
}

fn list(folder: &Path, prefix: &str, files: &mut BTreeSet<String>) -> Result<(), ContractError> {
    let failed = |source| ContractError::File { path: folder.to_owned(), source };
    if !folder.exists() {
        return Ok(());
    }
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let file = format!("{prefix}{name}");
        if path.is_dir() {
            list(&path, &format!("{file}/"), files)?;
        } else {
            files.insert(file);
        }
    }
    Ok(())
}
